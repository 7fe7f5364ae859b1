"""The check of lesson 5's input pipeline: what comes out of a tf.data.Dataset, picture by picture.

TensorFlow is imported when the check runs: it is what this exercise teaches.
"""

import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson05_batches import (
    CLASSES,
    NAME,
    SHAPE,
    N,
    batches_of,
    check_size,
    failed,
    made,
    numbers_of,
)
from resnets.checks.lesson05_statistics import check_statistics, recover
from resnets.checks.unfinished import CheckFailed

SEEDS = (0, 1)
MANY, EARLY = 4000, 1200  # pictures to fill a buffer with; places that one of them should come early
BATCH = 50  # asked for in training: many batches, so that one draw for each of them shows
MIRRORS = {"": (), "left and right": (1,), "top and bottom": (0,), "both ways": (0, 1)}


class Epoch(NamedTuple):
    """One pass through a dataset, picture by picture."""

    places: np.ndarray  # which picture of the input each one is
    mirrored: np.ndarray  # a key of MIRRORS for each
    batches: list[int]  # numbers of pictures


def check_preprocess(function: Callable, mean=None, std=None, seeds: tuple[int, int] = SEEDS) -> None:
    """Check ``function(x, y, training)``, which returns a tf.data.Dataset; print what was verified.

    ``x`` is uint8 (n, height, width, 3), ``y`` integers (n, 1). The batches should hold float32 pictures,
    normalised per channel, and their labels, integers, as many as ``batch_size`` says (where the function has
    an argument of that name); with ``training=True`` shuffled and about
    half of them mirrored left-right, with ``training=False`` neither. NumPy's and Python's random states are
    left as they are; TensorFlow's operations advance its own, as any pipeline does.

    Args:
        function: the learner's.
        mean: what it should subtract, (3,), of the training set in units of [0, 1]; None: any, as long as it
            is a training set's and not ImageNet's or the given pictures' own.
        std: what it should divide by, likewise.
        seeds: of the pictures of validation and training, one even, one odd: the odd ones are lighter.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    print(isolated(_check, function, mean, std, seeds))


def failed_in_training(what: str, look: str) -> CheckFailed:
    """Return the error where pictures for validation, read first, are right."""
    return failed(
        f"in training alone, {what}",
        f"{look} Validation comes out right, so it is a step under the condition; asked there is a flip, and "
        "nothing else.",
    )


def pictures(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return N pictures and labels; every channel holds 0 and 255, and no picture is its own mirror image."""
    rng = np.random.default_rng(seed)
    spread = rng.normal(90 + 60 * (seed % 2), 50, (N, *SHAPE)) + np.array([0, 15, -20])
    x = np.clip(spread, 0, 255).astype(np.uint8)
    x[0, 0, 0], x[0, 1, 1] = 0, 255
    return x, rng.integers(0, CLASSES, (N, 1))


def _check(function: Callable, mean, std, seeds: tuple[int, int]) -> str:
    found = []
    sized = "batch_size" in _parameters(function)
    for training, seed in zip((False, True), seeds, strict=True):
        x, y = pictures(seed)
        given = {"batch_size": BATCH} if training and sized else {}
        dataset = made(function, x, y, training, **given)
        told, epochs = failed_in_training if training else failed, []
        for _ in range(2):
            batches = batches_of(dataset, function, training)
            if given:
                check_size(BATCH, max(len(images) for images, _ in batches), training)
            outputs = np.concatenate([images for images, _ in batches])
            if training:
                _check_colours(outputs, found[0], x)
            scale = recover(outputs, [len(images) for images, _ in batches], told)
            check_statistics(scale, x, mean, std, told)
            found.append(scale)
            epochs.append(_read(batches, outputs, scale, x, y, training))
        (_check_training if training else _check_validation)(*epochs)
        if sized and not training:
            images, _ = next(iter(made(function, x, y, training, batch_size=BATCH)))
            check_size(BATCH, len(images), training)
    if not np.allclose(found[0], found[-1], atol=1e-3):
        raise failed("training and validation pictures are normalised differently.", "where both meet.")
    _check_buffer(function)
    return _report(found[0])


