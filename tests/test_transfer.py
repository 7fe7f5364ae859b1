"""Transfer models: what is frozen stays, what is unfrozen trains, and features are the training set's."""

import keras
import numpy as np
import pytest
from keras import layers

from resnets import linear_head
from resnets.linear_head import fit_linear_head, on_raw_features
from resnets.nets import build_net
from resnets.one_piece import behind
from resnets.transfer import (
    base_of,
    build_transfer_model,
    compile_for_transfer,
    extract_features,
    feature_statistics,
    freeze,
    map_features,
    pooled_features,
    thaw,
    tutorial_head,
    unfreeze_top,
)
from tests.tiny_nets import numpy, randomise

SHAPE = (8, 12, 3)


def tiny_base():
    net = build_net("resnet8v1", SHAPE, 3)
    for seed, layer in enumerate(net.layers):
        randomise(layer, seed)
    pictures = keras.Input(SHAPE)
    return behind(net, pictures, keras.layers.Rescaling(1 / 64, -2)(pictures), "tiny", include_top=False)


@pytest.fixture
def base():
    return tiny_base()


def pictures(n=6, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, *SHAPE)).astype("float32")


def values(model):
    return {w.path: numpy(w).copy() for w in model.weights}


def moved(before, model):
    after = values(model)
    return {path for path in before if not np.array_equal(before[path], after[path])}


def train(model, steps=2):
    for step in range(steps):
        model.train_on_batch(pictures(seed=step), np.arange(6) % 4)


def test_the_model_is_pool_and_logits_of_the_base(base):
    model, x = build_transfer_model(base, 4, 0.3), pictures()
    kernel, bias = model.get_layer("head").get_weights()
    np.testing.assert_allclose(
        numpy(model(x)), pooled_features(base, x) @ kernel + bias, rtol=1e-4, atol=1e-4
    )
    assert base_of(model) is base and not base.trainable_weights
    assert model.get_layer("dropout").rate == 0.3


def test_training_a_frozen_base_moves_the_head_alone(base):
    model = compile_for_transfer(build_transfer_model(base, 4))
    before = values(model)
    train(model)
    assert moved(before, model) == {"head/kernel", "head/bias"}


def test_freezing_alone_keeps_the_statistics_too(base):
    model = compile_for_transfer(build_transfer_model(freeze(thaw(base)), 4))
    before = values(base)
    train(model)
    assert not moved(before, base)


def test_the_top_layers_train_their_batch_normalisation_does_not(base):
    model = compile_for_transfer(build_transfer_model(base, 4))
    train(model, 1)  # so that the step has been traced with a frozen base
    before = values(base)
    assert unfreeze_top(model, 8, 1e-3) is model
    train(model)
    tops = {f"stage3_block1_conv{k}/kernel" for k in (1, 2)}
    assert moved(before, base) == tops
    assert float(numpy(model.optimizer.learning_rate)) == pytest.approx(1e-3)


def test_all_layers_with_batch_normalisation_move_everything(base):
    model = build_transfer_model(base, 4)
    before = values(base)
    unfreeze_top(model, None, 1e-3, batch_norm=True)
    train(model)
    assert moved(before, base) == set(before)


def test_freezing_reaches_a_layer_unfrozen_inside_a_frozen_base(base):
    freeze(base).layers[-3].trainable = True
    assert not any(weight.trainable for weight in freeze(base).weights)


@pytest.mark.parametrize("subclass", [False, True])
def test_what_keras_makes_of_training_false(base, subclass):
    """In a functional model it does not last through fit; if that changes, the lesson has to say so."""

    class Transfer(keras.Model):
        def __init__(self):
            super().__init__()
            self.base, self.head = base, keras.layers.Dense(4)

        def call(self, x):
            return self.head(keras.ops.mean(self.base(x, training=False), (1, 2)))

    inputs = keras.Input(SHAPE)
    model = Transfer() if subclass else keras.Model(
        inputs, keras.layers.Dense(4)(keras.ops.mean(base(inputs, training=False), (1, 2)))
    )  # fmt: skip
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    before = values(base)
    train(model, 1)
    assert any("moving" in path for path in moved(before, base)) != subclass


