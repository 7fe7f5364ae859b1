"""The check of lesson 2's first exercise: batch normalisation by hand, in NumPy."""

import contextlib
import inspect
from collections.abc import Callable

import numpy as np

from resnets import reference
from resnets.checks.build import BuildFailed, call, only_first, require_function
from resnets.checks.mistakes_batch_norm import variants
from resnets.checks.unfinished import CheckFailed, not_right

NAME = "batch_norm"
GIVEN = ("x", "gamma", "beta", "mean", "variance", "training", "epsilon")
TOLERANCE = 1e-6  # absolute: an answer may calculate in float32
CASES = (((5, 4, 3, 2), 0.05), ((3, 2, 4, 6), 0.05))  # (shape, epsilon); unlike any default, and seen


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
    _check_one_picture(function, first, rng)
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


def _check_one_picture(function: Callable, case: tuple, rng: np.random.Generator) -> None:
    """Give it a batch of one picture, which is normalised over its own pixels in training mode."""
    (_, *size), epsilon = case
    try:
        _check_case(function, (1, *size), epsilon, rng)
    except CheckFailed as failure:
        what = str(failure).split("\n")[0].removeprefix(f"{NAME} is not right yet: ")
        raise not_right(
            NAME,
            f"several pictures come out right, one picture alone does not: {what}",
            "conditions on the number of pictures, and axes that are squeezed.",
        ) from failure


def _compare(function: Callable, arguments: tuple) -> None:
    mode = "training" if arguments[5] else "inference"
    kept = [np.copy(a) for a in arguments[:5]]
    try:
        result = call(function, NAME, *arguments)
    except BuildFailed as failure:
        if "broadcast" not in str(failure):
            raise
        *lines, _ = str(failure).split("\n")
        look = (
            "the shapes of your mean and variance, gamma and beta: each should be (channels,), one number a "
            "channel; all else has the shape of x."
        )
        raise CheckFailed("\n".join([*lines, f"Look at: {look}"])) from failure
    if any(not np.array_equal(a, b) for a, b in zip(kept, arguments[:5], strict=True)):
        raise not_right(
            NAME, "it changed one of its arguments in place.", "`+=`, `-=` and `[...] =`; return a new array."
        )
    result, expected = _as_array(result), reference.batch_norm(*arguments)
    if result.shape != expected.shape:
        moved = result.shape == np.moveaxis(expected, -1, 0).shape
        first = ": the channels stand first in it" if moved else ""
        raise not_right(
            NAME,
            f"its result has shape {result.shape}{first}; expected that of x, {expected.shape}.",
            "the last line.",
        )
    if np.allclose(result, expected, atol=TOLERANCE):
        return
    names = _names(function)
    if sorted(names) == sorted(GIVEN) and names != GIVEN:
        raise not_right(
            NAME,
            f"its arguments stand in another order than in the exercise: {', '.join(names)}.",
            "the function's first line, which stays as it was.",
        )
    if not np.isfinite(result).all():
        raise not_right(
            NAME,
            f"in {mode} mode some values are not a number (nan) or not finite.",
            "what stands under the root.",
        )
    alike = [variant for variant in variants(*arguments) if _close(result, variant[0])]
    if alike:  # the nearest one: a tiny epsilon is nearly none
        _, what, look = min(alike, key=lambda variant: np.abs(result - variant[0]).max())
        raise not_right(NAME, f"in {mode} mode {what}", look)
    if np.array_equal(result, np.trunc(expected)):
        raise not_right(
            NAME,
            f"in {mode} mode the values are right, but cut to whole numbers.",
            "the type (dtype) of the array that takes the result.",
        )
    if np.array_equal(result, np.round(expected, 2)) or np.array_equal(result, np.round(expected, 4)):
        raise not_right(
            NAME,
            f"in {mode} mode the values are right, but rounded.",
            "the last line; all digits are asked for.",
        )
    channels = range(expected.shape[-1])
    right = [str(c) for c in channels if _close(result[..., c], expected[..., c])]
    if right:
        raise not_right(
            NAME,
            f"in {mode} mode only some channels come out right: {', '.join(right)} of 0 to {channels[-1]}.",
            "a loop over the channels: where it ends, and whether it returns before that.",
        )
    worst = np.abs(result - expected).max()
    raise not_right(
        NAME,
        f"in {mode} mode its values differ from the reference by up to {worst:.3g}.",
        "a batch of zeros and ones on paper: which mean, which variance, what comes out?",
    )


def _close(result: np.ndarray, values: np.ndarray) -> bool:
    return values.shape == result.shape and np.allclose(result, values, atol=TOLERANCE)


def _names(function: Callable) -> tuple[str, ...]:
    """Return the names of the function's arguments; none if it does not tell."""
    with contextlib.suppress(TypeError, ValueError):
        return tuple(inspect.signature(function).parameters)
    return ()


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
