"""check_resnet50: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.checks import CheckFailed, check_resnet50
from resnets.models import ResNet50
from tests.wrong_answers import answers, resnet50_right, resnet50_wrong


def test_library_network_passes_and_says_what_was_verified(capsys):
    check_resnet50(ResNet50)
    printed = capsys.readouterr().out
    assert "ResNet50 is right" in printed and "23,597,957" in printed and "23,600,006" in printed


@pytest.mark.parametrize("function", answers(resnet50_right), ids=lambda f: f.__name__)
def test_right_answer_passes(function):
    check_resnet50(function)


@pytest.mark.parametrize("function", answers(resnet50_wrong), ids=lambda f: f.__name__)
def test_wrong_answer_is_named(function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_resnet50(function)
    assert function.phrase in str(caught.value)
    assert str(caught.value).startswith("ResNet50 is not right yet: ")
    assert capsys.readouterr().out == ""
