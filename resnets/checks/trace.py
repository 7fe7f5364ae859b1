"""Run a Keras model and watch every layer: what went in, what came out, in the order it happened."""

from contextlib import contextmanager
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.weights import Flow, WeightBook, deepest


class Event(NamedTuple):
    """One call of one layer or operation."""

    layer: object
    kind: str  # name of the class
    inputs: tuple[np.ndarray, ...]
    output: np.ndarray
    outer: bool = False  # the end of a layer that consists of layers, or what its own code made


class Trace(NamedTuple):
    """One forward pass."""

    events: list[Event]
    output: np.ndarray


def leaves(model: keras.Model) -> list:
    """Return the layers and operations that compute something themselves, nested ones included."""
    pending, found, seen = [model], [], set()
    while pending:
        item = pending.pop(0)
        if id(item) in seen:
            continue
        seen.add(id(item))
        inside = list(getattr(item, "_flatten_layers", lambda **_: [])(include_self=False, recursive=False))
        inside += list(getattr(item, "operations", []))
        inside = [piece for piece in inside if piece is not item]
        if inside:
            pending.extend(inside)
        elif not isinstance(item, keras.layers.InputLayer):
            found.append(item)
    return found


def written(model: keras.Model) -> list:
    """Return the layers whose ``call`` the learner wrote, and which hold other layers."""
    inside = model._flatten_layers(include_self=True)
    own = [layer for layer in inside if not type(layer).call.__module__.startswith("keras.")]
    return [layer for layer in own if any(True for _ in layer._flatten_layers(include_self=False))]


def fixed_modes(model: keras.Model) -> dict[str, bool]:
    """Return layer name -> ``training`` argument, of layers that were called with one.

    Keras lets the model's own mode win over it in ``fit``, ``evaluate`` and ``predict``, so no number
    shows it; a plain ``model(x)`` and other versions obey it.
    """
    fixed = {}
    for layer in [*model._flatten_layers(include_self=False), *getattr(model, "operations", [])]:
        for node in getattr(layer, "_inbound_nodes", []):
            mode = node.arguments.kwargs.get("training")
            if mode is not None:
                fixed[layer.name] = bool(mode)
    return fixed


def weight_layers(model: keras.Model) -> list:
    """Return the leaf layers that carry weights."""
    return [layer for layer in leaves(model) if getattr(layer, "weights", None)]


def conv_biases(model: keras.Model) -> list:
    """Return the biases of the convolutions."""
    convs = [layer for layer in weight_layers(model) if isinstance(layer, keras.layers.Conv2D)]
    return [layer.bias for layer in convs if layer.bias is not None]


def run_traced(model: keras.Model, x: np.ndarray, training: bool, book: WeightBook | None = None) -> Trace:
    """Return what every layer computed for the input ``x``, a float32 array.

    With a ``book`` each layer gets the arrays that the book has for its place in the data flow, at the
    moment when data first reaches it. Methods of layers are wrapped on the instances only, and
    unwrapped again.
    """
    watcher = _Watcher(book)
    source = keras.ops.convert_to_tensor(x)
    watcher.flows[id(source)] = watcher.last = Flow(source)
    inner, outer = leaves(model), written(model)
    with _wrapped(inner, watcher.watch), _wrapped(outer, watcher.enter):
        output = model(source, training=training)
    return Trace(watcher.events, keras.ops.convert_to_numpy(output))


@contextmanager
def _wrapped(layers, wrap):
    wrapped = []
    try:
        for layer in layers:
            # Into the instance's __dict__: a layer's own __setattr__ tracks what it is given.
            layer.__dict__["call"] = wrap(layer, layer.call)
            wrapped.append(layer)
        yield
    finally:
        for layer in wrapped:
            del layer.__dict__["call"]


