"""The checks of gradients: each wrong answer, written as learners write it, gets its own words."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from resnets import blocks_cifar
from resnets.checks import CheckFailed, ExerciseUnfinished
from resnets.checks import lesson01_gradients as checks
from resnets.checks import lesson01_unit as units
from resnets.checks.lesson01_gradients import check_gradient_norms
from resnets.checks.lesson01_unit import check_residual_unit, check_unit_gradients

CE = keras.losses.SparseCategoricalCrossentropy


def probe(
    norm=tf.norm, loss=lambda y, z: CE(from_logits=True)(y, z), training=True, weights=None, after=lambda v: v
):
    """Return a probe as the exercise asks for it, with something changed."""
    weights = weights or (lambda model: [layer.kernel for layer in model.layers if hasattr(layer, "kernel")])

    def gradient_norms(model, x, y):
        variables = weights(model)
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=training))
        return after([norm(g) for g in tape.gradient(value, [v.value for v in variables])])

    return gradient_norms


def per_kernel(model, x, y):
    norms = np.array([float(n) for n in probe()(model, x, y)])
    kernels = [np.linalg.norm(layer.kernel) for layer in model.layers if hasattr(layer, "kernel")]
    return norms / np.array(kernels)


WRONG = {
    "mean of the absolute values": probe(norm=lambda g: tf.reduce_mean(tf.abs(g))),
    "sum of the absolute values": probe(norm=lambda g: tf.reduce_sum(tf.abs(g))),
    "largest absolute value": probe(norm=lambda g: tf.reduce_max(tf.abs(g))),
    "signs cancel": probe(norm=lambda g: tf.abs(tf.reduce_mean(g))),
    "root is missing": probe(norm=lambda g: tf.reduce_sum(g**2)),
    r"\*mean\* square": probe(norm=lambda g: tf.sqrt(tf.reduce_mean(g**2))),
    "biases, gammas and betas": probe(weights=lambda model: model.trainable_variables),
    "biases are included": probe(
        weights=lambda model: [w for w in model.weights if w.name in ("kernel", "bias")]
    ),
    "dense layer at the end": probe(
        weights=lambda model: [x.kernel for x in model.layers if isinstance(x, keras.layers.Conv2D)]
    ),
    "this net has 3 kernels": probe(after=lambda v: v[:1]),
    "sum of the logits": probe(loss=lambda y, z: tf.reduce_sum(z)),
    "mean of the logits": probe(loss=lambda y, z: tf.reduce_mean(z)),
    "summed over the batch": probe(loss=lambda y, z: CE(from_logits=True, reduction="sum")(y, z)),
    "for probabilities": probe(loss=lambda y, z: CE()(y, z)),
    "softmax is applied twice": probe(loss=lambda y, z: CE(from_logits=True)(y, tf.nn.softmax(z) * 1.0)),
    "inference mode": probe(training=False),
    "norm of its kernel": per_kernel,
    "divided by the first": probe(after=lambda v: [n / v[0] for n in v]),
    "divided by the last": probe(after=lambda v: [n / v[-1] for n in v]),
    "divided by the largest": probe(after=lambda v: np.array(v) / max(v)),
    "logarithms": probe(after=lambda v: np.log10(v)),
    "kernels themselves": lambda m, x, y: [np.linalg.norm(k) for k in m.get_weights() if k.ndim > 1],
    "order is reversed": probe(after=lambda v: v[::-1]),
    "each entry should be a single number": probe(norm=lambda g: g),
    "one number; there should be one for every": probe(after=lambda v: float(sum(v))),
    "returns nothing": lambda m, x, y: None,
    "a probe trains nothing": lambda m, x, y: m.layers[1].kernel.assign(m.layers[1].kernel * 0),
    "expected is": probe(after=lambda v: [2.5 * n for n in v]),
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_probes_are_named(words):
    with pytest.raises(CheckFailed, match=words):
        check_gradient_norms(WRONG[words])


@pytest.mark.parametrize("answer", [probe(), probe(after=np.array), probe(norm=lambda g: float(tf.norm(g)))])
def test_right_probes_pass(answer, capsys):
    check_gradient_norms(answer)
    assert "gradient_norms is right" in capsys.readouterr().out


def test_no_two_faulty_probes_look_alike():
    model, x, y = checks._net_and_batch()
    right = checks._norms(checks.kernel_gradients(model, x, y))
    found = [right, *(values for values, _, _ in checks.norm_mistakes(model, x, y))]
    for k, a in enumerate(found):
        assert not any(np.allclose(a, b, rtol=1e-2) for b in found[k + 1 :]), k


def loss_of(x, w1, w2, g):
    return g * (max(w2 * max(w1 * x, 0), 0) + x)


def test_the_right_unit_gradients_are_slopes():
    for case in units.UNIT_CASES:
        slopes = []
        for place in range(3):
            sides = []
            for step in (1e-6, -1e-6):
                moved = list(case)
                moved[place] += step
                sides.append(loss_of(*moved))
            slopes.append((sides[0] - sides[1]) / 2e-6)
        np.testing.assert_allclose(units.unit_gradients(*case), slopes, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("place", range(3))
def test_no_two_faulty_unit_gradients_look_alike(place):
    right = [units.unit_gradients(*case)[place] for case in units.UNIT_CASES]
    columns = [values for _, values, _, _ in units._unit_columns(place)]
    texts = [what for _, _, what, _ in units._unit_columns(place)]
    for k, a in enumerate([right, *columns]):
        for other, b in enumerate([right, *columns][k + 1 :], k):
            assert not np.allclose(a, b), (place, k, texts[other])


def back(change):
    """Return the right answer with one step changed: change(x, w1, w2, g, h, db, da) -> three numbers."""

    def unit_gradients(x, w1, w2, g):
        h = max(w1 * x, 0)
        db = g * (w2 * h > 0)
        return change(x, w1, w2, g, h, db, db * w2 * (w1 * x > 0))

    return unit_gradients


UNIT_WRONG = {
    "lacks what comes back through the shortcut": lambda x, w1, w2, g, h, db, da: (da * w1, da * x, db * h),
    "shortcut alone": lambda x, w1, w2, g, h, db, da: (g, da * x, db * h),
    "dL/dx is 1; it is 1 times": lambda x, w1, w2, g, h, db, da: (da * w1 + 1, da * x, db * h),
    "they are added": lambda x, w1, w2, g, h, db, da: (da * w1 * g, da * x, db * h),
    "lacks the factor w2": lambda x, w1, w2, g, h, db, da: (da * w1 + g, da / w2 * x, db * h),
    "derivative of w1 x for w1 is x": lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * w1, db * h),
    "derivative of w2 h for w2 is h": lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, da),
    "dL/dw2 has x as its factor": lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, db * x),
    "dL/dx goes through the outer ReLU": lambda x, w1, w2, g, h, db, da: (
        g * w2 * (w1 * x > 0) * w1 + g, da * x, db * h
    ),
    "shortcut is in dL/dw1": lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x + g, db * h),
    "Moving x a little": lambda x, w1, w2, g, h, db, da: (0.3, da * x, db * h),
    "three numbers": lambda x, w1, w2, g, h, db, da: da * w1 + g,
}  # fmt: skip


@pytest.mark.parametrize("words", UNIT_WRONG)
def test_wrong_unit_gradients_are_named(words):
    with pytest.raises(CheckFailed, match=words):
        check_unit_gradients(back(UNIT_WRONG[words]))


def test_right_unit_gradients_pass(capsys):
    check_unit_gradients(back(lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, db * h)))
    assert "is right, at 6 points" in capsys.readouterr().out


def unit(late: bool):
    def residual_unit(X, filters):
        shortcut = X
        X = blocks_cifar.resnet_layer(X, filters)
        X = blocks_cifar.resnet_layer(X, filters, activation=None)
        return keras.layers.Activation("relu")(keras.layers.Add()([X, X if late else shortcut]))

    return residual_unit


def test_a_shortcut_that_is_taken_too_late_is_named(capsys):
    with pytest.raises(CheckFailed, match=r"both paths that are added are F\(X\)"):
        check_residual_unit(unit(late=True))
    check_residual_unit(unit(late=False), "mended_unit")
    assert "mended_unit is right" in capsys.readouterr().out


@pytest.mark.parametrize("check", [check_gradient_norms, check_unit_gradients, check_residual_unit])
def test_a_stub_is_unfinished(check):
    def stub(*arguments):
        raise ExerciseUnfinished("1.2")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 1\.2"):
        check(stub)
