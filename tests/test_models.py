"""ResNet50 has the published names and counts, and computes what keras.applications.ResNet50 computes."""

import os

import keras
import numpy as np
import pytest
from keras import layers

from resnets import blocks, models
from resnets.counts import count_multiply_adds, count_trainable, layer_costs

# The last layer of each stage: ours, keras.applications'.
STAGE_ENDS = ["conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out"]


def test_counts_and_names_are_the_published_ones():
    model = models.ResNet50()
    assert model.count_params() == 23_600_006
    assert count_trainable(model) == 23_546_886
    assert model.output_shape == (None, 6)
    names = {layer.name for layer in model.layers}
    assert {"conv1", "bn_conv1", "avg_pool", "fc6"} <= names
    assert sum(isinstance(layer, layers.Add) for layer in model.layers) == 16
    expected = {f"{kind}{stage}{letter}_branch{branch}"
                for stage, letters in ((2, "abc"), (3, "abcd"), (4, "abcdef"), (5, "abc"))
                for letter in letters
                for kind in ("res", "bn")
                for branch in (("2a", "2b", "2c", "1") if letter == "a" else ("2a", "2b", "2c"))}  # fmt: skip
    assert {name for name in names if "_branch" in name} == expected


def test_map_sizes_of_the_stages():
    model = models.ResNet50()
    assert model.get_layer("conv1").output.shape[1:] == (32, 32, 64)
    shapes = {stage: model.get_layer(f"bn{stage}a_branch2c").output.shape[1:] for stage in (2, 3, 4, 5)}
    assert shapes == {2: (15, 15, 256), 3: (8, 8, 512), 4: (4, 4, 1024), 5: (2, 2, 2048)}


