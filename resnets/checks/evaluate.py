"""Recipes in plain NumPy: every intermediate result, in inference and in training mode."""

import math
from typing import NamedTuple

import numpy as np

from resnets import reference
from resnets.checks.recipe import Part, Step
from resnets.checks.weights import Flow, WeightBook, deepest


class Result(NamedTuple):
    """What a recipe computes."""

    outputs: dict[str, np.ndarray]  # by name of the step, in order; "sum" is the merge
    output: Flow
    parameters: int
    trainable: int


class _Run:
    """One evaluation: hands out weights, counts them and keeps the results."""

    def __init__(self, book: WeightBook, training: bool) -> None:
        self.book, self.training = book, training
        self.outputs: dict[str, np.ndarray] = {}
        self.flows: dict[str, Flow] = {}
        self.shared: dict = {}  # by kind and name of the step: weights that another step may take too
        self.parameters = self.trainable = 0
        self.side: np.ndarray | int = 0  # what the shortcut brings to the merge

    def chain(self, flow: Flow, steps: tuple[Step, ...]) -> Flow:
        for step in steps:
            flow = getattr(self, step.kind)(flow, step.name, **step.options)
            self.outputs[step.name], self.flows[step.name] = flow.array, flow
        return flow

    def _count(self, weights: dict, names) -> None:
        self.parameters += sum(weights[name].size for name in names)
        self.trainable += sum(weights[name].size for name in names if name not in ("mean", "variance"))

    def conv(self, flow: Flow, name, filters, kernel, strides, padding, bias, share) -> Flow:
        shape = (kernel, kernel, flow.array.shape[-1], filters)
        if ("conv", share) in self.shared:
            key, w = self.shared["conv", share]
        else:
            key, w = self.book.kernel(shape, flow.depth)
            self._count(w, ("kernel", "bias") if bias else ("kernel",))
            self.shared["conv", name] = key, w
        y = reference.conv2d(flow.array, w["kernel"], w["bias"] if bias else None, strides, padding)
        return Flow(y, flow.depth + 1, key)

    def bn(self, flow: Flow, name, axis, training, epsilon, share) -> Flow:
        if ("bn", share) in self.shared:
            w = self.shared["bn", share]
        else:
            _, w = self.book.batch_norm(flow.array.shape[axis], flow.origin)
            self._count(w, w)
            self.shared["bn", name] = w
        mode = self.training if training is None else training
        x = np.moveaxis(flow.array, axis, -1)
        y = reference.batch_norm(x, w["gamma"], w["beta"], w["mean"], w["variance"], mode, epsilon)
        return flow._replace(array=np.moveaxis(y, -1, axis))

    def relu(self, flow: Flow, name) -> Flow:
        return flow._replace(array=reference.relu(flow.array))

    def zeros(self, flow: Flow, name, filters, strides, before=0) -> Flow:
        """Take every ``strides``-th pixel; zeros stand for the channels that are not there."""
        x = flow.array[:, ::strides, ::strides]
        missing = filters - x.shape[-1]
        return flow._replace(array=np.pad(x, [(0, 0)] * 3 + [(before, missing - before)]))

    def scale(self, flow: Flow, name, by) -> Flow:
        return flow._replace(array=flow.array * by)

    def shortcut_again(self, flow: Flow, name) -> Flow:
        return flow._replace(array=flow.array + self.side)

    def pad(self, flow: Flow, name, pixels) -> Flow:
        return flow._replace(array=np.pad(flow.array, [(0, 0), (pixels, pixels), (pixels, pixels), (0, 0)]))

    def max_pool(self, flow: Flow, name, size, strides=None, padding="valid") -> Flow:
        x = _pool_padding(flow.array, size, strides, -np.inf) if padding == "same" else flow.array
        return flow._replace(array=reference.max_pool(x, size, strides))

    def average_pool(self, flow: Flow, name, size, strides=None, padding="valid") -> Flow:
        if padding == "valid":
            return flow._replace(array=reference.average_pool(flow.array, size, strides))
        # Keras leaves the padding out of the mean: divide by how many pixels were there.
        ones = _pool_padding(np.ones_like(flow.array), size, strides, 0)
        sums = reference.average_pool(_pool_padding(flow.array, size, strides, 0), size, strides)
        return flow._replace(array=sums / reference.average_pool(ones, size, strides))

    def global_pool(self, flow: Flow, name, reduce="mean", axes=(1, 2)) -> Flow:
        return flow._replace(array=getattr(np, reduce)(flow.array, axis=axes))

    def flatten(self, flow: Flow, name) -> Flow:
        return flow._replace(array=flow.array.reshape(len(flow.array), -1))

    def dense(self, flow: Flow, name, units, bias=True) -> Flow:
        key, w = self.book.kernel((flow.array.shape[-1], units), flow.depth)
        self._count(w, ("kernel", "bias") if bias else ("kernel",))
        return Flow(flow.array @ w["kernel"] + (w["bias"] if bias else 0), flow.depth + 1, key)

    def softmax(self, flow: Flow, name) -> Flow:
        e = np.exp(flow.array - flow.array.max(axis=-1, keepdims=True))
        return flow._replace(array=e / e.sum(axis=-1, keepdims=True))

    def sigmoid(self, flow: Flow, name) -> Flow:
        return flow._replace(array=_sigmoid(flow.array))

    def silu(self, flow: Flow, name) -> Flow:
        return flow._replace(array=flow.array * _sigmoid(flow.array))

    def tanh(self, flow: Flow, name) -> Flow:
        return flow._replace(array=np.tanh(flow.array))

    def elu(self, flow: Flow, name) -> Flow:
        return flow._replace(array=np.where(flow.array > 0, flow.array, np.expm1(np.minimum(flow.array, 0))))

    def gelu(self, flow: Flow, name) -> Flow:
        erf = np.vectorize(math.erf, otypes=[np.float32])
        return flow._replace(array=flow.array * (1 + erf(flow.array / 2**0.5)) / 2)

    def leaky_relu(self, flow: Flow, name) -> Flow:
        return flow._replace(array=np.where(flow.array > 0, flow.array, np.float32(0.3) * flow.array))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(x / 2)) / 2  # does not overflow


def _pool_padding(x, size, strides, value):
    pads = [reference.same_padding(n, size, strides) for n in x.shape[1:3]]
    return np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=value)


MERGES = {
    "add": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "average": lambda a, b: (a + b) / 2,
    "subtract": lambda a, b: a - b,
    "subtract from": lambda a, b: b - a,
    "maximum": np.maximum,
    "concatenate": lambda a, b: np.concatenate([a, b], axis=-1),
    "neither": lambda a, b: b,
}


def evaluate(part: Part, source: Flow, training: bool, book: WeightBook | None = None) -> Result:
    """Return what ``part`` computes from ``source``; ``book`` continues the weights of earlier parts.

    Raises:
        ValueError: shapes do not fit together (a mistake that would not build in Keras either).
    """
    run = _Run(book or WeightBook(), training)
    flow = run.chain(source, part.main)
    if part.merge is not None:
        start = run.flows[part.shortcut_from] if part.shortcut_from else source
        shortcut = run.chain(start, part.shortcut)
        if part.merge != "concatenate" and flow.array.shape != shortcut.array.shape:
            raise ValueError(f"{flow.array.shape} and {shortcut.array.shape} cannot be merged")
        merged, run.side = MERGES[part.merge](flow.array, shortcut.array), shortcut.array
        flow = deepest([flow, shortcut])._replace(array=merged)
        run.outputs["sum"] = merged
    flow = run.chain(flow, part.after)
    return Result(run.outputs, flow, run.parameters, run.trainable)
