"""Lesson 7's checks: right answers pass, wrong ones are told what is wrong, and nothing is left behind."""

import random
import re

import numpy as np
import pytest

from resnets.checks import (
    CheckFailed,
    ExerciseUnfinished,
    check_build_transfer_model,
    check_extract_features,
    check_freeze,
    check_unfreeze_top,
)
from tests.catalogues import CODE
from tests.wrong_answers import answers, transfer_build, transfer_features, transfer_freeze

CHECKS = {
    check_build_transfer_model: transfer_build,
    check_extract_features: transfer_features,
    check_freeze: transfer_freeze.FREEZE,
    check_unfreeze_top: transfer_freeze.UNFREEZE,
}


def pairs(wanted):
    return [
        pytest.param(check, f, id=f"{check.__name__[6:]}-{name}")
        for check, place in CHECKS.items()
        for name, f in vars(place).items()
        if hasattr(f, "phrase") and bool(f.phrase) == wanted
    ]


@pytest.mark.parametrize("check, function", pairs(False))
def test_right_answer_passes_and_says_what_was_verified(check, function, capsys):
    check(function)
    assert f"{check.__name__[6:]} is right. " in capsys.readouterr().out


@pytest.mark.parametrize("check, function", pairs(True))
def test_wrong_answer_is_named(check, function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check(function)
    text = str(caught.value)
    assert function.phrase in text
    assert text.startswith(f"{check.__name__[6:]} is not right yet: ") and "\nLook at: " in text
    assert not re.search(CODE, text)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("check", CHECKS)
def test_there_are_three_right_answers_and_ten_wrong_ones(check):
    found = [f for f in vars(CHECKS[check]).values() if hasattr(f, "phrase")]
    assert sum(f.phrase is None for f in found) >= 3
    assert len({f.phrase for f in found if f.phrase}) >= 10


@pytest.mark.parametrize("check", CHECKS)
def test_stubs_and_what_is_no_function(check):
    def stub(*args, **kwargs):
        raise ExerciseUnfinished("7.1")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 7\.1 is not written yet"):
        check(stub)
    with pytest.raises(CheckFailed, match="the check was given an object of type NoneType"):
        check(None)


def test_random_states_are_left_as_they_were():
    np.random.seed(3)
    random.seed(3)
    python, numpy = random.getstate(), np.random.get_state()
    check_build_transfer_model(transfer_build.library)
    check_unfreeze_top(transfer_freeze.UNFREEZE.library)
    assert random.getstate() == python
    assert all(np.array_equal(a, b) for a, b in zip(np.random.get_state(), numpy, strict=True))


def test_no_two_answers_of_a_module_hide_each_other():
    assert len(answers(transfer_build)) >= 30 and len(answers(transfer_features)) >= 25
