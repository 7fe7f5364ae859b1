"""Exercise 4.2, confusion_matrix, written from the students' text alone."""

import numpy as np

from tests.wrong_answers import right, wrong

KEPT = {}


class E4_2:
    """confusion_matrix."""

    @wrong("every cell is 0 or 1")
    def repeated_index(y_true, y_pred, classes):
        """matrix[y_true, y_pred] += 1 counts every cell once."""
        matrix = np.zeros((classes, classes), int)
        matrix[y_true, y_pred] += 1
        return matrix

    @wrong("every cell is 0 or 1")
    def set_not_counted(y_true, y_pred, classes):
        """= 1 instead of += 1."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] = 1
        return matrix

    @wrong("rows and columns are swapped")
    def transposed(y_true, y_pred, classes):
        """Rows and columns have changed places."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[answer, shown] += 1
        return matrix

    @wrong("the rows are shares that add up to 1")
    def shares(y_true, y_pred, classes):
        """Shares of each row instead of counts."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix / matrix.sum(axis=1, keepdims=True).clip(1)

    @wrong("integers are asked for")
    def floats(y_true, y_pred, classes):
        """np.zeros without a dtype: floats."""
        matrix = np.zeros((classes, classes))
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix

    @wrong("the numbers begin anew at 256")
    def small_integers(y_true, y_pred, classes):
        """uint8, which begins anew after 255."""
        matrix = np.zeros((classes, classes), np.uint8)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
        return matrix

    @wrong("classes that do not occur have no row and column")
    def classes_that_occur(y_true, y_pred, classes):
        """As many rows as there are classes in y_true, ``classes`` is not used."""
        found = list(np.unique(y_true))
        matrix = np.zeros((len(found), len(found)), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if answer in found:
                matrix[found.index(shown), found.index(answer)] += 1
        return matrix

    @wrong("classes that do not occur have no row and column")
    def largest_label(y_true, y_pred, classes):
        """The size comes from the largest label, so a last class that never occurs is lost."""
        size = max(y_true.max(), y_pred.max()) + 1
        matrix = np.zeros((size, size), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("its shape is (6, 6), expected is (5, 5)")
    def one_row_more(y_true, y_pred, classes):
        """classes + 1 rows and columns."""
        matrix = np.zeros((classes + 1, classes + 1), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("its shape is (6, 6), expected is (5, 5)")
    def six_classes(y_true, y_pred, classes):
        """Six classes, whatever ``classes`` is."""
        matrix = np.zeros((6, 6), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("only the hits are counted")
    def hits_only(y_true, y_pred, classes):
        """Only right answers are counted, on the diagonal."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if shown == answer:
                matrix[shown, answer] += 1
        return matrix

    @wrong("only the mistakes are counted")
    def mistakes_only(y_true, y_pred, classes):
        """Only wrong answers are counted."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            if shown != answer:
                matrix[shown, answer] += 1
        return matrix

    @wrong("the last picture is left out")
    def last_left_out(y_true, y_pred, classes):
        """range(len - 1): the last picture is not counted."""
        matrix = np.zeros((classes, classes), int)
        for i in range(len(y_true) - 1):
            matrix[y_true[i], y_pred[i]] += 1
        return matrix

    @wrong("only the first pictures are counted")
    def classes_instead_of_pictures(y_true, y_pred, classes):
        """The loop runs over the number of classes, not over the pictures."""
        matrix = np.zeros((classes, classes), int)
        for i in range(classes):
            matrix[y_true[i], y_pred[i]] += 1
        return matrix

    @wrong("every number is one too high")
    def from_ones(y_true, y_pred, classes):
        """np.ones instead of np.zeros."""
        matrix = np.ones((classes, classes), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("it changes the arrays it is given")
    def sorted_first(y_true, y_pred, classes):
        """Both arrays are sorted, so pairs come apart, and the caller's arrays change."""
        y_true.sort()
        y_pred.sort()
        matrix = np.zeros((classes, classes), int)
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("only the first picture is counted")
    def return_in_the_loop(y_true, y_pred, classes):
        """The return is indented too far."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1
            return matrix

    @wrong("it returns nothing (None)")
    def no_return(y_true, y_pred, classes):
        """return is forgotten."""
        matrix = np.zeros((classes, classes), int)
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown, answer] += 1

    @wrong("it returns an object of type list")
    def nested_lists(y_true, y_pred, classes):
        """A list of lists instead of an array."""
        matrix = [[0] * classes for _ in range(classes)]
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown][answer] += 1
        return matrix

    @wrong("all rows are one and the same")
    def one_row_many_names(y_true, y_pred, classes):
        """[[0] * classes] * classes: one row under many names."""
        matrix = [[0] * classes] * classes
        for shown, answer in zip(y_true, y_pred, strict=True):
            matrix[shown][answer] += 1
        return np.array(matrix)

    @wrong("asked the same again")
    def kept_between_calls(y_true, y_pred, classes):
        """The matrix is a global one and goes on counting in the next call."""
        matrix = KEPT.setdefault(classes, np.zeros((classes, classes), int))
        np.add.at(matrix, (y_true, y_pred), 1)
        return matrix

    @wrong("it returns a single number")
    def accuracy(y_true, y_pred, classes):
        """The accuracy is returned."""
        return np.mean(y_true == y_pred)

    @wrong("every picture is counted with the answers to all pictures")
    def every_pair(y_true, y_pred, classes):
        """Two nested loops: every picture is paired with every answer."""
        matrix = np.zeros((classes, classes), int)
        for shown in y_true:
            for answer in y_pred:
                matrix[shown, answer] += 1
        return matrix

    @wrong("integers are asked for")
    def histogram(y_true, y_pred, classes):
        """np.histogram2d, which gives floats."""
        return np.histogram2d(y_true, y_pred, bins=classes, range=[[-0.5, classes - 0.5]] * 2)[0]

    @right
    def with_bincount(y_true, y_pred, classes):
        """bincount of classes * row + column."""
        return np.bincount(classes * y_true + y_pred, minlength=classes**2).reshape(classes, classes)

    @right
    def cell_by_cell(y_true, y_pred, classes):
        """Every cell counts its pairs."""
        cells = [[np.sum((y_true == i) & (y_pred == j)) for j in range(classes)] for i in range(classes)]
        return np.array(cells)

    @right
    def of_one_hot(y_true, y_pred, classes):
        """A product of one-hot matrices."""
        one = np.eye(classes, dtype=int)
        return one[y_true].T @ one[y_pred]
