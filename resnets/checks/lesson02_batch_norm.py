"""The check of lesson 2's first exercise: batch normalisation by hand, in NumPy."""

from collections.abc import Callable, Iterator

import numpy as np

from resnets import reference
from resnets.checks.build import BuildFailed, call, only_first, require_function
from resnets.checks.unfinished import CheckFailed, not_right

NAME, AXES = "batch_norm", (0, 1, 2)
TOLERANCE = 1e-6  # absolute: an answer may calculate in float32
CASES = (((5, 4, 3, 2), 0.05), ((3, 2, 4, 6), 0.05))  # (shape, epsilon); unlike any default, and seen

FORMULA = "the formula: subtract the mean, divide by a root, scale, shift."
SOURCE = "where mean and variance come from in each mode."
OVER = "the axes over which you average: the result has one number a channel."

OTHER_AXES = {
    (0,): "over the pictures only",
    (1, 2): "over the pixels of each picture",
    (0, 1): "over pictures and height only",
    (0, 2): "over pictures and width only",
    (1, 2, 3): "over each picture by itself, channels included",
    (0, 2, 3): "as if the channels came second",
    (3,): "over the channels",
    (0, 1, 2, 3): "over everything, channels included",
}

Variant = tuple[np.ndarray, str, str]  # the values of a mistake, what is wrong, where to look


def _normalised(x, gamma, beta, mean, variance, epsilon) -> np.ndarray:
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def _formula_variants(x, gamma, beta, m, v, epsilon) -> Iterator[Variant]:
    """Yield the mistakes in the formula, where ``m`` and ``v`` are the right mean and variance."""
    root = np.sqrt(v + epsilon)
    norm = (x - m) / root
    yield norm, "it normalises but gamma and beta are missing.", FORMULA
    yield gamma * norm, "beta is missing: the scaled values are not shifted.", FORMULA
    yield norm + beta, "gamma is missing: the normalised values are not scaled.", FORMULA
    yield beta * norm + gamma, "gamma and beta are swapped: gamma scales, beta shifts.", FORMULA
    yield gamma * (norm + beta), "the shift is multiplied by gamma too: scale first, then shift.", FORMULA
    yield gamma * (x - m) / np.sqrt(v) + beta, "epsilon is missing under the root.", FORMULA
    yield (
        gamma * (x - m) / (np.sqrt(v) + epsilon) + beta,
        "epsilon is added to the standard deviation; it belongs under the root, beside the variance.",
        FORMULA,
    )
    for typed in (1e-3, 1e-5, 1e-8):
        what = f"epsilon is always {typed}, whatever the argument says."
        yield _normalised(x, gamma, beta, m, v, typed), what, "numbers that are typed in."
    yield (
        gamma * (x - m) / (v + epsilon) + beta,
        "it divides by the variance; divide by its square root.",
        FORMULA,
    )
    yield (
        _normalised(x, gamma, beta, m, np.sqrt(v), epsilon),
        "the standard deviation stands where the variance belongs (NumPy: var, not std).",
        SOURCE,
    )
    yield gamma * x / root + beta, "the mean is not subtracted.", FORMULA
    yield gamma * (x - m) + beta, "it is not divided by the standard deviation.", FORMULA
    yield gamma * x - m / root + beta, "brackets around x - mean are missing.", FORMULA


def _training_variants(x, gamma, beta, mean, variance, epsilon) -> Iterator[Variant]:
    """Yield the mistakes in the statistics of training mode; ``mean`` and ``variance`` are the given ones."""
    m, v, n = x.mean(axis=AXES), x.var(axis=AXES), x[..., 0].size

    def values(mean, variance):
        return _normalised(x, gamma, beta, mean, variance, epsilon)

    yield (
        values(mean, variance),
        "it uses the given statistics, as inference mode does; here those of this batch are asked for.",
        SOURCE,
    )
    yield values(m, variance), "the mean is that of the batch, the variance is still the given one.", SOURCE
    yield (
        values(m, ((x - mean) ** 2).mean(axis=AXES)),
        "the variance is taken around the given mean; in training it is taken around the batch's own.",
        SOURCE,
    )
    yield values(mean, v), "the variance is that of the batch, the mean is still the given one.", SOURCE
    for keep in (0.9, 0.99):
        yield (
            values(keep * mean + (1 - keep) * m, keep * variance + (1 - keep) * v),
            f"it normalises by moving averages (momentum {keep}); in training the batch's own are used.",
            SOURCE,
        )
    yield (
        values(m, v * n / (n - 1)),
        "the variance is the unbiased one (divided by n - 1); batch normalisation divides by n.",
        SOURCE,
    )
    yield (
        values(m, (x**2).mean(axis=AXES)),
        "the variance is the mean of the squares; the mean has to be subtracted before squaring.",
        SOURCE,
    )
    for axes, words in OTHER_AXES.items():
        yield (
            values(x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)),
            f"mean and variance are taken {words}; each channel has one mean and one variance, over "
            "pictures, height and width.",
            OVER,
        )