def _parameters(function: Callable) -> tuple:
    """Return the names of a function's arguments; what takes any name, as a stand-in, takes batch_size."""
    try:
        found = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ()
    any_name = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in found.values())
    return (*found, "batch_size") if any_name else tuple(found)


def _known(x: np.ndarray) -> dict[bytes, tuple[int, str]]:
    """Return (place, key of MIRRORS) of each picture's bytes, as it is and mirrored."""
    known = {}
    for key, axes in MIRRORS.items():
        for place, picture in enumerate(x):
            turned = np.flip(picture, axes) if axes else picture
            known.setdefault(turned.astype(int).tobytes(), (place, key))
    return known


def _check_colours(outputs: np.ndarray, scale: np.ndarray, x: np.ndarray) -> None:
    """Raise where pictures, normalised by ``scale``, are mirrored along the colours."""
    mean, std = scale
    known, parts = _known(x), (outputs, outputs[..., ::-1])
    plain, turned = (np.rint((part * std + mean) * 255).astype(int) for part in parts)
    odd = [at for at, one in enumerate(plain) if one.tobytes() not in known]
    if odd and all(np.ascontiguousarray(turned[at]).tobytes() in known for at in odd):
        raise failed(
            f"in training red and blue change places in {len(odd)} of {N} pictures.",
            "the axis along which pictures are mirrored: the last one holds the colours.",
        )


def _read(batches, outputs, scale, x, y, training: bool) -> Epoch:
    """Return which picture each output is; raises where one is none, or has another's label."""
    mean, std = scale
    back = np.rint((outputs * std + mean) * 255).astype(int)
    known = _known(x)
    hits = [known.get(np.ascontiguousarray(picture).tobytes()) for picture in back]
    word = "training" if training else "validation"
    if None in hits:
        if all(np.ascontiguousarray(picture[..., ::-1]).tobytes() in known for picture in back):
            raise failed("red and blue change places.", "what happens to the last axis of the pictures.")
        raise failed(
            f"in {word} {hits.count(None)} of {N} pictures are changed, and not by a mirror alone.",
            "the augmentation; asked is a flip from left to right, and nothing else.",
        )
    places, keys = (np.array(part) for part in zip(*hits, strict=True))
    if len(set(places)) < N:
        raise failed(f"in {word} some pictures come twice and others never.", "shuffling and batching.")
    labels = np.concatenate([numbers_of(labels) for _, labels in batches])
    wrong = int((labels != y[places, 0]).sum())
    if wrong:
        raise failed(
            f"in {word} {wrong} of {N} labels belong to other pictures.",
            "where pictures and labels are put together: what shuffles one shuffles both.",
        )
    return Epoch(places, keys, [len(images) for images, _ in batches])


def _check_validation(first: Epoch, second: Epoch) -> None:
    count = int((first.mirrored != "").sum())
    if count:
        raise failed(
            f"with training=False {count} of {N} pictures are mirrored; validation only measures.",
            "the condition on `training`: which steps stand outside it, and which way round it is.",
        )
    if not np.array_equal(first.places, np.arange(N)):
        raise failed(
            "with training=False the pictures are shuffled; predictions could not be laid beside them.",
            "the condition on `training`: the shuffle belongs under it.",
        )


