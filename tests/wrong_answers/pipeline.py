"""``make_dataset`` as learners write it, wrong and right."""

import numpy as np
import tensorflow as tf

from tests.wrong_answers import right, wrong
from tests.wrong_answers.judging import MEAN, STD


def normalise(x, mean=MEAN, std=STD, scale=255.0):
    return (tf.cast(x, tf.float32) / scale - tf.constant(mean, tf.float32)) / tf.constant(std, tf.float32)


def mirrored(x, y):
    return tf.image.random_flip_left_right(x), y


@right
def by_map(x, y, training, batch_size=128):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    if training:
        data = data.shuffle(10_000)
    data = data.map(lambda x, y: (normalise(x), tf.cast(y, tf.int32)))
    if training:
        data = data.map(lambda x, y: (tf.image.random_flip_left_right(x), y))
    return data.batch(batch_size).prefetch(tf.data.AUTOTUNE)


@right
def by_batches(x, y, training, batch_size=64):
    data = tf.data.Dataset.from_tensor_slices((x, np.ravel(y)))
    data = data.shuffle(len(x)).batch(batch_size) if training else data.batch(batch_size)
    data = data.map(lambda x, y: (normalise(x), y))
    return data.map(mirrored) if training else data


@right
def in_numpy(x, y, training, batch_size=100):
    x = ((x / 255 - MEAN) / STD).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, y))
    if not training:
        return data.batch(batch_size)

    def flip(x, y):
        return tf.cond(tf.random.uniform(()) < 0.5, lambda: x[:, ::-1], lambda: x), y

    return data.shuffle(10_000).map(flip).batch(batch_size)


@right
def flipped_before_it_is_normalised(x, y, training, batch_size=128):
    images, labels = tf.data.Dataset.from_tensor_slices(x), tf.data.Dataset.from_tensor_slices(y)
    data = tf.data.Dataset.zip((images, labels)).cache()
    if training:
        data = data.shuffle(5000, reshuffle_each_iteration=True)
        data = data.map(mirrored, num_parallel_calls=2)
    return data.batch(batch_size, drop_remainder=False).map(lambda x, y: (normalise(x), y)).prefetch(2)


def pipeline(
    norm=normalise, flip="train", shuffle="train", buffer=10_000, batch=32, after=None, steps=mirrored, **s
):
    """Return a pipeline in which one thing is as a learner left it."""

    def function(x, y, training, batch_size=batch):
        def on(word):
            return word == "always" or (word == "train" and training) or (word == "test" and not training)

        data = tf.data.Dataset.from_tensor_slices((x, np.ravel(y)))
        if on(shuffle):
            data = data.shuffle(buffer, **s)
        data = data.map(lambda x, y: (norm(x), y))
        if on(flip):
            data = data.map(steps)
        data = data.batch(batch_size)
        return after(data, training) if after else data

    return function


def in_training(change):
    return lambda data, training: change(data) if training else data


def labels_apart(x, y, training, batch_size=64):
    pictures = tf.data.Dataset.from_tensor_slices(x).map(normalise)
    labels = tf.data.Dataset.from_tensor_slices(np.ravel(y))
    if training:
        pictures, labels = pictures.shuffle(1000), labels.shuffle(1000)
        pictures = pictures.map(tf.image.random_flip_left_right)
    return tf.data.Dataset.zip((pictures, labels)).batch(batch_size)


def own_statistics(x, y, training, batch_size=64):
    mean, std = (getattr(x, kind)(axis=(0, 1, 2)) / 255 for kind in ("mean", "std"))
    return pipeline(norm=lambda x: normalise(x, mean, std))(x, y, training, batch_size)


def training_alone_normalised(x, y, training, batch_size=64):
    norm = normalise if training else lambda x: tf.cast(x, tf.float32)
    return pipeline(norm=norm)(x, y, training, batch_size)


def mirrored_before_it_is_tensors(x, y, training, batch_size=64):
    """The coin falls once, when the dataset is made."""
    if training:
        flip = np.random.default_rng(0).random(len(x)) < 0.5
        x = np.where(flip[:, None, None, None], x[:, :, ::-1], x)
    return pipeline(flip="never")(x, y, training, batch_size)


def cut(x, y, training, batch_size=64):
    return pipeline()(x[:-1], y[:-1], training, batch_size)


def of_64(x, y, training, batch_size=128):
    return pipeline()(x, y, training, 64)


def flip_batch(x, y):
    return tf.cond(tf.random.uniform(()) < 0.5, lambda: x[:, :, ::-1], lambda: x), y


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


# What is for training, and what is not
named("flips_validation", "are mirrored; validation only measures", pipeline(flip="always"))
named("shuffles_validation", "shuffled; predictions", pipeline(shuffle="always"))
named(
    "condition_turned_over", "are mirrored; validation only measures", pipeline(flip="test", shuffle="test")
)
named("flip_never", "no picture is mirrored", pipeline(flip="never"))
named("shuffle_never", "in their old order", pipeline(shuffle="never"))
named("validation_raw", "the pixels stay between 0 and 255", training_alone_normalised)
# The flip
named("flip_all", "every picture is mirrored", pipeline(steps=lambda x, y: (x[:, ::-1], y)))
named("up_and_down", "mirrored top and bottom", pipeline(
    steps=lambda x, y: (tf.image.random_flip_up_down(x), y)))  # fmt: skip
named("batches_flipped", "whole batches are mirrored", pipeline(
    flip="never", after=in_training(lambda data: data.map(flip_batch))))  # fmt: skip
