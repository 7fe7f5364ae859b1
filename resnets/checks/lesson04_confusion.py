"""The check of lesson 4's confusion matrix."""

from collections.abc import Callable

import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import not_right

NAME = "confusion_matrix"


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


def _shares_of(matrix: np.ndarray, axis: int) -> np.ndarray:
    return matrix / np.maximum(matrix.sum(axis=axis, keepdims=True), 1)


def _whole_rows(y_true, y_pred, classes: int) -> np.ndarray:
    return np.repeat(_counted(y_true, y_pred, classes).sum(axis=1, keepdims=True), classes, axis=1)


def _totals(y_true, y_pred, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many pictures show each class, as a column, and how many are called so, as a row."""
    matrix = _counted(y_true, y_pred, classes)
    return matrix.sum(axis=1, keepdims=True), matrix.sum(axis=0, keepdims=True)


def _either(y_true, y_pred, classes: int) -> np.ndarray:
    shown, called = _totals(y_true, y_pred, classes)
    return shown + called - _counted(y_true, y_pred, classes)


def _rows_of_both(y_true, y_pred, classes: int) -> np.ndarray:
    shown, called = _totals(y_true, y_pred, classes)
    return np.repeat(shown + called.T, classes, axis=1)


def _both_ways(y_true, y_pred, classes: int) -> np.ndarray:
    matrix = _counted(y_true, y_pred, classes)
    return matrix + matrix.T - np.diag(np.diag(matrix))


def _without_first(y_true, y_pred, classes: int) -> np.ndarray:
    matrix = _counted(y_true, y_pred, classes)
    matrix[0] = matrix[:, 0] = 0
    return matrix


DIVIDED = "the last line: do not divide."
LET_THROUGH = "which pictures your condition lets through."
ENDS = "where the loop begins and ends."
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
        LET_THROUGH,
    ),
    (
        lambda t, p, c: _counted(t, p, c) - np.diag(np.diag(_counted(t, p, c))),
        "only the mistakes are counted; the diagonal is empty.",
        LET_THROUGH,
    ),
    (
        lambda t, p, c: _shares_of(_counted(t, p, c), 1),
        "the rows are shares that add up to 1; numbers of pictures are asked for.",
        DIVIDED,
    ),
    (
        lambda t, p, c: _shares_of(_counted(t, p, c), 0),
        "the columns are shares that add up to 1; numbers of pictures are asked for.",
        DIVIDED,
    ),
    (
        lambda t, p, c: _counted(t, p, c) / len(t),
        "all cells together add up to 1; numbers of pictures are asked for.",
        DIVIDED,
    ),
    (
        lambda t, p, c: 100 * _counted(t, p, c) / len(t),
        "all cells together add up to 100; numbers of pictures are asked for, not percent.",
        DIVIDED,
    ),
    (
        lambda t, p, c: _counted(t[:1], p[:1], c),
        "only the first picture is counted.",
        "the indentation of `return`: inside the loop it ends the loop.",
    ),
    (
        lambda t, p, c: _counted(t[-1:], p[-1:], c),
        "only the last picture is counted.",
        "where the zeros are made: once, before the loop.",
    ),
    (lambda t, p, c: _counted(t[1:], p[1:], c), "the first picture is left out.", ENDS),
    (lambda t, p, c: _counted(t[:-1], p[:-1], c), "the last picture is left out.", ENDS),
    (
        lambda t, p, c: _counted(t, p, c) + 1,
        "every number is one too high.",
        "what the matrix holds before anything is counted.",
    ),
    (
        lambda t, p, c: _counted(t - 1, p - 1, c),
        "each picture is counted one row and one column too far up: index -1 is the last one.",
        "the indices: classes are counted from 0, as rows and columns are.",
    ),
    (
        lambda t, p, c: _counted(t, p, c).astype(np.uint8),
        "the numbers begin anew at 256: the matrix holds small integers.",
        "the dtype of the matrix: one that goes on counting.",
    ),
    (
        lambda t, p, c: _counted(t[:c], p[:c], c),
        "only the first pictures are counted, as many as there are classes.",
        "what the loop runs over: pictures, not classes.",
    ),
    (
        lambda t, p, c: np.tile(_counted(t, p, c).sum(axis=0), (c, 1)),
        "all rows are one and the same: what is counted in one shows in all.",
        "how the rows are made: `[row] * classes` is one row under many names.",
    ),
    (
        lambda t, p, c: np.outer(_counted(t, p, c).sum(axis=1), _counted(t, p, c).sum(axis=0)),
        "every picture is counted with the answers to all pictures.",
        "the loops: one, that walks through both arrays side by side.",
    ),
    (
        _whole_rows,
        "a whole row is counted up for each picture; one cell should be.",
        "the indices: a row and a column.",
    ),
    (
        _rows_of_both,
        "whole rows are counted up, for what a picture shows and again for what it is called; one cell "
        "should be.",
        "the index: for rows and columns that belong together NumPy takes a tuple; a list picks rows.",
    ),
    (
        _both_ways,
        "each mistake is counted twice: in its own cell and in the one across the diagonal.",
        "how many cells a picture is counted in: one.",
    ),
    (
        _either,
        "a cell counts pictures of the one class or of the other answer; asked for are those of both.",
        "how the two conditions are joined.",
    ),
    (_without_first, "row 0 and column 0 are empty: class 0 is left out.", ENDS),
    (
        lambda t, p, c: _counted(t, p, c)[::-1],
        "the rows are upside down: the first one is that of the last class.",
        "the order of the rows; row 0 is class 0.",
    ),
]
# What the pictures show, what the net says, and the number of classes. In the first, class 4 never occurs and
# 3 is never predicted; pairs repeat and the matrix is not symmetric. The second tells a typed-in matrix, and
# one of its cells goes beyond a byte.
CONFUSION_CASES = [
    (np.array([2, 0, 0, 1, 1, 2, 2, 0, 2, 3, 3, 0]), np.array([0, 1, 1, 1, 2, 2, 2, 0, 0, 1, 0, 0]), 5),
    (np.array([2, 0, 1, 2, 0, 2, 1] + 300 * [1]), np.array([2, 2, 1, 0, 2, 2, 0] + 300 * [2]), 3),
]


def check_confusion_matrix(function: Callable, cases: list[tuple] = CONFUSION_CASES) -> None:
    """Check ``function(y_true, y_pred, classes)`` against counts, and print what was verified.

    ``cases`` are two of (labels (n,), guesses (n,), number of classes), whose matrices differ.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    found = [_confusion_outcome(function, *case) for case in cases]
    if found[0].shape == found[1].shape and np.array_equal(*found):
        raise not_right(
            NAME,
            "it gives the same matrix whatever the net says: nothing is counted.",
            "the result: it is made of y_true and y_pred, and no number in it is typed in.",
        )
    for (y_true, y_pred, classes), matrix in zip(cases, found, strict=True):
        _judge_confusion(y_true, y_pred, classes, matrix)
    if not np.array_equal(_confusion_outcome(function, *cases[0]), found[0]):
        raise not_right(
            NAME,
            "asked the same again, it gives another matrix.",
            "what outlives a call: the zeros are made anew.",
        )
    print("confusion_matrix is right: counts, repeated pairs, and classes that never occur.")


def _confusion_outcome(function: Callable, y_true, y_pred, classes: int) -> np.ndarray:
    given = y_true.copy(), y_pred.copy()
    matrix = isolated(call, function, NAME, *given, classes)
    if matrix is None:
        raise not_right(
            NAME, "it returns nothing (None).", "its last line; the matrix has to be handed back."
        )
    if (y_true != given[0]).any() or (y_pred != given[1]).any():
        raise not_right(NAME, "it changes the arrays it is given.", "where you write into y_true or y_pred.")
    if not isinstance(matrix, (np.ndarray, np.generic, int, float)):
        raise not_right(
            NAME,
            f"it returns an object of type {type(matrix).__name__}; an array is asked for.",
            "the last line; NumPy makes an array of lists.",
        )
    return np.array(matrix)  # a copy: what is returned may be written on in the next call


def _judge_confusion(y_true, y_pred, classes: int, matrix: np.ndarray) -> None:
    """Raise unless ``matrix`` holds the counts."""
    expected = _counted(y_true, y_pred, classes)
    if np.array_equal(matrix, expected):
        if matrix.dtype.kind not in "iu":
            raise not_right(
                NAME,
                f"the counts are right, but they are of type {matrix.dtype}; integers are asked for.",
                "the type of the zeros that you start from; NumPy makes floats unless told otherwise.",
            )
        return
    if matrix.dtype == bool:
        raise not_right(
            NAME,
            "its cells are True or False: they tell whether there is such a picture, not how many.",
            "the type of the zeros that you start from.",
        )
    # Shares of a class that never occurs are 0 / 0.
    known = np.nan_to_num(matrix) if matrix.dtype.kind == "f" else matrix
    for wrong, what, where in CONFUSION_MISTAKES:
        values = wrong(y_true, y_pred, classes)
        if matrix.shape == values.shape and np.allclose(known, values):
            raise not_right(NAME, what, where)
    if matrix.ndim == 0:
        raise not_right(
            NAME,
            "it returns a single number; a table is asked for.",
            "the cell that each picture is counted in.",
        )
    if matrix.shape != expected.shape:
        raise not_right(
            NAME,
            f"its shape is {matrix.shape}, expected is {expected.shape}.",
            "`classes` gives both sides.",
        )
    row, column = np.argwhere(matrix != expected)[0]
    raise not_right(
        NAME,
        f"row {row}, column {column} is {matrix[row, column]:g}, expected is {expected[row, column]}: so "
        f"many pictures show {row} and are called {column}.",
        "how a pair (shown, said) finds its cell.",
    )