@pytest.mark.parametrize(
    "arguments,message",
    [
        ({"input_shape": (64, 64)}, "height, width, channels"),
        ({"input_shape": (36, 64, 3)}, "37 pixels or more"),
        ({"classes": 0}, "number of classes"),
        ({"pooling": "max"}, "'average' or 'global'"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.ResNet50(**arguments)


def test_the_smallest_image_works():
    assert models.ResNet50((37, 37, 3)).output_shape == (None, 6)


def randomise(model, seed: int) -> None:
    """Give every kernel, bias, gamma, beta, mean and variance its own random values, of a sane size."""
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        for w in layer.weights:
            name, shape = w.path.rsplit("/", 1)[-1], w.shape
            if name == "kernel":
                value = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))
            elif name in ("gamma", "moving_variance"):
                value = rng.uniform(0.5, 1.5, shape)
            else:
                value = rng.normal(size=shape) * 0.3
            w.assign(value.astype(np.float32))


def keras_twin(side: int):
    model = keras.applications.ResNet50(weights=None, input_shape=(side, side, 3), classifier_activation=None)
    randomise(model, seed=side)
    return model


def our_twin(side: int, theirs, epsilon: float = 1.001e-5):
    ours = models.ResNet50(
        (side, side, 3), 1000, stem_pool_padding=1, pooling="global", classifier_activation=None
    )
    models.set_batch_norm(ours, epsilon=epsilon)
    return models.copy_keras_weights(theirs, ours)


def stage_outputs(model, names, x) -> list[np.ndarray]:
    outputs = [model.get_layer(name).output for name in names]
    values = keras.Model(model.inputs[0], [*outputs, model.output])(x, training=False)
    return [keras.ops.convert_to_numpy(v) for v in values]


def our_stage_ends(model) -> list[str]:
    """Names of the ReLUs that close the stages: each follows the last addition of its stage."""
    names = [layer.name for layer in model.layers]
    adds = [i for i, layer in enumerate(model.layers) if isinstance(layer, layers.Add)]
    return [names[adds[last] + 1] for last in (2, 6, 12, 15)]


def worst_difference(ours, theirs, side: int) -> float:
    """Return the largest difference over stages and logits, relative to the size of their values."""
    x = np.random.default_rng(0).normal(size=(2, side, side, 3)).astype(np.float32) * 50
    a = stage_outputs(ours, our_stage_ends(ours), x)
    b = stage_outputs(theirs, STAGE_ENDS, x)
    return max(np.abs(p - q).max() / np.abs(q).max() for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize("side", [64, 224])
def test_equals_keras_applications_stage_by_stage(side):
    theirs = keras_twin(side)
    assert worst_difference(our_twin(side, theirs), theirs, side) < 1e-4


@pytest.fixture(scope="module")
def twin64():
    return keras_twin(64)


def test_a_wrong_epsilon_is_found(twin64):
    # Variances near 1 hide an epsilon of 1e-3; real nets have channels with small ones.
    ours = our_twin(64, twin64, epsilon=1e-3)
    assert worst_difference(ours, twin64, 64) > 1e-4


def test_a_missing_stem_relu_is_found(twin64):
    ours = our_twin(64, twin64)
    relu = ours.layers[[layer.name for layer in ours.layers].index("bn_conv1") + 1]
    relu.activation = keras.activations.linear
    assert worst_difference(ours, twin64, 64) > 1e-4


def test_the_stride_on_the_3x3_is_found(twin64, monkeypatch):
    def main_path_v15(X, f, filters, stage, block, strides=1):
        F1, F2, F3 = filters
        for branch, (width, kernel, step) in {
            "2a": (F1, 1, 1),
            "2b": (F2, f, strides),
            "2c": (F3, 1, 1),
        }.items():
            X = layers.Conv2D(
                width, kernel, strides=step, padding="same", name=f"res{stage}{block}_branch{branch}"
            )(X)
            X = layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}")(X)
            X = X if branch == "2c" else layers.Activation("relu")(X)
        return X

    monkeypatch.setattr(blocks, "main_path", main_path_v15)
    assert worst_difference(our_twin(64, twin64), twin64, 64) > 1e-4


def test_imagenet_weights_where_they_can_be_had():
    if os.environ.get("RESNETS_DOWNLOAD") == "0":
        pytest.skip("downloads are off (RESNETS_DOWNLOAD=0)")
    try:
        theirs = keras.applications.ResNet50(weights="imagenet", classifier_activation=None)
    except Exception as error:
        pytest.skip(f"the ImageNet weights cannot be downloaded here: {type(error).__name__}")
    assert worst_difference(our_twin(224, theirs), theirs, 224) < 1e-4


def test_copying_weights_of_another_shape_names_the_layer_and_copies_nothing(twin64):
    ours = models.ResNet50((64, 64, 3), 7)
    before = ours.get_layer("conv1").get_weights()[0].copy()
    with pytest.raises(ValueError, match="predictions has weights"):
        models.copy_keras_weights(twin64, ours)
    assert np.array_equal(before, ours.get_layer("conv1").get_weights()[0])


def test_multiply_adds_by_hand():
    X = keras.Input((8, 6, 3))
    model = keras.Model(
        X, layers.Dense(5)(layers.Flatten()(layers.Conv2D(4, 3, strides=2, padding="same")(X)))
    )
    # 4x3 pixels x 4 channels, each a dot product of 3x3x3; then 48 x 5.
    assert count_multiply_adds(model) == 4 * 3 * 4 * 27 + 48 * 5
    assert [c.parameters for c in layer_costs(model)] == [27 * 4 + 4, 0, 48 * 5 + 5]


def test_resnet50_costs_what_the_paper_says():
    # Table 1: 3.8e9 multiply-adds at 224x224 (stride on the first 1x1, as here).
    assert count_multiply_adds(models.ResNet50((224, 224, 3), 1000, pooling="global")) == pytest.approx(
        3.8e9, rel=0.03
    )


def test_set_batch_norm_reaches_nested_models():
    inner = keras.Sequential([layers.BatchNormalization()])
    model = keras.Sequential([keras.Input((4,)), inner, layers.BatchNormalization()])
    models.set_batch_norm(model, momentum=0.9, epsilon=1e-5)
    norms = [inner.layers[0], model.layers[1]]
    assert [(n.momentum, n.epsilon) for n in norms] == [(0.9, 1e-5)] * 2
