"""Exercise 5.3, a pipeline that knows what it is for, written from the students' text alone."""

import keras
import numpy as np
import tensorflow as tf

from tests.wrong_answers import wrong

# As the text prints them
mean = np.array([0.4913, 0.4821, 0.4465])
std = np.array([0.2452, 0.2428, 0.2606])


def normalize(x):
    """Return uint8 pictures (..., 3) as float32, as the lesson's text gives it."""
    return (tf.cast(x, tf.float32) / 255 - mean) / std


def normalized(images, labels):
    return normalize(images), labels


def flipped(images, labels):
    return tf.image.random_flip_left_right(images), labels


def slices(x, y):
    return tf.data.Dataset.from_tensor_slices((x, y))


class E5_3:
    """A pipeline that knows what it is for."""

    @wrong("are mirrored; validation only measures")
    def flips_always(x, y, training, batch_size=128):
        """Mirrored whatever the set is for."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000)
        return dataset.batch(batch_size).map(normalized).map(flipped)

    @wrong("with training=False the pictures are shuffled")
    def shuffles_always(x, y, training, batch_size=128):
        """Shuffled whatever the set is for."""
        dataset = slices(x, y).shuffle(10_000).batch(batch_size).map(normalized)
        return dataset.map(flipped) if training else dataset

    @wrong("with training=True the pictures come in their old order")
    def never_shuffles(x, y, training, batch_size=128):
        """The shuffle is forgotten."""
        dataset = slices(x, y).batch(batch_size).map(normalized)
        return dataset.map(flipped) if training else dataset

    @wrong("with training=True no picture is mirrored")
    def never_flips(x, y, training, batch_size=128):
        """The flip is forgotten."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000)
        return dataset.batch(batch_size).map(normalized)

    @wrong("are mirrored; validation only measures")
    def condition_turned(x, y, training, batch_size=128):
        """`if not training`: shuffled and mirrored in validation only."""
        dataset = slices(x, y)
        if not training:
            dataset = dataset.shuffle(10_000)
        dataset = dataset.batch(batch_size).map(normalized)
        return dataset if training else dataset.map(flipped)

    @wrong("whole batches change places, and inside them the order is the")
    def shuffles_batches(x, y, training, batch_size=128):
        """The shuffle comes after the batch: whole batches change places."""
        dataset = slices(x, y).batch(batch_size)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.map(normalized)

    @wrong("the size of the shuffle's buffer")
    def small_buffer(x, y, training, batch_size=128):
        """The buffer of the shuffle is one batch; the text says thousands."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(batch_size)
        dataset = dataset.batch(batch_size).map(normalized)
        return dataset.map(flipped) if training else dataset

    @wrong("every epoch has the same order")
    def same_order_each_epoch(x, y, training, batch_size=128):
        """reshuffle_each_iteration=False: the same order in each epoch."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000, reshuffle_each_iteration=False)
        dataset = dataset.batch(batch_size).map(normalized)
        return dataset.map(flipped) if training else dataset

    @wrong("every epoch mirrors the same pictures, so the net never sees")
    def cached_flips(x, y, training, batch_size=128):
        """cache() after the flip: the same pictures are mirrored in every epoch."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000)
        dataset = dataset.batch(batch_size).map(normalized)
        return (dataset.map(flipped) if training else dataset).cache()

    @wrong("every epoch mirrors the same pictures, so the net never sees")
    def flipped_once(x, y, training, batch_size=128):
        """Mirrored once, in NumPy, before the dataset is made."""
        if training:
            mirrored = np.random.rand(len(x)) < 0.5
            x = np.where(mirrored[:, None, None, None], x[:, :, ::-1], x)
        dataset = slices(x, y)
        return (dataset.shuffle(10_000) if training else dataset).batch(batch_size).map(normalized)

    @wrong("with training=True every picture is mirrored: nothing is drawn")
    def flips_all(x, y, training, batch_size=128):
        """flip_left_right for random_flip_left_right: every picture is mirrored."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(lambda a, b: (tf.image.flip_left_right(a), b))
        return dataset.batch(batch_size).map(normalized)

    @wrong("one draw decides for all of a batch")
    def flips_whole_batches(x, y, training, batch_size=128):
        """One draw for a whole batch: all of it is mirrored, or none."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000)
        dataset = dataset.batch(batch_size).map(normalized)
        if training:

            def coin(a):
                return tf.cond(tf.random.uniform(()) < 0.5, lambda: a[:, :, ::-1], lambda: a)

            dataset = dataset.map(lambda a, b: (coin(a), b))
        return dataset

    @wrong("pictures are mirrored top and bottom")
    def upside_down(x, y, training, batch_size=128):
        """Mirrored top to bottom."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(lambda a, b: (tf.image.random_flip_up_down(a), b))
        return dataset.batch(batch_size).map(normalized)

    @wrong("pictures are mirrored top and bottom")
    def both_ways(x, y, training, batch_size=128):
        """Mirrored left-right and top to bottom as well."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(lambda a, b: (tf.image.random_flip_up_down(a), b))
            dataset = dataset.map(flipped)
        return dataset.batch(batch_size).map(normalized)

    @wrong("of 320 pictures 640 come out in an epoch")
    def doubled(x, y, training, batch_size=128):
        """Mirrored copies are added, so that an epoch has twice the pictures."""
        dataset = slices(x, y)
        if training:
            mirrored = dataset.map(lambda a, b: (tf.image.flip_left_right(a), b))
            dataset = dataset.concatenate(mirrored).shuffle(10_000)
        return dataset.batch(batch_size).map(normalized)

    @wrong("the pixels are scaled to 0 to 1 and no further")
    def only_divided(x, y, training, batch_size=128):
        """Divided by 255, not normalised."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(batch_size).map(lambda a, b: (tf.cast(a, tf.float32) / 255, b))

    @wrong("the pixels are divided by 255 twice")
    def divided_twice(x, y, training, batch_size=128):
        """Divided by 255 before normalize, which divides again."""
        dataset = slices(x / 255, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(batch_size).map(normalized)

    @wrong("each batch is normalised by its own mean and standard deviation")
    def batch_statistics(x, y, training, batch_size=128):
        """Each batch is normalised by its own mean and deviation."""
        dataset = slices(x.astype("float32"), y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)

        def own(a):
            return (a - tf.reduce_mean(a, (0, 1, 2))) / tf.math.reduce_std(a, (0, 1, 2))

        return dataset.batch(batch_size).map(lambda a, b: (own(a), b))

    @wrong("with training=False the pictures are uint8")
    def validation_raw(x, y, training, batch_size=128):
        """The normalisation stands under `if training`: validation sees raw pictures."""
        dataset = slices(x, y)
        if training:
            return dataset.shuffle(10_000).batch(batch_size).map(normalized).map(flipped)
        return dataset.batch(batch_size)

    @wrong("of 320 pictures 256 come out in an epoch")
    def drops_rest(x, y, training, batch_size=128):
        """drop_remainder=True: the last, smaller batch is lost."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(batch_size, drop_remainder=True).map(normalized)

    @wrong("asked for batch_size=50, it gives batches of 128")
    def always_128(x, y, training, batch_size=128):
        """Batches of 128, whatever batch_size says."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(128).map(normalized)

    @wrong("labels belong to other pictures")
    def shuffled_apart(x, y, training, batch_size=128):
        """Pictures and labels are shuffled each by themselves."""
        images, labels = tf.data.Dataset.from_tensor_slices(x), tf.data.Dataset.from_tensor_slices(y)
        if training:
            images, labels = images.shuffle(10_000), labels.shuffle(10_000)
        dataset = tf.data.Dataset.zip((images, labels)).batch(batch_size).map(normalized)
        return dataset.map(flipped) if training else dataset

    @wrong("the labels are one-hot rows")
    def one_hot_labels(x, y, training, batch_size=128):
        """Labels as one-hot rows."""
        dataset = slices(x, keras.utils.to_categorical(y, 10))
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(batch_size).map(normalized)

    @wrong("of 320 pictures it gives more than 640: it repeats without an")
    def endless(x, y, training, batch_size=128):
        """repeat() in training: the epoch never ends."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped).repeat()
        return dataset.batch(batch_size).map(normalized)

    @wrong("its elements are no pairs of pictures and labels")
    def only_pictures(x, y, training, batch_size=128):
        """The labels are lost in the map."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).map(flipped)
        return dataset.batch(batch_size).map(lambda images, labels: normalize(images))

    @wrong("training=True changes nothing")
    def thrown_away(x, y, training, batch_size=128):
        """`dataset.shuffle(…)` without `dataset =`: what it returns is thrown away."""
        dataset = slices(x, y).batch(batch_size).map(normalized)
        if training:
            dataset.shuffle(10_000)
            dataset.map(flipped)
        return dataset

    @wrong("it returns nothing (None), expected a tf.data.Dataset")
    def returns_nothing(x, y, training, batch_size=128):
        """No return."""
        slices(x, y).shuffle(10_000).batch(batch_size).map(normalized)
