"""Why the two paths of an identity block cannot be added, read from the layers that were built until then."""

import contextlib

import keras

RESIZING = ("Pool", "UpSampling")  # in the names of layers that change height and width
OF_THE_BLOCK = ("Conv2D", "BatchNormalization", "Activation", "ReLU", "Relu")


def reason(function, case) -> str | None:
    """Return the line that says where to look, or None where the layers do not tell.

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
