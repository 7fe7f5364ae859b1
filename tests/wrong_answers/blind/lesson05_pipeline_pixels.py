"""More of exercise 5.3, what becomes of the pixels, written from the students' text alone."""

import numpy as np
import tensorflow as tf
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson05_pipeline import flipped, mean, normalize, normalized, slices, std


def shuffled(x, y, training):
    dataset = slices(x, y)
    return dataset.shuffle(10_000) if training else dataset


def finish(dataset, training):
    """Mirror in training, and prefetch: what most answers end with."""
    return (dataset.map(flipped) if training else dataset).prefetch(tf.data.AUTOTUNE)


class E5_3:
    """A pipeline that knows what it is for, continued: the pixels."""

    @wrong("in training alone, it normalises twice")
    def normalised_twice(x, y, training, batch_size=128):
        """The second map, for training, normalises once more what is normalised already."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        if training:
            dataset = dataset.map(lambda a, b: (tf.image.random_flip_left_right(normalize(a)), b))
        return dataset.prefetch(tf.data.AUTOTUNE)

    @wrong("the labels are normalised as the pictures are")
    def labels_normalised(x, y, training, batch_size=128):
        """The labels go through normalize as well."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda images, labels: (normalize(images), normalize(labels))), training)

    @wrong("the pictures are float64, expected float32")
    def double_precision(x, y, training, batch_size=128):
        """Normalised by NumPy before the dataset is made, in float64."""
        x = (x / 255 - np.asarray(mean)) / np.asarray(std)
        return finish(shuffled(x, y, training).batch(batch_size), training)

    @wrong("the pictures are float16, expected float32")
    def half_precision(x, y, training, batch_size=128):
        """The pictures are cast to float16 at the end, to save memory."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        return finish(dataset.map(lambda a, b: (tf.cast(a, tf.float16), b)), training)

    @wrong("the standard deviation does not divide")
    def mean_only(x, y, training, batch_size=128):
        """The mean is subtracted, and the division by the standard deviation forgotten."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: (tf.cast(a, tf.float32) / 255 - mean, b)), training)

    @wrong("it divides by the variance, not by its root")
    def divided_by_variance(x, y, training, batch_size=128):
        """Divided by the variance instead of the standard deviation."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: ((tf.cast(a, tf.float32) / 255 - mean) / std**2, b)), training)

    @wrong("mean and standard deviation are ImageNet's")
    def imagenet_numbers(x, y, training, batch_size=128):
        """Normalised with ImageNet's six numbers, pasted from another recipe."""
        m, s = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: ((tf.cast(a, tf.float32) / 255 - m) / s, b)), training)

    @wrong("one mean and one deviation serve all channels")
    def one_mean_for_all_channels(x, y, training, batch_size=128):
        """One mean and one deviation for all three channels together."""
        m, s = float(np.mean(mean)), float(np.mean(std))
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: ((tf.cast(a, tf.float32) / 255 - m) / s, b)), training)

    @wrong("each picture is normalised by itself")
    def each_picture_by_itself(x, y, training, batch_size=128):
        """per_image_standardization: each picture by its own mean and deviation."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: (tf.image.per_image_standardization(a), b)), training)

    @wrong("it normalises by the pictures it is given")
    def adapted_to_what_comes(x, y, training, batch_size=128):
        """A Normalization layer of Keras is adapted to the pictures that come, the validation set's too."""
        layer = layers.Normalization()
        layer.adapt(x.astype("float32"))
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: (layer(tf.cast(a, tf.float32)), b)), training)

    @wrong("the labels are float32, expected integers")
    def float_labels(x, y, training, batch_size=128):
        """The labels are cast to float32 together with the pictures."""
        x, y = tf.cast(x, tf.float32), tf.cast(y, tf.float32)
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)

    @wrong("the channels stand before height and width")
    def channels_first(x, y, training, batch_size=128):
        """The channels are put before height and width, as PyTorch has them."""
        dataset = finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)
        return dataset.map(lambda a, b: (tf.transpose(a, [0, 3, 1, 2]), b))

    @wrong("in training red and blue change places")
    def mirrored_colours(x, y, training, batch_size=128):
        """Mirrored by hand along the last axis, picture by picture: red and blue change places."""

        def turn(a, b):
            return tf.cond(tf.random.uniform(()) < 0.5, lambda: tf.reverse(a, axis=[-1]), lambda: a), b

        dataset = shuffled(x, y, training).map(normalized)
        return (dataset.map(turn) if training else dataset).batch(batch_size)

    @wrong("inside `map` falls only once")
    def coin_of_python(x, y, training, batch_size=128):
        """The coin is NumPy's, in a Python if inside the map: thrown once, when the map is traced."""

        def turn(a, b):
            if np.random.rand() < 0.5:
                a = tf.image.flip_left_right(a)
            return a, b

        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        return dataset.map(turn) if training else dataset

    @wrong("it is a step under the condition; asked there is a flip, and nothing else")
    def crops_as_well(x, y, training, batch_size=128):
        """A random crop of the padded picture is added to the flip, as many recipes have it."""

        def crop(a, b):
            padded = tf.pad(a, [[4, 4], [4, 4], [0, 0]])
            return tf.image.random_crop(padded, tf.shape(a)), b

        dataset = shuffled(x, y, training).map(normalized)
        return finish((dataset.map(crop) if training else dataset).batch(batch_size), training)

    @wrong("in training alone, equal pixels come out as different values")
    def brightness_as_well(x, y, training, batch_size=128):
        """The pictures of training get a random brightness on top of the flip."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        if training:
            dataset = dataset.map(lambda a, b: (tf.image.random_brightness(a, 0.2), b))
        return finish(dataset, training)

    @wrong("asked is a flip from left to right, and nothing else")
    def quarter_turns(x, y, training, batch_size=128):
        """Turned by a quarter at random instead of mirrored."""

        def turn(a, b):
            return tf.image.rot90(a, tf.random.uniform((), 0, 4, tf.int32)), b

        dataset = shuffled(x, y, training).map(normalized)
        return (dataset.map(turn) if training else dataset).batch(batch_size)

    @wrong("are not divided by 255 before the mean is subtracted")
    def not_divided(x, y, training, batch_size=128):
        """The division by 255 is forgotten: (x - mean) / std of numbers up to 255."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: ((tf.cast(a, tf.float32) - mean) / std, b)), training)

    @wrong("in training alone, the pixels stay between 0 and 255")
    def training_raw(x, y, training, batch_size=128):
        """normalize stands under else: the pictures of training are mirrored and left as they are."""
        dataset = shuffled(x, y, training).batch(batch_size)
        if training:
            dataset = dataset.map(lambda a, b: (tf.cast(tf.image.random_flip_left_right(a), tf.float32), b))
        else:
            dataset = dataset.map(normalized)
        return dataset.prefetch(tf.data.AUTOTUNE)

    @wrong("what becomes of the pictures that it returns: it changes none in place")
    def flip_not_kept(x, y, training, batch_size=128):
        """The function of the map calls the flip and returns the pictures from before."""

        def augment(images, labels):
            tf.image.random_flip_left_right(images)
            return images, labels

        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        return dataset.map(augment) if training else dataset

    @wrong("come out as (64, 64, 3); their size should stay")
    def enlarged(x, y, training, batch_size=128):
        """The pictures are resized to 64 x 64, as ImageNet's nets want large ones."""
        dataset = finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)
        return dataset.map(lambda a, b: (tf.image.resize(a, (64, 64)), b))

    @wrong("the values are cut off at -1 and 1")
    def clipped(x, y, training, batch_size=128):
        """What normalize returns is clipped to [-1, 1]."""
        dataset = finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)
        return dataset.map(lambda a, b: (tf.clip_by_value(a, -1.0, 1.0), b))

    @wrong("the pixels are scaled to -1 to 1")
    def minus_one_to_one(x, y, training, batch_size=128):
        """Scaled to [-1, 1] by x / 127.5 - 1."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: (tf.cast(a, tf.float32) / 127.5 - 1, b)), training)

    @wrong("has no attribute 'numpy'")
    def numpy_inside_map(x, y, training, batch_size=128):
        """The function of the map asks its tensors for .numpy(), which they do not have there."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda a, b: ((a.numpy() / 255.0 - mean) / std, b)), training)

    @wrong("Cannot cast ufunc 'divide' output")
    def divided_in_place(x, y, training, batch_size=128):
        """x /= 255 on the caller's uint8 array."""
        x /= 255
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)

    @wrong("are mirrored; validation only measures")
    def mirrored_for_validation(x, y, training, batch_size=128):
        """Shuffled in training as asked, and the second condition turned: mirrored in validation only."""
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized), not training)
