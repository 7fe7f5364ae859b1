"""The NumPy reference, TF1's initializer and the library's blocks agree with what was published."""

import keras
import numpy as np
import pytest

from resnets import blocks, reference
from resnets.tf1_glorot import philox_uniform, philox_words

CASES = {
    "identity": (blocks.identity_block, reference.identity_block, {}),
    "convolutional": (blocks.convolutional_block, reference.convolutional_block, {"s": 2}),
}


def set_block_weights(model, weights):
    """Put reference weights into a block built with stage=1, block="a"."""
    for branch, w in weights.items():
        names = {layer.name for layer in model.layers}
        if f"res1a_branch{branch}" in names:
            model.get_layer(f"res1a_branch{branch}").set_weights([w["kernel"], w["bias"]])
            model.get_layer(f"bn1a_branch{branch}").set_weights(
                [w["gamma"], w["beta"], w["mean"], w["variance"]]
            )


def random_weights(rng, f=3, filters=(2, 4, 6), channels=6):
    weights = reference.published_weights(f, filters, channels)
    for w in weights.values():
        for name, value in w.items():
            drawn = rng.normal(size=value.shape)
            w[name] = (np.abs(drawn) + 0.5 if name == "variance" else drawn).astype(np.float32)
    return weights


def test_philox_known_answer():
    # Random123's known-answer test for philox4x32-10 with counter 0 and key 0.
    assert [hex(w) for w in philox_words(4, key=0)] == [
        "0x6627e8d5",
        "0xe169c58d",
        "0xbc57ac4c",
        "0x9b00dbd8",
    ]


@pytest.mark.parametrize("shape", [(5,), (3, 3, 16, 32), (1, 1, 6, 2)])
def test_philox_equals_tensorflow_bit_for_bit(shape):
    tf = pytest.importorskip("tensorflow", reason="compares with TensorFlow's own generator")
    theirs = tf.raw_ops.StatelessRandomUniformV2(
        shape=list(shape), key=np.array([87654321], np.uint64), counter=np.zeros(2, np.uint64), alg=1
    )
    assert np.array_equal(philox_uniform(shape), theirs.numpy())


@pytest.mark.parametrize("name", CASES)
def test_numpy_reference_gives_the_published_values(name):
    _, function, kwargs = CASES[name]
    out = function(reference.published_input(), reference.published_weights(), **kwargs)
    assert np.abs(out[1, 1, 0] - reference.PUBLISHED[name]).max() < 1e-5


@pytest.mark.parametrize("name", CASES)
def test_library_block_gives_the_published_values(name):
    function, _, _ = CASES[name]
    model = blocks.block_model(function, (4, 4, 6), 2, [2, 4, 6], 1, "a")
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(reference.tf1_glorot_uniform()(layer.kernel.shape))
    out = keras.ops.convert_to_numpy(model(reference.published_input(), training=False))
    assert np.abs(out[1, 1, 0] - reference.PUBLISHED[name]).max() < 1e-5


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_library_block_equals_the_reference(name, training):
    rng = np.random.default_rng(0)
    function, numpy_function, kwargs = CASES[name]
    model = blocks.block_model(function, (7, 5, 6), 3, [2, 4, 6], 1, "a", **kwargs)
    weights = random_weights(rng)
    set_block_weights(model, weights)
    x = rng.normal(size=(8, 7, 5, 6)).astype(np.float32)
    out = keras.ops.convert_to_numpy(model(x, training=training))
    expected = numpy_function(x, weights, training=training, **kwargs)
    assert out.shape == expected.shape
    assert np.abs(out - expected).max() < 1e-4 * max(1, np.abs(expected).max())


@pytest.mark.parametrize("size,kernel,stride", [(7, 3, 2), (8, 3, 2), (8, 2, 1), (5, 1, 3), (9, 7, 2)])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_conv2d_equals_keras(size, kernel, stride, padding):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, size, size + 1, 3)).astype(np.float32)
    k = rng.normal(size=(kernel, kernel, 3, 4)).astype(np.float32)
    theirs = keras.ops.convert_to_numpy(keras.ops.conv(x, k, stride, padding))
    assert np.allclose(reference.conv2d(x, k, None, stride, padding), theirs, atol=1e-4)


def test_pools_equal_keras():
    x = np.random.default_rng(2).normal(size=(2, 7, 8, 3)).astype(np.float32)
    theirs = keras.ops.convert_to_numpy(keras.ops.max_pool(x, 3, 2, "valid"))
    assert np.array_equal(reference.max_pool(x, 3, 2), theirs)
    theirs = keras.ops.convert_to_numpy(keras.ops.average_pool(x, 2, 2, "valid"))
    assert np.allclose(reference.average_pool(x, 2), theirs, atol=1e-6)


def test_tf1_initializer_is_the_same_for_equal_shapes_and_survives_saving():
    initializer = reference.tf1_glorot_uniform()
    a, b = initializer((3, 3, 2, 4)), initializer((3, 3, 2, 4))
    assert np.array_equal(keras.ops.convert_to_numpy(a), keras.ops.convert_to_numpy(b))
    again = keras.initializers.deserialize(keras.initializers.serialize(initializer))
    assert np.array_equal(keras.ops.convert_to_numpy(again((3, 3, 2, 4))), keras.ops.convert_to_numpy(a))


def test_identity_block_refuses_other_channels():
    with pytest.raises(ValueError, match="6 channels but F3 is 1"):
        blocks.block_model(blocks.identity_block, (4, 4, 6), 3, [2, 4, 1], 2, "b")
