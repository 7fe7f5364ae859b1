"""check_batch_norm: its catalogue, and a stub. Its answers stand in wrong_answers/batch_norm.py."""

import re

import numpy as np
import pytest

from resnets import reference
from resnets.checks import CheckFailed, ExerciseUnfinished, check_batch_norm, mistakes_batch_norm
from resnets.checks import lesson02_batch_norm as check
from tests.catalogues import CODE
from tests.wrong_answers import batch_norm


def arguments(shape, epsilon, training):
    rng = np.random.default_rng(7)
    x, variance = rng.normal(3.0, 2.0, shape), rng.uniform(0.2, 3.0, shape[-1])
    return (x, *rng.normal(size=(3, shape[-1])), variance, training, epsilon)


@pytest.mark.parametrize("training", [False, True])
def test_no_two_mistakes_look_alike(training):
    call = arguments(*check.CASES[0], training)
    variants = mistakes_batch_norm.variants(*call)
    values = [reference.batch_norm(*call), *(variant[0] for variant in variants)]
    texts = ["right", *(variant[1] for variant in variants)]
    assert len(set(texts)) == len(texts) >= 10
    assert not any(re.search(CODE, what + look) for _, what, look in variants)
    for k, a in enumerate(values):
        for j, b in enumerate(values[:k]):
            assert np.abs(a - b).max() > 1e-9, (texts[k], texts[j])


def test_what_was_verified_is_printed(capsys):
    check_batch_norm(batch_norm.by_the_book)
    assert "batch_norm is right" in capsys.readouterr().out


def test_what_is_no_function_is_said_so():
    with pytest.raises(CheckFailed, match="not a function"):
        check_batch_norm(np.ones(3))


def test_a_stub_is_unfinished():
    def stub(*arguments):
        raise ExerciseUnfinished("2.1")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 2\.1"):
        check_batch_norm(stub)
