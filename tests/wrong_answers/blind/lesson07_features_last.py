"""Exercise 7.3, extract_features, the last of the answers written from the students' text alone."""

import keras
import numpy as np

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson07_features import pooled, to_numpy
from tests.wrong_answers.blind.lesson07_features import standardised as by_training


def statistics(train):
    std = train.std(axis=0)
    return train.mean(axis=0), np.where(std > 0, std, 1)


KEPT = {}
x_20 = np.random.default_rng(0).integers(0, 256, (80, 32, 32, 3)).astype("float32")


class E7_3:
    """Write extract_features."""

    @wrong("one of 6 features is missing: the one that is the same")
    def constant_ones_dropped(base, x_train, x_test):
        """Features that never change are left out: fewer columns than channels."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        changes = train.std(axis=0) > 0
        return by_training(train[:, changes], test[:, changes])

    @wrong("where one feature has a deviation of 0, all are divided by 1")
    def one_zero_undoes_all(base, x_train, x_test):
        """If any deviation is 0, all are set to 1."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), train.std(axis=0)
        if (std == 0).any():
            std = np.ones_like(std)
        return (train - mean) / std, (test - mean) / std

    @wrong("cut to whole numbers before they are standardised")
    def rounded_to_integers(base, x_train, x_test):
        """The features are written into an array of integers, which cuts off what stands behind the point."""
        channels = base.output_shape[-1]
        train = np.zeros((len(x_train), channels), dtype=int)
        test = np.zeros((len(x_test), channels), dtype=int)
        train[:], test[:] = pooled(base, x_train), pooled(base, x_test)
        return by_training(train, test)

    @wrong("of 37 test pictures it returns 150 features, as many as")
    def training_pictures_twice(base, x_train, x_test):
        """Copied and not changed: the test features are made of x_train, too."""
        train = pooled(base, x_train)
        test = pooled(base, x_train)
        return by_training(train, test)

    @wrong("the base's last layer is left out")
    def layer_before_the_last(base, x_train, x_test):
        """The output of the layer before the base's last one is pooled."""
        inner = keras.Model(base.input, base.layers[-2].output)
        return by_training(pooled(inner, x_train), pooled(inner, x_test))

    @wrong("the pictures are standardised, and not the features")
    def pictures_standardised(base, x_train, x_test):
        """The pictures are standardised by the training pictures in front of the base, the features not."""
        mean, std = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2))
        return pooled(base, (x_train - mean) / std), pooled(base, (x_test - mean) / std)

    @wrong("of shape (80, 32, 32, 3), which is none of those it was given")
    def names_of_the_notebook(base, x_train, x_test):
        """The notebook's x_20 instead of the argument x_train."""
        return by_training(pooled(base, x_20), pooled(base, x_test))

    @wrong("it returns the same features, whatever pictures go in")
    def computed_once_for_ever(base, x_train, x_test):
        """Features are kept under the base's name, and a second call returns the first one's."""
        if base.name not in KEPT:
            KEPT[base.name] = by_training(pooled(base, x_train), pooled(base, x_test))
        return KEPT[base.name]

    @wrong("of a single test picture the features have shape (6,)")
    def squeezed(base, x_train, x_test):
        """np.squeeze at the end: a set of one picture loses its first dimension."""
        train, test = by_training(pooled(base, x_train), pooled(base, x_test))
        return np.squeeze(train), np.squeeze(test)

    @wrong("each picture's features are divided by their length")
    def unit_length(base, x_train, x_test):
        """Every row is divided by its length instead of standardising the columns."""

        def of(x):
            features = pooled(base, x)
            return features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)

        return of(x_train), of(x_test)

    @wrong("the means of red, green and blue")
    def pixels(base, x_train, x_test):
        """The base is not asked: the mean of red, green and blue of each picture."""
        return by_training(x_train.mean(axis=(1, 2)), x_test.mean(axis=(1, 2)))

    @wrong("an object of type list where an array is asked for")
    def lists_of_rows(base, x_train, x_test):
        """A list of rows for each set is returned instead of two arrays."""
        train, test = by_training(pooled(base, x_train), pooled(base, x_test))
        return [list(row) for row in train], [list(row) for row in test]

    @right
    def written_into_an_array(base, x_train, x_test):
        """Forty at a time into an array made before; channels that do not change get 1 by index."""

        def of(x):
            features = np.empty((len(x), base.output_shape[-1]))
            for begin in range(0, len(x), 40):
                maps = to_numpy(base(x[begin : begin + 40], training=False))
                features[begin : begin + 40] = np.einsum("nhwc->nc", maps) / (maps.shape[1] * maps.shape[2])
            return features

        train, test = of(x_train), of(x_test)
        mean, std = np.mean(train, axis=0), np.std(train, axis=0)
        std[np.ptp(train, axis=0) == 0] = 1
        return (train - mean) / std, (test - mean) / std

    @right
    def both_sets_in_one_go(base, x_train, x_test):
        """Both sets go through the base as one array; mean and deviation come from its first part."""
        n = len(x_train)
        features = pooled(base, np.concatenate([x_train, x_test]))
        centred = features - features[:n].mean(axis=0)
        root = np.sqrt((centred[:n] ** 2).mean(axis=0))
        root[features[:n].std(axis=0) == 0] = 1
        return tuple(np.split(centred / root, [n]))
