"""How much a network costs: parameters and multiply-adds, layer by layer.

One multiply-add is one multiplication and the addition that follows it; papers count these (He et
al. 2016, table 1, "FLOPs"), other tools count both and give twice the number. Only convolutions
and dense layers are counted, as the papers do; biases, BN and ReLU add about one per cent.
"""

import math
from typing import NamedTuple

import keras


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
    return 0


def layer_costs(model: keras.Model) -> list[LayerCost]:
    """Return the cost of each layer of a functional model, in the model's order."""
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


def count_multiply_adds(model: keras.Model) -> int:
    """Return the multiply-adds of one forward pass of one image through a functional model."""
    return sum(cost.multiply_adds for cost in layer_costs(model))


def count_trainable(model: keras.Model) -> int:
    """Return the number of trainable parameters."""
    return sum(math.prod(w.shape) for w in model.trainable_weights)
