"""The blocks once more, in plain NumPy, and the values that were published for them.

Nothing here uses Keras: the reference is what Keras's answers are compared with. Arrays are
(batch, height, width, channels); kernels are (height, width, channels in, channels out). All
functions keep the dtype of their input, so float64 in gives a float64 reference.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from resnets.tf1_glorot import TF1GlorotUniform, tf1_glorot_uniform, tf1_glorot_values

__all__ = [
    "PUBLISHED",
    "TF1GlorotUniform",
    "average_pool",
    "batch_norm",
    "conv2d",
    "convolutional_block",
    "identity_block",
    "max_pool",
    "published_input",
    "published_weights",
    "relu",
    "tf1_glorot_uniform",
    "tf1_glorot_values",
]

EPSILON = 1e-3  # Keras's default for BatchNormalization

# The block tutorial's printed values: out[1, 1, 0] of published_input() under published_weights().
PUBLISHED = {
    "identity": np.array([0.94822997, 0, 1.1610144, 2.747859, 0, 1.36677], np.float32),
    "convolutional": np.array([0.09018463, 1.2348979, 0.46822023, 0.03671762, 0, 0.65516603], np.float32),
}


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Return pixels (before, after) that ``padding="same"`` adds along one axis; the odd one goes after."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv2d(x, kernel, bias=None, strides: int = 1, padding: str = "valid") -> np.ndarray:
    """Return the convolution (cross-correlation, as in every deep learning library) of x with kernel.

    Args:
        x: (batch, height, width, channels in).
        kernel: (kernel height, kernel width, channels in, channels out).
        bias: (channels out,) or None.
        strides: step in pixels, both axes.
        padding: ``"valid"`` or ``"same"`` (zeros).
    """
    kh, kw = kernel.shape[:2]
    if padding == "same":
        pads = [same_padding(x.shape[1], kh, strides), same_padding(x.shape[2], kw, strides)]
        x = np.pad(x, [(0, 0), *pads, (0, 0)])
    windows = sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::strides, ::strides]
    # windows: b, h, w, c, kh, kw. The kernel keeps its order of axes, so it need not be copied.
    y = np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2]))
    return y if bias is None else y + bias


def batch_norm(x, gamma, beta, mean, variance, training: bool = False, epsilon: float = EPSILON):
    """Return x normalised per channel, then scaled by gamma and shifted by beta.

    In training mode the mean and (biased) variance of this batch are used, in inference mode the
    ``mean`` and ``variance`` that were given. Ioffe, Szegedy: Batch Normalization,
    ICML 2015, algorithms 1 and 2.
    """
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + x.dtype.type(epsilon)) + beta


def relu(x) -> np.ndarray:
    """Return max(x, 0)."""
    return np.maximum(x, 0)


def _pool(x, size: int, strides: int, reduce) -> np.ndarray:
    windows = sliding_window_view(x, (size, size), axis=(1, 2))[:, ::strides, ::strides]
    return reduce(windows, axis=(-2, -1))


def max_pool(x, size: int, strides: int | None = None) -> np.ndarray:
    """Return the largest value of each size x size window, without padding."""
    return _pool(x, size, strides or size, np.max)


def average_pool(x, size: int, strides: int | None = None) -> np.ndarray:
    """Return the mean of each size x size window, without padding."""
    return _pool(x, size, strides or size, np.mean)


def conv_bn(x, weights: dict, branch: str, training: bool, strides: int = 1, padding: str = "valid"):
    """Return BN(conv(x)) with the six arrays of ``weights[branch]``."""
    w = weights[branch]
    y = conv2d(x, w["kernel"], w["bias"], strides, padding)
    return batch_norm(y, w["gamma"], w["beta"], w["mean"], w["variance"], training)


def main_path(x, weights: dict, training: bool, strides: int = 1) -> np.ndarray:
    """Return F(x) of both blocks: the three convolutions with their batch norms, before the addition."""
    y = relu(conv_bn(x, weights, "2a", training, strides))
    y = relu(conv_bn(y, weights, "2b", training, padding="same"))
    return conv_bn(y, weights, "2c", training)


def identity_block(x, weights: dict, training: bool = False) -> np.ndarray:
    """Return ReLU(F(x) + x).

    Args:
        x: (batch, height, width, channels).
        weights: branch ("2a", "2b", "2c") -> dict of kernel, bias, gamma, beta, mean, variance.
        training: batch statistics if True, the given mean and variance if False.
    """
    return relu(main_path(x, weights, training) + x)


def convolutional_block(x, weights: dict, s: int = 2, training: bool = False) -> np.ndarray:
    """Return ReLU(F(x) + BN(W x)); ``weights`` has a fourth branch "1", the projection; s is the stride."""
    return relu(main_path(x, weights, training, s) + conv_bn(x, weights, "1", training, s))


def published_input() -> np.ndarray:
    """Return the block tutorial's test tensor, float32, (3, 4, 4, 6)."""
    return np.random.RandomState(1).randn(3, 4, 4, 6).astype(np.float32)


def published_weights(f: int = 2, filters=(2, 4, 6), channels: int = 6) -> dict:
    """Return the weights behind PUBLISHED: TF1's kernels, zero biases, BN as it starts out."""
    F1, F2, F3 = filters
    shapes = {
        "2a": (1, 1, channels, F1),
        "2b": (f, f, F1, F2),
        "2c": (1, 1, F2, F3),
        "1": (1, 1, channels, F3),
    }
    return {branch: _fresh(shape) for branch, shape in shapes.items()}


def _fresh(shape) -> dict:
    ones, zeros = np.ones(shape[-1], np.float32), np.zeros(shape[-1], np.float32)
    fresh_bn = {"gamma": ones, "beta": zeros, "mean": zeros, "variance": ones}
    return {"kernel": tf1_glorot_values(shape), "bias": zeros, **fresh_bn}
