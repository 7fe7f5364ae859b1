"""The check of lesson 7's features: pooled, in inference mode, standardised by the training set alone."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson07_base import (
    DOUBLED,
    as_numpy,
    failed,
    kept,
    maps_of,
    norms,
    pictures,
    small_base,
    snapshot,
)
from resnets.checks.unfinished import CheckFailed

NAME = "extract_features"
Pair = tuple[np.ndarray, np.ndarray]


class Case(NamedTuple):
    """One call."""

    shape: tuple
    channels: int
    train: int  # pictures; no multiples of any batch that a learner would choose
    test: int
    seed: int = 3  # of the base's weights


CASE = Case((8, 12, 3), 6, 150, 37)
FEWER = {"train": 45, "test": 21}  # pictures of the second call, which tells numbers that were typed in


def check_extract_features(function: Callable, case: Case = CASE) -> None:
    """Check ``function(base, x_train, x_test)``, which returns two arrays; print what was verified.

    Each is (pictures, channels): the mean of every channel of the base's map, less the training set's mean
    of it, over the training set's standard deviation. One channel of the check's base never changes.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    print(isolated(_check, function, case))


def _wrong(what: str, look: str) -> CheckFailed:
    return failed(NAME, what, look)


def _check(function: Callable, case: Case) -> str:
    base = small_base(case.shape, case.channels, case.seed)
    gamma, beta = norms(base)[-1].weights[:2]
    dead = np.arange(case.channels) == 2
    for weight, value in ((gamma, 0.0), (beta, -1.0)):  # this channel is 0 behind the ReLU, whatever comes
        weight.assign(np.where(dead, value, as_numpy(weight)).astype("float32"))
    x_train, x_test = pictures(case.train, case.shape), pictures(case.test, case.shape, seed=1, light=40)
    before, given = snapshot(base.weights), (x_train.copy(), x_test.copy())
    found = _arrays(call(function, NAME, base, x_train, x_test))
    if not kept(base.weights, before):
        raise _wrong(
            "the base is not as it was: its moving statistics have followed these pictures.",
            "the mode in which the base is called; features are read in inference mode.",
        )
    if not (np.array_equal(x_train, given[0]) and np.array_equal(x_test, given[1])):
        raise _wrong(
            "it changes the pictures that it was given, in place.", "operators such as `/=` on them."
        )
    fewer = case._replace(**FEWER)
    again = pictures(fewer.train, fewer.shape, 2), pictures(fewer.test, fewer.shape, 3, light=40)
    second = _arrays(call(function, NAME, base, *(x.copy() for x in again)))
    if all(np.array_equal(a, b) for a, b in zip(found, second, strict=True)):
        raise _wrong("it returns the same features, whatever pictures go in.", "what they are computed of.")
    for features, x, one in ((found, given, case), (second, again, fewer)):
        _check_shapes(features, base, one)
        _judge(features, base, x)
    return _report(case)


def _judge(found: Pair, base, given: Pair) -> None:
    """Raise unless ``found`` are the features of the pictures ``given``."""
    raw = tuple(maps_of(base, x).mean(axis=(1, 2)) for x in given)
    wanted = standardised(raw)
    if _same(found, wanted):
        return
    for what, look, values in _variants(base, *given, raw):
        if _same(found, values):
            raise _wrong(what, look)
    raise _unexplained(found, wanted)


def standardised(raw: Pair, of: np.ndarray | None = None, power: float = 1.0, axis=0, shift=1.0) -> Pair:
    """Return both sets standardised by ``of``, the training set if None."""
    of = raw[0] if of is None else of
    mean, deviation = of.mean(axis=axis), of.std(axis=axis) ** power
    divisor = np.where(deviation > 1e-6, deviation, 1)
    return tuple((part - shift * mean) / divisor for part in raw)


def _arrays(result) -> Pair:
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        what = "nothing (None)" if result is None else f"an object of type {type(result).__name__}"
        raise _wrong(f"it returns {what}, expected two arrays: training and test features.", "its last line.")
    return tuple(as_numpy(part) for part in result)


