"""The mistakes that lesson 7's checks know by the scores, or the features, that they give."""

from collections.abc import Iterator

import keras
import numpy as np

from resnets.checks.lesson07_base import DOUBLED, maps_of, softmax

Pair = tuple[np.ndarray, np.ndarray]
DIVISOR = "the divisor: NumPy's standard deviation, and 1 where that is 0, with nothing added."


def score_mistakes(base, x, kernel, bias) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield (what is wrong, where to look, the scores that this mistake gives)."""
    maps = maps_of(base, x)
    scores = maps.mean(axis=(1, 2)) @ kernel + bias
    ends = "the end of the head: the dense layer, its activation, and what follows."
    yield "softmax is applied twice; logits are asked for.", ends, softmax(softmax(scores))
    yield "the scores go through a softmax; logits are asked for.", ends, softmax(scores)
    yield "the scores are logarithms of a softmax; logits are asked for.", ends, np.log(softmax(scores))
    yield "the scores go through a ReLU: a negative one is lost.", ends, np.maximum(scores, 0)
    yield (
        "the scores go through a sigmoid, each by itself: a picture has one class.",
        ends,
        1 / (1 + np.exp(-scores)),
    )
    pool = "the pool: which one, and over what."
    yield (
        "the pool takes the largest value of each channel, not the mean.",
        pool,
        maps.max(axis=(1, 2)) @ kernel + bias,
    )
    sums = maps.sum(axis=(1, 2)) @ kernel + bias
    yield "the pool adds up each channel and does not divide.", pool, sums
    corner = maps[:, 0, 0] @ kernel + bias
    yield "of the map only the first place is read.", pool, corner
    for axes, word in ((2, 3), "row"), ((1, 3), "column"):
        means = maps.mean(axis=axes)
        if means.shape[1] == len(kernel):
            yield (
                f"the mean is taken over other axes: it leaves one number for each {word} of the map, not "
                "for each channel.",
                "over which axes the mean is taken; in Keras the channels come last.",
                means @ kernel + bias,
            )
    shrunk = maps.mean(axis=(1, 2)) / 255 @ kernel + bias
    yield (
        "the maps of the base are divided by 255.",
        "what happens to the features: nothing but the pool.",
        shrunk,
    )
    look = "what happens to the pictures before the base: its preprocessing is in it already."
    for words, change in DOUBLED:
        yield f"{words}, and the base prepares them again.", look, (
            maps_of(base, change(x)).mean(axis=(1, 2)) @ kernel + bias
        )  # fmt: skip


def standardised(
    raw: Pair, of: np.ndarray | None = None, power: float = 1.0, axis=0, shift=1.0, ddof=0
) -> Pair:
    """Return both sets standardised by ``of``, the training set if None."""
    of = raw[0] if of is None else of
    mean, deviation = of.mean(axis=axis), of.std(axis=axis, ddof=ddof) ** power
    divisor = np.where(deviation > 1e-6, deviation, 1)
    return tuple((part - shift * mean) / divisor for part in raw)


def feature_mistakes(base, x_train, x_test, raw: Pair) -> Iterator[tuple[str, str, Pair]]:
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
    yield (
        "the training features are right, the test features are not standardised, or by a mean of 0 and a "
        "deviation of 1: those of training features that are standardised already.",
        "what the names stand for, line by line, once the training features have been written over.",
        (standardised(raw)[0], raw[1]),
    )
    mean, deviation = raw[0].mean(axis=0), raw[0].std(axis=0)
    divisor = np.where(deviation > 1e-6, deviation, 1)
    yield (
        "only the mean is divided by the deviation, and then subtracted: the difference is to be divided.",
        "the brackets.",
        tuple(part - mean / divisor for part in raw),
    )
    yield (
        "deviations under 1 are made 1 as well; only one of 0 should be.",
        DIVISOR,
        tuple((part - mean) / np.maximum(deviation, 1) for part in raw),
    )
    low, span = raw[0].min(axis=0), np.ptp(raw[0], axis=0)
    yield (
        "the features are brought to 0 to 1 by their smallest and largest value; asked for are mean and "
        "deviation.",
        steps,
        tuple((part - low) / np.where(span > 0, span, 1) for part in raw),
    )
    yield (
        "each picture's features are divided by their length.",
        steps,
        tuple(part / np.linalg.norm(part, axis=1, keepdims=True) for part in raw),
    )
    yield "the mean is not subtracted.", steps, standardised(raw, shift=0)
    yield "it divides by the variance, not by the deviation.", steps, standardised(raw, power=2)
    yield "it does not divide by the deviation.", steps, standardised(raw, power=0)
    yield (
        "the deviation is that with n - 1 (ddof=1); NumPy's `std` as it stands divides by n.",
        DIVISOR,
        standardised(raw, ddof=1),
    )
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
    yield (
        "the features are cut to whole numbers before they are standardised.",
        "the type of the array that they are written into.",
        standardised(tuple(np.trunc(m.mean(axis=(1, 2))) for m in maps)),
    )
    yield (
        "the maps are standardised, place by place, and pooled afterwards.",
        "the order of pooling and standardising.",
        tuple(part.mean(axis=(1, 2)) for part in standardised(tuple(maps), axis=(0, 1, 2))),
    )
    inner = keras.Model(base.input, base.layers[-2].output)
    features = tuple(maps_of(inner, x).mean(axis=(1, 2)) for x in (x_train, x_test))
    yield "the base's last layer is left out.", "which layer's output is read.", standardised(features)
    look = "what happens to the pictures before the base: its preprocessing is in it already."
    even = standardised((x_train, x_test), axis=(0, 1, 2))
    features = tuple(maps_of(base, x).mean(axis=(1, 2)) for x in even)
    yield "the pictures are standardised, and not the features.", look, features
    for words, change in DOUBLED:
        features = tuple(maps_of(base, change(x)).mean(axis=(1, 2)) for x in (x_train, x_test))
        yield f"{words}, and the base prepares them again.", look, standardised(features)
