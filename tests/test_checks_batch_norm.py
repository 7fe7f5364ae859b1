"""check_batch_norm rejects what learners write wrong, each with its own words, and passes what is right."""

import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished, check_batch_norm


def right(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    return (x - mean) * (gamma / np.sqrt(variance + epsilon)) + beta


def right_with_keepdims(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        flat = x.reshape(-1, x.shape[-1])
        mean = flat.mean(axis=0, keepdims=True)
        variance = ((flat - mean) ** 2).mean(axis=0, keepdims=True)
    scaled = (x - mean) * (variance + epsilon) ** -0.5
    return beta + gamma * scaled


def stats(x, mean, variance, training, axes=(0, 1, 2), **kwargs):
    return (x.mean(axes, **kwargs), x.var(axes, **kwargs)) if training else (mean, variance)


def wrong(body):
    """Make a function of a lambda (x, gamma, beta, m, v, epsilon) with the right statistics."""

    def batch_norm(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        m, v = stats(x, mean, variance, training)
        return body(x, gamma, beta, m, v, epsilon)

    return batch_norm


def modes_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, not training)
    return gamma * (x - m) / np.sqrt(v + epsilon) + beta


def always_inference(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def unbiased(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2), ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def over(axes):
    def batch_norm(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        m, v = stats(x, mean, variance, training, axes, keepdims=True)
        return gamma * (x - m) / np.sqrt(v + epsilon) + beta

    return batch_norm


def in_place(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, training)
    x -= m
    return gamma * x / np.sqrt(v + epsilon) + beta


def one_epsilon_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, training)
    return gamma * (x - m) / np.sqrt(v + 1e-3) + beta


def without_keepdims(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, training, (1, 2))
    return gamma * (x - m) / np.sqrt(v + epsilon) + beta


def std_for_variance(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean((0, 1, 2)), x.std((0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


WRONG = {
    r"should be \(channels,\)": without_keepdims,
    "var, not std": std_for_variance,
    "statistics of this batch; one picture": modes_swapped,
    "wrong way round": always_inference,
    "unbiased": unbiased,
    "over the pictures only": over((0,)),
    "over the pixels of each picture": over((1, 2)),
    "over the channels": over((3,)),
    "over everything": over((0, 1, 2, 3)),
    "gamma and beta are missing": wrong(lambda x, g, b, m, v, e: (x - m) / np.sqrt(v + e)),
    "beta is missing": wrong(lambda x, g, b, m, v, e: g * (x - m) / np.sqrt(v + e)),
    "gamma is missing": wrong(lambda x, g, b, m, v, e: (x - m) / np.sqrt(v + e) + b),
    "scale first, then shift": wrong(lambda x, g, b, m, v, e: g * ((x - m) / np.sqrt(v + e) + b)),
    "epsilon is missing": wrong(lambda x, g, b, m, v, e: g * (x - m) / np.sqrt(v) + b),
    "standard deviation; it belongs": wrong(lambda x, g, b, m, v, e: g * (x - m) / (np.sqrt(v) + e) + b),
    "divides by the variance": wrong(lambda x, g, b, m, v, e: g * (x - m) / (v + e) + b),
    "mean is not subtracted": wrong(lambda x, g, b, m, v, e: g * x / np.sqrt(v + e) + b),
    "changed one of its arguments": in_place,
    "returns nothing": wrong(lambda *a: None),
    "has shape": wrong(lambda x, g, b, m, v, e: (g * (x - m) / np.sqrt(v + e) + b).mean(0)),
    "differ from the reference by": one_epsilon_only,
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_answers_are_named(words):
    with pytest.raises(CheckFailed, match=words):
        check_batch_norm(WRONG[words])


@pytest.mark.parametrize("function", [right, right_with_keepdims])
def test_right_answers_pass(function, capsys):
    check_batch_norm(function)
    assert "batch_norm is right" in capsys.readouterr().out


def test_a_stub_is_unfinished():
    def stub(*arguments):
        raise ExerciseUnfinished("2.1")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 2\.1"):
        check_batch_norm(stub)
