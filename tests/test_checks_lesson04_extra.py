"""Lesson 4's small checks: right answers pass, each wrong one is told apart from the others."""

import keras
import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished
from resnets.checks import lesson04_extra as checks


def _confusion(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] += 1
    return matrix


@pytest.mark.parametrize(
    "right",
    [
        _confusion,
        checks._counted,
        lambda t, p, c: np.bincount(t * c + p, minlength=c * c).reshape(c, c),
        lambda t, p, c: _confusion(t, p, c).tolist(),
        lambda t, p, c: _confusion(t, p, c).astype(float),
    ],
)
def test_right_confusion_matrices_pass(right, capsys):
    checks.check_confusion_matrix(right)
    assert "is right" in capsys.readouterr().out


@pytest.mark.parametrize("wrong,what,where", checks.CONFUSION_MISTAKES)
def test_wrong_confusion_matrices_are_named(wrong, what, where):
    with pytest.raises(CheckFailed) as failed:
        checks.check_confusion_matrix(wrong)
    assert what in str(failed.value) and where in str(failed.value)


@pytest.mark.parametrize(
    "wrong,what",
    [
        (lambda t, p, c: None, "returns nothing"),
        (lambda t, p, c: np.zeros((c, c), int), "row 0, column 0 is 0, expected is 2"),
        (lambda t, p, c: np.zeros(3), r"shape is \(3,\)"),
        (lambda t, p, c: t.fill(0), "returns nothing|changes the arrays"),
        (lambda t, p: 0, "stops with TypeError"),
        (7, "not a function"),
    ],
)
def test_other_wrong_confusion_matrices_are_rejected(wrong, what):
    with pytest.raises(CheckFailed, match=what):
        checks.check_confusion_matrix(wrong)


def test_no_two_confusion_mistakes_look_alike():
    case = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 0]), np.array([0, 1, 1, 1, 2, 2, 2, 0, 0, 1, 0, 0]), 5
    values = [wrong(*case) for wrong, _, _ in checks.CONFUSION_MISTAKES] + [checks._counted(*case)]
    for k, a in enumerate(values):
        assert not any(a.shape == b.shape and np.allclose(a, b) for b in values[k + 1 :])


def _scaled(X):
    return X.astype("float32") / 255


def _summed(model, X, Y):
    hits = 0
    for k in range(0, len(X), 32):
        guess = np.argmax(model(_scaled(X[k : k + 32]), training=False), axis=1)
        hits += (guess == Y[0, k : k + 32]).sum()
    return hits / len(X)


@pytest.mark.parametrize(
    "right",
    [
        _summed,
        lambda m, X, Y: (m.predict(_scaled(X), verbose=0).argmax(axis=1) == Y[0]).mean(),
        lambda m, X, Y: float(np.mean(np.argmax(m(_scaled(X)), axis=-1) == np.squeeze(Y))),
    ],
)
def test_right_accuracies_pass(right, capsys):
    checks.check_accuracy(right)
    assert "is right" in capsys.readouterr().out


def _batched(*, training=False, scale=255, end="sum"):
    def accuracy(model, X, Y):
        values, hits = [], 0
        for k in range(0, len(X), 32):
            # A copy of the weights, so that training mode leaves no trace and is told by its value.
            kept = model.get_weights()
            scores = model(X[k : k + 32].astype("float32") / scale, training=training)
            model.set_weights(kept)
            hit = keras.ops.convert_to_numpy(scores).argmax(axis=1) == Y[0, k : k + 32]
            values.append(hit.mean())
            hits += hit.sum()
        return hits / len(X) if end == "sum" else np.mean(values)

    return accuracy


@pytest.mark.parametrize(
    "wrong,what",
    [
        (_batched(training=True, end="means"), "both faults"),
        (_batched(training=True), "runs in training mode"),
        (_batched(end="means"), "short last batch"),
        (_batched(scale=1), "not scaled: the net"),
        (_batched(scale=1, end="means"), "not scaled to 0 to 1, and"),
        (lambda m, X, Y: _summed(m, X[:64], Y), "last, smaller batch is left out"),
        (lambda m, X, Y: _summed(m, X, Y) * len(X), "number of hits"),
        (lambda m, X, Y: 1 - _summed(m, X, Y), "share of mistakes"),
        (lambda m, X, Y: (m.predict(_scaled(X), verbose=0).argmax(1)[:, None] == Y).mean(), "every label"),
        (lambda m, X, Y: [_summed(m, X, Y), m(_scaled(X), training=True)][0], "moving averages moved"),
        (lambda m, X, Y: 0.123, "gives 0.1230"),
        (lambda m, X, Y: None, "one number"),
    ],
)
def test_wrong_accuracies_are_named(wrong, what):
    with pytest.raises(CheckFailed, match=what):
        checks.check_accuracy(wrong)


def test_no_two_accuracy_mistakes_look_alike():
    model, (X, Y) = checks._accuracy_model(), checks._accuracy_case()
    right = checks._shares(checks._guesses(model, X, training=False) == Y[0])["right"]
    values = sorted([right, *(m[0] for m in checks.accuracy_mistakes(model, X, Y))])
    assert min(b - a for a, b in zip(values, values[1:], strict=False)) > 1e-3


@pytest.mark.parametrize("check", [checks.check_accuracy, checks.check_confusion_matrix])
def test_a_stub_is_unfinished(check):
    def stub(*arguments):
        raise ExerciseUnfinished("4.3")

    with pytest.raises(ExerciseUnfinished):
        check(stub)
