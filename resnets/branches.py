"""Residual branches, found by the names of their layers: silenced at the start, or one at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import keras

_MAIN_PATH = re.compile(r"(.+)_(?:bn|conv)\d+")
_BRANCH2C = re.compile(r"bn(.+)_branch2c")


def branch_ends(model: keras.Model) -> dict[str, keras.layers.Layer]:
    """Return block -> the last layer with weights of its residual branch, in the model's order.

    F(x) is zero where that layer's weights are: it is the last BN of a block that normalises after its
    convolutions, and the last convolution of a pre-activation block, or of one without BN. Known are the
    names that ``resnets.blocks`` gives (``bn2a_branch2c``; the block is ``2a``) and those of the other nets
    (``stage1_block1_bn2`` where there is a ``stage1_block1_add``; the block is ``stage1_block1``).

    Raises:
        ValueError: the model has no such branch.
    """
    found = list(layers_in_order(model))
    blocks = {layer.name.removesuffix("_add") for layer in found if layer.name.endswith("_add")}
    ends = {}
    for layer in found:
        if match := _BRANCH2C.fullmatch(layer.name):
            ends[match[1]] = layer
        elif (match := _MAIN_PATH.fullmatch(layer.name)) and match[1] in blocks:
            ends[match[1]] = layer  # a later layer of the block replaces an earlier one
    if not ends:
        raise ValueError(
            f"{model.name} has no residual branch that is known by its names ('..._branch2c', or '..._add' "
            "with its '..._bn2'). A plain net has none; name the layers of a net of your own in this way."
        )
    return ends


def layers_in_order(layer) -> Iterator[keras.layers.Layer]:
    """Yield the layers inside ``layer`` at any depth, in the order of the forward pass."""
    for part in layer._flatten_layers(include_self=False, recursive=False):
        yield part
        yield from layers_in_order(part)


def zero_last_gammas(model: keras.Model) -> keras.Model:
    """Make every residual branch start at zero, in place; return the model.

    Each block is then its shortcut, or ReLU(shortcut), and the net is as deep as its shortcuts when
    training begins (Goyal et al. 2017, Accurate, Large Minibatch SGD, section 5.1). What is set to zero is
    gamma of the branch's last BN. A pre-activation branch ends in a convolution, and there it is the kernel
    instead: a gamma of zero *before* a ReLU would never have a gradient again.

    Raises:
        ValueError: the model has no residual branch (``branch_ends``).
    """
    for layer in branch_ends(model).values():
        weight = layer.gamma if isinstance(layer, keras.layers.BatchNormalization) else layer.kernel
        weight.assign(keras.ops.zeros(weight.shape, weight.dtype))
    return model


@contextmanager
def without_branch(model: keras.Model, block: str) -> Iterator[keras.Model]:
    """Inside the ``with``, the residual branch of ``block`` adds zero; afterwards it is as before.

    The lesion of Veit, Wilber, Belongie 2016 (Residual Networks Behave Like Ensembles of Relatively
    Shallow Networks, section 4.1): only the shortcut is left, the projection where there is one.

    Args:
        model: a net with residual branches; changed in place, and back.
        block: name of a block, a key of ``branch_ends``.

    Raises:
        ValueError: there is no such block; the blocks are named.
    """
    ends = branch_ends(model)
    if block not in ends:
        raise ValueError(f"{model.name} has no block {block!r}; its blocks are {', '.join(ends)}.")
    weights = ends[block].trainable_variables  # gamma and beta, or kernel and bias
    kept = [keras.ops.convert_to_numpy(w).copy() for w in weights]
    try:
        for w in weights:
            w.assign(keras.ops.zeros(w.shape, w.dtype))
        yield model
    finally:
        for w, value in zip(weights, kept, strict=True):
            w.assign(value)
