"""Right answers to exercise 5.3, written from the students' text alone."""

import tensorflow as tf
from keras import layers

from tests.wrong_answers import right
from tests.wrong_answers.blind.lesson05_pipeline import flipped, normalize, normalized, slices


class E5_3:
    """A pipeline that knows what it is for, right and otherwise."""

    @right
    def from_the_hints(x, y, training, batch_size=128):
        """As the hints say."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000)
        dataset = dataset.batch(batch_size).map(lambda images, labels: (normalize(images), labels))
        if training:
            dataset = dataset.map(flipped, num_parallel_calls=tf.data.AUTOTUNE)
        return dataset.prefetch(tf.data.AUTOTUNE)

    @right
    def picture_by_picture(x, y, training, batch_size=128):
        """Each picture is normalised and mirrored before they are batched; cache before the random steps."""
        dataset = slices(x, y).map(normalized).cache()
        if training:
            dataset = dataset.shuffle(len(x)).map(flipped)
        return dataset.batch(batch_size)

    @right
    def coin_for_each(x, y, training, batch_size=128):
        """A coin for each picture of a batch, by hand."""

        def prepare(images, labels):
            images = normalize(images)
            if training:
                coin = tf.random.uniform((tf.shape(images)[0], 1, 1, 1)) < 0.5
                images = tf.where(coin, tf.reverse(images, [2]), images)
            return images, labels

        dataset = slices(x, y)
        return (dataset.shuffle(50_000) if training else dataset).batch(batch_size).map(prepare)

    @right
    def keras_layer(x, y, training, batch_size=128):
        """Keras's own layer mirrors."""
        mirror = layers.RandomFlip("horizontal")
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(20_000, reshuffle_each_iteration=True)
        dataset = dataset.batch(batch_size).map(normalized)
        return dataset.map(lambda a, b: (mirror(a, training=True), b)) if training else dataset
