"""The check of lesson 7's transfer model: a frozen base, its features, and a new head."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import report_as
from resnets.checks.lesson07_base import (
    DOUBLED,
    as_numpy,
    fill_head,
    kept,
    maps_of,
    matches,
    norms,
    pictures,
    small_base,
    snapshot,
    softmax,
)
from resnets.checks.lesson07_dropout import check_dropout
from resnets.checks.unfinished import CheckFailed, not_right

NAME = "build_transfer_model"


class Case(NamedTuple):
    """One call."""

    shape: tuple
    channels: int
    classes: int
    dropout: float
    seed: int = 0  # of the base's weights


# As many classes as channels or more, so that the features can be read off the scores.
CASES = (Case((9, 7, 3), 5, 7, 0.3), Case((8, 12, 3), 6, 8, 0.0))
_OTHER_SHAPE = "its model does not take pictures of {}, which the base takes."
_SHAPE_LOOK = "the shape of the input: the base knows it."


def check_build_transfer_model(function: Callable, name: str = NAME, cases: tuple[Case, ...] = CASES) -> None:
    """Check ``function(base, classes, dropout)``, which returns a Keras model; print what was verified.

    The base takes pictures from 0 to 255, prepares them itself, and is to be frozen, batch normalisations
    included; behind it come the global average pool, dropout, and one dense layer, which ends in logits. The
    base is one layer of the model, and the model is not compiled.

    Args:
        name: what the learner calls the answer.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    report_as(name, NAME, _check, function, cases)


def _wrong(what: str, look: str) -> CheckFailed:
    return not_right(NAME, what, look)


def _check(function: Callable, cases: tuple[Case, ...]) -> str:
    require_function(function, NAME)
    for case in cases:
        base = small_base(case.shape, case.channels, case.seed)
        before = snapshot(base.weights)
        model = _built(function, base, case)
        _check_model(model, base, case)
        _check_as_layer(model, base)
        _check_base_inside(model, base, before)
        head = _head(model, base, case)
        _check_values(model, base, head, case)
        check_dropout(model, base, fill_head(head, 2), case, _wrong)
    return _report(cases, _check_mode(model, base, case))


def _built(function: Callable, base: keras.Model, case: Case):
    try:
        return call(function, NAME, base, case.classes, case.dropout)
    except BuildFailed as failure:
        if re.search("layer .?base.? is incompatible|incompatible with the layer", str(failure)):
            raise _wrong(_OTHER_SHAPE.format(case.shape), _SHAPE_LOOK) from failure
        raise


def _check_model(model, base: keras.Model, case: Case) -> None:
    if not isinstance(model, keras.Model):
        what = "nothing (None)" if model is None else f"an object of type {type(model).__name__}"
        raise _wrong(f"it returns {what}, expected a Keras model.", "its last line.")
    if model is base:
        raise _wrong("it returns the base itself, without a head.", "what the last line returns.")
    output = as_numpy(_predicted(model, case))
    if output.ndim == 4:
        raise _wrong(
            f"the head stands on the un-pooled map: it returns scores of shape {output.shape[1:]} a picture, "
            f"one set for each place of the map; expected {case.classes} numbers.",
            "what stands between the base's map and the dense layer.",
        )
    if output.shape[1:] != (case.classes,):
        raise _wrong(
            f"asked for {case.classes} classes, it returns {output.shape[1:]} a picture.",
            "the numbers you typed: one of them is an argument.",
        )


def _predicted(model, case: Case):
    try:
        return model(pictures(2, case.shape), training=False)
    except Exception as error:
        raise _wrong(_OTHER_SHAPE.format(case.shape), _SHAPE_LOOK) from error


def _check_base_inside(model, base: keras.Model, before: list[np.ndarray]) -> None:
    inside = {id(weight) for weight in model.weights}
    if not all(id(weight) in inside for weight in base.weights):
        raise _wrong(
            "the base's own weights are not in the model: a copy of it, or a part, stands in its place.",
            "how the base comes into the model: called, like a layer.",
        )
    if not kept(base.weights, before):
        raise _wrong("it changes the base's weights; they are what is transferred.", "what touches the base.")
    trainable = [weight for weight in base.weights if weight.trainable]
    listed = {id(weight) for weight in model.trainable_weights}
    left = [weight for weight in trainable if id(weight) in listed]
    if left:
        kinds = {weight.path.rsplit("/", 1)[-1] for weight in left}
        if kinds == {"gamma", "beta"}:
            raise _wrong(
                "the convolutions are frozen, the batch normalisations are not: their gamma and beta train, "
                "and their statistics move.",
                "what is frozen: the base as a whole, not some kinds of layers.",
            )
        raise _wrong(
            f"the base is not frozen: {len(left)} of its weights would be trained with the new head's.",
            "what has to be said of the base before the model is trained.",
        )
    if any(norm.trainable for norm in norms(base)):
        raise _wrong(
            "the base's weights are frozen one by one, but its batch normalisations still count as "
            "trainable, so their statistics move.",
            "what is frozen: layers, not variables.",
        )
    if not model.trainable_weights:
        raise _wrong(
            "nothing in the model can be trained: the head is frozen with the base.",
            "on which of the two models `trainable` is set.",
        )


