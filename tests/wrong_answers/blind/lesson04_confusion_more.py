"""Exercise 4.2, confusion_matrix, more answers written from the students' text alone."""

from collections import Counter

import numpy as np

from tests.wrong_answers import right, unnamed, wrong


class E4_2:
    """confusion_matrix."""

    @wrong("Cannot interpret '5' as a data type")
    def brackets_forgotten(y_true, y_pred, classes):
        """np.zeros(classes, classes): the second number is taken for the dtype."""
        matrix = np.zeros(classes, classes)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] += 1
        return matrix

    @wrong("what that index counts, and what the axis does")
    def picture_for_class(y_true, y_pred, classes):
        """enumerate(y_pred): the picture's number is taken for its class."""
        matrix = np.zeros((classes, classes), dtype=int)
        for i, p in enumerate(y_pred):
            matrix[i, p] += 1
        return matrix

    @wrong("each mistake is counted twice")
    def both_ways(y_true, y_pred, classes):
        """A mistake of 1 for 2 is counted as one of 2 for 1 as well: the matrix is symmetric."""
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] += 1
            if t != p:
                matrix[p, t] += 1
        return matrix

    @wrong("axis 1 is out of bounds for array of dimension 1")
    def answers_as_probabilities(y_true, y_pred, classes):
        """y_pred is taken for probabilities: argmax over an axis that it does not have."""
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true, y_pred.argmax(axis=1), strict=True):
            matrix[t, p] += 1
        return matrix

    @wrong("array is 1-dimensional, but 2 were indexed")
    def labels_in_a_column(y_true, y_pred, classes):
        """y_true[:, 0], as CIFAR-10's labels come: here they have one dimension."""
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true[:, 0], y_pred, strict=True):
            matrix[t, p] += 1
        return matrix

    @wrong("its cells are True or False")
    def truth_values(y_true, y_pred, classes):
        """An array of truth values: every cell says whether, not how often."""
        matrix = np.zeros((classes, classes), dtype=bool)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] = matrix[t, p] + 1
        return matrix

    @wrong("an object of type Counter")
    def a_counter(y_true, y_pred, classes):
        """A Counter of the pairs is returned, not an array."""
        return Counter(zip(y_true.tolist(), y_pred.tolist(), strict=True))

    @wrong("an object of type EagerTensor")
    def tensor(y_true, y_pred, classes):
        """TensorFlow's own function is called: a tensor is returned, not an array."""
        import tensorflow as tf

        return tf.math.confusion_matrix(y_true, y_pred, num_classes=classes)

    @wrong("whole rows are counted up, for what a picture shows and again")
    def list_as_index(y_true, y_pred, classes):
        """np.add.at with a list of both arrays as the index: whole rows are counted up."""
        matrix = np.zeros((classes, classes), dtype=int)
        np.add.at(matrix, [y_true, y_pred], 1)
        return matrix

    @unnamed
    def column_totals(y_true, y_pred, classes):
        """Each cell that occurs gets the number of all pictures with that answer."""
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] = (y_pred == p).sum()
        return matrix

    @wrong("of the one class or of the other answer")
    def or_for_and(y_true, y_pred, classes):
        """Pictures that are of class i or are called j, instead of both."""
        matrix = np.zeros((classes, classes), dtype=int)
        for i in range(classes):
            for j in range(classes):
                matrix[i, j] = ((y_true == i) | (y_pred == j)).sum()
        return matrix

    @wrong("class 0 is left out")
    def begins_with_class_one(y_true, y_pred, classes):
        """range(1, classes): row and column 0 stay empty."""
        matrix = np.zeros((classes, classes), dtype=int)
        for i in range(1, classes):
            for j in range(1, classes):
                matrix[i, j] = ((y_true == i) & (y_pred == j)).sum()
        return matrix

    @wrong("the rows are upside down")
    def upside_down(y_true, y_pred, classes):
        """The rows are turned round, for a plot whose zero is below."""
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] += 1
        return matrix[::-1]

    @wrong("`and`, `or`, `if` take one truth value")
    def python_and(y_true, y_pred, classes):
        """and between two arrays: NumPy does not know which truth is meant."""
        rows = range(classes)
        return np.array([[np.sum(y_true == i and y_pred == j) for j in rows] for i in rows])

    @right
    def by_tensorflow(y_true, y_pred, classes):
        """TensorFlow's own function, made an array."""
        import tensorflow as tf

        return tf.math.confusion_matrix(y_true, y_pred, num_classes=classes).numpy()

    @right
    def row_by_row(y_true, y_pred, classes):
        """One bincount of the answers for each class's pictures, stacked."""
        return np.stack([np.bincount(y_pred[y_true == i], minlength=classes) for i in range(classes)])
