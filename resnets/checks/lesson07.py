"""The check of lesson 7's transfer model: a frozen base, its features, and a new head."""

import inspect
import re
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import report_as
from resnets.checks.lesson07_base import (
    as_numpy,
    fill_head,
    kept,
    maps_of,
    matches,
    pictures,
    small_base,
    snapshot,
    softmax,
)
from resnets.checks.lesson07_dropout import check_dropout
from resnets.checks.lesson07_inside import check_as_layer, check_base_inside, not_inside
from resnets.checks.lesson07_mistakes import score_mistakes
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
LIGHTS = np.linspace(-60, 90, 11).reshape(-1, 1, 1, 1)  # of the pictures whose scores are compared
_OTHER_SHAPE = "its model does not take pictures of {}, which the base takes{}."
_SHAPE_LOOK = "the shape of the input, which the base knows, and what changes it before the base."


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
        before = snapshot(base.weights), maps_of(base, pictures(2, case.shape))
        model = _built(function, base, case)
        _check_model(model, base, case)
        check_as_layer(model, base, _wrong)
        check_base_inside(model, base, case, before, _wrong)
        head = _head(model, base, case)
        _check_values(model, base, head, case)
        check_dropout(model, base, fill_head(head, 2), case, _wrong)
    _check_two_classes(function, case)
    return _report(cases, _check_mode(model, base, case))


def _check_two_classes(function: Callable, case: Case) -> None:
    """Check that two classes are no special case, and that a default of ``dropout`` is none."""
    two = case._replace(classes=2, dropout=0.0)
    base = small_base(two.shape, two.channels, two.seed)
    _check_model(_built(function, base, two), base, two)
    try:
        given = inspect.signature(function).parameters["dropout"].default
    except (KeyError, TypeError, ValueError):
        return
    if isinstance(given, (int, float)) and given:
        raise _wrong(
            f"where it is not told, dropout is {given}; the exercise has 0.0 there.",
            "the line with `def`: it stays as the exercise gives it.",
        )


def _built(function: Callable, base: keras.Model, case: Case):
    try:
        return call(function, NAME, base, case.classes, case.dropout)
    except BuildFailed as failure:
        text = str(failure)
        if re.search("layer .?base.? is incompatible|incompatible with the layer", text):
            raise _other_shape(text, case) from failure
        if ".predict(" in text and "NoneType" in text:
            raise _wrong(
                "`predict` is called on the input, which is a place for pictures and has no numbers yet.",
                "how the base is called: like a layer.",
            ) from failure
        raise


def _other_shape(text: str, case: Case) -> CheckFailed:
    """Return the error for a base that is called on another shape, of which Keras's words tell."""
    told = re.search(r"found shape=\((.*?)\)", text)
    found = tuple(int(n) for n in re.findall(r"\d+", told[1])) if told else ()
    if found == case.shape and told[1].count("None") == 2:
        return _wrong(
            "its input has a dimension too many: the base's input shape begins with the batch, which "
            "`keras.Input` adds by itself.",
            "the shape of the input: without the batch.",
        )
    known = found and found != case.shape
    return _wrong(_OTHER_SHAPE.format(case.shape, f": the base is called on {found}" if known else ""),
                  _SHAPE_LOOK)  # fmt: skip


def _check_model(model, base: keras.Model, case: Case) -> None:
    if not isinstance(model, keras.Model):
        what = "nothing (None)" if model is None else f"an object of type {type(model).__name__}"
        raise _wrong(f"it returns {what}, expected a Keras model.", "its last line.")
    if model is base:
        raise _wrong("it returns the base itself, without a head.", "what the last line returns.")
    output = as_numpy(_predicted(model, base, case))
    if output.shape[1:] == (1, 1, case.classes):
        raise _wrong(
            f"it returns scores of shape {output.shape[1:]} a picture: the pool keeps height and width, as "
            f"dimensions of 1; expected {case.classes} numbers.",
            "the arguments of the pool.",
        )
    if output.ndim == 4:
        raise _wrong(
            f"the head stands on the un-pooled map: it returns scores of shape {output.shape[1:]} a picture, "
            f"one set for each place of the map; expected {case.classes} numbers.",
            "what stands between the base's map and the dense layer.",
        )
    if output.shape[1:] == (case.channels,) and len(model.weights) == len(base.weights):
        raise _wrong(
            f"it returns the {case.channels} averages of each picture, not scores: no dense layer is there.",
            "what the last line returns.",
        )
    if output.shape[1:] != (case.classes,):
        raise _wrong(
            f"asked for {case.classes} classes, it returns {output.shape[1:]} a picture.",
            "the numbers you typed: one of them is an argument.",
        )


def _predicted(model, base: keras.Model, case: Case):
    try:
        return model(pictures(2, case.shape), training=False)
    except Exception as error:
        inside = {id(weight) for weight in model.weights}
        if not any(id(weight) in inside for weight in base.weights):
            raise not_inside(model, base, _wrong) from error
        raise _other_shape(str(error), case) from error


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
    if kernels and kernels[0][0] in (height, width) and len(shapes) == 2:
        raise _wrong(
            f"the mean is taken over other axes: it leaves {kernels[0][0]} numbers a picture, one for each "
            f"{'row' if kernels[0][0] == height else 'column'} of the map; expected {case.channels}, one for "
            "each channel.",
            "over which axes the mean is taken; in Keras the channels come last.",
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


def _check_values(model, base, head, case: Case) -> None:
    kernel, bias = fill_head(head, 1)
    x = pictures(len(LIGHTS), case.shape, light=LIGHTS)
    found = as_numpy(model(x, training=False))
    scores = maps_of(base, x).mean(axis=(1, 2)) @ kernel + bias
    if matches(found, scores):
        return
    for what, look, values in score_mistakes(base, x, kernel, bias):
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
