"""Grad-CAM against gradients that can be written down, and the masks that check it."""

import keras
import numpy as np
import pytest
from keras import layers

from resnets import explain
from resnets.intervals import mean_interval, wilson_interval


@pytest.fixture(scope="module")
def tiny():
    """16x16 -> 8x8 -> 4x4 -> mean -> softmax of 3, with random weights."""
    keras.utils.set_random_seed(3)
    X = keras.Input((16, 16, 3))
    H = layers.Conv2D(5, 3, strides=2, padding="same")(X)
    H = layers.BatchNormalization()(H)
    H = layers.Activation("relu", name="eight")(H)
    H4 = layers.Conv2D(4, 1, strides=2, name="four")(H)
    H4 = layers.GlobalAveragePooling2D()(H4)
    return keras.Model(X, layers.Dense(3, activation="softmax")(H4))


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).random((6, 16, 16, 3), dtype=np.float32)


def test_the_gradient_is_that_of_the_logit(tiny, images):
    classes = np.array([0, 1, 2, 2, 1, 0])
    features, gradients = explain.features_and_gradients(tiny, images, classes)
    assert features.shape == gradients.shape == (6, 8, 8, 5)
    kernel, dense = tiny.get_layer("four").get_weights()[0][0, 0], tiny.layers[-1].get_weights()[0]
    expected = np.zeros_like(gradients)
    # The strided 1x1 sees every second pixel, 16 of them, and each logit is linear in their mean.
    expected[:, ::2, ::2] = (kernel @ dense).T[classes][:, None, None] / 16
    np.testing.assert_allclose(gradients, expected, atol=1e-6)


def test_features_come_from_inference_mode(tiny, images):
    body = keras.Model(tiny.input, tiny.get_layer("eight").output)
    features, _ = explain.features_and_gradients(tiny, images, np.zeros(6, int))
    np.testing.assert_allclose(features, body.predict(images, verbose=0), atol=1e-6)


def test_maps_are_weighted_sums_without_their_negative_part():
    features = np.zeros((2, 2, 2, 2), np.float32)
    features[0, 0, 0], features[0, 1, 1] = [4, 0], [0, 2]
    gradients = np.zeros_like(features)
    gradients[0, ..., 0], gradients[0, ..., 1] = 1, -1
    maps = explain.grad_cam_maps(features, gradients)
    np.testing.assert_allclose(maps[0], [[1, 0], [0, 0]])
    assert not maps[1].any() and np.isfinite(maps).all()


def test_cell_by_cell_maps_keep_the_place_that_grad_cam_averages_away():
    features = np.ones((1, 2, 2, 1), np.float32)
    gradients = np.array([1, -1, -1, -1], np.float32).reshape(1, 2, 2, 1)
    assert not explain.grad_cam_maps(features, gradients).any()
    np.testing.assert_allclose(explain.cell_by_cell_maps(features, gradients)[0], [[1, 0], [0, 0]])


def test_grad_cam_is_the_two_steps(tiny, images):
    classes = np.ones(6, int)
    two = explain.grad_cam_maps(*explain.features_and_gradients(tiny, images, classes))
    np.testing.assert_allclose(explain.grad_cam(tiny, images, classes), two, atol=1e-6)


def test_the_layer_is_found_by_its_size(tiny):
    assert explain.last_layer_of_size(tiny, 8).name == "eight"
    with pytest.raises(ValueError, match=r"5x5 pixels; there are \[16, 8, 4\]"):
        explain.last_layer_of_size(tiny, 5)


def test_masks_keep_their_area_and_leave_their_place():
    maps = np.random.default_rng(1).random((20, 8, 8))
    masks = explain.hottest_cells(maps, 13)
    assert (masks.sum(axis=(1, 2)) == 13).all()
    assert (maps[masks].reshape(20, 13).min(axis=1) > np.where(masks, -1, maps).max(axis=(1, 2))).all()
    moved = explain.moved_masks(masks, np.random.default_rng(2))
    assert (moved.sum(axis=(1, 2)) == 13).all()
    assert (moved != masks).any(axis=(1, 2)).all()
    with pytest.raises(ValueError, match="cells is 65"):
        explain.hottest_cells(maps, 65)


def test_occlusion_paints_the_cells_and_nothing_else(images):
    masks = np.zeros((6, 8, 8), bool)
    masks[:, 1, 2] = True
    painted = explain.occlude(images, masks, [0.1, 0.2, 0.3])
    np.testing.assert_allclose(
        painted[:, 2:4, 4:6], np.broadcast_to([0.1, 0.2, 0.3], (6, 2, 2, 3)), atol=1e-6
    )
    assert (painted == images).all(axis=-1).sum() == 6 * (256 - 4)
    with pytest.raises(ValueError, match="equal cells"):
        explain.occlude(images, np.zeros((6, 7, 7), bool), [0, 0, 0])


def test_probability_drop_is_before_minus_after(tiny, images):
    masks = np.zeros((6, 8, 8), bool)
    assert not explain.probability_drop(tiny, images, masks, np.zeros(6, int), [0, 0, 0]).any()
    masks[:] = True
    drop = explain.probability_drop(tiny, images, masks, np.zeros(6, int), [0, 0, 0])
    whole = explain.probabilities_of(tiny, images)
    again = explain.probability_drop(tiny, images, masks, np.zeros(6, int), [0, 0, 0], whole)
    assert np.array_equal(drop, again)
    black = tiny.predict(np.zeros_like(images), verbose=0)[:, 0]
    np.testing.assert_allclose(drop, tiny.predict(images, verbose=0)[:, 0] - black, atol=1e-6)


@pytest.mark.parametrize(
    "hits,n,low,high",
    [(117, 120, 0.929, 0.991), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (1, 2, 0.095, 0.905)],
)
def test_wilson_intervals(hits, n, low, high):
    assert wilson_interval(hits, n) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize("hits,n", [(1, 0), (-1, 5), (6, 5)])
def test_a_share_that_is_none_is_refused(hits, n):
    with pytest.raises(ValueError, match="is no share"):
        wilson_interval(hits, n)


def test_bootstrap_interval_covers_the_mean():
    values = np.random.default_rng(0).normal(5, 1, 400)
    low, high = mean_interval(values)
    assert low < values.mean() < high and 0.15 < high - low < 0.25
