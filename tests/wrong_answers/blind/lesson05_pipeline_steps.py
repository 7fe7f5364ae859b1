"""More of exercise 5.3, the steps and what comes back, written from the students' text alone."""

import numpy as np
import tensorflow as tf

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson05_pipeline import flipped, normalize, normalized, slices
from tests.wrong_answers.blind.lesson05_pipeline_pixels import finish, shuffled

# The lesson's own, which stand in the notebook beside the function.
x_train = np.random.default_rng(0).integers(0, 256, (300, 32, 32, 3)).astype("uint8")
y_train = np.random.default_rng(1).integers(0, 10, (300, 1)).astype("uint8")


class E5_3:
    """A pipeline that knows what it is for, continued: the steps."""

    @wrong("it gives single pictures, not batches")
    def not_batched(x, y, training, batch_size=128):
        """batch is forgotten: the dataset gives single pictures."""
        return finish(shuffled(x, y, training).map(normalized), training)

    @wrong("whether `batch` comes twice")
    def batched_twice(x, y, training, batch_size=128):
        """batch stands at the start and once more at the end: batches of batches."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        if training:
            dataset = dataset.map(flipped)
        return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)

    @wrong("takes 1 positional argument but 2 were given")
    def map_of_one_argument(x, y, training, batch_size=128):
        """The function of the map takes the pictures alone: dataset.map(normalize)."""
        return finish(shuffled(x, y, training).batch(batch_size).map(normalize), training)

    @right
    def list_not_tuple(x, y, training, batch_size=128):
        """The map returns a list in square brackets, of which tf.data makes a tuple."""
        dataset = shuffled(x, y, training).batch(batch_size)
        return finish(dataset.map(lambda images, labels: [normalize(images), labels]), training)

    @wrong("no pairs of pictures and labels, but of type dict")
    def dictionary(x, y, training, batch_size=128):
        """Each batch is a dictionary with image and label."""
        dataset = finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)
        return dataset.map(lambda images, labels: {"image": images, "label": labels})

    @wrong("its pairs begin with the labels")
    def labels_first(x, y, training, batch_size=128):
        """The map returns the labels first and the pictures second."""
        dataset = finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)
        return dataset.map(lambda images, labels: (labels, images))

    @wrong("a `take` that was left from trying out")
    def take_left_behind(x, y, training, batch_size=128):
        """A take(1) is left behind from trying it out: one batch an epoch."""
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized).take(1), training)

    @wrong("an order drawn by NumPy before the dataset begins")
    def permuted_once(x, y, training, batch_size=128):
        """Shuffled by a permutation of NumPy when the dataset is made: each epoch has that order."""
        if training:
            order = np.random.permutation(len(x))
            x, y = x[order], y[order]
        return finish(slices(x, y).batch(batch_size).map(normalized), training)

    @wrong("it changes the arrays that it is given")
    def shuffles_the_callers_arrays(x, y, training, batch_size=128):
        """np.random.shuffle on x and y with one seed, in place: the caller's arrays change their order."""
        if training:
            for array in (x, y):
                np.random.seed(0)
                np.random.shuffle(array)
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)

    @wrong("the whole set, stands where one picture should")
    def from_tensors(x, y, training, batch_size=128):
        """from_tensors for from_tensor_slices: the whole set is one element."""
        dataset = tf.data.Dataset.from_tensors((x, y))
        if training:
            dataset = dataset.shuffle(10_000)
        return finish(dataset.batch(batch_size).map(normalized), False)

    @wrong("pictures and labels go in as one pair")
    def pair_without_brackets(x, y, training, batch_size=128):
        """from_tensor_slices(x, y) without the inner brackets: y is taken for the name."""
        return finish(tf.data.Dataset.from_tensor_slices(x, y).batch(batch_size).map(normalized), training)

    @wrong("with training=False it returns nothing (None)")
    def return_under_if(x, y, training, batch_size=128):
        """The return is indented under `if training`: validation gets None."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        if training:
            dataset = dataset.map(flipped)
            return dataset.prefetch(tf.data.AUTOTUNE)

    @wrong("an object of type NumpyIterator")
    def numpy_iterator(x, y, training, batch_size=128):
        """as_numpy_iterator at the end: an iterator that is used up after one epoch."""
        dataset = shuffled(x, y, training).batch(batch_size).map(normalized)
        return finish(dataset, training).as_numpy_iterator()

    @wrong("an object of type list")
    def list_of_batches(x, y, training, batch_size=128):
        """A list of all batches is returned: the same order and the same flips for ever."""
        return list(finish(shuffled(x, y, training).batch(batch_size).map(normalized), training))

    @wrong("got an unexpected keyword argument 'shuffle'")
    def shuffle_as_argument(x, y, training, batch_size=128):
        """batch is told shuffle=training, as PyTorch's DataLoader would be."""
        return finish(slices(x, y).batch(batch_size, shuffle=training).map(normalized), training)

    @wrong("missing 1 required positional argument: 'buffer_size'")
    def shuffle_without_number(x, y, training, batch_size=128):
        """shuffle() without the size of its buffer."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle()
        return finish(dataset.batch(batch_size).map(normalized), training)

    @wrong("it gives batches of 320 with training=False")
    def validation_in_one_batch(x, y, training, batch_size=128):
        """Validation is one batch with all the pictures, since nothing is learned there."""
        size = batch_size if training else len(x)
        return finish(shuffled(x, y, training).batch(size).map(normalized), training)

    @wrong("with training=False it gives single pictures")
    def batch_under_if(x, y, training, batch_size=128):
        """batch stands under `if training` next to shuffle: validation gives single pictures."""
        dataset = slices(x, y)
        if training:
            dataset = dataset.shuffle(10_000).batch(batch_size)
        return finish(dataset.map(normalized), training)

    @wrong("a part that is kept back for another set")
    def part_kept_back(x, y, training, batch_size=128):
        """A tenth of the pictures is kept back for validation inside the function."""
        held = len(x) // 10
        x, y = (x[held:], y[held:]) if training else (x[:held], y[:held])
        return finish(shuffled(x, y, training).batch(batch_size).map(normalized), training)

    @wrong("a `cache` behind the shuffle")
    def cached_order(x, y, training, batch_size=128):
        """cache() right behind the shuffle: the order of the first epoch is kept for all."""
        dataset = shuffled(x, y, training).cache().batch(batch_size).map(normalized)
        return finish(dataset, training)

    @wrong("others of (32, 32, 3) come out: the lesson's own")
    def arrays_of_the_lesson(x, y, training, batch_size=128):
        """The dataset is made of the lesson's x_train and y_train, not of the arguments."""
        return finish(shuffled(x_train, y_train, training).batch(batch_size).map(normalized), training)

    @wrong("`training` is True or False, no word")
    def compared_with_text(x, y, training, batch_size=128):
        """The condition asks for training == "train", which is never so: nothing is shuffled or mirrored."""
        dataset = shuffled(x, y, training == "train").batch(batch_size).map(normalized)
        return finish(dataset, training == "train")

    @right
    def order_of_numbers(x, y, training, batch_size=128):
        """The dataset is one of indices; pictures and labels are gathered batch by batch."""
        numbers = tf.data.Dataset.range(len(x))
        if training:
            numbers = numbers.shuffle(len(x))
        pictures, labels = tf.constant(x), tf.constant(y)
        batches = numbers.batch(batch_size).map(lambda k: (tf.gather(pictures, k), tf.gather(labels, k)))
        return batches.map(lambda a, b: (normalize(tf.image.random_flip_left_right(a) if training else a), b))

    @right
    def zipped(x, y, training, batch_size=128):
        """Pictures and labels are datasets of their own, zipped; each picture is turned by a tf.cond."""

        def turn(a):
            return tf.cond(tf.random.uniform(()) < 0.5, lambda: a[:, ::-1], lambda: a)

        dataset = tf.data.Dataset.zip(*map(tf.data.Dataset.from_tensor_slices, (x, y)))
        if training:
            dataset = dataset.shuffle(max(len(x), 1), reshuffle_each_iteration=True)
            dataset = dataset.map(lambda a, b: (turn(a), b), num_parallel_calls=2)
        return dataset.map(normalized).batch(batch_size).prefetch(2)
