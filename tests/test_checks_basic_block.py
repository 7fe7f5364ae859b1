"""check_basic_block: what it prints, its catalogue and stubs; its answers run in test_answers.py."""

import pytest
from keras import layers

from resnets.checks import ExerciseUnfinished, check_basic_block, lesson05
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import basic_block


def test_right_answer_passes_and_says_what_was_verified(capsys):
    check_basic_block(basic_block.WithList)
    printed = capsys.readouterr().out
    assert "BasicBlock is right" in printed and "(9, 8, 6) -> (5, 4, 6)" in printed
    assert "made again from it, it is the same block" in printed


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
