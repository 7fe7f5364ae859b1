"""The check of lesson 2's first exercise: batch normalisation by hand, in NumPy."""

from collections.abc import Callable

import numpy as np

from resnets import reference
from resnets.checks.unfinished import CheckFailed

AXES = (0, 1, 2)
CASES = (((5, 4, 3, 2), 0.05), ((3, 2, 4, 6), 0.05))  # (shape, epsilon)


def _variants(x, gamma, beta, mean, variance, training, epsilon):
    """Yield (what is wrong, the values that this mistake gives)."""
    batch_mean, batch_variance = x.mean(axis=AXES), x.var(axis=AXES)
    m, v = (batch_mean, batch_variance) if training else (mean, variance)
    norm = (x - m) / np.sqrt(v + epsilon)
    own = (mean, variance) if training else (batch_mean, batch_variance)
    n = x[..., 0].size
    yield (
        "the modes are the wrong way round: in training mode the statistics are those of this batch, "
        "in inference mode the given ones."
        if training
        else "in inference mode it uses the statistics of this batch; one picture alone would then be "
        "normalised by itself. Use the given mean and variance.",
        gamma * (x - own[0]) / np.sqrt(own[1] + epsilon) + beta,
    )
    yield "it normalises but gamma and beta are missing.", norm
    yield "beta is missing: the scaled values are not shifted.", gamma * norm
    yield "gamma is missing: the normalised values are not scaled.", norm + beta
    yield "the shift is multiplied by gamma too: scale first, then shift.", gamma * (norm + beta)
    yield "epsilon is missing under the root.", gamma * (x - m) / np.sqrt(v) + beta
    yield (
        "epsilon is added to the standard deviation; it belongs under the root, beside the variance.",
        gamma * (x - m) / (np.sqrt(v) + epsilon) + beta,
    )
    yield "it divides by the variance; divide by its square root.", gamma * (x - m) / (v + epsilon) + beta
    yield (
        "the standard deviation stands where the variance belongs (NumPy: var, not std).",
        gamma * (x - m) / np.sqrt(np.sqrt(v) + epsilon) + beta,
    )
    yield "the mean is not subtracted.", gamma * x / np.sqrt(v + epsilon) + beta
    if training:
        yield (
            "the variance is the unbiased one (divided by n - 1); batch normalisation divides by n.",
            gamma * (x - m) / np.sqrt(v * n / (n - 1) + epsilon) + beta,
        )
        for axes, words in (
            ((0,), "over the pictures only"),
            ((1, 2), "over the pixels of each picture"),
            ((3,), "over the channels"),
            ((0, 1, 2, 3), "over everything, channels included"),
        ):
            m, v = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
            yield (
                f"mean and variance are taken {words}; each channel has one mean and one variance, over "
                "pictures, height and width.",
                gamma * (x - m) / np.sqrt(v + epsilon) + beta,
            )


def check_batch_norm(function: Callable, cases=CASES, seed: int = 2) -> None:
    """Check ``function(x, gamma, beta, mean, variance, training, epsilon)``; print what was verified.

    ``x`` is float64 (batch, height, width, channels), the four statistics have shape (channels,).

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong.
    """
    rng = np.random.default_rng(seed)
    for shape, epsilon in cases:
        x = rng.normal(3.0, 2.0, shape)
        gamma, beta, mean = rng.normal(size=(3, shape[-1]))
        variance = rng.uniform(0.2, 3.0, shape[-1])
        for training in (False, True):
            _compare(function, (x, gamma, beta, mean, variance, training, epsilon))
    print(
        "batch_norm is right. Compared with NumPy's reference on two shapes:\n"
        "  inference mode   the given mean and variance are used\n"
        "  training mode    mean and variance of the batch, one of each per channel, divided by n"
    )


def _compare(function, arguments) -> None:
    mode = "training" if arguments[5] else "inference"
    kept = [np.copy(a) for a in arguments[:5]]
    try:
        result = function(*arguments)
    except ValueError as error:
        raise CheckFailed(
            f"batch_norm, {mode} mode: it stops with «{error}».\n"
            "Print the shapes of your mean and variance: both should be (channels,), one number a channel."
        ) from error
    if any(not np.array_equal(a, b) for a, b in zip(kept, arguments[:5], strict=True)):
        raise CheckFailed(
            "batch_norm: the function changed one of its arguments in place; return a new array."
        )
    if result is None:
        raise CheckFailed("batch_norm: the function returns nothing. Does its last line say return?")
    result = np.asarray(result)
    expected = reference.batch_norm(*arguments)
    if result.shape != expected.shape:
        raise CheckFailed(
            f"batch_norm: the result has shape {result.shape}; expected that of x, {expected.shape}."
        )
    if np.allclose(result, expected, atol=1e-8):
        return
    for words, values in _variants(*arguments):
        if values.shape == result.shape and np.allclose(result, values, atol=1e-8):
            raise CheckFailed(f"batch_norm, {mode} mode: {words}")
    worst = np.abs(result - expected).max()
    raise CheckFailed(
        f"batch_norm, {mode} mode: the values differ from the reference by up to {worst:.3g}.\n"
        "Try a batch of zeros and ones on paper: which mean, which variance, what comes out?"
    )
