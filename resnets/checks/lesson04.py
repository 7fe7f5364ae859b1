"""The check of lesson 4: ResNet50 assembled from the blocks."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks import lesson02, lesson03
from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.compare import close, first_difference, has, position
from resnets.checks.evaluate import Result, evaluate
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import FIXED, FROZEN
from resnets.checks.mistakes50 import LAYOUT, RESNET50_MISTAKES, NetworkMistake
from resnets.checks.network import (
    VARIANCES,
    Network,
    Progress,
    advance,
    first_edited,
    resnet50_recipe,
    start,
)
from resnets.checks.recipe import Part
from resnets.checks.trace import Trace, fixed_modes, run_traced, weight_layers
from resnets.checks.unfinished import CheckFailed
from resnets.checks.weights import WeightBook, random_input

NAME = "ResNet50"
# Even sides show conv1's 'same', unequal ones a typed-in size, and the last map is 3x2, which tells a
# 2x2 pool from a global one. Small, since most of the time goes into building 23.6 million weights.
INPUT_SHAPE, CLASSES, BATCH = (70, 44, 3), 5, 2
# Where one stride too many leaves nothing to pool, the same is built on pictures twice as large.
LARGER_SHAPE = (140, 88, 3)


class Stop(NamedTuple):
    """The first part that the learner's network does not compute."""

    index: int
    training: bool
    before: Progress
    right: Result
    trace: Trace


