"""The check of lesson 7's features: pooled, in inference mode, standardised by the training set alone."""

import contextlib
import re
from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson07_base import (
    as_numpy,
    kept,
    maps_of,
    norms,
    pictures,
    small_base,
    snapshot,
)
from resnets.checks.lesson07_mistakes import DIVISOR, Pair, feature_mistakes, standardised
from resnets.checks.unfinished import CheckFailed, not_right

NAME = "extract_features"
_TINY = (
    "a feature that is the same in all training pictures becomes huge in a test picture where it is not: it "
    "is divided by next to nothing (a small number that was added to its deviation of 0?)."
)


class Case(NamedTuple):
    """One call."""

    shape: tuple
    channels: int
    train: int  # pictures; no multiples of any batch that a learner would choose
    test: int
    seed: int = 3  # of the base's weights


CASE = Case((8, 14, 3), 6, 150, 37)  # a map of 4 x 7: no two sizes alike
# Pictures of the second call, which tells numbers that were typed in; there are more to test than to train.
FEWER = {"train": 21, "test": 45}


def check_extract_features(function: Callable, case: Case = CASE) -> None:
    """Check ``function(base, x_train, x_test)``, which returns two arrays; print what was verified.

    Each is (pictures, channels): the mean of every channel of the base's map, less the training set's mean
    of it, over the training set's standard deviation. One channel of the check's base is 0 in all training
    pictures, and wakes up in some test pictures: over 1 it stays small, over next to nothing it explodes.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    print(isolated(_check, function, case))


def _wrong(what: str, look: str) -> CheckFailed:
    return not_right(NAME, what, look)


def _check(function: Callable, case: Case) -> str:
    base = small_base(case.shape, case.channels, case.seed)
    x_train, x_test = pictures(case.train, case.shape), pictures(case.test, case.shape, seed=1, light=40)
    sleeping, x_test[-3:] = _put_to_sleep(base, x_train)
    _widen(base, x_train, sleeping)
    before, given = snapshot(base.weights), (x_train.copy(), x_test.copy())
    found = _arrays(_called(function, base, x_train, x_test))
    if not kept(base.weights, before):
        raise _wrong(
            "the base is not as it was: its moving statistics have followed these pictures.",
            "the mode in which the base is called; features are read in inference mode.",
        )
    if not (np.array_equal(x_train, given[0]) and np.array_equal(x_test, given[1])):
        raise _wrong(
            "it changes the pictures that it was given, in place.", "operators such as `/=` on them."
        )
    awake = np.arange(case.channels) != sleeping
    _check_shapes(found, base, case)
    _judge_first(function, found, base, given, awake, case)
    fewer = case._replace(**FEWER)
    again = pictures(fewer.train, fewer.shape, 2), pictures(fewer.test, fewer.shape, 3, light=40)
    second = _arrays(call(function, NAME, base, *(x.copy() for x in again)))
    if all(np.array_equal(a, b) for a, b in zip(found, second, strict=True)):
        raise _wrong("it returns the same features, whatever pictures go in.", "what they are computed of.")
    _check_shapes(second, base, fewer)
    _judge(second, base, again, awake)
    _check_one(function, base, again)
    return _report(case)


def _check_one(function: Callable, base, given: Pair) -> None:
    """Check a single test picture, as one comes in use; whoever cannot take one is not told so."""
    with contextlib.suppress(BuildFailed):
        test = _arrays(call(function, NAME, base, given[0].copy(), given[1][:1].copy()))[1]
        if test.ndim == 1:
            raise _wrong(
                f"of a single test picture the features have shape {test.shape}, expected (1, {len(test)}).",
                "what takes dimensions of 1 out.",
            )


def _called(function: Callable, base, *sets):
    try:
        return call(function, NAME, base, *sets)
    except BuildFailed as failure:
        told = re.search(r"incompatible with the layer.*found shape=\((.*?)\)", str(failure))
        if told:
            raise _wrong(
                f"the base is called on an array of shape ({told[1]}), which is none of those it was given.",
                "the names in the line that calls the base: are they the arguments?",
            ) from failure
        raise


def _judge_first(function: Callable, found: Pair, base, given: Pair, awake, case: Case) -> None:
    """Judge features of which one never changes in training; tell if that alone is what goes wrong."""
    try:
        _judge(found, base, given, awake)
    except CheckFailed:
        raw = tuple(maps_of(base, x).mean(axis=(1, 2))[:, awake] for x in given)
        if not _same(_some(found, awake), standardised(raw, power=0)):
            raise
        usual = small_base(case.shape, case.channels, case.seed)  # in which all change
        wanted = standardised(tuple(maps_of(usual, x).mean(axis=(1, 2)) for x in given))
        if not _same(_arrays(call(function, NAME, usual, *(x.copy() for x in given))), wanted):
            raise
        raise _wrong(
            "where one feature has a deviation of 0, all are divided by 1; that is for this one alone.",
            DIVISOR,
        ) from None


def _judge(found: Pair, base, given: Pair, awake: np.ndarray) -> None:
    """Raise unless ``found`` are the features of the pictures ``given``; ``awake`` are the usual channels."""
    raw = tuple(maps_of(base, x).mean(axis=(1, 2)) for x in given)
    wanted = standardised(raw)
    if _same(found, wanted):
        return
    finite = all(np.isfinite(part).all() for part in found)
    found, wanted = _some(found, awake), _some(wanted, awake)
    if not finite:
        turned = _same(found, standardised(_some(raw, awake), power=0))
        raise _wrong(
            "some features are NaN or infinite: one channel of this base is the same in every training "
            "picture, so its standard deviation is 0."
            + (" The others are divided by 1: the two are exchanged." if turned else ""),
            "the division; what should become of a feature that tells nothing?",
        )
    if _same(found, wanted):
        raise _wrong(_TINY, DIVISOR)
    for what, look, values in feature_mistakes(base, *given, raw):
        if _same(found, _some(values, awake)):
            raise _wrong(what, look)
    _check_divisor(found, wanted, raw[0][:, awake].std(axis=0))
    raise _unexplained(found, wanted)


def _some(pair: Pair, channels: np.ndarray) -> Pair:
    return tuple(part[:, channels] for part in pair)


def _put_to_sleep(base, x_train: np.ndarray) -> tuple[int, np.ndarray]:
    """Make one channel 0 in all training pictures; return it, and a picture of one colour that wakes it."""
    norm = norms(base)[-1]
    before = keras.Model(base.input, norm.output)
    colours = 255 * np.array(list(product((0, 1), repeat=3)), "float32")
    flat = np.ones((8, *base.input_shape[1:]), "float32") * colours[:, None, None]
    usual, odd = (as_numpy(before(x, training=False)) for x in (x_train, flat))
    gamma, beta = (as_numpy(weight) for weight in norm.weights[:2])
    found = []  # how far a colour is outside of what the training pictures give
    for sign in (1, -1):
        top = (sign * usual).max(axis=(0, 1, 2))
        gaps = (sign * odd).max(axis=(1, 2)) - top
        colour, channel = np.unravel_index(gaps.argmax(), gaps.shape)
        found.append((gaps.max(), int(channel), int(colour), sign, top[channel]))
    gap, channel, colour, sign, top = max(found)
    beta[channel] = sign * beta[channel] - top - 0.4 * max(gap, 0.1)
    gamma[channel] *= sign
    for weight, value in zip(norm.weights[:2], (gamma, beta), strict=True):
        weight.assign(value)
    return channel, flat[colour]


def _widen(base, x_train: np.ndarray, sleeping: int) -> None:
    """Give the channel that changes most a deviation of 2; those of the others are under 1."""
    deviation = maps_of(base, x_train).mean(axis=(1, 2)).std(axis=0)
    deviation[sleeping] = 0
    factor = np.ones(len(deviation), "float32")
    factor[deviation.argmax()] = 2 / deviation.max()
    for weight in norms(base)[-1].weights[:2]:
        weight.assign(factor * as_numpy(weight))


def _arrays(result) -> Pair:
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        what = "nothing (None)" if result is None else f"an object of type {type(result).__name__}"
        if isinstance(result, (tuple, list)):
            what = f"{len(result)} things"
        raise _wrong(f"it returns {what}, expected two arrays: training and test features.", "its last line.")
    kinds = [type(part).__name__ for part in result if not isinstance(part, np.ndarray)]
    if kinds:
        raise _wrong(
            f"it returns an object of type {kinds[0]} where an array is asked for.",
            "what its last line returns, and where it becomes an array.",
        )
    return tuple(np.atleast_1d(as_numpy(part)) for part in result)


def _check_shapes(found: Pair, base, case: Case) -> None:
    if (len(found[0]), len(found[1])) == (case.test, case.train):
        raise _wrong("training and test features change places.", "the order in the last line.")
    pixels = base.output_shape[1] * base.output_shape[2]
    for part, count, word in zip(found, (case.train, case.test), ("training", "test"), strict=True):
        if part.shape == (count, case.channels):
            continue
        other = case.test if word == "training" else case.train
        if len(part) == other != count:
            raise _wrong(
                f"of {count} {word} pictures it returns {other} features, as many as there are pictures in "
                "the other set.",
                "lines that were copied from one set to the other: each name in them.",
            )
        if part.ndim < 3 and len(part) in base.output_shape[1:]:
            raise _wrong(
                f"the {word} features have shape {part.shape}, expected {(count, case.channels)}: the mean "
                "is taken over the pictures too.",
                "over which axes the mean is taken; axis 0 counts the pictures.",
            )
        if len(part) != count:
            raise _wrong(
                f"of {count} {word} pictures it returns {len(part)} features.",
                "the loop over batches: "
                + ("the last one is smaller." if len(part) < count else "some pictures are in two of them."),
            )
        if part.ndim == 4 or part.shape[1:] == (pixels * case.channels,):
            raise _wrong(
                f"the {word} features are the un-pooled map, {part.shape[1:]} a picture; expected "
                f"({case.channels},), the mean of each channel.",
                "what the base returns, and what has to be done with height and width.",
            )
        if part.shape == (count, case.channels - 1) and case.channels - 1 not in base.output_shape[1:3]:
            raise _wrong(
                f"one of {case.channels} features is missing: the one that is the same in all training "
                "pictures? It becomes 0, and stays.",
                "what picks columns.",
            )
        if part.shape == (count, 3):
            raise _wrong(
                "there are three features a picture: the means of red, green and blue? Asked for are those "
                "of the base's map.",
                "what is averaged: what the base returns.",
            )
        raise _wrong(
            f"the {word} features have shape {part.shape}, expected {(count, case.channels)}.",
            "over which axes the mean is taken.",
        )


def _same(found: Pair, wanted: Pair) -> bool:
    # Wider than rounding, and under what n - 1 for n makes of the deviation.
    return all(np.allclose(a, b, rtol=1e-3, atol=1e-3) for a, b in zip(found, wanted, strict=True))


def _check_divisor(found: Pair, wanted: Pair, deviation: np.ndarray) -> None:
    """Raise where the features are right but for a number that was added to their divisor."""
    share = (found[0] * wanted[0]).sum(axis=0) / (wanted[0] ** 2).sum(axis=0)
    if (share <= 0).any() or not _same(found, tuple(share * part for part in wanted)):
        return
    divisor = deviation / share
    for words, added in (("deviation", divisor - deviation), ("variance", divisor**2 - deviation**2)):
        if np.ptp(added) < 0.1 * np.abs(added).mean():
            raise _wrong(
                f"it divides by more than the deviation: {added.mean():.1g} is added to the {words}.",
                DIVISOR,
            )


def _unexplained(found: Pair, wanted: Pair) -> CheckFailed:
    order = [np.sort(part, axis=0) for part in (*found, *wanted)]
    if _same(tuple(order[:2]), tuple(order[2:])):
        return _wrong(
            "the features are right but in another order, so labels would belong to other pictures.",
            "what shuffles.",
        )
    for k in range(2, len(found[0]) // 2):
        first = found[0][:k]
        if np.abs(first.mean(axis=0)).max() < 1e-3 and np.abs(first.std(axis=0) - 1).max() < 1e-3:
            return _wrong(
                f"the first {k} training pictures have a mean and a deviation of their own: each part is "
                "standardised by itself.",
                "what stands in the loop over parts: the two steps come behind it.",
            )
    right = [_same((one,), (other,)) for one, other in zip(found, wanted, strict=True)]
    if right[0] != right[1]:
        good, bad = ("training", "test") if right[0] else ("test", "training")
        worst = np.abs(found[right.index(False)] - wanted[right.index(False)]).max()
        return _wrong(
            f"the {good} features are right, the {bad} features are not: they differ by up to {worst:.3g}.",
            f"what is done to the {bad} features: less the training mean, over the training deviation, both.",
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
