"""Lesson 4's small checks: no two mistakes look alike; their answers run in test_answers.py."""

import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished
from resnets.checks import lesson04_accuracy as accuracy
from resnets.checks import lesson04_confusion as confusion
from resnets.checks.lesson04_extra import check_accuracy, check_confusion_matrix


def test_no_two_confusion_mistakes_look_alike():
    kinds = [*(wrong for wrong, _, _ in confusion.CONFUSION_MISTAKES), confusion._counted]
    pairs = [[kind(*case) for case in confusion.CONFUSION_CASES] for kind in kinds]
    for k, one in enumerate(pairs):
        for other in pairs[k + 1 :]:
            both = zip(one, other, strict=True)
            assert not all(a.shape == b.shape and np.allclose(a, b) for a, b in both)


def test_no_two_accuracy_mistakes_look_alike():
    n, model_seed, seed = accuracy.CASES[0]
    model, (X, Y) = accuracy.make_model(model_seed), accuracy.make_case(n, seed)
    right = accuracy.right_value(model, X, Y)
    values = sorted([right, *(m[0] for m in accuracy.accuracy_mistakes(model, X, Y))])
    assert min(b - a for a, b in zip(values, values[1:], strict=False)) > 1e-3


@pytest.mark.parametrize("check", [check_accuracy, check_confusion_matrix])
def test_a_stub_is_unfinished_and_a_number_no_function(check):
    def stub(*arguments):
        raise ExerciseUnfinished("4.3")

    with pytest.raises(ExerciseUnfinished):
        check(stub)
    with pytest.raises(CheckFailed, match="not a function"):
        check(7)
