"""Lesions: how a trained net does without one of its blocks.

Veit, Wilber, Belongie 2016, Residual Networks Behave Like Ensembles of Relatively Shallow Networks,
section 4.1. Nothing is trained again and no BN statistics are measured again: what is asked is how much
the rest of the net relies on that one block.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import keras
import numpy as np

from resnets.branches import branch_ends, layers_in_order, without_branch
from resnets.deepen import identity_kernel, set_identity_norm
from resnets.restored import restored
from resnets.small_cifar import error_of

_CONV = re.compile(r"(.+)_conv\d+")


def lesion_study(model: keras.Model, x: np.ndarray, y: np.ndarray) -> tuple[float, dict[str, float]]:
    """Return (error of the whole net, block -> error without it), shares, measured in inference mode.

    Args:
        model: a trained classifier, built; it has residual branches (``branch_ends``) or is a plain net
            of layer pairs (``layer_pairs``). Its weights are afterwards what they were, bit for bit.
        x: pictures, float32, (n, height, width, channels).
        y: labels, integers, (n,).

    Raises:
        ValueError: the model has neither.
    """
    whole, without = error_of(model, x, y), {}
    for block in removable_blocks(model):
        with without_block(model, block):
            without[block] = error_of(model, x, y)
    return whole, without


def removable_blocks(model: keras.Model) -> list[str]:
    """Return the names of the blocks that ``without_block`` can take out, in the order of the forward pass.

    Raises:
        ValueError: there are none.
    """
    return list(layer_pairs(model) or branch_ends(model))


def without_block(model: keras.Model, block: str) -> AbstractContextManager[keras.Model]:
    """Return the ``with`` that takes a block out: ``without_branch``, or ``without_pair`` in a plain net."""
    return (without_pair if layer_pairs(model) else without_branch)(model, block)


def share_lost(whole: float, without: float, classes: int = 10) -> float:
    """Return how far a lesion takes a net back to guessing: 0 for no harm, 1 for errors as of a guess.

    Errors alone compare badly, since a net that is bad already has less to lose. Below 0 where the net is
    better without the block, above 1 where it is worse than a guess; all classes are equally frequent.

    Raises:
        ValueError: the whole net is no better than a guess.
    """
    guess = 1 - 1 / classes
    if whole >= guess:
        raise ValueError(
            f"share_lost: the whole net's error is {whole:.3f}, and guessing among {classes} classes errs in "
            f"{guess:.3f}: it has nothing to lose. Train it first."
        )
    return (without - whole) / (guess - whole)


def layer_pairs(model: keras.Model) -> dict[str, list[tuple]]:
    """Return block -> [(convolution, its BN or None), ...] for the blocks of a plain net that keep the shape.

    These are the blocks that ``plain_cifar`` names ``stage1_block1`` and so on, without those that change the
    number of channels or pixels: what comes after them could not do without. A net with residual branches
    has none.
    """
    layers = {layer.name: layer for layer in layers_in_order(model)}
    if any(name.endswith(("_add", "_branch2c")) for name in layers):
        return {}
    blocks: dict[str, list[tuple]] = {}
    for name, layer in layers.items():
        if (match := _CONV.fullmatch(name)) and isinstance(layer, keras.layers.Conv2D):
            norm = layers.get("bn".join(name.rsplit("conv", 1)))
            blocks.setdefault(match[1], []).append((layer, norm))
    return {block: pair for block, pair in blocks.items() if all(_keeps_shape(conv) for conv, _ in pair)}


def _keeps_shape(conv) -> bool:
    height, width, before, after = conv.kernel.shape
    return before == after and height == width and height % 2 == 1 and set(conv.strides) == {1}


@contextmanager
def without_pair(model: keras.Model, block: str) -> Iterator[keras.Model]:
    """Inside the ``with``, the layers of ``block`` of a plain net pass on what they get; then as before.

    The net computes what it would if the layers were not there, in inference mode: each convolution
    becomes a copy, each BN the identity, and the ReLUs change nothing, since a ReLU stands before the block.

    Args:
        model: a plain net, such as ``plain_cifar``; changed in place, and back.
        block: a key of ``layer_pairs``.

    Raises:
        ValueError: there is no such block, or it changes the shape; the blocks are named.
    """
    pairs = layer_pairs(model)
    if block not in pairs:
        raise ValueError(
            f"{model.name} has no block {block!r} that keeps the shape, which alone it could do without; "
            f"there are {', '.join(pairs) or 'none'}."
        )
    layers = [layer for pair in pairs[block] for layer in pair if layer is not None]
    with restored(variable for layer in layers for variable in layer.variables):
        for conv, norm in pairs[block]:
            conv.kernel.assign(identity_kernel(conv.kernel.shape[0], conv.kernel.shape[-1]))
            if conv.use_bias:
                conv.bias.assign(np.zeros(conv.bias.shape))
            if norm is not None:
                one = np.ones(norm.gamma.shape)
                set_identity_norm(norm, np.stack([-one, one]))  # mean 0, variance 1
        yield model
