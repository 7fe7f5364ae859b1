"""Make a trained net deeper without changing what it computes.

The argument of He et al. 2016, section 1: a deeper net can do at least as well as a shallower one, since
its extra layers could be identities. Here they are.
"""

import keras
import numpy as np

from resnets.branches import branch_ends, layers_in_order
from resnets.evaluation import probabilities_of


def identity_kernel(size: int, channels: int) -> np.ndarray:
    """Return the kernel that copies its input, float32 (size, size, channels, channels), size odd.

    One in the middle, from each channel to itself; zeros elsewhere (a Dirac kernel).
    """
    if size % 2 == 0:
        raise ValueError(f"size is {size}; only a kernel of odd size has a middle.")
    kernel = np.zeros((size, size, channels, channels), np.float32)
    kernel[size // 2, size // 2] = np.eye(channels)
    return kernel


def set_identity_norm(norm: keras.layers.BatchNormalization, values: np.ndarray) -> None:
    """Set a BN so that it gives back what it gets, if that has the mean and variance of ``values``.

    In inference mode it is the identity on anything; in training mode on batches with these statistics.

    Args:
        values: float, (..., channels).
    """
    axes = tuple(range(values.ndim - 1))
    mean, variance = values.mean(axis=axes), values.var(axis=axes)
    norm.moving_mean.assign(mean)
    norm.moving_variance.assign(variance)
    norm.gamma.assign(np.sqrt(variance + norm.epsilon))
    norm.beta.assign(mean)


def deepened(model: keras.Model, deeper: keras.Model, x: np.ndarray) -> keras.Model:
    """Fill ``deeper``, in place, so that it computes what ``model`` computes; return it.

    Layers of the same name get the weights of ``model``. The blocks that ``deeper`` has in addition
    become identities: in a residual net by a last gamma of zero; in a plain one by identity kernels and
    by BN that gives back what it gets. The ReLU behind them changes nothing, since a ReLU stands before.

    Args:
        model: a trained net of ``plain_cifar`` or ``resnet_v1``, with BN.
        deeper: a net of the same kind, width and input shape, with more blocks in each stage.
        x: training pictures, float32; the statistics of the new BNs are measured on them.

    Raises:
        ValueError: the nets are not of one kind, or ``deeper`` is not deeper.
    """
    known = {layer.name: layer for layer in model.layers if layer.weights}
    there = [layer for layer in layers_in_order(deeper) if layer.weights]
    new = [layer for layer in there if layer.name not in known]
    residual = [any(layer.name.endswith("_add") for layer in net.layers) for net in (model, deeper)]
    if not new or len(new) + len(known) != len(there) or residual[0] != residual[1]:
        raise ValueError(
            f"deepened: {deeper.name} is no deeper net of the kind of {model.name}; give two nets of "
            "plain_cifar, or two of resnet_v1, the shallow one first."
        )
    for layer in there:
        if layer.name in known:
            layer.set_weights(known[layer.name].get_weights())
    blocks = list(dict.fromkeys(layer.name.rsplit("_", 1)[0] for layer in new))
    for block in blocks:
        if residual[0]:
            end = branch_ends(deeper)[block]
            end.gamma.assign(np.zeros(end.gamma.shape))
            end.beta.assign(np.zeros(end.beta.shape))
        else:
            _make_plain_identity(deeper, block, x)
    return deeper


def _make_plain_identity(model: keras.Model, block: str, x: np.ndarray) -> None:
    """Set both convolutions of a block, and their BNs, to pass on what reaches the block from ``x``."""
    before = keras.Model(model.input, model.get_layer(f"{block}_conv1").input)
    values = probabilities_of(before, x, 250)  # not predict, which would compile each of these models
    for number in "12":
        conv, norm = model.get_layer(f"{block}_conv{number}"), model.get_layer(f"{block}_bn{number}")
        conv.kernel.assign(identity_kernel(conv.kernel.shape[0], conv.kernel.shape[-1]))
        set_identity_norm(norm, values)
