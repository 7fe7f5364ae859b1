"""Batch normalisation in one operation while a net trains with TensorFlow on a CPU.

Keras's layer computes it in a dozen elementwise steps, each of which reads and writes the whole map. XLA
fuses them, but makes the convolutions slower. TensorFlow has all of it as one operation, and with it a
training step of these nets takes a quarter to a third less time; ``python -m resnets.benchmark speed``
measures both. The numbers are the same to rounding.
"""

import contextlib
import functools

import keras

SMALLEST_EPSILON = 1.001e-5  # TensorFlow's operation raises a smaller one to this without a word


@contextlib.contextmanager
def fused_batch_norm():
    """Let ``keras.layers.BatchNormalization`` use TensorFlow's fused operation inside ``with``.

    It concerns every net that is traced inside, whoever wrote it. Layers to which the operation does not
    apply (another axis than the last, other dtypes than float32, masks, renorm) stay as they are; so
    does everything on another backend.
    """
    layer = keras.layers.BatchNormalization
    plain = layer.call
    if keras.backend.backend() == "tensorflow":

        @functools.wraps(plain)
        def call(self, inputs, training=None, mask=None):
            if not _applies(self, inputs, mask):
                return plain(self, inputs, training=training, mask=mask)
            return _fused_call(self, inputs, training)

        layer.call = call
    try:
        yield
    finally:
        layer.call = plain


def _applies(layer, inputs, mask) -> bool:
    return (
        mask is None
        and len(inputs.shape) == 4
        and layer.axis in (-1, 3)
        and keras.backend.standardize_dtype(inputs.dtype) == layer.compute_dtype == "float32"
        and layer.epsilon >= SMALLEST_EPSILON
        and not getattr(layer, "renorm", False)
        and not getattr(layer, "synchronized", False)
    )


def _fused_call(layer, inputs, training):
    import tensorflow as tf

    channels = inputs.shape[-1]
    scale = tf.convert_to_tensor(layer.gamma) if layer.scale else tf.ones(channels)
    offset = tf.convert_to_tensor(layer.beta) if layer.center else tf.zeros(channels)
    if not (training and layer.trainable):
        statistics = {
            "mean": tf.convert_to_tensor(layer.moving_mean),
            "variance": tf.convert_to_tensor(layer.moving_variance),
        }
        return tf.compat.v1.nn.fused_batch_norm(
            inputs, scale, offset, **statistics, epsilon=layer.epsilon, is_training=False
        )[0]
    outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
        inputs, scale, offset, epsilon=layer.epsilon, is_training=True
    )
    # The operation gives the sample variance, over n - 1; Keras keeps the one that normalises, over n.
    n = tf.cast(tf.size(inputs) // channels, tf.float32)
    variance *= (n - 1) / n
    for moving, new in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + new * (1.0 - layer.momentum))
    return outputs