def _check_shapes(found: Pair, base, case: Case) -> None:
    pixels = base.output_shape[1] * base.output_shape[2]
    for part, count, word in zip(found, (case.train, case.test), ("training", "test"), strict=True):
        if part.shape == (count, case.channels):
            continue
        if len(part) in (case.train, case.test) and len(part) != count:
            raise _wrong("training and test features change places.", "the order in the last line.")
        if len(part) != count:
            raise _wrong(
                f"of {count} {word} pictures it returns {len(part)} features.",
                "the loop over batches: the last one is smaller.",
            )
        if part.ndim == 4 or part.shape[1:] == (pixels * case.channels,):
            raise _wrong(
                f"the {word} features are the un-pooled map, {part.shape[1:]} a picture; expected "
                f"({case.channels},), the mean of each channel.",
                "what the base returns, and what has to be done with height and width.",
            )
        raise _wrong(
            f"the {word} features have shape {part.shape}, expected {(count, case.channels)}.",
            "over which axes the mean is taken.",
        )
    if not all(np.isfinite(part).all() for part in found):
        raise _wrong(
            "some features are NaN or infinite: one channel of this base is the same in every picture, so "
            "its standard deviation is 0.",
            "the division; what should become of a feature that tells nothing?",
        )


def _same(found: Pair, wanted: Pair) -> bool:
    # A learner may add some small number to the deviation, so this is wider than rounding.
    return all(np.allclose(a, b, rtol=5e-3, atol=5e-3) for a, b in zip(found, wanted, strict=True))


def _variants(base, x_train, x_test, raw: Pair) -> Iterator[tuple[str, str, Pair]]:
    """Yield (what is wrong, where to look, the features that this mistake gives)."""
    look = "which pictures mean and deviation are taken of: what is measured on must not be known before."
    both = np.concatenate(raw)
    yield "mean and deviation are of training and test pictures together.", look, standardised(raw, both)
    yield (
        "the test features are standardised by the test pictures themselves.",
        look,
        (standardised(raw)[0], standardised((raw[1],))[0]),
    )
    yield "mean and deviation are of the test pictures.", look, standardised(raw, raw[1])
    steps = "the two steps of standardising, one by one."
    yield "the features are not standardised.", steps, raw
    yield "the mean is not subtracted.", steps, standardised(raw, shift=0)
    yield "it divides by the variance, not by the deviation.", steps, standardised(raw, power=2)
    yield "it does not divide by the deviation.", steps, standardised(raw, power=0)
    yield (
        "there is one mean and one deviation for all features; each has its own.",
        "the axis of mean and deviation.",
        standardised(raw, axis=None),
    )
    yield (
        "each picture is standardised by its own features.",
        "the axis of mean and deviation.",
        tuple((part - part.mean(1, keepdims=True)) / part.std(1, keepdims=True) for part in raw),
    )
    yield from _other_features(base, x_train, x_test)


def _other_features(base, x_train, x_test) -> Iterator[tuple[str, str, Pair]]:
    maps = [maps_of(base, x) for x in (x_train, x_test)]
    pool = "the pool: which one, and over what."
    for words, pooled in (
        ("the largest value of each channel is taken, not the mean.", lambda m: m.max(axis=(1, 2))),
        ("of the map only the first place is read.", lambda m: m[:, 0, 0]),
    ):
        yield words, pool, standardised(tuple(pooled(m) for m in maps))
    look = "what happens to the pictures before the base: its preprocessing is in it already."
    for words, change in DOUBLED:
        features = tuple(maps_of(base, change(x)).mean(axis=(1, 2)) for x in (x_train, x_test))
        yield f"{words}, and the base prepares them again.", look, standardised(features)


def _unexplained(found: Pair, wanted: Pair) -> CheckFailed:
    order = [np.sort(part, axis=0) for part in (*found, *wanted)]
    if _same(tuple(order[:2]), tuple(order[2:])):
        return _wrong(
            "the features are right but in another order, so labels would belong to other pictures.",
            "what shuffles.",
        )
    batches = "each batch is treated by itself: in inference mode a picture's features depend on it alone."
    worst = max(np.abs(a - b).max() for a, b in zip(found, wanted, strict=True))
    return _wrong(
        f"the features differ from the expected ones by up to {worst:.3g}.",
        f"the mode of the base, the pool, then mean and deviation; {batches}",
    )


def _report(case: Case) -> str:
    return "\n".join(
        [
            f"{NAME} is right. Compared with NumPy on {case.train} training and {case.test} test pictures:",
            "  features         mean of each channel, base in inference mode and left as it was",
            "  standardised     by mean and deviation of the training pictures alone",
            "  constant ones    become 0, not NaN",
        ]
    )
