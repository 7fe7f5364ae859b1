"""``confusion_matrix`` as learners write it, wrong and right."""

import numpy as np

from tests.wrong_answers import right, wrong


def count(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] += 1
    return matrix


@right
def by_places(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=np.int64)
    for k in range(len(y_true)):
        matrix[y_true[k]][y_pred[k]] = matrix[y_true[k]][y_pred[k]] + 1
    return matrix


@right
def by_bincount(y_true, y_pred, classes):
    return np.bincount(y_true * classes + y_pred, minlength=classes**2).reshape(classes, classes)


@right
def by_comparison(y_true, y_pred, classes):
    return np.array([[((y_true == i) & (y_pred == j)).sum() for j in range(classes)] for i in range(classes)])


@right
def by_one_hot(y_true, y_pred, classes):
    return np.eye(classes, dtype=int)[y_true].T @ np.eye(classes, dtype=int)[y_pred]


@right
def by_lists(y_true, y_pred, classes):
    matrix = [[0] * classes for _ in range(classes)]
    for shown, said in zip(y_true.tolist(), y_pred.tolist(), strict=True):
        matrix[shown][said] += 1
    return np.array(matrix)


@right
def by_add_at(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


@wrong("rows and columns are swapped")
def swapped(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[said, shown] += 1
    return matrix


@wrong("every cell is 0 or 1")
def fancy_index(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    matrix[y_true, y_pred] += 1
    return matrix


@wrong("every cell is 0 or 1")
def set_to_one(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] = 1
    return matrix


@wrong("classes that do not occur have no row and column")
def of_the_labels(y_true, y_pred, classes):
    labels = np.unique(y_true)
    return np.array([[((y_true == i) & (y_pred == j)).sum() for j in labels] for i in labels])


@wrong("only the hits are counted")
def hits_alone(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        if shown == said:
            matrix[shown, said] += 1
    return matrix


@wrong("only the mistakes are counted")
def mistakes_alone(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        if shown != said:
            matrix[shown, said] += 1
    return matrix


@wrong("the rows are shares")
def row_shares(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix / matrix.sum(axis=1, keepdims=True).clip(1)


@wrong("the rows are shares")
def row_shares_with_nan(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    with np.errstate(invalid="ignore"):
        return matrix / matrix.sum(axis=1, keepdims=True)


@wrong("the columns are shares")
def column_shares(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix / np.maximum(matrix.sum(axis=0), 1)


@wrong("all cells together add up to 1;")
def shares(y_true, y_pred, classes):
    return count(y_true, y_pred, classes) / len(y_true)


@wrong("all cells together add up to 100")
def percent(y_true, y_pred, classes):
    return 100 * count(y_true, y_pred, classes) / len(y_true)


@wrong("only the first picture is counted")
def returns_in_the_loop(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] += 1
        return matrix


@wrong("only the last picture is counted")
def zeros_in_the_loop(y_true, y_pred, classes):
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix = np.zeros((classes, classes), int)
        matrix[shown, said] += 1
    return matrix


@wrong("the last picture is left out")
def off_by_one(y_true, y_pred, classes):
    return count(y_true[:-1], y_pred[:-1], classes)


@wrong("the first picture is left out")
def from_one(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for k in range(1, len(y_true)):
        matrix[y_true[k], y_pred[k]] += 1
    return matrix


@wrong("one too high")
def from_ones(y_true, y_pred, classes):
    matrix = np.ones((classes, classes), int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] += 1
    return matrix


@wrong("one row and one column too far")
def counted_from_one(y_true, y_pred, classes):
    return count(y_true - 1, y_pred - 1, classes)


@wrong("a whole row is counted up")
def whole_rows(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), int)
    for shown, _ in zip(y_true, y_pred, strict=True):
        matrix[shown] += 1
    return matrix


@wrong("`classes` gives both sides")
def always_six(y_true, y_pred, classes):
    return count(y_true, y_pred, 6)


@wrong("its shape is (25,)")
def flat(y_true, y_pred, classes):
    return np.bincount(y_true * classes + y_pred, minlength=classes * classes)


@wrong("it returns a single number")
def hits(y_true, y_pred, classes):
    return (y_true == y_pred).sum()


@wrong("stops with ValueError")
def without_minlength(y_true, y_pred, classes):
    return np.bincount(y_true * classes + y_pred).reshape(classes, classes)


@wrong("stops with IndexError")
def as_shape(y_true, y_pred, classes):
    matrix = np.zeros(classes, int)
    for shown, said in zip(y_true, y_pred, strict=True):
        matrix[shown, said] += 1
    return matrix


@wrong("changes the arrays")
def sorts(y_true, y_pred, classes):
    y_true *= classes
    y_true += y_pred
    return np.bincount(y_true, minlength=classes * classes).reshape(classes, classes)


@wrong("nothing (None)")
def prints(y_true, y_pred, classes):
    print(end="")
    count(y_true, y_pred, classes)
