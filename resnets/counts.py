"""How much a network costs: parameters and multiply-adds, layer by layer.

One multiply-add is one multiplication and the addition that follows it; papers count these (He et
al. 2016, table 1, "FLOPs"), other tools count both and give twice the number. Only convolutions
and dense layers are counted, as the papers do; biases, BN and ReLU add about one per cent.
"""

import math
from typing import NamedTuple

import keras

_COUNTED = (keras.layers.Conv2D, keras.layers.Dense)


class LayerCost(NamedTuple):
    """Cost of one layer for one image."""

    name: str
    kind: str
    output_shape: tuple  # without the batch
    parameters: int
    multiply_adds: int


def _multiply_adds(layer) -> int:
    if isinstance(layer, keras.layers.Conv2D):
        # Every output pixel of every output channel is one dot product with a kernel.
        return math.prod(layer.output.shape[1:]) * math.prod(layer.kernel.shape[:3])
    if isinstance(layer, keras.layers.Dense):
        return math.prod(layer.output.shape[1:-1]) * math.prod(layer.kernel.shape)
    if any(isinstance(part, _COUNTED) for part in layer._flatten_layers(include_self=False)):
        return count_multiply_adds(opened(layer, layer.input.shape[1:]))
    return 0


def opened(layer, input_shape) -> keras.Model:
    """Return the layers that ``layer`` calls, on an input of this shape, as a functional model."""
    x = keras.Input(tuple(input_shape))
    return keras.Model(x, layer.call(x))


def layer_costs(model: keras.Model, input_shape=None) -> list[LayerCost]:
    """Return the cost of each layer of a model, in the model's order.

    A layer made of layers, such as a BasicBlock, is one row with the sum of its parts.

    Args:
        model: functional or sequential, or a subclass of ``keras.Model``.
        input_shape: (height, width, channels) of the images; only a subclass needs to be told.

    Raises:
        ValueError: the model is a subclass and no shape is given.
    """
    if getattr(model, "inputs", None) is None:
        if input_shape is None:
            raise ValueError(
                f"{model.name} is a subclassed model, which does not say what size its images are; "
                "give input_shape=(height, width, channels)."
            )
        model = opened(model, input_shape)
    return [
        LayerCost(
            layer.name,
            type(layer).__name__,
            tuple(layer.output.shape[1:]),
            layer.count_params(),
            _multiply_adds(layer),
        )
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]


def count_multiply_adds(model: keras.Model, input_shape=None) -> int:
    """Return the multiply-adds of one forward pass of one image; arguments as in ``layer_costs``."""
    return sum(cost.multiply_adds for cost in layer_costs(model, input_shape))


def count_trainable(model: keras.Model) -> int:
    """Return the number of trainable parameters."""
    return sum(math.prod(w.shape) for w in model.trainable_weights)
