"""Exercise 7.3, extract_features, written from the students' text alone."""

import keras
import numpy as np

from tests.wrong_answers import right, wrong

to_numpy = keras.ops.convert_to_numpy


def maps_of(base, x, training=False):
    parts = [to_numpy(base(x[k : k + 256], training=training)) for k in range(0, len(x), 256)]
    return np.concatenate(parts)


def pooled(base, x):
    return maps_of(base, x).mean(axis=(1, 2))


def standardised(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std > 0, std, 1)
    return (train - mean) / std, (test - mean) / std


class E7_3:
    """Write extract_features."""

    @wrong("the test features are standardised by the test pictures")
    def each_by_itself(base, x_train, x_test):
        """The test set is standardised by its own mean and deviation."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        return standardised(train, train)[0], standardised(test, test)[0]

    @wrong("mean and deviation are of training and test pictures together")
    def both_together(base, x_train, x_test):
        """Mean and deviation of training and test pictures together."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        both = np.concatenate([train, test])
        mean, std = both.mean(axis=0), both.std(axis=0)
        std[std == 0] = 1
        return (train - mean) / std, (test - mean) / std

    @wrong("mean and deviation are of the test pictures")
    def by_the_test_set(base, x_train, x_test):
        """Mean and deviation of the test pictures."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        return standardised(test, train)[::-1]

    @wrong("the features are not standardised")
    def not_standardised(base, x_train, x_test):
        """The pooled features as they are."""
        return pooled(base, x_train), pooled(base, x_test)

    @wrong("it does not divide by the deviation")
    def only_centred(base, x_train, x_test):
        """The mean is subtracted, the deviation forgotten."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        return train - train.mean(axis=0), test - train.mean(axis=0)

    @wrong("the mean is not subtracted")
    def only_scaled(base, x_train, x_test):
        """Divided by the deviation, the mean not subtracted."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        std = np.where(train.std(axis=0) > 0, train.std(axis=0), 1)
        return train / std, test / std

    @wrong("there is one mean and one deviation for all features")
    def one_number_for_all(base, x_train, x_test):
        """One mean and one deviation for all features."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()

    @wrong("each picture is standardised by its own features")
    def each_picture(base, x_train, x_test):
        """axis=1: each picture is standardised by its own features."""
        both = pooled(base, x_train), pooled(base, x_test)
        return tuple((f - f.mean(1, keepdims=True)) / f.std(1, keepdims=True) for f in both)

    @wrong("the deviation is that with n - 1 (ddof=1)")
    def sample_deviation(base, x_train, x_test):
        """ddof=1, the deviation as statistics books have it."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
        std = np.where(std > 0, std, 1)
        return (train - mean) / std, (test - mean) / std

    @wrong("it divides by the variance, not by the deviation")
    def variance(base, x_train, x_test):
        """Divided by the variance."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, var = train.mean(axis=0), train.var(axis=0)
        var = np.where(var > 0, var, 1)
        return (train - mean) / var, (test - mean) / var

    @wrong("a feature that is the same in all training pictures becomes")
    def epsilon_beside(base, x_train, x_test):
        """A small number is added to the deviation instead of 1 where it is 0."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), train.std(axis=0) + 1e-8
        return (train - mean) / std, (test - mean) / std

    @wrong("it divides by more than the deviation: 0.001 is added to the")
    def larger_epsilon(base, x_train, x_test):
        """BN's formula: the root of the variance plus 0.001."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), np.sqrt(train.var(axis=0) + 1e-3)
        return (train - mean) / std, (test - mean) / std

    @wrong("some features are NaN or infinite: one channel of this base is")
    def divided_by_zero(base, x_train, x_test):
        """Divided by a deviation of 0."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        with np.errstate(all="ignore"):
            mean, std = train.mean(axis=0), train.std(axis=0)
            return (train - mean) / std, (test - mean) / std

    @wrong("a feature that is the same in all training pictures becomes")
    def nan_to_num(base, x_train, x_test):
        """Divided by 0, and the nan swept up afterwards: a test feature that differs becomes huge."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        with np.errstate(all="ignore"):
            mean, std = train.mean(axis=0), train.std(axis=0)
            return np.nan_to_num((train - mean) / std), np.nan_to_num((test - mean) / std)

    @wrong("the base is not as it was: its moving statistics have followed")
    def in_training_mode(base, x_train, x_test):
        """The base in training mode."""
        both = (maps_of(base, x, training=True).mean(axis=(1, 2)) for x in (x_train, x_test))
        return standardised(*both)

    @wrong("the largest value of each channel is taken, not the mean")
    def largest(base, x_train, x_test):
        """The largest place of each channel instead of the mean."""
        return standardised(*(maps_of(base, x).max(axis=(1, 2)) for x in (x_train, x_test)))

    @wrong("the training features are the un-pooled map, (168,) a picture")
    def flattened(base, x_train, x_test):
        """The maps are flattened, not averaged."""
        return standardised(*(maps_of(base, x).reshape(len(x), -1) for x in (x_train, x_test)))

    @wrong("over which axes the mean is taken")
    def wrong_axes(base, x_train, x_test):
        """The mean over rows and channels: one number a column."""
        return standardised(*(maps_of(base, x).mean(axis=(1, 3)) for x in (x_train, x_test)))

    @wrong("the pictures are divided by 255 first, and the base prepares")
    def divided_by_255(base, x_train, x_test):
        """Pictures are divided by 255 before they go in."""
        return standardised(pooled(base, x_train / 255), pooled(base, x_test / 255))

    @wrong("it changes the pictures that it was given, in place")
    def divided_in_place(base, x_train, x_test):
        """Right numbers, but the caller's pictures are overwritten with noise-free copies in place."""
        both = standardised(pooled(base, x_train), pooled(base, x_test))
        x_train //= 255
        return both

    @wrong("of 150 training pictures it returns 100 features")
    def first_hundred(base, x_train, x_test):
        """Only the first hundred pictures of each set are looked at."""
        return standardised(pooled(base, x_train[:100]), pooled(base, x_test[:100]))

    @wrong("of 150 training pictures it returns 144 features")
    def drops_the_rest(base, x_train, x_test):
        """Parts of 8, the last, smaller one is lost."""

        def cut(x):
            return pooled(base, x[: len(x) // 8 * 8])

        return standardised(cut(x_train), cut(x_test))

    @wrong("training and test features change places")
    def swapped(base, x_train, x_test):
        """Test before training."""
        train, test = standardised(pooled(base, x_train), pooled(base, x_test))
        return test, train

    @wrong("it returns an object of type ndarray, expected two arrays:")
    def one_only(base, x_train, x_test):
        """Only the training features are returned."""
        return standardised(pooled(base, x_train), pooled(base, x_test))[0]

    @wrong("the features are right but in another order, so labels would")
    def shuffled(base, x_train, x_test):
        """Pictures are shuffled, so that features no longer belong to the labels."""
        order = np.random.default_rng(0).permutation(len(x_train))
        return standardised(pooled(base, x_train[order]), pooled(base, x_test))

    @wrong("it returns nothing (None), expected two arrays: training and")
    def nothing_returned(base, x_train, x_test):
        """Nothing is returned."""
        standardised(pooled(base, x_train), pooled(base, x_test))

    @right
    def by_the_hints(base, x_train, x_test):
        """As the hints say."""
        return standardised(pooled(base, x_train), pooled(base, x_test))

    @right
    def predicted(base, x_train, x_test):
        """predict makes the parts."""
        train = base.predict(x_train, batch_size=100, verbose=0).mean((1, 2))
        test = base.predict(x_test, batch_size=100, verbose=0).mean((1, 2))
        m, s = train.mean(0), train.std(0)
        s[s == 0] = 1
        return (train - m) / s, (test - m) / s

    @right
    def a_model_with_pool(base, x_train, x_test):
        """A pool on top of the base; as double precision."""
        pool = keras.layers.GlobalAveragePooling2D()
        both = [
            np.vstack([to_numpy(pool(base(part, training=False))) for part in np.array_split(x, 3)])
            for x in (x_train, x_test)
        ]
        train, test = (f.astype("float64") for f in both)
        scale = np.array([s if s > 0 else 1.0 for s in train.std(axis=0)])
        return (train - train.mean(axis=0)) / scale, (test - train.mean(axis=0)) / scale