def check_resnet50(function: Callable) -> None:
    """Check ``function`` against the ResNet50 of lesson 4, and print what was verified.

    It is called once, as ``function(input_shape=(70, 44, 3), classes=5)``, gets weights far from their
    defaults, and is compared with the NumPy reference part after part in both modes.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check, function))


def _check(function: Callable) -> str:
    require_function(function, NAME)
    try:
        model = call(function, NAME, input_shape=INPUT_SHAPE, classes=CLASSES)
    except BuildFailed as failure:
        raise _too_small(function) or failure from failure
    _check_outside(model, INPUT_SHAPE)
    network, kernels = resnet50_recipe(CLASSES), {}
    parameters = trainable = 0
    for training in (False, True):
        stop, results = _run(model, network, INPUT_SHAPE, training, kernels)
        if stop is not None:
            raise _failed(_diagnosis(network, stop))
        parameters = sum(result.parameters for result in results)
        trainable = sum(result.trainable for result in results)
    _check_counts(model, parameters, trainable)
    return _report(model, len(weight_layers(model)))


def _run(model, network: Network, shape, training: bool, kernels: dict) -> tuple[Stop | None, list[Result]]:
    """Run the network in one mode and walk along; the first run, in inference mode, sets the weights."""
    x = random_input((BATCH, *shape))
    trace = run_traced(model, x, training, None if training else WeightBook(VARIANCES, kernels))
    return _walk(network, x, trace, training, kernels)


def _too_small(function: Callable) -> CheckFailed | None:
    """Return what is wrong with a network that builds only on larger pictures, or None."""
    try:
        model = call(function, NAME, input_shape=LARGER_SHAPE, classes=CLASSES)
        _check_outside(model, LARGER_SHAPE)
    except CheckFailed:
        return None
    network = resnet50_recipe(CLASSES)
    stop, _ = _run(model, network, LARGER_SHAPE, False, {})
    return _failed(_diagnosis(network, stop)) if stop else None


def _failed(text: str) -> CheckFailed:
    return CheckFailed(f"{NAME} is not right yet: {text}")


def _check_outside(model, shape) -> None:
    """Check what shows before anything runs: the type and the shapes at both ends."""
    if not isinstance(model, keras.Model):
        what = "nothing (None)" if model is None else f"an object of type {type(model).__name__}"
        raise _failed(f"it returns {what}, expected a Keras model.\nLook at: its last line.")
    if not model.built or not hasattr(model, "input_shape"):
        raise _failed(
            "the model has no input yet.\nLook at: how it is made from the first and the last tensor."
        )
    if tuple(model.input_shape[1:]) != shape:
        raise _failed(
            f"asked for input_shape={shape}, it takes pictures of {tuple(model.input_shape[1:])}.\n"
            "Look at: the numbers you typed: which of them is an argument of the function?"
        )
    wide = tuple(model.output_shape)[-1]
    if wide != CLASSES:
        raise _failed(
            f"asked for classes={CLASSES}, it returns {wide} numbers a picture.\n"
            "Look at: the number of units of the last layer."
        )


def _walk(
    network: Network, x, trace: Trace, training: bool, kernels: dict
) -> tuple[Stop | None, list[Result]]:
    """Return the first part whose result the trace does not hold (None if all are there), and the results."""
    at, results = start(x, kernels), []
    for index, part in enumerate(network):
        result, following = advance(part, at, training)
        last = index == len(network) - 1
        array = result.output.array
        if not (close(trace.output, array) if last else has(trace, array)):
            return Stop(index, training, at, result, trace), results
        results.append(result)
        at = following
    return None, results


def _diagnosis(network: Network, stop: Stop) -> str:
    part = network[stop.index]
    mistake = _named(network, stop)
    if mistake is not None:
        return f"{mistake.what}\nLook at: {mistake.look}"
    inside = _mistake_in_part(part, stop)
    if inside is not None:
        return inside
    word = "training" if stop.training else "inference"
    where = f"in {word} mode all is right up to {_before(network, stop.index)}, and {part.name} is not."
    difference = first_difference(part, stop.before.flow.array, stop.right.outputs, stop.trace)
    if difference is None:
        return f"{where}\nIts steps are all there, but something else goes on.\nLook at: the layers after it."
    step = f"The first result that differs is {difference.step}, the {difference.kind}."
    return f"{where}\n{step} {difference.seen}\nLook at: {part.name}."


def _before(network: Network, index: int) -> str:
    return f"the end of {network[index - 1].name}" if index else "the input"


def _named(network: Network, stop: Stop) -> NetworkMistake | None:
    """Return the mistake of the catalogue that explains the part, or None.

    Of several it is the one that explains the output too, or else the one whose result comes out
    last: what a mistake leaves out is often computed on the way to another.
    """
    fitting = []
    for mistake in RESNET50_MISTAKES + LAYOUT:
        edited = mistake.edit(network)
        if first_edited(network, edited) == stop.index:
            place = _place(edited, stop)
            if place is not None:
                fitting.append((place, mistake, edited))
    whole = [mistake for _, mistake, edited in fitting if len(fitting) > 1 and _explains_all(edited, stop)]
    if whole:
        return whole[0]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def _place(edited: Network, stop: Stop) -> int | None:
    """Return where in the trace the edited part's result is; the head's must be the output."""
    try:
        result, _ = advance(edited[stop.index], stop.before, stop.training)
    except (ValueError, KeyError, IndexError):
        return None
    place = position(stop.trace, result.output.array)
    is_output = place == len(stop.trace.events)
    return place if is_output or stop.index < len(edited) - 1 else None


def _explains_all(edited: Network, stop: Stop) -> bool:
    at = stop.before
    try:
        for part in edited[stop.index :]:
            result, at = advance(part, at, stop.training)
    except (ValueError, KeyError, IndexError):
        return False
    return close(stop.trace.output, result.output.array)


def _mistake_in_part(part: Part, stop: Stop) -> str | None:
    """Return the mistake of the block catalogues that explains this part, or None."""
    if part.name == "head":
        return None
    name = "convolutional_block" if part.shortcut else "identity_block"
    catalogue = lesson03.MISTAKES if part.shortcut else lesson02.MISTAKES
    fitting = []
    for mistake in [FROZEN, FIXED] if part.name == "stem" else catalogue:
        try:
            edited = mistake.edit(part)
            result = evaluate(edited, stop.before.flow, stop.training, stop.before.book.copy())
        except (ValueError, KeyError, IndexError):
            continue
        place = position(stop.trace, result.output.array)
        if edited != part and place is not None:
            fitting.append((place, mistake))
    if not fitting:
        return None
    mistake = max(fitting, key=lambda one: one[0])[1]
    if part.name == "stem":
        return f"{mistake.what}\nLook at: {mistake.look}"
    return f"in {part.name}, {mistake.what}\nLook at: your {name}; its own check says more."


def _check_counts(model, parameters: int, trainable: int) -> None:
    found = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    if model.count_params() != parameters:
        raise _failed(
            f"its values are right, but it has {model.count_params():,} parameters, expected "
            f"{parameters:,}.\nLook at: layers that are in the graph without changing the result."
        )
    if found != trainable:
        raise _failed(
            f"{found:,} of its parameters can be trained, expected {trainable:,}.\n"
            "Look at: `trainable` of your layers."
        )
    modes = fixed_modes(model)
    if modes:
        mistake = FIXED if True in modes.values() else FROZEN
        raise _failed(f"{mistake.what}\nLook at: {mistake.look}")


def _report(model, weighted: int) -> str:
    per_class = 512 * 4 + 1
    at_six = model.count_params() + per_class
    return "\n".join(
        [
            f"{NAME} is right. Compared with NumPy on {INPUT_SHAPE} and {CLASSES} classes:",
            f"  {weighted} weighted layers     in the places and with the settings they should have",
            "  stem, 16 blocks, head   values equal after each, in inference and in training mode",
            f"  parameters              {model.count_params():,}, with 6 classes {at_six:,}",
        ]
    )
