"""Exercise 2.1, batch_norm, written from the students' text alone: more of them."""

import numpy as np

from tests.wrong_answers import right, wrong


def of_batch(x):
    """Return mean and variance of each channel."""
    return x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))


class E2_1:
    """batch_norm."""

    @wrong("in inference mode epsilon is missing")
    def epsilon_in_training_mode_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Epsilon is added to the batch's variance only, the given one is taken as it is."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2)) + epsilon
        return gamma * (x - mean) / np.sqrt(variance) + beta

    @wrong("where it is to be added to the variance")
    def larger_of_variance_and_epsilon(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Epsilon is a lower bound of the variance (np.maximum) and is not added."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(np.maximum(variance, epsilon)) + beta

    @wrong("epsilon is subtracted under the root")
    def epsilon_subtracted(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Epsilon is taken away from the variance under the root."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance - epsilon) + beta

    @wrong("epsilon is added to the result")
    def epsilon_in_the_shift(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The root is closed too early, so epsilon is added to the result, beside beta."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance) + epsilon + beta

    @wrong("beta stands under the root")
    def beta_under_the_root(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The root is closed too late, so beta stands under it."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance + epsilon + beta)

    @wrong("multiplies by the root")
    def minus_half_power(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Divided by the power -0.5, which multiplies by the root."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / (variance + epsilon) ** -0.5 + beta

    @wrong("the variance is the mean distance")
    def mean_absolute_deviation(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The batch's variance is the mean distance from the mean, not squared."""
        if training:
            mean = x.mean(axis=(0, 1, 2))
            variance = np.abs(x - mean).mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("divided by the number of pictures")
    def sum_divided_by_pictures(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Sums over all pixels are divided by the number of pictures instead of pixels."""
        if training:
            n = x.shape[0]
            mean = x.sum(axis=(0, 1, 2)) / n
            variance = ((x - mean) ** 2).sum(axis=(0, 1, 2)) / n
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the median stands where the mean belongs")
    def median_for_mean(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The median of each channel stands for the batch's mean."""
        if training:
            mean = np.median(x, axis=(0, 1, 2))
            variance = x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("scaled from the least to the largest")
    def least_to_largest(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Training mode scales each channel from its least to its largest value (min-max scaling)."""
        if training:
            least, largest = x.min(axis=(0, 1, 2)), x.max(axis=(0, 1, 2))
            return gamma * (x - least) / (largest - least + epsilon) + beta
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("the mean is subtracted twice")
    def centred_twice(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken off in a line of its own and once more in the formula."""
        if training:
            mean, variance = of_batch(x)
        centred = x - mean
        return gamma * (centred - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("scale and shift come first")
    def scaled_first(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Scale and shift come first, and the result of that is normalised."""
        x = gamma * x + beta
        if training:
            mean, variance = of_batch(x)
        return (x - mean) / np.sqrt(variance + epsilon)

    @wrong("in inference mode it normalises but gamma and beta are missing")
    def inference_not_scaled(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Gamma and beta are used in training mode only, inference mode just normalises."""
        if training:
            mean, variance = of_batch(x)
            return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
        return (x - mean) / np.sqrt(variance + epsilon)

    @wrong("all else has the shape of x")
    def gamma_dotted(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """np.dot with gamma instead of a product channel by channel, so that the channels are summed."""
        if training:
            mean, variance = of_batch(x)
        return np.dot((x - mean) / np.sqrt(variance + epsilon), gamma) + beta

    @wrong("the first number of gamma and beta serves for all")
    def first_gamma_for_all(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma[0] and beta[0] serve for every channel."""
        if training:
            mean, variance = of_batch(x)
        return gamma[0] * (x - mean) / np.sqrt(variance + epsilon) + beta[0]

    @wrong("mean and variance have changed places")
    def mean_and_variance_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Two names in one line in the wrong order: the variance is called mean, the mean variance."""
        if training:
            mean, variance = x.var(axis=(0, 1, 2)), x.mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("those of the first picture alone")
    def first_picture_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The statistics are those of the first picture, x[0], and are used for all."""
        if training:
            mean, variance = x[0].mean(axis=(0, 1)), x[0].var(axis=(0, 1))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("one picture alone does not: in training mode it uses the given")
    def lone_picture_as_in_inference(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """A batch of one picture gets the given statistics in training mode too."""
        if training and len(x) > 1:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("only some channels come out right: 0 of")
    def return_in_the_loop(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The return is indented into the loop over the channels, so only the first is done."""
        out = np.zeros_like(x)
        if training:
            mean, variance = of_batch(x)
        for c in range(x.shape[-1]):
            out[..., c] = gamma[c] * (x[..., c] - mean[c]) / np.sqrt(variance[c] + epsilon) + beta[c]
            return out

    @wrong("only some channels come out right: 0 of")
    def last_channel_left_out(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The loop over the channels ends one too early and leaves the last channel as it was."""
        out = x.copy()
        if training:
            mean, variance = of_batch(x)
        for c in range(x.shape[-1] - 1):
            out[..., c] = gamma[c] * (x[..., c] - mean[c]) / np.sqrt(variance[c] + epsilon) + beta[c]
        return out

    @wrong("the channels stand first in it")
    def channels_in_front(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The channels are stacked along a new first axis, not along the last."""
        if training:
            mean, variance = of_batch(x)
        root = np.sqrt(variance + epsilon)
        maps = [gamma[c] * (x[..., c] - mean[c]) / root[c] + beta[c] for c in range(x.shape[-1])]
        return np.stack(maps)

    @wrong("cut to whole numbers")
    def whole_numbers(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The array for the result is made with dtype=int, which cuts off what stands behind the point."""
        out = np.zeros(x.shape, dtype=int)
        if training:
            mean, variance = of_batch(x)
        out[:] = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
        return out

    @wrong("changed one of its arguments in place")
    def given_variance_raised(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """variance += epsilon changes the caller's array in inference mode."""
        if training:
            mean, variance = of_batch(x)
        variance += epsilon
        return gamma * (x - mean) / np.sqrt(variance) + beta

    @wrong("changed one of its arguments in place")
    def gamma_divided_in_place(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """scale is another name for the caller's gamma, and scale /= root changes it."""
        if training:
            mean, variance = of_batch(x)
        scale = gamma
        scale /= np.sqrt(variance + epsilon)
        return scale * (x - mean) + beta

    @wrong("training is to be False")
    def trains_by_default(x, gamma, beta, mean, variance, training=True, epsilon=1e-3):
        """The default of training is True."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("arguments stand in another order")
    def tensorflows_argument_order(x, mean, variance, beta, gamma, training=False, epsilon=1e-3):
        """The arguments stand in the order of tf.nn.batch_normalization: mean, variance, beta, gamma."""
        if training:
            mean, variance = of_batch(x)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("cannot access local variable 'm'")
    def own_names_in_training_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The names m and v are bound in training mode only, and the formula uses them in both."""
        if training:
            m = x.mean(axis=(0, 1, 2))
            v = x.var(axis=(0, 1, 2))
        return gamma * (x - m) / np.sqrt(v + epsilon) + beta

    @wrong("unexpected keyword argument 'dim'")
    def pytorchs_keywords(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """dim= and unbiased=False as in PyTorch, which NumPy's mean and var do not know."""
        if training:
            mean = x.mean(dim=(0, 1, 2))
            variance = x.var(dim=(0, 1, 2), unbiased=False)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("gamma and beta: each should be (channels,)")
    def gamma_in_pytorchs_shape(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma and beta are reshaped to (1, channels, 1, 1), as for channels in second place."""
        if training:
            mean, variance = of_batch(x)
        gamma, beta = gamma.reshape(1, -1, 1, 1), beta.reshape(1, -1, 1, 1)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @right
    def calls_itself(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Training mode calls the function again, in inference mode, with the batch's statistics."""

        def normalised(mean, variance, training):
            if training:
                return normalised(np.average(x, axis=(0, 1, 2)), np.std(x, axis=(0, 1, 2)) ** 2, False)
            return np.multiply(gamma, (x - mean) * (variance + epsilon) ** -0.5) + beta

        return normalised(mean, variance, training)

    @right
    def rows_of_channels(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The channels are moved to the front, each one a row, and moved back at the end."""
        rows = np.moveaxis(x, -1, 0)
        shape, rows = rows.shape, rows.reshape(x.shape[-1], -1)
        if training:
            mean, variance = rows.mean(axis=1), rows.var(axis=1)
        gamma, beta, mean, variance = (a[:, None] for a in (gamma, beta, mean, variance))
        rows = gamma * (rows - mean) / np.sqrt(variance + epsilon) + beta
        return np.moveaxis(rows.reshape(shape), 0, -1)

    @right
    def sums_in_a_loop(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Sums are collected picture by picture and divided by the number of pixels."""
        if training:
            pixels = x.shape[0] * x.shape[1] * x.shape[2]
            mean = sum(picture.sum(axis=(0, 1)) for picture in x) / pixels
            variance = sum(((picture - mean) ** 2).sum(axis=(0, 1)) for picture in x) / pixels
        root = np.sqrt(variance + epsilon)
        return np.stack([(picture - mean) / root * gamma + beta for picture in x])
