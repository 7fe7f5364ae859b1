"""What lesson 7's checks share: a small base with its preprocessing inside, pictures, and messages."""

from collections.abc import Callable, Iterable

import keras
import numpy as np
from keras import layers

from resnets.checks.compare import close

SCALE, OFFSET = 1 / 60, -2.1  # of the base's own preprocessing
CAFFE = np.array([103.939, 116.779, 123.68])
# Preprocessing that learners put in front of a base that has its own: words, and what becomes of pictures.
DOUBLED: tuple[tuple[str, Callable], ...] = (
    ("the pictures are divided by 255 first", lambda x: x / 255),
    ("the pictures are multiplied by 255 first", lambda x: x * 255),
    ("the pictures are brought to -1 to 1 first", lambda x: x / 127.5 - 1),
    ("the base's own preprocessing is done twice", lambda x: x * SCALE + OFFSET),
    ("ImageNet's mean colour is subtracted first, and red and blue change places",
     lambda x: x[..., ::-1] - CAFFE),
    ("each picture is standardised by itself first",
     lambda x: (x - x.mean((1, 2, 3), keepdims=True)) / x.std((1, 2, 3), keepdims=True)),
)  # fmt: skip


def small_base(shape, channels: int, seed: int = 0, nested: bool = False) -> keras.Model:
    """Return a base of three convolutions with BN, weights far from their defaults, on ``shape``.

    Its layers: input, preprocessing, then conv, bn, relu three times; with ``nested`` the second three are
    one layer.
    """
    inputs = keras.Input(shape, name="pictures")
    x = layers.Rescaling(SCALE, OFFSET, name="preprocessing")(inputs)
    for number, filters in enumerate((4, 6, channels), start=1):
        parts = [
            layers.Conv2D(filters, 3, 1 + (number == 2), "same", use_bias=False, name=f"conv{number}"),
            layers.BatchNormalization(name=f"bn{number}"),
            layers.ReLU(name=f"relu{number}"),
        ]
        if nested and number == 2:
            parts = [keras.Sequential(parts, name="block2")]
        for part in parts:
            x = part(x)
    base = keras.Model(inputs, x, name="base")
    _fill(base, seed)
    return base


def _fill(base: keras.Model, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for weight in base.weights:
        kind, shape = weight.path.rsplit("/", 1)[-1], weight.shape
        if kind == "kernel":
            value = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))
        elif kind in ("gamma", "moving_variance"):
            value = rng.uniform(0.5, 1.5, shape)
        else:
            value = rng.uniform(-0.3, 0.6, shape)
        weight.assign(value.astype("float32"))


def pictures(n: int, shape, seed: int = 0, light: float | np.ndarray = 0.0) -> np.ndarray:
    """Return n pictures, float32, whole numbers from 0 to 255; ``light`` makes all, or each, brighter."""
    rng = np.random.default_rng([seed, n])
    return np.clip(np.rint(rng.normal(120 + light, 60, (n, *shape))), 0, 255).astype("float32")


def maps_of(base: keras.Model, x) -> np.ndarray:
    """Return the base's maps in inference mode, NumPy."""
    return as_numpy(base(np.asarray(x, "float32"), training=False))


def as_numpy(tensor) -> np.ndarray:
    return np.array(keras.ops.convert_to_numpy(tensor))


def norms(base: keras.Model) -> list:
    """Return the batch normalisations in ``base``, those in nested models too."""
    return [one for one in base._flatten_layers() if isinstance(one, layers.BatchNormalization)]


def snapshot(weights: Iterable) -> list[np.ndarray]:
    return [as_numpy(weight) for weight in weights]


def kept(weights: Iterable, before: list[np.ndarray]) -> bool:
    """Return whether the weights have the values of ``before``, bit for bit."""
    return all(np.array_equal(as_numpy(w), old) for w, old in zip(weights, before, strict=True))


def matches(values: np.ndarray, wanted: np.ndarray) -> bool:
    # To a wanted infinity anything would be near.
    return values.shape == wanted.shape and bool(np.isfinite(wanted).all()) and close(values, wanted)


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def fill_head(head, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the kernel and the bias of a head random values, and return them."""
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=tuple(weight.shape)).astype("float32") * 0.6 for weight in head]
    for weight, value in zip(head, values, strict=True):
        weight.assign(value)
    return tuple(values)