class _Watcher:
    """Follows tensors from layer to layer by identity."""

    def __init__(self, book: WeightBook | None) -> None:
        self.book = book
        self.flows: dict[int, Flow] = {}
        self.known: dict[int, tuple] = {}  # id of a layer -> key of its weights
        self.events: list[Event] = []
        self.arrays: dict[int, tuple] = {}  # id of a tensor -> (the tensor itself, its values)
        self.made: list[Flow] = []  # inside the layer that runs now

    def watch(self, layer, call):
        def watched(*args, **kwargs):
            tensors = _tensors((args, kwargs))
            flow = self._arrived(layer, tensors)
            key = self._meet(layer, flow)
            output = call(*args, **kwargs)
            is_kernel = key is not None and key[0] == "kernel"
            self._left(output, Flow(output, flow.depth + is_kernel, key if is_kernel else flow.origin))
            self._record(layer, tensors, output)
            return output

        return watched

    def enter(self, layer, call):
        """Wrap a layer made of layers: what its own code makes of their results is as deep as the deepest."""

        def watched(*args, **kwargs):
            tensors = _tensors((args, kwargs))
            outside, self.made = self.made, [self._arrived(layer, tensors)]
            output = call(*args, **kwargs)
            inside, self.made = self.made, outside
            if id(output) not in self.flows:
                self._left(output, deepest(inside[::-1])._replace(array=output))
                self._record(layer, tensors, output, outer=True)
            return output

        return watched

    def _arrived(self, layer, tensors) -> Flow:
        """Return where a layer's inputs come from.

        A tensor that no watched layer made comes from code inside a layer of the learner's own.
        """
        for tensor in tensors:
            if id(tensor) not in self.flows:
                self.flows[id(tensor)] = self._summed(tensor)._replace(array=tensor)
                self._record(layer, [], tensor, outer=True)
        return deepest([self.flows[id(tensor)] for tensor in tensors] or [self.last])

    def _summed(self, tensor) -> Flow:
        """Return the deeper of the two latest results whose sum a tensor is, or else the latest result."""
        values = self._array(tensor)
        alike = [flow for flow in (*self.made[:1], *self.made[1:][-6:]) if flow.array.shape == values.shape]
        for place, one in enumerate(alike):
            for two in alike[:place]:
                if np.allclose(self._array(one.array) + self._array(two.array), values, atol=1e-4):
                    return deepest([one, two])
        return self.last

    def _left(self, output, flow: Flow) -> None:
        self.last = flow
        self.made.append(flow)
        for tensor in _tensors(output):
            self.flows[id(tensor)] = flow._replace(array=tensor)  # holds it, so ids stay unique

    def _record(self, layer, tensors, output, outer=False) -> None:
        if not hasattr(output, "shape"):
            return
        arrays = tuple(self._array(t) for t in tensors)
        self.events.append(Event(layer, type(layer).__name__, arrays, self._array(output), outer))

    def _array(self, tensor) -> np.ndarray:
        if id(tensor) not in self.arrays:
            self.arrays[id(tensor)] = (tensor, keras.ops.convert_to_numpy(tensor))
        return self.arrays[id(tensor)][1]

    def _meet(self, layer, flow: Flow) -> tuple | None:
        """Return the key of the layer's weights; set them when data reaches it for the first time."""
        if id(layer) in self.known or not getattr(layer, "weights", None):
            return self.known.get(id(layer))
        book = self.book or WeightBook()
        if hasattr(layer, "kernel"):
            key, arrays = book.kernel(layer.kernel.shape, flow.depth)
            targets = {"kernel": layer.kernel, "bias": getattr(layer, "bias", None)}
        elif isinstance(layer, keras.layers.BatchNormalization):
            size = layer.moving_mean.shape[0]
            key, arrays = book.batch_norm(size, flow.origin)
            moving = {"mean": layer.moving_mean, "variance": layer.moving_variance}
            targets = {"gamma": layer.gamma, "beta": layer.beta, **moving}
        else:
            return None
        if self.book is not None:
            for name, variable in targets.items():
                if variable is not None:  # a depthwise convolution's bias is longer than its kernel's end
                    variable.assign(np.resize(arrays[name], variable.shape))
        self.known[id(layer)] = key
        return key


def _tensors(structure) -> list:
    return [
        leaf for leaf in keras.tree.flatten(structure) if hasattr(leaf, "shape") and hasattr(leaf, "dtype")
    ]
