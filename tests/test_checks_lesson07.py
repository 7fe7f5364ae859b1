"""Lesson 7's checks: stubs, and nothing is left behind; their answers run in test_answers.py."""

import random

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
from tests.wrong_answers import transfer_build, transfer_freeze

CHECKS = [check_build_transfer_model, check_extract_features, check_freeze, check_unfreeze_top]


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
