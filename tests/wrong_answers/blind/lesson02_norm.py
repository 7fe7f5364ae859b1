"""Exercise 2.1, batch_norm, written from the students' text alone."""

import numpy as np
from keras import layers

from tests.wrong_answers import right, unnamed, wrong


class E2_1:
    """batch_norm."""

    @wrong("epsilon is added to the standard deviation")
    def epsilon_after_the_root(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """epsilon is added after the root."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta

    @wrong("epsilon is missing under the root")
    def no_epsilon(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """epsilon is forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance) + beta

    @wrong("epsilon is always 0.001")
    def epsilon_fixed(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """0.001 is written into the formula, the argument is not used."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + 0.001) + beta

    @wrong("training is to be False and epsilon 0.001")
    def pytorchs_epsilon(x, gamma, beta, mean, variance, training=False, epsilon=1e-5):
        """The default of epsilon is PyTorch's, 1e-5."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it divides by the variance")
    def no_root(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Divided by the variance, without a root."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / (variance + epsilon) + beta

    @wrong("the standard deviation stands where the variance belongs (NumPy")
    def root_taken_twice(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """std instead of var in training mode, so the root is taken twice there."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("mean and variance are taken over the pictures only")
    def batch_axis_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over the pictures only, one for every pixel."""
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("mean and variance are taken over the pixels of each picture")
    def picture_by_picture(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over height and width only, one for every picture."""
        if training:
            mean, variance = x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("mean and variance are taken over everything")
    def one_mean_for_all(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """x.mean() and x.var(), one number for all channels."""
        if training:
            mean, variance = x.mean(), x.var()
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("mean and variance are taken over the channels")
    def last_axis(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over the channels (axis=-1), as in layer normalisation."""
        if training:
            mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("mean and variance are taken over each picture by itself")
    def axes_one_off(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """axis=(1, 2, 3): the mean of each picture."""
        if training:
            mean = x.mean(axis=(1, 2, 3), keepdims=True)
            variance = x.var(axis=(1, 2, 3), keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the shapes of your mean and variance")
    def channels_first(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """axis=(0, 2, 3), as if channels came second."""
        if training:
            mean, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the variance is the unbiased one (divided by n - 1)")
    def divided_by_n_less_one(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The variance is divided by n - 1 (ddof=1)."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2), ddof=1)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it uses the given statistics, as inference mode does")
    def always_inference(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """``training`` is not used: always the given statistics."""
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it uses the statistics of this batch")
    def always_training(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """``training`` is not used: always those of the batch."""
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it uses the statistics of this batch")
    def modes_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The two modes have changed places."""
        if not training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the mean is that of the batch")
    def variance_not_replaced(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """In training mode only the mean is the batch's, the variance stays the given one."""
        if training:
            mean = x.mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the variance is taken around the given mean")
    def deviation_from_the_given_mean(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The batch's variance is taken round the given mean, because it is computed first."""
        if training:
            variance = ((x - mean) ** 2).mean(axis=(0, 1, 2))
            mean = x.mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it normalises by moving averages (momentum 0.99)")
    def moved_statistics(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """In training mode the moving statistics, moved by a hundredth, instead of the batch's."""
        if training:
            mean = 0.99 * mean + 0.01 * x.mean(axis=(0, 1, 2))
            variance = 0.99 * variance + 0.01 * x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it normalises but gamma and beta are missing")
    def no_scale_and_shift(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma and beta are forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return (x - mean) / np.sqrt(variance + epsilon)

    @wrong("beta is missing")
    def no_shift(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """beta is forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon)

    @wrong("gamma and beta are swapped")
    def scale_and_shift_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma and beta have changed places."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return beta * (x - mean) / np.sqrt(variance + epsilon) + gamma

    @wrong("the shift is multiplied by gamma too")
    def shift_inside(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma multiplies beta too."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * ((x - mean) / np.sqrt(variance + epsilon) + beta)

    @wrong("brackets around x - mean are missing")
    def brackets_lost(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The brackets round x - mean are lost."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * x - mean / np.sqrt(variance + epsilon) + beta

    @wrong("it changed one of its arguments in place")
    def in_place(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """x is changed in place: x -= mean, and so on."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        x -= mean
        x /= np.sqrt(variance + epsilon)
        x *= gamma
        x += beta
        return x

    @wrong("it changed one of its arguments in place")
    def statistics_overwritten(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The caller's arrays of moving statistics are overwritten in training mode."""
        if training:
            mean[:] = x.mean(axis=(0, 1, 2))
            variance[:] = x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("index 2 is out of bounds for axis 0 with size 2")
    def three_channels(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """A loop over three channels, whatever x has."""
        out = np.zeros_like(x)
        for c in range(3):
            m, v = (x[..., c].mean(), x[..., c].var()) if training else (mean[c], variance[c])
            out[..., c] = gamma[c] * (x[..., c] - m) / np.sqrt(v + epsilon) + beta[c]
        return out

    @wrong("expected that of x")
    def flat(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The pixels are put in one row and not put back into the shape of x."""
        x = x.reshape(-1, x.shape[-1])
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("it returns a tuple of 3 where one array is expected")
    def returns_statistics_too(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Result, mean and variance are returned as a tuple."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, mean, variance

    @wrong("the values are right, but rounded")
    def rounded(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Rounded to two decimals."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return np.round(gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, 2)

    @wrong("it returns nothing (None)")
    def training_returns_nothing(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The return stands in the else branch, so training mode gives None."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        else:
            return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @unnamed
    def a_fresh_layer(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """A Keras layer with its own weights; the four arrays are not used."""
        return np.array(layers.BatchNormalization(epsilon=epsilon)(x, training=training))

    @right
    def channel_by_channel(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """A loop over the channels."""
        out = np.empty(x.shape)
        for c in range(x.shape[-1]):
            values = x[:, :, :, c]
            m, v = (values.mean(), values.var()) if training else (mean[c], variance[c])
            out[:, :, :, c] = (values - m) / (v + epsilon) ** 0.5 * gamma[c] + beta[c]
        return out

    @right
    def as_one_line(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Scale and shift of a line a·x + b, statistics from the pixels in one row."""
        if training:
            rows = x.reshape(-1, x.shape[-1])
            mean = rows.sum(axis=0) / len(rows)
            variance = (rows**2).mean(axis=0) - mean**2
        a = gamma / np.sqrt(variance + epsilon)
        return a * x + (beta - a * mean)

    @right
    def with_keepdims(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Means that keep their axes, and the variance as mean of the squared distance."""
        if training:
            mean = np.mean(x, axis=(0, 1, 2), keepdims=True)
            variance = np.mean((x - mean) ** 2, axis=(0, 1, 2), keepdims=True)
        normal = np.divide(x - mean, np.sqrt(variance + epsilon))
        return np.add(np.multiply(gamma, normal), beta)