def test_none_unfrozen_and_too_many(base):
    thaw(base, 0)
    assert not base.trainable_weights
    with pytest.raises(ValueError, match="n is 99; tiny has 2. layers"):
        thaw(base, 99)
    with pytest.raises(ValueError, match="0 models among its layers"):
        base_of(base)


def test_the_tutorials_two_heads_end_in_logits(base):
    maps = base.output_shape[1:]
    pool, flatten = (tutorial_head(kind, maps, 4) for kind in ("pool", "flatten"))
    assert pool.count_params() == (maps[-1] + 1) * 4 and pool.output_shape == flatten.output_shape == (
        None,
        4,
    )
    assert (
        flatten.layers[1].kernel.shape == (2 * 3 * 64, 512)
        and flatten.layers[-1].activation.__name__ == "linear"
    )
    with pytest.raises(ValueError, match="kind is 'dense'; it can be pool or flatten"):
        tutorial_head("dense", maps, 4)


def test_features_are_standardised_by_the_training_set(base):
    train_x, test_x = pictures(10), pictures(7, seed=1)
    train_f, test_f = extract_features(base, train_x, test_x)
    raw = pooled_features(base, train_x, batch_size=3)
    np.testing.assert_allclose(train_f.mean(axis=0), 0, atol=1e-4)
    varying = raw.std(axis=0) > 1e-5
    np.testing.assert_allclose(train_f.std(axis=0)[varying], 1, atol=1e-3)
    wanted = (pooled_features(base, test_x) - raw.mean(axis=0)) / feature_statistics(raw)[1]
    np.testing.assert_allclose(test_f, wanted, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(map_features(base, train_x).mean(axis=(1, 2)), raw, rtol=1e-4, atol=1e-4)


def test_a_feature_that_never_changes_is_zero():
    mean, divisor = feature_statistics(np.array([[1.0, 5], [3, 5]], np.float32))
    assert mean.tolist() == [2, 5] and divisor.tolist() == [1, 1]


def test_the_linear_head_is_the_minimum_and_moves_to_raw_features():
    rng = np.random.default_rng(0)
    raw = rng.normal(3, 2, (60, 4))
    labels = raw[:, :3].argmax(axis=1)
    mean, divisor = feature_statistics(raw)
    x = (raw - mean) / divisor
    kernel, bias = fit_linear_head(x, labels, 3)

    def loss(kernel, bias):
        scores = x @ kernel + bias
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -logs[np.arange(60), labels].mean() + (kernel**2).sum() / 120

    for _ in range(20):
        step = 1e-2 * rng.normal(size=kernel.shape)
        assert loss(kernel + step, bias) > loss(kernel, bias) < loss(kernel, bias + step[0])
    assert np.mean((x @ kernel + bias).argmax(axis=1) == labels) > 0.9
    there, shift = on_raw_features(kernel, bias, mean, divisor)
    np.testing.assert_allclose(raw @ there + shift, x @ kernel + bias, rtol=1e-3, atol=1e-3)


def test_fewer_pictures_than_features_give_the_head_of_the_whole_space(monkeypatch):
    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(9, 30)), np.arange(9) % 3
    short = fit_linear_head(x, labels, 3)
    monkeypatch.setattr(linear_head, "_in_span", lambda x: (x, np.eye(x.shape[1])))
    for one, other in zip(short, fit_linear_head(x, labels, 3), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 3], [[0], [1], [2]]])
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(ValueError, match="fit_linear_head"):
        fit_linear_head(np.zeros((3, 2)), np.array(labels), 3)


def test_freeze_reaches_what_was_unfrozen_since_in_a_frozen_base():
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dense(4)], name="inner")
    base = keras.Sequential([keras.Input((3,)), inner, layers.Dense(2)])
    base.trainable = False
    inner.layers[0].trainable = base.layers[-1].trainable = True
    assert freeze(base) is base
    assert not any(weight.trainable for weight in base.weights)