def _check_training(first: Epoch, second: Epoch) -> None:
    odd = {key for key in first.mirrored if key not in ("", "left and right")}
    if odd:
        raise failed(
            f"pictures are mirrored {sorted(odd)[-1]}; a horse on its back is no horse of the test set.",
            "the kind of flip.",
        )
    mirrored, again = (epoch.mirrored != "" for epoch in (first, second))
    if np.array_equal(first.places, np.arange(N)) and not mirrored.any() and not again.any():
        raise failed(
            "training=True changes nothing: the pictures come in their old order, and none is mirrored.",
            "what becomes of the dataset that a step returns: no step changes a dataset in place; and the "
            "condition: `training` is True or False, no word.",
        )
    _check_share(mirrored, again, first.batches)
    # The order within an epoch first: where a global seed is set, TensorFlow draws alike in every epoch,
    # place by place, so that without a shuffle the same pictures are mirrored as well.
    _check_order(first, second)
    same_order = np.array_equal(first.places, second.places)
    same_flips = np.array_equal(mirrored[np.argsort(first.places)], again[np.argsort(second.places)])
    if same_order and same_flips:  # a flip draws alike in every epoch, too, where a global seed is set
        raise failed(
            "every epoch has the same order, and every epoch mirrors the same pictures, so the net never "
            "sees anything new.",
            "what is drawn only once: an order drawn by NumPy before the dataset begins, a shuffle told not "
            "to draw again, or a `cache` behind shuffle and flip.",
        )
    if same_flips:
        raise failed(
            "every epoch mirrors the same pictures, so the net never sees the other half of them.",
            "`cache`: what is kept is not drawn again, so it belongs before the augmentation; and the flip: "
            "with a seed it draws alike in every epoch, so the shuffle belongs before it.",
        )
    if same_order:
        raise failed(
            "every epoch has the same order.",
            "what is drawn only once: an order drawn by NumPy before the dataset begins, a shuffle told not "
            "to draw again, or a `cache` behind the shuffle.",
        )


def _check_share(mirrored, again, batches: list[int]) -> None:
    share = mirrored.mean()
    look = "how the flip is drawn: for each picture by itself, by an operation of TensorFlow."
    once = "A coin of Python's or NumPy's inside `map` falls only once."
    if not mirrored.any() and not again.any():
        raise failed(
            "with training=True no picture is mirrored.",
            "whether the flip comes, and when, and what becomes of the pictures that it returns: it changes "
            f"none in place. {once}",
        )
    if mirrored.all() and again.all():
        raise failed("with training=True every picture is mirrored: nothing is drawn.", f"{look} {once}")
    parts = np.split(mirrored, np.cumsum(batches)[:-1])
    if len(parts) > 3 and all(part.all() or not part.any() for part in parts):
        raise failed("whole batches are mirrored or not: one draw decides for all of a batch.", look)
    if not 0.36 < share < 0.64:
        raise failed(
            f"with training=True {share:.0%} of the pictures are mirrored, expected about half.", look
        )


def _check_order(first: Epoch, second: Epoch) -> None:
    if np.array_equal(first.places, np.arange(N)):
        raise failed("with training=True the pictures come in their old order.", "the shuffle.")
    parts = np.split(first.places, np.cumsum(first.batches)[:-1])
    if max(first.batches) > 1 and all((np.diff(part) == 1).all() for part in parts):
        raise failed(
            "whole batches change places, and inside them the order is the old one.",
            "the order of shuffling and batching.",
        )


def _check_buffer(function: Callable) -> None:
    """Raise where the shuffle's buffer does not hold thousands of pictures."""
    x = np.random.default_rng(0).integers(0, 256, (MANY, *SHAPE), np.uint8)
    labels = next(iter(call(function, NAME, x, np.arange(MANY)[:, None], training=True)))[1]
    # A buffer of b pictures lets none come b places early. With b = 2000, one in ten million batches
    # of 32 has all its pictures less than 1200 places early.
    early = int((np.ravel(labels) - np.arange(np.size(labels))).max())
    if early < EARLY:
        raise failed(
            f"of {MANY} pictures none in the first batch comes more than {early} places early; in a full "
            f"shuffle some come {MANY - 1000} and more.",
            "the size of the shuffle's buffer: it should hold thousands of pictures.",
        )


def _report(scale: np.ndarray) -> str:
    mean, std = (" ".join(f"{value:.3f}" for value in row) for row in scale)
    return "\n".join(
        [
            f"{NAME} is right. {N} pictures read back from its batches, twice:",
            "  pictures         all there, float32, each with its own label",
            f"  normalised       mean {mean}, standard deviation {std}",
            "  training=True    shuffled anew and about half mirrored anew in each epoch",
            "  training=False   in order, nothing mirrored",
        ]
    )
