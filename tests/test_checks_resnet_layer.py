"""check_resnet_layer: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.checks import CheckFailed, check_resnet_layer, lesson06
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import answers, layer


@pytest.mark.parametrize("function", [f for f in answers(layer) if not f.phrase], ids=lambda f: f.__name__)
def test_right_answer_passes_and_says_what_was_verified(function, capsys):
    check_resnet_layer(function)
    printed = capsys.readouterr().out
    assert "resnet_layer is right. Compared with NumPy in 9 calls" in printed
    assert ("biases" in printed) == (function is layer.tutorial)
    assert ("GlorotUniform" in printed) == (function is layer.list_of_steps)


@pytest.mark.parametrize("function", [f for f in answers(layer) if f.phrase], ids=lambda f: f.__name__)
def test_wrong_answer_is_named(function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_resnet_layer(function)
    assert function.phrase in str(caught.value)
    assert str(caught.value).startswith("resnet_layer is not right yet: ")
    assert capsys.readouterr().out == ""


def test_catalogue():
    assert_block_catalogue(lesson06.LAYER_CASES, lesson06.LAYER_MISTAKES)
