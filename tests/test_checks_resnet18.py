"""check_resnet18: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.checks import CheckFailed, check_resnet18
from resnets.checks.lesson05_net import BLOCKS, expected_net
from resnets.checks.mistakes_nets import HEAD, PLAIN_HEAD, STEM
from resnets.checks.mistakes_stages import stage_mistakes
from resnets.checks.recipes_cifar import Layout
from tests.catalogues import assert_network_catalogue
from tests.wrong_answers import resnet18

ANSWERS = [a for a in vars(resnet18).values() if "phrase" in getattr(a, "__dict__", {})]


@pytest.mark.parametrize("net", [a for a in ANSWERS if not a.phrase], ids=lambda a: a.__name__)
def test_right_answer_passes_and_says_what_was_verified(net, capsys):
    check_resnet18(net)
    printed = capsys.readouterr().out
    assert f"{net.__name__} is right" in printed
    assert "at full width 11,173,962 trainable, 11,183,562 in all" in printed
    assert ("config" in printed) == isinstance(net, type)


@pytest.mark.parametrize("net", [a for a in ANSWERS if a.phrase], ids=lambda a: a.__name__)
def test_wrong_answer_is_named(net, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_resnet18(net)
    assert net.phrase in str(caught.value)
    assert str(caught.value).startswith(f"{net.__name__} is not right yet: ")
    assert capsys.readouterr().out == ""


def test_network_catalogue():
    net = expected_net("ResNet18", BLOCKS, 4, 5, (20, 12, 3))
    layout = Layout(BLOCKS, (4, 8, 16, 32), strides=(1, 2, 2, 2), stem=4)
    assert_network_catalogue(net, STEM + HEAD + PLAIN_HEAD + stage_mistakes(layout, 5))
