"""The checks of lesson 4's small functions: the confusion matrix and the accuracy."""

from collections.abc import Callable

import keras
import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import CheckFailed


def _fail(name: str, what: str, where: str) -> None:
    raise CheckFailed(f"{name} is not right yet: {what}\nLook at: {where}")


# --- the confusion matrix ------------------------------------------------------------------------


def _counted(y_true, y_pred, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


def _present_only(y_true, y_pred, classes: int) -> np.ndarray:
    matrix = _counted(y_true, y_pred, classes)
    seen = matrix.any(axis=0) | matrix.any(axis=1)
    return matrix[seen][:, seen]


def _once(y_true, y_pred, classes: int) -> np.ndarray:
    matrix = np.zeros((classes, classes), int)
    matrix[y_true, y_pred] += 1  # a repeated index is written once
    return matrix


CONFUSION_MISTAKES = [
    (
        lambda t, p, c: _counted(p, t, c),
        "rows and columns are swapped; a row is what the picture shows, a column what the net says.",
        "the order of the two indices.",
    ),
    (
        _once,
        "every cell is 0 or 1; when a pair comes several times, only one of them is counted.",
        "`matrix[y_true, y_pred] += 1` writes a repeated index once. A loop, or np.add.at, counts each.",
    ),
    (
        _present_only,
        "classes that do not occur have no row and column; there must be as many as `classes` says.",
        "the shape that you start from.",
    ),
    (
        lambda t, p, c: np.diag(np.diag(_counted(t, p, c))),
        "only the hits are counted; the mistakes are missing.",
        "which pictures your condition lets through.",
    ),
    (
        lambda t, p, c: _counted(t, p, c) - np.diag(np.diag(_counted(t, p, c))),
        "only the mistakes are counted; the diagonal is empty.",
        "which pictures your condition lets through.",
    ),
    (
        lambda t, p, c: _counted(t, p, c) / np.maximum(_counted(t, p, c).sum(axis=1, keepdims=True), 1),
        "the rows are shares that add up to 1; numbers of pictures are asked for.",
        "the last line: do not divide.",
    ),
    (
        lambda t, p, c: _counted(t, p, c) / len(t),
        "all cells together add up to 1; numbers of pictures are asked for.",
        "the last line: do not divide.",
    ),
]


# 5 classes: 4 never occurs, 3 is never predicted; pairs repeat and the matrix is not symmetric.
CONFUSION_CASE = ((0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 0), (0, 1, 1, 1, 2, 2, 2, 0, 0, 1, 0, 0), 5)


def check_confusion_matrix(function: Callable, case: tuple = CONFUSION_CASE) -> None:
    """Check ``function(y_true, y_pred, classes)`` against counts, and print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    name = "confusion_matrix"
    require_function(function, name)
    y_true, y_pred, classes = np.array(case[0]), np.array(case[1]), case[2]
    kept = y_true.copy(), y_pred.copy()
    matrix = isolated(call, function, name, y_true, y_pred, classes)
    if matrix is None:
        _fail(name, "it returns nothing (None).", "its last line; the matrix has to be handed back.")
    matrix = np.asarray(matrix)
    if (y_true != kept[0]).any() or (y_pred != kept[1]).any():
        _fail(name, "it changes the arrays it is given.", "where you write into y_true or y_pred.")
    expected = _counted(*kept, classes)
    if not np.array_equal(matrix, expected):
        _fail(name, *_wrong_counts(matrix, kept, expected))
    print("confusion_matrix is right: counts, repeated pairs, and classes that never occur.")


def _wrong_counts(matrix: np.ndarray, pairs: tuple, expected: np.ndarray) -> tuple[str, str]:
    """Return what is wrong and where to look."""
    for wrong, what, where in CONFUSION_MISTAKES:
        values = wrong(*pairs, len(expected))
        if matrix.shape == values.shape and np.allclose(matrix, values):
            return what, where
    if matrix.shape != expected.shape:
        return (
            f"its shape is {matrix.shape}, expected is {expected.shape}.",
            "`classes` gives both sides.",
        )
    row, column = np.argwhere(matrix != expected)[0]
    return (
        f"row {row}, column {column} is {matrix[row, column]:g}, expected is {expected[row, column]}: so "
        f"many pictures show {row} and are called {column}.",
        "how a pair (shown, said) finds its cell.",
    )


# --- the accuracy --------------------------------------------------------------------------------

N = 70  # not a multiple of 32, so the last batch is smaller
SEEDS = 11, 2  # of the model and of the pictures: a case in which every fault gives another number


def _accuracy_model(seed: int = SEEDS[0]) -> keras.Model:
    X = keras.Input((4, 4, 3))
    H = keras.layers.Flatten()(X)
    H = keras.layers.BatchNormalization()(H)
    model = keras.Model(X, keras.layers.Dense(3, activation="softmax")(H))
    rng = np.random.default_rng(seed)
    values = [rng.uniform(0.5, 1.5, 48), rng.normal(0, 0.3, 48), rng.uniform(0.2, 0.8, 48)]
    model.layers[2].set_weights([*values, rng.uniform(0.02, 0.3, 48)])
    model.layers[3].set_weights([rng.normal(0, 1, (48, 3)), rng.normal(0, 0.5, 3)])
    return model


def _accuracy_case(seed: int = SEEDS[1], n: int = N):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (n, 4, 4, 3), dtype=np.uint8), rng.integers(0, 3, (1, n))


def _guesses(model, X, *, training: bool, scale: bool = True) -> np.ndarray:
    x = X.astype("float32") / (255 if scale else 1)
    parts = [model(x[k : k + 32], training=training) for k in range(0, len(x), 32)]
    return np.concatenate([keras.ops.convert_to_numpy(p) for p in parts]).argmax(axis=1)


def _shares(hits: np.ndarray) -> dict[str, float]:
    """Return the right accuracy of ``hits`` and what faulty sums make of it."""
    batches = [hits[k : k + 32] for k in range(0, len(hits), 32)]
    return {
        "right": hits.mean(),
        "mean of means": float(np.mean([b.mean() for b in batches])),
        "whole batches": hits[: len(hits) // 32 * 32].mean(),
        "count": float(hits.sum()),
    }


def accuracy_mistakes(model, X, Y) -> list[tuple[float, str, str]]:
    """Return (wrong value, what it means, where to look) for each fault in the catalogue."""
    guesses = _guesses(model, X, training=False)
    right = _shares(guesses == Y[0])
    raw = _shares(_guesses(model, X, training=False, scale=False) == Y[0])
    pristine = model.get_weights()
    training = _shares(_guesses(model, X, training=True) == Y[0])
    model.set_weights(pristine)  # training mode moved the averages
    unequal = "a mean of batch means weighs the pictures of a short last batch more than the others"
    batch = "the line that makes a batch."
    return [
        (
            training["mean of means"],
            f"both faults are still there: training mode, and {unequal}.",
            "the symptoms, one by one: neighbours that matter, a number that is no whole count of pictures.",
        ),
        (
            training["right"],
            "the net runs in training mode: batch statistics, so the neighbours in a batch matter.",
            "what the model is called with.",
        ),
        (right["mean of means"], f"{unequal}.", "add up hits, and divide once, at the end."),
        (raw["right"], "the pictures are not scaled: the net was trained on 0 to 1, not on 0 to 255.", batch),
        (raw["mean of means"], f"the pictures are not scaled to 0 to 1, and {unequal}.", batch),
        (right["whole batches"], "the last, smaller batch is left out.", "where the loop ends."),
        (right["count"], "it returns the number of hits, not their share.", "the last line."),
        (1 - right["right"], "it returns the share of mistakes.", "the comparison."),
        (
            (guesses[:, None] == Y).mean(),
            "every guess is compared with every label.",
            "the shapes: guesses (n,), labels (1, m).",
        ),
    ]


def _accuracy_outcome(function, name: str, seeds: tuple[int, int], n: int):
    model, (X, Y) = _accuracy_model(seeds[0]), _accuracy_case(seeds[1], n)
    right = _shares(_guesses(model, X, training=False) == Y[0])["right"]
    pristine = [np.array(w) for w in model.get_weights()]
    value = call(function, name, model, X.copy(), Y.copy())
    moved = any((a != b).any() for a, b in zip(pristine, model.get_weights(), strict=True))
    model.set_weights(pristine)
    return value, right, moved, accuracy_mistakes(model, X, Y)


def check_accuracy(function: Callable, seeds: tuple[int, int] = SEEDS, n: int = N) -> None:
    """Check ``function(model, X, Y)``: the accuracy of a model on uint8 pictures; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    name = "accuracy_of"
    require_function(function, name)
    value, right, moved, mistakes = isolated(_accuracy_outcome, function, name, seeds, n)
    if value is None or np.ndim(value) != 0:
        _fail(name, "one number is expected, the share of right guesses.", "what the last line returns.")
    if abs(float(value) - right) > 1e-6:
        for wrong, what, where in mistakes:
            if abs(float(value) - wrong) < 1e-6:
                _fail(name, what, where)
        _fail(
            name,
            f"on {n} pictures it gives {float(value):.4f}, expected is {right:.4f}.",
            "each line in turn.",
        )
    if moved:
        _fail(
            name,
            "the number is right, but the model is not the same afterwards: its moving averages moved.",
            "a forward pass in training mode updates them; evaluation must leave a net as it is.",
        )
    print(f"accuracy_of is right: inference mode, {n} pictures in batches of 32 and a shorter last one,")
    print("every picture counted once, and the model left as it was.")
