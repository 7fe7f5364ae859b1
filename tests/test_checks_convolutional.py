"""check_convolutional_block: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.blocks import convolutional_block
from resnets.checks import CheckFailed, check_convolutional_block
from tests.wrong_answers import answers, convolutional_right, convolutional_wrong


def test_library_block_passes_and_says_what_was_verified(capsys):
    check_convolutional_block(convolutional_block)
    printed = capsys.readouterr().out
    assert "convolutional_block is right" in printed and "305 and 264" in printed
    assert "names" not in printed


@pytest.mark.parametrize("function", answers(convolutional_right), ids=lambda f: f.__name__)
def test_right_answer_passes(function):
    check_convolutional_block(function)


@pytest.mark.parametrize("function", answers(convolutional_wrong), ids=lambda f: f.__name__)
def test_wrong_answer_is_named(function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_convolutional_block(function)
    assert function.phrase in str(caught.value)
    assert str(caught.value).startswith("convolutional_block is not right yet: ")
    assert capsys.readouterr().out == ""
