"""Exercise 7.3, extract_features, more answers written from the students' text alone."""

import numpy as np

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson07_features import pooled, to_numpy
from tests.wrong_answers.blind.lesson07_features import standardised as by_training


def statistics(train):
    std = train.std(axis=0)
    return train.mean(axis=0), np.where(std > 0, std, 1)


class E7_3:
    """Write extract_features."""

    @wrong("those of training features that are standardised already")
    def statistics_after_standardising(base, x_train, x_test):
        """The training features are overwritten first, and the test features standardised by these."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        train = (train - train.mean(axis=0)) / statistics(train)[1]
        test = (test - train.mean(axis=0)) / statistics(train)[1]
        return train, test

    @wrong("only the mean is divided by the deviation")
    def divided_before_subtracted(base, x_train, x_test):
        """A bracket is missing: the mean divided by the deviation is subtracted."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = statistics(train)
        return train - mean / std, test - mean / std

    @wrong("brought to 0 to 1 by their smallest and largest value")
    def smallest_to_largest(base, x_train, x_test):
        """Scaled to 0 … 1 by the smallest and largest training feature."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        low, high = train.min(axis=0), train.max(axis=0)
        span = np.where(high > low, high - low, 1)
        return (train - low) / span, (test - low) / span

    @wrong("each part is standardised by itself")
    def each_part_by_itself(base, x_train, x_test):
        """The standardising stands inside the loop: each part of eight has its own mean and deviation."""

        def of(x):
            done = []
            for start in range(0, len(x), 8):
                part = pooled(base, x[start : start + 8])
                mean, std = statistics(part)
                done.append((part - mean) / std)
            return np.concatenate(done)

        return of(x_train), of(x_test)

    @wrong("the maps are standardised, place by place, and pooled")
    def maps_standardised(base, x_train, x_test):
        """The maps are standardised, by the deviation of all places, and pooled afterwards."""
        train, test = to_numpy(base(x_train, training=False)), to_numpy(base(x_test, training=False))
        mean, std = train.mean(axis=(0, 1, 2)), train.std(axis=(0, 1, 2))
        std = np.where(std > 0, std, 1)
        return ((train - mean) / std).mean(axis=(1, 2)), ((test - mean) / std).mean(axis=(1, 2))

    @wrong("all input arrays must have the same shape")
    def parts_stacked(base, x_train, x_test):
        """np.stack instead of np.concatenate: a dimension more, and no way to stack a smaller last part."""

        def of(x):
            return np.stack([pooled(base, x[start : start + 10]) for start in range(0, len(x), 10)])

        return by_training(of(x_train), of(x_test))

    @wrong("some pictures are in two of them")
    def parts_overlap(base, x_train, x_test):
        """x[start : start + size + 1]: the first picture of each part is also the last of the one before."""

        def of(x, size=10):
            return np.concatenate([pooled(base, x[s : s + size + 1]) for s in range(0, len(x), size)])

        return by_training(of(x_train), of(x_test))

    @wrong("of 45 test pictures it returns 21 features, as many as")
    def as_many_as_training(base, x_train, x_test):
        """The loop over the test pictures ends at len(x_train), copied from the one before."""
        rows = pooled(base, x_train), pooled(base, x_test)
        train = [rows[0][place] for place in range(len(x_train))]
        test = [rows[1][place] for place in range(min(len(x_train), len(x_test)))]
        return by_training(np.array(train), np.array(test))

    @wrong("it returns 4 things, expected two arrays")
    def statistics_as_well(base, x_train, x_test):
        """Four things are returned: the mean and the deviation as well."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        return *by_training(train, test), *statistics(train)

    @wrong("has no attribute 'mean'")
    def not_made_an_array(base, x_train, x_test):
        """to_numpy is forgotten: a tensor has no method mean."""
        train = base(x_train, training=False).mean(axis=(1, 2))
        test = base(x_test, training=False).mean(axis=(1, 2))
        return by_training(train, test)

    @wrong("The others are divided by 1: the two are exchanged")
    def condition_turned_round(base, x_train, x_test):
        """np.where with its two values exchanged: 1 where a feature changes, 0 where it does not."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), train.std(axis=0)
        std = np.where(std > 0, 1, std)
        with np.errstate(all="ignore"):
            return (train - mean) / std, (test - mean) / std

    @wrong("deviations under 1 are made 1 as well")
    def at_least_one(base, x_train, x_test):
        """np.maximum(std, 1): every deviation under 1 becomes 1, not only 0."""
        train, test = pooled(base, x_train), pooled(base, x_test)
        mean, std = train.mean(axis=0), np.maximum(train.std(axis=0), 1)
        return (train - mean) / std, (test - mean) / std
