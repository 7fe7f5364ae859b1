"""Coupled decay against SGD written by hand, schedules step by step, smoothing against its formula."""

import keras
import numpy as np
import pytest

from resnets.optimizers import SGD, Adam, Triangular
from resnets.recipe import Recipe, learning_rate_schedule, make_optimizer
from resnets.training import crossentropy
from resnets.tutorial import TUTORIAL, tutorial_learning_rate, tutorial_recipe


def numpy(value):
    return keras.ops.convert_to_numpy(value)


def gradients(n=100):
    rng = np.random.default_rng(0)
    return rng.standard_normal((n, 3, 2)).astype("float32")


@pytest.mark.parametrize("nesterov", [False, True])
def test_hundred_steps_equal_sgd_written_by_hand(nesterov):
    rate, momentum, decay = 0.1, 0.9, 5e-3
    weight, velocity = np.full((3, 2), 2.0), np.zeros((3, 2))
    variable = keras.Variable(weight.astype("float32"))
    optimizer = SGD(rate, momentum=momentum, nesterov=nesterov, coupled_decay=decay)
    for gradient in gradients():
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        gradient = gradient + decay * weight  # He et al. 2016: the decay is part of the gradient
        velocity = momentum * velocity - rate * gradient
        weight = weight + (momentum * velocity - rate * gradient if nesterov else velocity)
    assert np.allclose(numpy(variable), weight, atol=1e-4)


def test_kerass_own_decay_is_another_and_weaker():
    def shrunk(optimizer):
        variable = keras.Variable(np.ones(1, "float32"))
        for _ in range(100):
            optimizer.apply([keras.ops.zeros(1)], [variable])
        return 1 - numpy(variable)[0]

    coupled = shrunk(SGD(0.1, momentum=0.9, coupled_decay=1e-3))
    decoupled = shrunk(keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=1e-3))
    assert 7 < coupled / decoupled < 10


def test_adam_with_decay_equals_adam_with_l2_in_the_loss():
    mine, l2 = (keras.Variable(np.full((3, 2), 2.0, "float32")) for _ in range(2))
    a, b = Adam(1e-2, coupled_decay=0.1), keras.optimizers.Adam(1e-2)
    for gradient in gradients(20):
        a.apply([keras.ops.convert_to_tensor(gradient)], [mine])
        b.apply([keras.ops.convert_to_tensor(gradient) + 0.1 * keras.ops.convert_to_tensor(l2)], [l2])
    assert np.allclose(numpy(mine), numpy(l2), atol=1e-6)


def test_optimizers_can_be_saved():
    for optimizer in (SGD(Triangular(0.1, 2, 10), coupled_decay=1e-3), Adam(coupled_decay=1e-4)):
        again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
        assert again.coupled_decay == optimizer.coupled_decay and type(again) is type(optimizer)


def rates(recipe, steps):
    schedule = learning_rate_schedule(recipe, steps)
    return [float(numpy(schedule(k))) for k in range(recipe.epochs * steps)]


def test_the_triangle_rises_and_falls_in_straight_lines():
    found = rates(Recipe("r", schedule="triangular", warmup_epochs=2, learning_rate=0.4, epochs=5), 4)
    assert found[7] == pytest.approx(0.4) and max(found) == pytest.approx(0.4)
    assert np.allclose(np.diff(found[:8]), 0.05, atol=1e-6) and found[0] == pytest.approx(0.05)
    assert np.allclose(np.diff(found[7:]), -0.4 / 13, atol=1e-6) and found[-1] > 0


def test_steps_drop_at_their_fractions():
    found = rates(Recipe("r", schedule="steps", milestones=(0.5, 0.75), learning_rate=0.1, epochs=4), 2)
    assert found == pytest.approx([0.1] * 4 + [0.01] * 2 + [0.001] * 2)


def test_a_triangle_without_a_way_down_is_refused():
    with pytest.raises(ValueError, match="none to go down"):
        Triangular(0.1, 10, 10)


def test_milestones_must_rise():
    with pytest.raises(ValueError, match="rising fractions"):
        Recipe("r", milestones=(0.75, 0.5))


def test_make_optimizer_takes_everything_from_the_recipe():
    optimizer = make_optimizer(Recipe("r", optimizer="sgd", momentum=0.8, weight_decay=5e-4), 3)
    assert (optimizer.momentum, optimizer.nesterov, optimizer.coupled_decay) == (0.8, True, 5e-4)


def test_label_smoothing_follows_its_formula():
    scores = np.array([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]], "float32")
    y, s = np.array([0, 2]), 0.1
    log_p = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    target = np.eye(3)[y] * (1 - s) + s / 3
    assert float(numpy(crossentropy(s)(y, scores))) == pytest.approx(
        -(target * log_p).sum(1).mean(), rel=1e-5
    )


def test_the_tutorials_schedule_drops_one_epoch_late_as_published():
    assert [tutorial_learning_rate(e) for e in (0, 80, 81)] == pytest.approx([1e-3, 1e-3, 1e-4])
    assert [tutorial_learning_rate(e) for e in (121, 161, 181)] == pytest.approx([1e-5, 1e-6, 5e-7])
    assert tutorial_learning_rate(5, epochs=10) == pytest.approx(1e-4)  # 4.0 of 10 is where 80 of 200 stands


def test_the_tutorials_recipe_and_switch():
    assert TUTORIAL.augmentation.shift == 0.1 and TUTORIAL.batch_size == 32 and TUTORIAL.l2 == 1e-4
    assert tutorial_recipe(data_augmentation=False).augmentation is None


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_adam_takes_the_steps_of_keras(decay):
    """Its step is one operation on TensorFlow: the same numbers, with and without a schedule."""
    x, y = np.random.default_rng(0).normal(size=(16, 5)).astype("float32"), np.arange(16) % 3
    rate = keras.optimizers.schedules.CosineDecay(0.05, 30)

    def trained(optimizer, **regularised):
        keras.utils.set_random_seed(1)
        net = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, **regularised)])
        net.compile(
            optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
        )
        for _ in range(20):
            net.train_on_batch(x, y)
        return net.get_weights() + [keras.ops.convert_to_numpy(v) for v in net.optimizer.variables]

    l2 = keras.regularizers.L2(decay / 2)  # its gradient is decay times the weight
    plain = trained(keras.optimizers.Adam(rate), kernel_regularizer=l2, bias_regularizer=l2)
    for mine, theirs in zip(trained(Adam(rate, coupled_decay=decay)), plain, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=2e-5)