def _check_as_layer(model, base: keras.Model) -> None:
    inside = {id(weight) for weight in model.weights}
    whole = all(id(weight) in inside for weight in base.weights)
    if whole and [layer for layer in model.layers if isinstance(layer, keras.Model)] != [base]:
        what = "there are other models beside the base among the model's layers"
        if not any(layer is base for layer in model.layers):
            what = "the base is not one layer of the model: its layers stand there one by one"
        raise _wrong(
            f"{what}, so `base_of` does not find the base again.",
            "how the base comes into the model: called, as one layer, and the only model in it.",
        )
    if model.compiled:
        raise _wrong("the model is compiled already; what follows does that.", "the last lines.")


def _head(model, base: keras.Model, case: Case) -> tuple:
    """Return kernel and bias of the dense layer."""
    own = {id(weight) for weight in base.weights}
    weights = [weight for weight in model.weights if id(weight) not in own]
    shapes = sorted((tuple(weight.shape) for weight in weights), key=len)
    wanted = [(case.classes,), (case.channels, case.classes)]
    if shapes == wanted:
        return tuple(sorted(weights, key=lambda weight: -len(weight.shape)))
    height, width, channels = base.output_shape[1:]
    kernels = [shape for shape in shapes if len(shape) == 2]
    if kernels and kernels[0][0] == height * width * channels:
        raise _wrong(
            f"the head stands on the un-pooled map: it reads all {kernels[0][0]} numbers of it, expected the "
            f"{case.channels} averages, one a channel.",
            "what stands between the base's map and the dense layer.",
        )
    if len(kernels) > 1:
        raise _wrong(
            f"the head has {len(kernels)} dense layers; one is asked for, from the features to the classes.",
            "what stands between the pool and the scores.",
        )
    if shapes == wanted[1:]:
        raise _wrong("the dense layer has no bias.", "the arguments of the dense layer.")
    if any("moving_mean" in weight.path for weight in weights):
        raise _wrong(
            "beside the base's batch normalisations there is one more, with weights of its own.",
            "the layers before and behind the base.",
        )
    raise _wrong(
        f"besides the base it has weights of shapes {shapes}, expected {wanted}.",
        "the layers before and behind the base: which of them have weights?",
    )


def _variants(base, x, kernel, bias) -> Iterator[tuple[str, str, np.ndarray]]:
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
    yield "the pool takes the largest value of each channel, not the mean.", pool, _max(maps) @ kernel + bias
    sums = maps.sum(axis=(1, 2)) @ kernel + bias
    yield "the pool adds up each channel and does not divide.", pool, sums
    corner = maps[:, 0, 0] @ kernel + bias
    yield "of the map only the first place is read.", pool, corner
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
    yield (
        "the pictures are multiplied by 255 first; the base takes them as they are, 0 to 255.",
        look,
        maps_of(base, 255 * x).mean(axis=(1, 2)) @ kernel + bias,
    )
    yield "the maps of the base are divided by 255.", look, maps.mean(axis=(1, 2)) / 255 @ kernel + bias


def _max(maps):
    return maps.max(axis=(1, 2))


def _check_values(model, base, head, case: Case) -> None:
    kernel, bias = fill_head(head, 1)
    x = pictures(11, case.shape)
    found = as_numpy(model(x, training=False))
    scores = maps_of(base, x).mean(axis=(1, 2)) @ kernel + bias
    if matches(found, scores):
        return
    for what, look, values in _variants(base, x, kernel, bias):
        if matches(found, values) or matches(found, softmax(values)):
            raise _wrong(what, look)
    if np.ptp(found, axis=0).max() == 0:
        raise _wrong(
            "all pictures get the same scores.", "the way from the picture to the scores: is it cut?"
        )
    worst = np.abs(found - scores).max()
    raise _wrong(
        f"with known weights its scores differ from the expected ones by up to {worst:.3g}.",
        "the way from the pictures to the base, and from its map to the scores, step by step.",
    )


def _check_mode(model, base, case: Case) -> str:
    """Unfreeze the base, as fine-tuning may, and return what then becomes of its BN in a training step."""
    x = pictures(11, case.shape)
    wanted = as_numpy(model(x, training=False))
    base.trainable = True
    before = snapshot(base.weights)
    if not matches(as_numpy(model(x)), wanted) or not kept(base.weights, before):
        raise _wrong(
            "the base is called in training mode: once it is unfrozen, the model normalises by the batch "
            "even when it is simply called.",
            "the call of the base: what it is told about the mode.",
        )
    model(x, training=True)
    if kept(base.weights, before):
        return "in inference mode for good, fine-tuning included"
    return "in inference mode while not trainable, which fine-tuning has to see to"


def _report(cases: tuple[Case, ...], mode: str) -> str:
    shapes = " and ".join(str(case.shape) for case in cases)
    return "\n".join(
        [
            f"{NAME} is right. Compared with NumPy on bases for {shapes}:",
            "  base             its own weights, all frozen",
            f"  its BN           {mode}",
            "  pictures         0 to 255, prepared once",
            "  head             mean of each channel, dropout as asked for, one dense layer",
            "  output           logits",
        ]
    )