named(
    "cached", "every epoch mirrors the same pictures", pipeline(after=in_training(lambda data: data.cache()))
)
named("flipped_once", "every epoch mirrors the same pictures", mirrored_before_it_is_tensors)
named("rolled", "not by a mirror alone", pipeline(steps=lambda x, y: (tf.roll(x, 1, axis=0), y)))
named("brighter", "equal pixels come out as different", pipeline(
    steps=lambda x, y: (tf.image.random_brightness(x, 0.5), y)))  # fmt: skip
# The order
named("batched_first", "whole batches change places", pipeline(
    shuffle="never", after=in_training(lambda data: data.shuffle(99))))  # fmt: skip
named("fixed_order", "every epoch has the same order", pipeline(reshuffle_each_iteration=False, seed=1))
named("small_buffer", "size of the shuffle's buffer", pipeline(buffer=8))
named("buffer_of_a_thousand", "size of the shuffle's buffer", pipeline(buffer=1000))
named("repeats", "repeats without an end", pipeline(after=in_training(lambda data: data.repeat())))
named("last_batch_dropped", "of 320 pictures 300 come out", pipeline(
    after=lambda data, _: data.unbatch().batch(60, drop_remainder=True)))  # fmt: skip
named("one_picture_short", "of 320 pictures 319 come out", cut)
named("one_batch", "of 320 pictures 32 come out", pipeline(after=lambda data, _: data.take(1)))
named("unbatched", "single pictures, not batches", pipeline(after=lambda data, _: data.unbatch()))
named("labels_apart_", "labels belong to other pictures", labels_apart)
# The numbers
named("raw", "the pixels stay between 0 and 255", pipeline(norm=lambda x: tf.cast(x, tf.float32)))
named("to_one", "scaled to 0 to 1 and no further", pipeline(norm=lambda x: tf.cast(x, tf.float32) / 255))
named("to_minus_one", "scaled to -1 to 1", pipeline(norm=lambda x: normalise(x, [0.5] * 3, [0.5] * 3)))
named("imagenet", "ImageNet's", pipeline(
    norm=lambda x: normalise(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])))  # fmt: skip
named("own_statistics_", "by the pictures it is given", own_statistics)
named("each_by_itself", "each picture is normalised by itself", pipeline(
    norm=lambda x: tf.image.per_image_standardization(tf.cast(x, tf.float32))))  # fmt: skip
named("twice", "it normalises twice", pipeline(norm=lambda x: normalise(normalise(x), scale=1)))
named("divided_twice", "divided by 255 twice", pipeline(norm=lambda x: normalise(x, scale=255.0**2)))
named("no_mean", "the mean is not subtracted", pipeline(norm=lambda x: normalise(x, [0] * 3)))
named("no_std", "the standard deviation does not divide", pipeline(norm=lambda x: normalise(x, std=[1] * 3)))
named("variance", "the variance, not by its root", pipeline(norm=lambda x: normalise(x, std=np.square(STD))))
named("multiplied", "multiplies by the standard deviation", pipeline(
    norm=lambda x: normalise(x, std=1 / np.array(STD))))  # fmt: skip
named("mean_added", "the mean is added", pipeline(norm=lambda x: normalise(x, -np.array(MEAN))))
named("mean_for_std", "mean and standard deviation are exchanged", pipeline(
    norm=lambda x: normalise(x, STD, MEAN)))  # fmt: skip
named("blue_first", "red's numbers go to blue", pipeline(norm=lambda x: normalise(x, MEAN[::-1], STD[::-1])))
named("colours_exchanged", "red and blue change places", pipeline(norm=lambda x: normalise(x[..., ::-1])))
named("not_by_255", "are not divided by 255", pipeline(norm=lambda x: normalise(x, scale=1)))
named("copied", "the copied one", pipeline(norm=lambda x: normalise(x, std=[0.2023, 0.1994, 0.2010])))
named("other_numbers", "the six numbers", pipeline(norm=lambda x: normalise(x, [0.3] * 3, [0.2] * 3)))
named("double", "float64, expected float32", pipeline(norm=lambda x: tf.cast(normalise(x), tf.float64)))
# What comes back
named("arrays", "an object of type tuple", lambda x, y, training: (x, y))
named("nothing", "nothing (None)", lambda x, y, training: None)
named("one_hot", "one-hot rows", pipeline(
    after=lambda data, _: data.map(lambda x, y: (x, tf.one_hot(y, 10)))))  # fmt: skip
named("batches_of_64", "asked for batch_size=50, it gives batches of 64", of_64)
named("pictures_alone", "no pairs", pipeline(after=lambda data, _: data.map(lambda x, y: x)))
named("without_labels_changed", "labels come in shape", pipeline(
    after=lambda data, _: data.map(lambda x, y: (x, x))))  # fmt: skip
named("no_argument", "stops with TypeError", lambda x, y: pipeline()(x, y, True))


@wrong("it normalises twice")
def normalised_before_and_after(x, y, training, batch_size=128):
    return by_map(normalise(x), y, training, batch_size)


@wrong("takes 1 positional argument but 2 were given")
def map_of_pictures(x, y, training, batch_size=128):
    def prepare(images):
        return normalise(images)

    data = tf.data.Dataset.from_tensor_slices((x, y))
    return data.map(prepare).batch(batch_size)


@wrong("what is drawn only once: an order drawn by NumPy")
def order_of_numpy(x, y, training, batch_size=128):
    if training:
        places = np.random.permutation(len(x))
        x, y = x[places], y[places]
    data = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda x, y: (normalise(x), y))
    return (data.map(mirrored) if training else data).batch(batch_size)
