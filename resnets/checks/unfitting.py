"""Why the two paths of a block cannot be added: which layer is set otherwise than the recipe says."""

import contextlib

import keras

from resnets.checks.build import BuildFailed, build_model
from resnets.checks.trace import run_traced
from resnets.checks.unfinished import CheckFailed
from resnets.checks.weights import random_input

RESIZING = ("Pool", "UpSampling")  # in the names of layers that change height and width
OF_THE_BLOCK = ("Conv2D", "BatchNormalization", "Activation", "ReLU", "Relu")


ENLARGING = ("UpSampling2D", "Conv2DTranspose")


def unfitting_layer(function, name: str, case) -> str | None:
    """Return what is set wrong, read from a build on a 1x1 picture, where every stride and padding fits.

    If that does not build, X gets as many channels as come out: where X itself is added, it fits then.
    """
    found = None if case.recipe.shortcut else reason(function, case)
    if found:
        return found
    _, filters, stage, block, *s = case.arguments
    odd = None
    for channels in dict.fromkeys((case.input_shape[3], filters[2])):
        small = case._replace(input_shape=(2, 1, 1, channels))
        try:
            model = build_model(function, name, small.input_shape[1:], 1, list(filters), stage, block, *s)
        except BuildFailed as failure:
            odd = odd or _odd_channels(failure.shapes, filters)
            continue
        except CheckFailed:
            continue
        return _wrong_setting(model, small)
    return odd


def _wrong_setting(model: keras.Model, case) -> str | None:
    """Return the first convolution of the recipe that the model lacks, or whose setting differs."""
    trace = run_traced(model, random_input(case.input_shape), training=False)
    convs = [event.layer for event in trace.events if event.kind == "Conv2D"]
    larger = [event.kind for event in trace.events if event.kind in ENLARGING]
    if larger:
        return f"Look at: {larger[0]}; it makes the picture larger, and nothing in this block should."
    shapes = _kernel_shapes(case)
    steps = [step for step in case.recipe.steps() if step.kind == "conv"]
    for step in steps:
        same = [layer for layer in convs if tuple(layer.kernel.shape) == shapes[step.name]]
        if not same and len(convs) < len(steps):
            what = "it is nowhere on the way from X to the result"
            return f"Look at: {step.name}; {what}. Is it there, and what takes its result?"
        if not same:
            one, other = shapes[step.name][2:]
            wide = [layer.kernel_size for layer in convs if tuple(layer.kernel.shape[2:]) == (one, other)]
            if wide:
                return f"Look at: {step.name}; its kernel is {wide[0]} even where f is 1, expected (1, 1)."
            what = f"no convolution of yours takes {one} channels to {other}"
            return f"Look at: {step.name}; {what}. Which tensor does it read?"
        strides = (step.options["strides"],) * 2
        if same[0].strides != strides:
            return f"Look at: {step.name}; its strides are {same[0].strides}, expected {strides}."
        if step.options["padding"] == "same" and same[0].padding != "same":
            return f"Look at: {step.name}; its padding is '{same[0].padding}', so the picture shrinks."
    return None


def _odd_channels(shapes: tuple, filters) -> str | None:
    """Return what a wrong number of channels tells, where two paths differ in nothing else."""
    sizes, ends = {shape[:-1] for shape in shapes}, {shape[-1] for shape in shapes} - {filters[-1]}
    if len(sizes) != 1 or len(ends) != 1:
        return None
    odd = ends.pop()
    what = "none of the numbers given"
    if odd in filters:
        place = list(filters).index(odd)
        what = f"which is F{place + 1}, as behind the {('first', 'second')[place]} convolution"
    return (
        "Look at: the number of channels: both paths must end with as many as the last filter number says, "
        f"{filters[-1]}. One has {odd}, {what}."
    )


def _kernel_shapes(case) -> dict[str, tuple]:
    channels, (F1, F2, F3) = case.input_shape[3], case.arguments[1]
    ends = {"conv 2a": (channels, F1), "conv 2b": (F1, F2), "conv 2c": (F2, F3), "conv 1": (channels, F3)}
    return {step: (1, 1, *pair) for step, pair in ends.items()}


def reason(function, case) -> str | None:
    """Return the line that says where to look in an identity block, or None where its layers do not tell.

    The function is called once more, on an input of ours: what it made of that input before it stopped
    hangs on it.
    """
    X = keras.Input(case.input_shape[1:])
    arguments = [list(a) if isinstance(a, list) else a for a in case.arguments]
    with contextlib.suppress(Exception):
        function(X, *arguments)
    built = _made_of(X)
    resizing = [one for one in built if any(word in type(one).__name__ for word in RESIZING)]
    if resizing:
        one = resizing[0]
        return f"Look at: {type(one).__name__} '{one.name}'; nothing in this block changes height and width."
    convs = [one for one in built if isinstance(one, keras.layers.Conv2D)]
    steps = [step for step in case.recipe.steps() if step.kind == "conv"]
    channels = case.input_shape[3]
    for step, conv in zip(steps, convs, strict=False):
        found = _difference(step, conv, channels)
        if found:
            return f"Look at: {found}"
        channels = conv.filters
    if 0 < len(convs) < len(steps):
        return f"Look at: the addition; it comes after {len(convs)} of the {len(steps)} convolutions."
    if len(convs) == len(steps) and all(type(one).__name__ in OF_THE_BLOCK for one in built):
        return (
            "Look at: the number of channels that the shortcut has, since the convolutions are right; it is "
            "X, put aside before the first of them."
        )
    return None


def _made_of(X) -> list:
    """Return the layers and operations that X went through, in the order in which it did."""
    found, waiting = [], [X._keras_history.operation]
    while waiting:
        for node in waiting.pop(0)._outbound_nodes:
            if node.operation not in found:
                found.append(node.operation)
                waiting.append(node.operation)
    return found


def _difference(step, conv, channels: int) -> str | None:
    """Return in what a convolution that takes so many channels is not the step, or None."""
    filters, kernel, strides = (step.options[key] for key in ("filters", "kernel", "strides"))
    if conv.data_format == "channels_first":
        return f"{step.name}; by its data_format it takes rows for channels, which come last here."
    if (conv.filters, *conv.kernel_size) == (channels, filters, filters) != (filters, kernel, kernel):
        return (
            f"{step.name}; its numbers stand a place too late: it has {channels} filters and a kernel of "
            f"{filters}x{filters}. Keras asks for filters and kernel, and not for the channels that come in."
        )
    if conv.filters != filters:
        return f"the number of channels: {step.name} has {conv.filters} filters, expected {filters}."
    if conv.strides != (strides, strides):
        return f"{step.name}; its strides are {conv.strides}, expected {(strides, strides)}."
    if kernel > 1 and conv.padding != step.options["padding"]:
        return f"{step.name}; its padding is '{conv.padding}', so the picture shrinks."
    if conv.kernel_size != (kernel, kernel):
        return f"{step.name}; its kernel_size is {conv.kernel_size}, expected {(kernel, kernel)}."
    return None
