"""Muon on convolutions against its steps written by hand, and Adam on all else."""

import keras
import numpy as np
import pytest

from resnets.muon import Muon
from resnets.recipe import Recipe, make_optimizer


def numpy(value):
    return keras.ops.convert_to_numpy(value)


def gradients(shape, n=12):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype("float32") for _ in range(n)]


def orthogonalised(matrix, steps=5):
    """Newton-Schulz with the coefficients of Jordan et al. 2024, on whichever side is shorter."""
    x = matrix / np.linalg.norm(matrix)
    x = x.T if x.shape[0] > x.shape[1] else x
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


@pytest.mark.parametrize("shape", [(3, 3, 4, 5), (1, 1, 2, 6)])
def test_steps_on_a_kernel_equal_those_written_by_hand(shape):
    rate, momentum = 0.03, 0.9
    weight = np.random.default_rng(1).standard_normal(shape)
    variable, average = keras.Variable(weight.astype("float32")), np.zeros(shape)
    optimizer = Muon(rate, momentum=momentum)
    rows, columns = np.prod(shape[:-1]), shape[-1]
    for gradient in gradients(shape):
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        average = momentum * average + gradient
        step = orthogonalised((gradient + momentum * average).reshape(rows, columns))
        weight = weight - rate * 0.2 * np.sqrt(max(rows, columns)) * step.reshape(shape)
    np.testing.assert_allclose(numpy(variable), weight, atol=2e-3)


def test_a_step_is_as_long_in_every_direction():
    narrow = np.outer(np.arange(1, 37), np.arange(1, 9)) + 0.5 * gradients((36, 8), 1)[0]
    assert np.linalg.svd(narrow, compute_uv=False)[0] > 20 * np.linalg.svd(narrow, compute_uv=False)[1]
    variable = keras.Variable(np.zeros((3, 3, 4, 8), "float32"))
    Muon(1.0).apply([keras.ops.convert_to_tensor(narrow.reshape(3, 3, 4, 8).astype("float32"))], [variable])
    lengths = np.linalg.svd(numpy(variable).reshape(36, 8), compute_uv=False) / (0.2 * 6)
    assert lengths.min() > 0.3 and lengths.max() < 1.3


def test_dense_layers_biases_and_batch_norms_are_left_to_adam():
    for shape in ((5, 3), (4,)):
        mine, adams = (keras.Variable(np.full(shape, 2.0, "float32")) for _ in range(2))
        muon, adam = Muon(0.05, adam_lr_ratio=0.2), keras.optimizers.Adam(0.01)
        for gradient in gradients(shape):
            for optimizer, variable in ((muon, mine), (adam, adams)):
                optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        np.testing.assert_allclose(numpy(mine), numpy(adams), atol=1e-5)


def test_it_can_be_saved_and_comes_from_a_recipe():
    optimizer = make_optimizer(Recipe("r", optimizer="muon", learning_rate=0.03, momentum=0.8), 3)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert type(again) is Muon and again.momentum == 0.8 and again.weight_decay is None
    assert again.adam_weight_decay is None and again.adam_lr_ratio == optimizer.adam_lr_ratio


def test_decay_is_decoupled_and_for_kernels_alone():
    recipe = Recipe("r", optimizer="muon", learning_rate=0.1, weight_decay=0.5)
    kernel, bias = (keras.Variable(np.full(shape, 2.0, "float32")) for shape in ((1, 1, 2, 3), (4,)))
    still = [keras.ops.zeros(variable.shape) for variable in (kernel, bias)]
    make_optimizer(recipe, 3).apply(still, [kernel, bias])
    np.testing.assert_allclose(numpy(kernel), 2 * (1 - 0.1 * 0.5), rtol=1e-5)
    np.testing.assert_allclose(numpy(bias), 2, rtol=1e-5)