def _variants(x, gamma, beta, mean, variance, training, epsilon) -> Iterator[Variant]:
    batch = x.mean(axis=AXES), x.var(axis=AXES)
    if training:
        yield from _formula_variants(x, gamma, beta, *batch, epsilon)
        yield from _training_variants(x, gamma, beta, mean, variance, epsilon)
        return
    yield from _formula_variants(x, gamma, beta, mean, variance, epsilon)
    yield (
        _normalised(x, gamma, beta, *batch, epsilon),
        "it uses the statistics of this batch; one picture alone would then be normalised by itself.",
        SOURCE,
    )


def check_batch_norm(function: Callable, cases=CASES, seed: int = 2) -> None:
    """Check ``function(x, gamma, beta, mean, variance, training, epsilon)``; print what was verified.

    ``x`` is float64 (batch, height, width, channels), the four statistics have shape (channels,).

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    rng = np.random.default_rng(seed)
    first, second = cases
    _check_case(function, *first, rng)
    try:
        _check_case(function, *second, rng)
    except CheckFailed as failure:
        raise only_first(NAME, f"x of shape {first[0]}", f"shape {second[0]}", failure) from failure
    _check_defaults(function, first[0], rng)
    print(
        "batch_norm is right. Compared with NumPy's reference on two shapes:\n"
        "  inference mode   the given mean and variance are used\n"
        "  training mode    mean and variance of the batch, one of each per channel, divided by n"
    )


def _check_case(function: Callable, shape: tuple, epsilon: float, rng: np.random.Generator) -> None:
    x = rng.normal(3.0, 2.0, shape)
    gamma, beta, mean = rng.normal(size=(3, shape[-1]))
    variance = rng.uniform(0.2, 3.0, shape[-1])
    for training in (False, True):
        _compare(function, (x, gamma, beta, mean, variance, training, epsilon))


def _check_defaults(function: Callable, shape: tuple, rng: np.random.Generator) -> None:
    """Call it without ``training`` and ``epsilon``."""
    x = rng.normal(3.0, 2.0, shape)
    given = (*rng.normal(size=(3, shape[-1])), np.full(shape[-1], 0.01))  # small, so that epsilon counts
    result = _as_array(call(function, NAME, x, *given))
    if not np.allclose(result, reference.batch_norm(x, *given, False, 1e-3), rtol=1e-3, atol=1e-3):
        raise not_right(
            NAME,
            "where they are not given, training is to be False and epsilon 0.001, and one of them is not.",
            "the function's first line; the defaults given there stay.",
        )


def _compare(function: Callable, arguments: tuple) -> None:
    mode = "training" if arguments[5] else "inference"
    kept = [np.copy(a) for a in arguments[:5]]
    try:
        result = call(function, NAME, *arguments)
    except BuildFailed as failure:
        if "broadcast" not in str(failure):
            raise
        *lines, _ = str(failure).split("\n")
        look = "the shapes of your mean and variance: both should be (channels,), one number a channel."
        raise CheckFailed("\n".join([*lines, f"Look at: {look}"])) from failure
    if any(not np.array_equal(a, b) for a, b in zip(kept, arguments[:5], strict=True)):
        raise not_right(
            NAME, "it changed one of its arguments in place.", "`+=`, `-=` and `[...] =`; return a new array."
        )
    result, expected = _as_array(result), reference.batch_norm(*arguments)
    if result.shape != expected.shape:
        raise not_right(
            NAME,
            f"its result has shape {result.shape}; expected that of x, {expected.shape}.",
            "the last line.",
        )
    if np.allclose(result, expected, atol=TOLERANCE):
        return
    if not np.isfinite(result).all():
        raise not_right(
            NAME,
            f"in {mode} mode some values are not a number (nan) or not finite.",
            "what stands under the root.",
        )
    alike = [variant for variant in _variants(*arguments) if _close(result, variant[0])]
    if alike:  # the nearest one: a tiny epsilon is nearly none
        _, what, look = min(alike, key=lambda variant: np.abs(result - variant[0]).max())
        raise not_right(NAME, f"in {mode} mode {what}", look)
    if np.array_equal(result, np.round(expected, 2)) or np.array_equal(result, np.round(expected, 4)):
        raise not_right(
            NAME,
            f"in {mode} mode the values are right, but rounded.",
            "the last line; all digits are asked for.",
        )
    worst = np.abs(result - expected).max()
    raise not_right(
        NAME,
        f"in {mode} mode its values differ from the reference by up to {worst:.3g}.",
        "a batch of zeros and ones on paper: which mean, which variance, what comes out?",
    )


def _close(result: np.ndarray, values: np.ndarray) -> bool:
    return values.shape == result.shape and np.allclose(result, values, atol=TOLERANCE)


def _as_array(result) -> np.ndarray:
    """Return the answer as an array of floats, or say what it is instead."""
    last = "the last line; the normalised array has to be handed back."
    if result is None:
        raise not_right(NAME, "it returns nothing (None).", last)
    if isinstance(result, tuple):
        raise not_right(NAME, f"it returns a tuple of {len(result)} where one array is expected.", last)
    try:
        return np.asarray(result, float)
    except (TypeError, ValueError) as error:
        raise not_right(
            NAME, f"it returns an object of type {type(result).__name__}, no array of numbers.", last
        ) from error
