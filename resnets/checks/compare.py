"""Compare the learner's network with the recipe, and find the first step that differs."""

from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.recipe import Part, Step
from resnets.checks.trace import Event, Trace

TOLERANCE = 2e-3  # of the largest value: above TensorFloat-32's rounding, far under any mistake's effect

KINDS = {
    "conv": ("convolution", ("Conv2D",)),
    "bn": ("batch normalisation", ("BatchNormalization",)),
    "relu": ("ReLU", ("Activation", "ReLU", "Relu")),
    "tanh": ("tanh", ("Activation", "Tanh")),
    "pad": ("zero padding", ("ZeroPadding2D", "Pad")),
    "max_pool": ("max pooling", ("MaxPooling2D",)),
    "average_pool": ("average pooling", ("AveragePooling2D",)),
    "global_pool": ("global average pooling", ("GlobalAveragePooling2D", "Mean")),
    "zeros": ("subsampling with channels of zeros", ("Pad", "PaddedShortcut")),
    "flatten": ("flattening", ("Flatten", "Reshape")),
    "dense": ("dense layer", ("Dense",)),
    "softmax": ("softmax", ("Activation", "Softmax")),
}


def close(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether both arrays have one shape and differ by at most TOLERANCE of b's largest value."""
    if a.shape != b.shape or not np.all(np.isfinite(a)):
        return False
    return bool(np.max(np.abs(a - b), initial=0) <= TOLERANCE * np.max(np.abs(b), initial=1e-6))


class Difference(NamedTuple):
    """The first step whose result the learner's network does not have."""

    step: str
    kind: str
    seen: str  # what can be said about what stands there instead; may be empty
    misjoined: bool = False  # one layer takes both paths, right as they are, and does not add them


def first_difference(part: Part, source: np.ndarray, expected: dict, trace: Trace) -> Difference | None:
    """Return the first step of ``part`` that no layer of the trace computes, or None if all are there.

    Args:
        part: the right recipe.
        source: its input, an array.
        expected: result of every step, from ``evaluate``.
        trace: the learner's forward pass.
    """
    for path in (part.main, part.shortcut):
        found = _first_missing(path, expected, trace)
        if found is not None:
            before = expected[path[found - 1].name] if found else source
            return _describe(path[found], before, expected, trace)
    if part.merge and not has(trace, expected["sum"]):
        return _describe_sum(part, source, expected, trace)
    found = _first_missing(part.after, expected, trace)
    if found is None:
        return None
    before = expected[part.after[found - 1].name] if found else expected["sum"]
    return _describe(part.after[found], before, expected, trace)


def has(trace: Trace, array: np.ndarray) -> bool:
    """Return whether some layer of the trace gave this array."""
    return position(trace, array) is not None


def position(trace: Trace, array: np.ndarray) -> int | None:
    """Return where in the trace this array came out last (past the last event: it is the output), or None."""
    if close(trace.output, array):
        return len(trace.events)
    places = range(len(trace.events) - 1, -1, -1)
    return next((place for place in places if close(trace.events[place].output, array)), None)


def _first_missing(path: tuple[Step, ...], expected: dict, trace: Trace) -> int | None:
    """Return the index of the step after the last one that is there (several may be fused into one)."""
    there = [index for index, step in enumerate(path) if has(trace, expected[step.name])]
    following = there[-1] + 1 if there else 0
    return following if following < len(path) else None


def _takers(array: np.ndarray, expected: dict, trace: Trace) -> list[Event]:
    """Return the layers that read this array and give none of the right results."""
    own = [event for event in trace.events if not event.outer]
    readers = [event for event in own if any(close(one, array) for one in event.inputs)]
    return [event for event in readers if not any(close(event.output, one) for one in expected.values())]


def _describe(step: Step, before, expected: dict, trace: Trace) -> Difference:
    word, classes = KINDS.get(step.kind, (step.kind, ()))
    takers = _takers(before, expected, trace)
    same_kind = [event for event in takers if event.kind in classes]
    if not takers:
        seen = "No layer takes the result of the step before it there."
    elif not same_kind:
        others = " and ".join(dict.fromkeys(_label(event.layer) for event in takers))
        seen = f"In its place stands {others}, where a {word} is expected."
    else:
        seen = _settings(step, same_kind[0], expected[step.name]) + _called_twice(same_kind[0].layer, trace)
    return Difference(step.name, word, seen)


def _describe_sum(part: Part, source, expected, trace: Trace) -> Difference:
    ends = [expected[part.main[-1].name], expected[part.shortcut[-1].name] if part.shortcut else source]
    takers = {
        name: " and ".join(dict.fromkeys(_label(event.layer) for event in _takers(array, expected, trace)))
        for name, array in zip(("F(X)", "the shortcut"), ends, strict=True)
    }
    missing = [name for name, layers in takers.items() if not layers]
    joining = [one for one in _takers(ends[0], expected, trace) if any(close(x, ends[1]) for x in one.inputs)]
    crowded = [one for one in [*joining, *trace.events] if one.kind == "Add" and len(one.inputs) > 2]
    if missing:
        seen = f"Nothing takes {missing[0]} any further."
    elif crowded:
        adds = f"{_label(crowded[0].layer)} adds {len(crowded[0].inputs)} tensors, expected two"
        seen = f"Both paths are right up to there. {adds}."
    elif joining:
        seen = f"Both paths are right up to there. {_label(joining[0].layer)} makes something else of them."
    else:
        into = ", ".join(f"{name} goes into {layers}" for name, layers in takers.items())
        seen = f"Both paths are right up to there. {into}."
    return Difference("sum", "addition of F(X) and shortcut", seen, bool(joining))


def _label(layer) -> str:
    return f"{type(layer).__name__} '{layer.name}'"


def _called_twice(layer, trace: Trace) -> str:
    calls = sum(event.layer is layer for event in trace.events if not event.outer)
    if calls < 2 or not getattr(layer, "weights", None):
        return ""
    return " It is one layer object, called more than once in a pass; each place needs one of its own."


def _settings(step: Step, event: Event, expected: np.ndarray) -> str:
    """Return what differs between the learner's layer and the step, as far as its settings show."""
    layer = event.layer
    notes = []
    if step.kind == "conv":
        right = step.options["filters"], step.options["kernel"]
        if (layer.kernel_size[0], layer.filters) == right != right[::-1]:
            notes.append("filters and kernel size have changed places")
        wanted = {
            "filters": step.options["filters"],
            "kernel_size": (step.options["kernel"],) * 2,
            "strides": (step.options["strides"],) * 2,
        }
        if step.options["kernel"] > 1 or layer.kernel_size != (1, 1):
            wanted["padding"] = step.options["padding"]
        notes += [
            f"{key} is {getattr(layer, key)!r}, expected {value!r}"
            for key, value in wanted.items()
            if getattr(layer, key) != value
        ]
        if layer.data_format != "channels_last":
            notes.append(f"data_format is '{layer.data_format}', and the channels come last here")
        if step.options["bias"] and not layer.use_bias:
            notes.append("it has no bias, expected one")
        if layer.activation is not keras.activations.linear:
            notes.append(f"it applies '{_activation(layer)}' itself, before whatever comes next")
    elif step.kind == "dense" and layer.activation is not keras.activations.linear:
        if event.output.shape == expected.shape:  # else it is another layer
            notes.append(f"it applies '{_activation(layer)}' itself")
    elif step.kind == "softmax" and getattr(layer, "axis", -1) not in (-1, event.output.ndim - 1):
        notes.append(f"axis is {layer.axis}, expected the classes")
    elif step.kind == "pad" and isinstance(layer, keras.layers.ZeroPadding2D):
        wanted = ((step.options["pixels"],) * 2,) * 2
        if layer.padding != wanted:
            notes.append(f"padding is {layer.padding}, expected {wanted}")
    elif step.kind == "bn" and layer.axis not in (-1, event.output.ndim - 1):
        notes.append(f"axis is {layer.axis}, expected the channels")
    elif step.kind == "bn" and abs(layer.epsilon - step.options["epsilon"]) > 1e-9:
        notes.append(f"epsilon is {layer.epsilon}, expected {step.options['epsilon']}")
    elif step.kind == "bn" and not (layer.scale and layer.center):
        missing = [word for word, on in (("gamma", layer.scale), ("beta", layer.center)) if not on]
        notes.append(f"it has no {' and no '.join(missing)}, expected both")
    elif step.kind == "relu":
        notes += _relu_settings(layer)
    if not notes and event.output.shape != expected.shape:
        notes.append(f"its output is {event.output.shape}, expected {expected.shape}")
    if not notes and event.output.shape == expected.shape:
        notes.append(f"its values are off by up to {np.max(np.abs(event.output - expected)):.2g}")
    return f"Your layer there is {_label(layer)}: " + "; ".join(notes) + "."


def _activation(layer) -> str:
    """Return the name of a layer's activation, a function or a layer."""
    return getattr(layer.activation, "__name__", type(layer.activation).__name__)


def _relu_settings(layer) -> list[str]:
    """Return the settings by which a ReLU is another function."""
    usual = {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}
    there = {key: getattr(layer, key, value) for key, value in usual.items()}
    notes = [
        f"{key} is {there[key]}, expected {value}" for key, value in usual.items() if there[key] != value
    ]
    function = getattr(getattr(layer, "activation", None), "__name__", "relu")
    return notes + ([f"it applies '{function}'"] if function != "relu" else [])
