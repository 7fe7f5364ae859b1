"""check_basic_block: right answers pass, wrong ones are told what is wrong."""

import pytest
from keras import layers

from resnets.checks import CheckFailed, ExerciseUnfinished, check_basic_block, lesson05
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import basic_block

ANSWERS = [a for a in vars(basic_block).values() if "phrase" in getattr(a, "__dict__", {})]


@pytest.mark.parametrize("cls", [a for a in ANSWERS if not a.phrase], ids=lambda a: a.__name__)
def test_right_answer_passes_and_says_what_was_verified(cls, capsys):
    check_basic_block(cls)
    printed = capsys.readouterr().out
    assert "BasicBlock is right" in printed and "(9, 8, 6) -> (5, 4, 6)" in printed
    assert "made again from it, it is the same block" in printed


@pytest.mark.parametrize("cls", [a for a in ANSWERS if a.phrase], ids=lambda a: a.__name__)
def test_wrong_answer_is_named(cls, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_basic_block(cls)
    assert cls.phrase in str(caught.value)
    assert str(caught.value).startswith("BasicBlock is not right yet: ")
    assert capsys.readouterr().out == ""


def test_catalogue():
    assert_block_catalogue(lesson05.CASES, TWO_LAYER_MISTAKES)


class Unwritten(layers.Layer):
    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)

    def call(self, x):
        raise ExerciseUnfinished("5.2")


def test_a_stub_in_call_is_unfinished():
    with pytest.raises(ExerciseUnfinished, match=r"^Exercise 5\.2 is not written yet"):
        check_basic_block(Unwritten)
