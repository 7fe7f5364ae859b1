"""``extract_features`` as learners write it, wrong and right."""

import keras
import numpy as np

from resnets.transfer import extract_features, pooled_features
from tests.wrong_answers import right, wrong


@right
def library(base, x_train, x_test):
    return extract_features(base, x_train, x_test)


@right
def with_predict(base, x_train, x_test):
    train = base.predict(x_train, batch_size=64, verbose=0).mean((1, 2))
    test = base.predict(x_test, verbose=0).mean((1, 2))
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation[deviation < 1e-7] = 1
    return (train - mean) / deviation, (test - mean) / deviation


@right
def with_zip_and_list(base, x_train, x_test):
    model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    train, test = (np.asarray(model(x, training=False), "float64") for x in (x_train, x_test))
    columns = [(column.mean(), column.std() or 1.0) for column in train.T]
    return [np.stack([(c - m) / s for c, (m, s) in zip(x.T, columns, strict=True)], 1) for x in (train, test)]


@wrong("divided by next to nothing")
def with_layers(base, x_train, x_test):
    model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D()])
    train, test = (np.asarray(model(x, training=False)) for x in (x_train, x_test))
    standardise = keras.layers.Normalization()
    standardise.adapt(train)
    return np.asarray(standardise(train)), np.asarray(standardise(test))


def pooled(base, x, pool=lambda maps: maps.mean((1, 2)), change=lambda x: x, training=False, size=64):
    parts = [np.asarray(base(change(x[k : k + size]), training=training)) for k in range(0, len(x), size)]
    return pool(np.concatenate(parts))


def standardised(train, test, of=None, axis=0):
    of = train if of is None else of
    mean, deviation = of.mean(axis=axis), of.std(axis=axis)
    deviation = np.where(deviation > 0, deviation, 1)
    return (train - mean) / deviation, (test - mean) / deviation


def features(finish=standardised, **slips):
    """Return an answer in which one part is as a learner left it."""

    def function(base, x_train, x_test):
        return finish(pooled(base, x_train, **slips), pooled(base, x_test, **slips))

    return function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def whole_batches_alone(base, x_train, x_test):
    full = [x[: len(x) // 32 * 32] for x in (x_train, x_test)]
    return standardised(*(pooled(base, x) for x in full))


def in_place(base, x_train, x_test):
    x_train /= 255
    x_test /= 255
    return extract_features(base, x_train, x_test)


def shuffled(train, test):
    places = np.random.default_rng(0).permutation(len(train))
    train, test = standardised(train, test)
    return train[places], test


def each_batch(base, x_train, x_test):
    def own(x):
        parts = [pooled_features(base, x[k : k + 50]) for k in range(0, len(x), 50)]
        return np.concatenate([(part - part.mean(0)) / (part.std(0) + 1e-7) for part in parts])

    return own(x_train), own(x_test)


def divide(train, test):
    with np.errstate(invalid="ignore"):
        return (train - train.mean(0)) / train.std(0), (test - train.mean(0)) / train.std(0)


def with_variance(train, test):
    return tuple(
        (part - train.mean(0)) / np.where(train.var(0) > 0, train.var(0), 1) for part in (train, test)
    )


def unshifted(train, test):
    return train / (train.std(0) + 1e-7), test / (train.std(0) + 1e-7)


def by_rows(train, test):
    return tuple((f - f.mean(1, keepdims=True)) / f.std(1, keepdims=True) for f in (train, test))


named("in_training_mode", "the base is not as it was", features(training=True))
named("of_both", "of training and test pictures together", features(
    lambda a, b: standardised(a, b, np.concatenate([a, b]))))  # fmt: skip
named("test_by_itself", "by the test pictures themselves", features(
    lambda a, b: (standardised(a, a)[0], standardised(b, b)[0])))  # fmt: skip
named("of_the_test_set", "mean and deviation are of the test pictures", features(
    lambda a, b: standardised(a, b, b)))  # fmt: skip
named("raw", "the features are not standardised", features(lambda a, b: (a, b)))
named("not_centred", "the mean is not subtracted", features(unshifted))
named("not_divided", "does not divide by the deviation", features(
    lambda a, b: (a - a.mean(0), b - a.mean(0))))  # fmt: skip
named("variance", "divides by the variance", features(with_variance))
named("one_for_all", "one mean and one deviation for all", features(
    lambda a, b: standardised(a, b, axis=None)))  # fmt: skip
named("pictures_meant_too", "the mean is taken over the pictures too", features(
    pool=lambda maps: maps.mean((0, 1))))  # fmt: skip
named("test_forgotten", "the training features are right, the test features are not", features(
    lambda a, b: (standardised(a, b)[0], b)))  # fmt: skip
named("training_forgotten", "the test features are right, the training features are not", features(
    lambda a, b: (a, standardised(a, b)[1])))  # fmt: skip
named("by_picture", "each picture is standardised by its own", features(by_rows))
named("divided_by_zero", "NaN or infinite", features(divide))
named("max_pool", "the largest value of each channel", features(pool=lambda maps: maps.max((1, 2))))
named("corner", "only the first place", features(pool=lambda maps: maps[:, 0, 0]))
named("unpooled", "are the un-pooled map, (4, 7, 6)", features(pool=lambda maps: maps))
named("flattened", "are the un-pooled map, (168,)", features(pool=lambda maps: maps.reshape(len(maps), -1)))
named("over_channels", "have shape (150, 28)", features(
    pool=lambda maps: maps.mean(-1).reshape(len(maps), -1)))  # fmt: skip
named("divided_by_255", "divided by 255 first", features(change=lambda x: x / 255))
named("to_minus_one", "brought to -1 to 1 first", features(change=lambda x: x / 127.5 - 1))
named("prepared_twice", "own preprocessing is done twice", features(change=lambda x: x / 60 - 2.1))
named("imagenet_mean", "ImageNet's mean colour", features(
    change=lambda x: keras.applications.resnet50.preprocess_input(x.copy())))  # fmt: skip
named("last_batch_lost", "of 150 training pictures it returns 128", whole_batches_alone)
named("pictures_changed", "changes the pictures that it was given", in_place)
named("shuffled_rows", "in another order", features(shuffled))
named("batch_by_batch", "each part is standardised by itself", each_batch)
named("swapped", "change places", features(lambda a, b: standardised(a, b)[::-1]))
named("one_array", "an object of type ndarray", features(lambda a, b: standardised(a, b)[0]))
named("nothing", "it returns nothing (None)", features(lambda a, b: None))
