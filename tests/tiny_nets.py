"""Small nets for tests, and how to fill them with random weights and look inside."""

import keras
import numpy as np

from resnets.models_cifar import resnet_v1, resnet_v2
from resnets.resnet18 import ResNet18

TINY = (8, 6, 3)  # height, width, channels

TINY_NETS = {
    "v1 A": lambda: resnet_v1(TINY, 8, 5, width=4),
    "v1 B": lambda: resnet_v1(TINY, 8, 5, width=4, shortcut="B"),
    "v1 tutorial": lambda: resnet_v1(TINY, 8, 5, width=4, shortcut="tutorial"),
    "v1 without BN": lambda: resnet_v1(TINY, 8, 5, width=4, batch_normalization=False),
    "v2 paper": lambda: resnet_v2(TINY, 20, 5, width=4),
    "v2 tutorial": lambda: resnet_v2(TINY, 11, 5, width=4, widths="tutorial"),
    "ResNet18": lambda: ResNet18(4, 5, TINY),
}


def randomise(layer, seed: int = 0) -> None:
    """Give every weight its own random values, of a sane size."""
    rng = np.random.default_rng(seed)
    for w in layer.weights:
        name, shape = w.path.rsplit("/", 1)[-1], w.shape
        if name == "kernel":
            value = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))
        elif name in ("gamma", "moving_variance"):
            value = rng.uniform(0.5, 1.5, shape)
        else:
            value = rng.normal(size=shape) * 0.3
        w.assign(value.astype(np.float32))


def images(shape=TINY, n: int = 2) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(n, *shape)).astype(np.float32)


def numpy(tensor) -> np.ndarray:
    return keras.ops.convert_to_numpy(tensor)


def tensors(model, *tensors_wanted, training: bool) -> list[np.ndarray]:
    part = keras.Model(model.inputs[0], list(tensors_wanted))
    return [numpy(t) for t in part(images(), training=training)]
