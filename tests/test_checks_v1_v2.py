"""check_resnet_v1 and check_resnet_v2: what they print, and their catalogues; see test_answers.py."""

import pytest

from resnets.checks import check_resnet_v1, check_resnet_v2
from resnets.checks.blockcheck import Case
from resnets.checks.lesson06_nets import V1, V2, expected_nets
from resnets.checks.mistakes_bottleneck import BOTTLENECK_MISTAKES, OTHER_SIZES
from resnets.checks.mistakes_nets import HEAD, STEM
from resnets.checks.mistakes_stages import stage_mistakes
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from resnets.checks.recipes_cifar import bottleneck_recipe, count_parameters, net_recipe, two_layer_recipe
from tests.catalogues import assert_block_catalogue, assert_network_catalogue, assert_texts
from tests.wrong_answers import v1, v2


def v1_unit(s, projected):
    return two_layer_recipe(8, s, projected)


def v2_unit(s, projected):
    return bottleneck_recipe(6, 8, s, projected)


@pytest.mark.parametrize(
    "check, function, output",
    [
        (check_resnet_v1, v1.library, "logits"),
        (check_resnet_v2, v2.of_layers, "logits"),
        (check_resnet_v2, v2.tutorial_with_the_papers_widths, "probabilities"),
    ],
)
def test_right_answer_passes_and_says_what_was_verified(check, function, output, capsys):
    check(function)
    printed = capsys.readouterr().out
    assert " is right. Compared with NumPy on (20, 12, 3) and (9, 11, 2)" in printed
    assert f"output           {output}" in printed


@pytest.mark.parametrize("family", [V1, V2], ids=["v1", "v2"])
def test_network_catalogue(family):
    (net, _), _ = expected_nets(family)
    judged = [m for m in net.mistakes if m in STEM + HEAD + family.head]
    layout = family.layout(2)
    assert_network_catalogue(net, judged + stage_mistakes(layout, net.classes))


@pytest.mark.parametrize("layout, published", [(V1.layout(3), 272_474), (V2.layout(18), 1_703_258)])
def test_published_counts_without_building(layout, published):
    assert count_parameters(net_recipe(layout, 10), 3)[1] == published


@pytest.mark.parametrize("mistakes, unit", [(TWO_LAYER_MISTAKES, v1_unit), (BOTTLENECK_MISTAKES, v2_unit)])
def test_block_catalogue(mistakes, unit):
    cases = [Case((4, 6, 5, 8), (), unit(1, False)), Case((5, 7, 8, 8), (), unit(2, True))]
    assert_block_catalogue(cases, mistakes)


def test_the_words_of_mistakes_that_change_the_size_differ_from_all_others():
    assert_texts([*BOTTLENECK_MISTAKES, *OTHER_SIZES])
