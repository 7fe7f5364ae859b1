"""check_resnet18: what it prints, and its catalogue; its answers run in test_answers.py."""

import pytest

from resnets.checks import check_resnet18
from resnets.checks.lesson05_net import BLOCKS, expected_net
from resnets.checks.mistakes_nets import HEAD, PLAIN_HEAD, STEM
from resnets.checks.mistakes_stages import stage_mistakes
from resnets.checks.recipes_cifar import Layout
from tests.catalogues import assert_network_catalogue
from tests.wrong_answers.registry import marked

RIGHT = [net for net in marked("resnet18").values() if net.phrase is None]


@pytest.mark.parametrize("kind", [True, False], ids=["class", "function"])
def test_right_answer_passes_and_says_what_was_verified(kind, capsys):
    net = next(one for one in RIGHT if isinstance(one, type) == kind)
    check_resnet18(net)
    printed = capsys.readouterr().out
    assert f"{net.__name__} is right" in printed
    assert "at full width 11,173,962 trainable, 11,183,562 in all" in printed
    assert ("config" in printed) == kind


def test_network_catalogue():
    net = expected_net("ResNet18", BLOCKS, 4, 5, (20, 12, 3))
    layout = Layout(BLOCKS, (4, 8, 16, 32), strides=(1, 2, 2, 2), stem=4)
    assert_network_catalogue(net, STEM + HEAD + PLAIN_HEAD + stage_mistakes(layout, 5))
