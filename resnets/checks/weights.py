"""Weights that depend only on a layer's place in the data flow, never on names or order of creation.

Learners create layers in any order and call them what they like. So a weight is looked up by what
cannot be chosen: the kernel's shape and the number of convolutions upstream of it; a batch
normalisation by the convolution that feeds it. The learner's network and the NumPy reference walk
their own graphs, ask a ``WeightBook`` of their own, and get the same arrays.
"""

import zlib
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np


class Flow(NamedTuple):
    """A tensor on its way, and where it came from."""

    array: Any  # NumPy array or backend tensor, (batch, height, width, channels) or (batch, features)
    depth: int = 0  # convolutions on the longest way from the input
    origin: tuple = ("input",)  # key of the convolution nearest upstream


def deepest(flows: list[Flow]) -> Flow:
    """Return the flow with most convolutions behind it, the first of equals."""
    return max(flows, key=lambda flow: flow.depth)


class WeightBook:
    """Hands out arrays for layers in the order in which data reaches them.

    ``variances`` is the range of the moving variances. Small ones are unlike a fresh layer's and show
    a wrong epsilon; large ones keep a deep network's values from growing from block to block.
    Without ``biases`` those of convolutions are zeros, so that it makes no difference whether there are any.
    """

    def __init__(
        self,
        variances: tuple[float, float] = (0.03, 1.5),
        kernels: dict | None = None,
        biases: bool = True,
    ) -> None:
        self._seen: Counter = Counter()
        self.variances = variances
        self.biases = biases
        self.kernels = {} if kernels is None else kernels  # made once, shared by books of one check

    def copy(self) -> "WeightBook":
        """Return a book that goes on from here independently of this one."""
        other = WeightBook(self.variances, self.kernels, self.biases)
        other._seen = self._seen.copy()
        return other

    def _key(self, *parts) -> tuple:
        self._seen[parts] += 1
        return (*parts, self._seen[parts])

    def kernel(self, shape, depth: int) -> tuple[tuple, dict]:
        """Return (key, {"kernel", "bias"}), float32, for a kernel of this shape ``depth`` layers down."""
        key = self._key("kernel", tuple(shape), depth)
        if key not in self.kernels:
            fan_in = int(np.prod(shape[:-1]))
            keeps_bias = self.biases or len(shape) < 4
            bias = _normal((*key, "bias"), shape[-1:], 0.7 if keeps_bias else 0.0)
            self.kernels[key] = {"kernel": _normal(key, shape, (2 / fan_in) ** 0.5), "bias": bias}
        return key, self.kernels[key]

    def batch_norm(self, size: int, origin: tuple) -> tuple[tuple, dict]:
        """Return (key, {"gamma", "beta", "mean", "variance"}), each (size,) float32, all far from 0 and 1."""
        key = self._key("bn", size, origin)
        low, high = self.variances
        uniform = _uniform(key, size)
        return key, {
            "gamma": 0.6 + uniform[0],
            "beta": 1.2 * uniform[1] - 0.6,
            "mean": 1.2 * uniform[2] - 0.6,
            "variance": np.float32(low) + np.float32(high - low) * uniform[3],
        }


def _generator(key: tuple) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def _normal(key: tuple, shape, scale: float) -> np.ndarray:
    # Beyond some ten thousand values the numbers repeat: 23.6 million normals would take half a second.
    size, period = int(np.prod(shape)), 65_521
    draw = _few_normals if size <= 4096 else _normals  # a catalogue asks for the small ones over and over
    return np.resize(draw(key, min(size, period)) * np.float32(scale), shape)


def _normals(key: tuple, size: int) -> np.ndarray:
    return _generator(key).standard_normal(size, np.float32)


_few_normals = lru_cache(maxsize=1024)(_normals)


@lru_cache(maxsize=1024)
def _uniform(key: tuple, size: int) -> np.ndarray:
    return _generator(key).random((4, size), np.float32)


def random_input(shape, seed: int = 0) -> np.ndarray:
    """Return the tensor that a check feeds, float32: both signs, so that a ReLU in a wrong place shows."""
    return _normal(("input", seed), shape, 1.5) + np.float32(0.2)
