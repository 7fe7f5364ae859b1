"""The fused batch normalisation gives what Keras's own steps give, and is gone afterwards."""

import contextlib

import keras
import numpy as np
import pytest

from resnets.fused import fused_batch_norm
from resnets.nets import build_net

PLAIN = keras.layers.BatchNormalization.call
tensorflow_only = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="there is nothing to fuse on another backend"
)


def _batch(shape=(8, 5, 5, 3)):
    return np.random.default_rng(0).normal(2.0, 3.0, shape).astype("float32")


def _layer(**arguments):
    layer = keras.layers.BatchNormalization(**arguments)
    layer.build((None, 5, 5, 3))
    rng = np.random.default_rng(1)
    layer.set_weights([rng.uniform(0.5, 2.0, w.shape) for w in layer.get_weights()])
    return layer


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "arguments", [{}, {"scale": False}, {"center": False}, {"epsilon": 1e-7}, {"momentum": 0.5}]
)
def test_outputs_and_moving_statistics_are_those_of_keras(training, arguments):
    plain, fused = _layer(**arguments), _layer(**arguments)
    expected = keras.ops.convert_to_numpy(plain(_batch(), training=training))
    with fused_batch_norm():
        got = keras.ops.convert_to_numpy(fused(_batch(), training=training))
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    for mine, theirs in zip(fused.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5)


@tensorflow_only
def test_the_operation_is_really_used_and_taken_back():
    import tensorflow as tf

    layer = _layer()

    def operations():
        traced = tf.function(lambda x: layer(x, training=True)).get_concrete_function(_batch())
        return {operation.type for operation in traced.graph.get_operations()}

    with fused_batch_norm():
        assert "FusedBatchNormV3" in operations()
    assert "FusedBatchNormV3" not in operations()
    assert keras.layers.BatchNormalization.call is PLAIN
    with pytest.raises(ZeroDivisionError), fused_batch_norm():
        raise ZeroDivisionError
    assert keras.layers.BatchNormalization.call is PLAIN


def test_a_frozen_layer_keeps_its_statistics():
    layer = _layer()
    layer.trainable = False
    before = layer.get_weights()
    with fused_batch_norm():
        layer(_batch(), training=True)
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_three_training_steps_give_the_weights_of_keras():
    x = _batch((16, 32, 32, 3))
    y = np.arange(16) % 10

    def trained(context):
        keras.utils.set_random_seed(3)
        net = build_net("resnet8v1")
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        net.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss, jit_compile=False)
        with context:
            losses = [float(net.train_on_batch(x, y)) for _ in range(3)]
        return losses, net.get_weights()

    losses, weights = trained(fused_batch_norm())
    plain_losses, plain_weights = trained(contextlib.nullcontext())
    np.testing.assert_allclose(losses, plain_losses, rtol=1e-3)
    for mine, theirs in zip(weights, plain_weights, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=2e-3)
