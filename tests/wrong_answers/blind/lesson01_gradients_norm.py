"""More of exercise 1.2, from gradients to numbers, written from the students' text alone."""

import numpy as np
import tensorflow as tf

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson01_gradients import gradients_of, loss_of


class E1_2:
    """gradient_norms, continued."""

    @wrong("that of the first layer")
    def return_in_the_loop(model, x, y):
        """The return is indented too far, so only the first kernel's number comes back."""
        norms = []
        for g in gradients_of(model, x, y):
            norms.append(float(tf.norm(g)))
            return np.array(norms)

    @wrong("that of the last layer")
    def list_made_anew(model, x, y):
        """The list is made anew in every round, so only the last kernel's number is left."""
        for g in gradients_of(model, x, y):
            norms = []
            norms.append(float(tf.norm(g)))
        return np.array(norms)

    @wrong("setting an array element with a sequence")
    def norm_along_an_axis(model, x, y):
        """tf.norm along the last axis only, so there is an array for each kernel."""
        return np.array([tf.norm(g, axis=-1).numpy() for g in gradients_of(model, x, y)])

    @wrong("a norm is taken for each filter alone")
    def mean_over_the_filters(model, x, y):
        """The norm of every filter by itself, then the mean over the filters."""
        norms = []
        for g in gradients_of(model, x, y):
            g = tf.reshape(g, (-1, g.shape[-1]))
            norms.append(float(tf.reduce_mean(tf.norm(g, axis=0))))
        return np.array(norms)

    @wrong("the numbers are rounded")
    def rounded(model, x, y):
        """Rounded to four places, so a norm of 1e-11 becomes 0."""
        return np.array([round(float(tf.norm(g)), 4) for g in gradients_of(model, x, y)])

    @wrong("is added under each root")
    def with_an_epsilon(model, x, y):
        """1e-7 is added under the root, which hides a tiny norm."""
        return np.array([float(tf.sqrt(tf.reduce_sum(g**2) + 1e-7)) for g in gradients_of(model, x, y)])

    @wrong("cut off behind the point")
    def whole_numbers(model, x, y):
        """The numbers go into an array of integers, which cuts off what is behind the point."""
        gradients = gradients_of(model, x, y)
        norms = np.zeros(len(gradients), dtype=int)
        for i, g in enumerate(gradients):
            norms[i] = float(tf.norm(g))
        return norms

    @wrong("entry 0 is the text")
    def as_text(model, x, y):
        """Formatted texts instead of numbers."""
        return np.array([f"{float(tf.norm(g)):8.1e}" for g in gradients_of(model, x, y)])

    @wrong("the gradients are clipped")
    def clipped(model, x, y):
        """The gradients are clipped first, as in a training loop."""
        gradients, _ = tf.clip_by_global_norm(gradients_of(model, x, y), 1.0)
        return np.array([float(tf.norm(g)) for g in gradients])

    @wrong("divided by the number of pictures")
    def divided_by_the_batch(model, x, y):
        """Divided by the number of pictures, though the loss is a mean already."""
        return np.array([float(tf.norm(g)) / len(x) for g in gradients_of(model, x, y)])

    @wrong("sorted by the layers' names")
    def sorted_by_name(model, x, y):
        """The layers are sorted by name, so conv2d_10 comes before conv2d_2."""
        layers = sorted(
            (layer for layer in model.layers if hasattr(layer, "kernel")), key=lambda layer: layer.name
        )
        with tf.GradientTape() as tape:
            loss = loss_of(model, x, y)
        gradients = tape.gradient(loss, [layer.kernel.value for layer in layers])
        return np.array([float(tf.norm(g)) for g in gradients])

    @wrong("each number holds those of the layers before it")
    def running_total(model, x, y):
        """Each number is the sum of all so far, since the total is not set back to 0."""
        total, norms = 0.0, []
        for g in gradients_of(model, x, y):
            total += float(tf.reduce_sum(g**2))
            norms.append(np.sqrt(total))
        return np.array(norms)

    @wrong("Improper number of dimensions to norm")
    def norm_of_order_two(model, x, y):
        """np.linalg.norm(g, 2), which takes no array of four axes."""
        return np.array([np.linalg.norm(g.numpy(), 2) for g in gradients_of(model, x, y)])

    @wrong("the largest singular value")
    def spectral_norm(model, x, y):
        """The kernel as a matrix and np.linalg.norm(g, 2): the largest singular value, not the L2 norm."""
        return np.array(
            [np.linalg.norm(np.reshape(g, (-1, g.shape[-1])), 2) for g in gradients_of(model, x, y)]
        )
