"""The initial weights that TensorFlow 1 drew from ``glorot_uniform(seed=0)``, bit for bit, in NumPy.

The block values that are printed in many places since 2017 came from TensorFlow 1. No later Keras
draws the same kernels from the same seed. TensorFlow 1 gave every layer a fresh Philox4x32-10 stream
(Salmon et al.: Parallel random numbers: as easy as 1, 2, 3, SC 2011), keyed by the default graph
seed, and turned the low 23 bits of each 32-bit word into the mantissa of a float in [0, 1).
"""

import keras
import numpy as np

TF1_DEFAULT_GRAPH_SEED = 87654321
_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


def philox_words(n: int, key: int = TF1_DEFAULT_GRAPH_SEED) -> np.ndarray:
    """Return the first ``n`` 32-bit words, uint32, of Philox4x32-10 with this 64-bit key, counter from 0."""
    counter = np.arange((n + 3) // 4, dtype=np.uint64)
    c0, c1 = counter & _LOW, counter >> _32
    c2 = c3 = np.zeros_like(counter)
    k0, k1 = np.uint64(key) & _LOW, np.uint64(key) >> _32
    for _ in range(10):
        p0, p1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _WEYL[0]) & _LOW, (k1 + _WEYL[1]) & _LOW
    return np.stack([c0, c1, c2, c3], axis=1).reshape(-1)[:n].astype(np.uint32)


def philox_uniform(shape, key: int = TF1_DEFAULT_GRAPH_SEED) -> np.ndarray:
    """Return float32 numbers in [0, 1) of this shape, as TensorFlow 1 drew them."""
    words = philox_words(int(np.prod(shape)), key)
    mantissa = (words & np.uint32(0x7FFFFF)) | np.uint32(127 << 23)
    return (mantissa.view(np.float32) - np.float32(1)).reshape(shape)


def tf1_glorot_values(shape, key: int = TF1_DEFAULT_GRAPH_SEED) -> np.ndarray:
    """Return a float32 kernel of this shape, uniform in ±sqrt(6 / (fan_in + fan_out)).

    Args:
        shape: (height, width, channels in, channels out), or (in, out) for a dense layer.
    """
    receptive = int(np.prod(shape[:-2]))
    limit = np.float32(np.sqrt(6.0 / (receptive * (shape[-2] + shape[-1]))))
    return philox_uniform(shape, key) * (limit + limit) - limit


@keras.saving.register_keras_serializable("resnets")
class TF1GlorotUniform(keras.initializers.Initializer):
    """Keras initializer: TensorFlow 1's ``glorot_uniform(seed=0)`` on any backend.

    Like the original it is the same for equal shapes: each layer starts its stream anew.
    """

    def __call__(self, shape, dtype=None):
        """Return the kernel as a backend tensor of ``dtype`` (float32 if None)."""
        return keras.ops.convert_to_tensor(tf1_glorot_values(shape), dtype or "float32")


def tf1_glorot_uniform() -> TF1GlorotUniform:
    """Return the initializer that gives the kernels of TensorFlow 1's ``glorot_uniform(seed=0)``."""
    return TF1GlorotUniform()
