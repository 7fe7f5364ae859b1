"""Lesson 2's answers, written from the students' text alone; a class an exercise."""

import keras
import numpy as np
from keras import layers

from tests.wrong_answers import right, wrong


class E2_1:
    """batch_norm."""

    @wrong("")
    def epsilon_after_the_root(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """epsilon is added after the root."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / (np.sqrt(variance) + epsilon) + beta

    @wrong("")
    def no_epsilon(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """epsilon is forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance) + beta

    @wrong("")
    def epsilon_fixed(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """0.001 is written into the formula, the argument is not used."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + 0.001) + beta

    @wrong("")
    def pytorchs_epsilon(x, gamma, beta, mean, variance, training=False, epsilon=1e-5):
        """The default of epsilon is PyTorch's, 1e-5."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def no_root(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Divided by the variance, without a root."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / (variance + epsilon) + beta

    @wrong("")
    def root_taken_twice(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """std instead of var in training mode, so the root is taken twice there."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def batch_axis_only(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over the pictures only, one for every pixel."""
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def picture_by_picture(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over height and width only, one for every picture."""
        if training:
            mean, variance = x.mean(axis=(1, 2), keepdims=True), x.var(axis=(1, 2), keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def one_mean_for_all(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """x.mean() and x.var(), one number for all channels."""
        if training:
            mean, variance = x.mean(), x.var()
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def last_axis(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The mean is taken over the channels (axis=-1), as in layer normalisation."""
        if training:
            mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def axes_one_off(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """axis=(1, 2, 3): the mean of each picture."""
        if training:
            mean = x.mean(axis=(1, 2, 3), keepdims=True)
            variance = x.var(axis=(1, 2, 3), keepdims=True)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def channels_first(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """axis=(0, 2, 3), as if channels came second."""
        if training:
            mean, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def divided_by_n_less_one(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The variance is divided by n - 1 (ddof=1)."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2), ddof=1)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def always_inference(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """``training`` is not used: always the given statistics."""
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def always_training(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """``training`` is not used: always those of the batch."""
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def modes_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The two modes have changed places."""
        if not training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def variance_not_replaced(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """In training mode only the mean is the batch's, the variance stays the given one."""
        if training:
            mean = x.mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def deviation_from_the_given_mean(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The batch's variance is taken round the given mean, because it is computed first."""
        if training:
            variance = ((x - mean) ** 2).mean(axis=(0, 1, 2))
            mean = x.mean(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def moved_statistics(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """In training mode the moving statistics, moved by a hundredth, instead of the batch's."""
        if training:
            mean = 0.99 * mean + 0.01 * x.mean(axis=(0, 1, 2))
            variance = 0.99 * variance + 0.01 * x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def no_scale_and_shift(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma and beta are forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return (x - mean) / np.sqrt(variance + epsilon)

    @wrong("")
    def no_shift(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """beta is forgotten."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon)

    @wrong("")
    def scale_and_shift_swapped(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma and beta have changed places."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return beta * (x - mean) / np.sqrt(variance + epsilon) + gamma

    @wrong("")
    def shift_inside(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """gamma multiplies beta too."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * ((x - mean) / np.sqrt(variance + epsilon) + beta)

    @wrong("")
    def brackets_lost(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The brackets round x - mean are lost."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * x - mean / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def in_place(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """x is changed in place: x -= mean, and so on."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        x -= mean
        x /= np.sqrt(variance + epsilon)
        x *= gamma
        x += beta
        return x

    @wrong("")
    def statistics_overwritten(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The caller's arrays of moving statistics are overwritten in training mode."""
        if training:
            mean[:] = x.mean(axis=(0, 1, 2))
            variance[:] = x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def three_channels(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """A loop over three channels, whatever x has."""
        out = np.zeros_like(x)
        for c in range(3):
            m, v = (x[..., c].mean(), x[..., c].var()) if training else (mean[c], variance[c])
            out[..., c] = gamma[c] * (x[..., c] - m) / np.sqrt(v + epsilon) + beta[c]
        return out

    @wrong("")
    def flat(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The pixels are put in one row and not put back into the shape of x."""
        x = x.reshape(-1, x.shape[-1])
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
    def returns_statistics_too(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Result, mean and variance are returned as a tuple."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, mean, variance

    @wrong("")
    def rounded(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """Rounded to two decimals."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        return np.round(gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, 2)

    @wrong("")
    def training_returns_nothing(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        """The return stands in the else branch, so training mode gives None."""
        if training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        else:
            return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta

    @wrong("")
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


def conv_bn(X, filters, kernel, stage, block, branch, bn=None, **more):
    """Return convolution and BN with the names of the picture; the answers change one thing each."""
    X = layers.Conv2D(filters, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
    return layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}", **(bn or {}))(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return layers.Activation("relu")(X)


def add(*tensors):
    """Return the sum as a layer."""
    return layers.Add()(list(tensors))


def first_two(X, f, filters, stage, block):
    """Return what comes in front of the last convolution of the main path."""
    X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
    return relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))


def main_path(X, f, filters, stage, block):
    """Return F(X)."""
    return conv_bn(first_two(X, f, filters, stage, block), filters[2], 1, stage, block, "2c")


class E2_2:
    """identity_block."""

    @wrong("")
    def last_relu_missing(X, f, filters, stage, block):
        """No ReLU after the addition."""
        return add(main_path(X, f, filters, stage, block), X)

    @wrong("")
    def relu_before_the_addition_too(X, f, filters, stage, block):
        """A ReLU after the third BN as well."""
        return relu(add(relu(main_path(X, f, filters, stage, block)), X))

    @wrong("")
    def relu_before_the_addition_only(X, f, filters, stage, block):
        """The last ReLU stands in front of the addition."""
        return add(relu(main_path(X, f, filters, stage, block)), X)

    @wrong("")
    def no_shortcut(X, f, filters, stage, block):
        """The addition is forgotten."""
        return relu(main_path(X, f, filters, stage, block))

    @wrong("")
    def shortcut_too_late(X, f, filters, stage, block):
        """The name shortcut is bound after X has changed: F(X) is added to itself."""
        X = main_path(X, f, filters, stage, block)
        shortcut = X
        return relu(add(X, shortcut))

    @wrong("")
    def shortcut_of_relu(X, f, filters, stage, block):
        """The shortcut goes through a ReLU of its own."""
        return relu(add(main_path(X, f, filters, stage, block), relu(X)))

    @wrong("")
    def shortcut_with_projection(X, f, filters, stage, block):
        """A 1x1 convolution and a BN on the shortcut, as in lesson 3's block."""
        side = conv_bn(X, filters[2], 1, stage, block, "1")
        return relu(add(main_path(X, f, filters, stage, block), side))

    @wrong("")
    def valid_in_the_middle(X, f, filters, stage, block):
        """padding="same" is forgotten in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("")
    def kernel_three_fixed(X, f, filters, stage, block):
        """The middle kernel is always 3, f is not used."""
        return relu(add(main_path(X, 3, filters, stage, block), X))

    @wrong("")
    def f_everywhere(X, f, filters, stage, block):
        """All three kernels are f x f."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], f, stage, block, "2c", padding="same"), X))

    @wrong("")
    def f_first(X, f, filters, stage, block):
        """The first convolution has the f x f kernel, the middle one 1x1."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], 1, stage, block, "2b"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("")
    def f1_in_the_middle(X, f, filters, stage, block):
        """The middle convolution has F1 filters instead of F2."""
        return relu(add(main_path(X, f, (filters[0], filters[0], filters[2]), stage, block), X))

    @wrong("")
    def filters_backwards(X, f, filters, stage, block):
        """F1 and F2 are unpacked in the wrong order."""
        F2, F1, F3 = filters
        return relu(add(main_path(X, f, (F1, F2, F3), stage, block), X))

    @wrong("")
    def last_filters_fixed(X, f, filters, stage, block):
        """256 filters in the last convolution, as in ResNet50's second stage."""
        return relu(add(main_path(X, f, (filters[0], filters[1], 256), stage, block), X))

    @wrong("")
    def filters_popped(X, f, filters, stage, block):
        """filters.pop(0) eats up the caller's list, and a tuple has no pop."""
        Y = relu(conv_bn(X, filters.pop(0), 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters.pop(0), f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters.pop(0), 1, stage, block, "2c"), X))

    @wrong("")
    def third_bn_missing(X, f, filters, stage, block):
        """The third BN is missing."""
        Y = first_two(X, f, filters, stage, block)
        Y = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(Y)
        return relu(add(Y, X))

    @wrong("")
    def bn_after_relu(X, f, filters, stage, block):
        """Convolution, ReLU, BN: BN and ReLU in the wrong order."""
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            name = f"{stage}{block}_branch2{letter}"
            Y = layers.Conv2D(number, kernel, padding="same", name="res" + name)(Y)
            Y = layers.BatchNormalization(name="bn" + name)(relu(Y) if letter != "c" else Y)
        return relu(add(Y, X))

    @wrong("")
    def second_relu_missing(X, f, filters, stage, block):
        """The ReLU after the second BN is missing."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = conv_bn(Y, filters[1], f, stage, block, "2b", padding="same")
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("")
    def bn_axis_one(X, f, filters, stage, block):
        """BatchNormalization(axis=1), rows taken for channels."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", bn={"axis": 1}))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", bn={"axis": 1}, padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", bn={"axis": 1}), X))

    @wrong("")
    def bn_epsilon(X, f, filters, stage, block):
        """PyTorch's epsilon, 1e-5, in every BN."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", bn={"epsilon": 1e-5}))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", bn={"epsilon": 1e-5}, padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", bn={"epsilon": 1e-5}), X))

    @wrong("")
    def bn_in_training_mode(X, f, filters, stage, block):
        """training=True is baked into the last BN."""
        Y = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(
            first_two(X, f, filters, stage, block)
        )
        Y = layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")(Y, training=True)
        return relu(add(Y, X))

    @wrong("")
    def no_biases(X, f, filters, stage, block):
        """use_bias=False, as in lesson 1's plain stack."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", use_bias=False))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same", use_bias=False))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", use_bias=False), X))

    @wrong("")
    def strided(X, f, filters, stage, block):
        """strides=2 in the first convolution."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=2))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("")
    def concatenated(X, f, filters, stage, block):
        """Concatenate instead of Add."""
        return relu(layers.Concatenate()([main_path(X, f, filters, stage, block), X]))

    @wrong("")
    def subtracted(X, f, filters, stage, block):
        """X is subtracted, from the definition F(x) = H(x) - x."""
        return relu(layers.Subtract()([main_path(X, f, filters, stage, block), X]))

    @wrong("")
    def no_names(X, f, filters, stage, block):
        """The layers have no names of their own."""
        Y = relu(layers.BatchNormalization()(layers.Conv2D(filters[0], 1)(X)))
        Y = relu(layers.BatchNormalization()(layers.Conv2D(filters[1], f, padding="same")(Y)))
        return relu(add(layers.BatchNormalization()(layers.Conv2D(filters[2], 1)(Y)), X))

    @wrong("")
    def underscore_in_the_name(X, f, filters, stage, block):
        """Names such as res2_b_branch2a, with an underscore too many."""
        return relu(add(main_path(X, f, filters, f"{stage}_", block), X))

    @wrong("")
    def stage_fixed_in_the_name(X, f, filters, stage, block):
        """Names copied from the docstring: res2b, whatever stage and block are."""
        return relu(add(main_path(X, f, filters, 2, "b"), X))

    @wrong("")
    def branch_one_in_the_names(X, f, filters, stage, block):
        """branch1a, 1b, 1c instead of branch2a, 2b, 2c."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "1a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "1b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "1c"), X))

    @wrong("")
    def one_name_twice(X, f, filters, stage, block):
        """Copied line, name not changed: 2b twice."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2b"), X))

    @wrong("")
    def one_bn_for_all(X, f, filters, stage, block):
        """One BN layer, used after each of the three convolutions."""
        norm = layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(Y)
            Y = norm(Y) if letter == "c" else relu(norm(Y))
        return relu(add(Y, X))

    @wrong("")
    def leaky(X, f, filters, stage, block):
        """A leaky ReLU at the end."""
        return layers.LeakyReLU()(add(main_path(X, f, filters, stage, block), X))

    @wrong("")
    def undefined_f1(X, f, filters, stage, block):
        """filters is never unpacked, so F1 is not known."""
        return relu(add(conv_bn(X, F1, 1, stage, block, "2a"), X))  # noqa: F821

    @wrong("")
    def no_return(X, f, filters, stage, block):
        """Nothing is returned."""
        X = relu(add(main_path(X, f, filters, stage, block), X))

    @wrong("")
    def gives_a_model(X, f, filters, stage, block):
        """A model is returned instead of the tensor."""
        return keras.Model(X, relu(add(main_path(X, f, filters, stage, block), X)))

    @wrong("")
    def unchanged_input(X, f, filters, stage, block):
        """X itself is returned, since the shape is to stay."""
        return X

    @right
    def with_operators(X, f, filters, stage, block):
        """A plus sign and keras.ops.relu, all convolutions with padding="same"."""
        F = X
        for k in range(3):
            kernel = f if k == 1 else 1
            F = conv_bn(F, filters[k], (kernel, kernel), stage, block, f"2{'abc'[k]}", padding="same")
            F = F if k == 2 else keras.ops.relu(F)
        return keras.ops.relu(F + X)

    @right
    def written_out(X, f, filters, stage, block):
        """Line by line as in the old tutorial, with its arguments."""
        F1, F2, F3 = filters
        X_shortcut = X
        X = layers.Conv2D(F1, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2a")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2a")(X)
        X = layers.ReLU()(X)
        X = layers.Conv2D(F2, (f, f), strides=(1, 1), padding="same", name=f"res{stage}{block}_branch2b")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2b")(X)
        X = layers.ReLU()(X)
        X = layers.Conv2D(F3, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2c")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2c")(X)
        return layers.ReLU()(layers.add([X_shortcut, X]))


def step(X, number, kernel, stage, block, letter, **more):
    """Return convolution and BN of the colleague's block in exercise 2.3."""
    return conv_bn(X, number, kernel, stage, block, f"2{letter}", padding="same", **more)


class E2_3:
    """mended_block."""

    @wrong("")
    def unchanged(X, f, filters, stage, block):
        """The colleague's block as it was."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return add(X, shortcut)

    @wrong("")
    def deleted_not_moved(X, f, filters, stage, block):
        """The third ReLU is deleted, and none stands after the addition."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return add(X, shortcut)

    @wrong("")
    def copied_not_moved(X, f, filters, stage, block):
        """A ReLU is put after the addition, but the one before it has stayed."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return relu(add(X, shortcut))

    @wrong("")
    def all_relus_taken_out(X, f, filters, stage, block):
        """The line with the ReLU is moved out of the loop, so the first two are gone as well."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
        return relu(add(X, shortcut))

    @wrong("")
    def condition_turned_round(X, f, filters, stage, block):
        """ReLU only in the last round: == "c" instead of != "c"."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter == "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def wrong_letter_spared(X, f, filters, stage, block):
        """The ReLU after the second BN is taken out instead of the third."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "b":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def addition_in_the_loop(X, f, filters, stage, block):
        """The addition is indented into the loop."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            X = relu(add(X, shortcut))
        return X

    @wrong("")
    def relu_on_the_shortcut(X, f, filters, stage, block):
        """The ReLU is moved to the shortcut."""
        shortcut = relu(X)
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return add(X, shortcut)

    @wrong("")
    def tanh_for_negative_values(X, f, filters, stage, block):
        """tanh in the third place, so that F can be negative."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            X = layers.Activation("tanh")(X) if letter == "c" else relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def bn_after_relu(X, f, filters, stage, block):
        """BN is put after the ReLU, so that F can be negative."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(X)
            X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{letter}")(relu(X))
        return relu(add(X, shortcut))

    @wrong("")
    def subtracted(X, f, filters, stage, block):
        """The branch is subtracted, so that the block can take away."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return relu(layers.Subtract()([shortcut, X]))

    @wrong("")
    def bound_too_late(X, f, filters, stage, block):
        """While moving lines the shortcut got into the loop: it is X of the last round."""
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            shortcut = X
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def result_dropped(X, f, filters, stage, block):
        """The ReLU's result goes to another name, and the sum is returned."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        X = add(X, shortcut)
        out = relu(X)  # noqa: F841
        return X

    @wrong("")
    def branch_alone(X, f, filters, stage, block):
        """The addition is lost."""
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return X

    @wrong("")
    def leaky_everywhere(X, f, filters, stage, block):
        """Leaky ReLUs, which let negative values through."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.LeakyReLU()(step(X, number, kernel, stage, block, letter))
        return relu(add(X, shortcut))

    @wrong("")
    def last_bn_lost(X, f, filters, stage, block):
        """The third BN went with the third ReLU."""
        shortcut = X
        for letter, number, kernel in zip("ab", filters[:2], (1, f), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        X = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(X)
        return relu(add(X, shortcut))

    @wrong("")
    def padding_lost(X, f, filters, stage, block):
        """padding="same" got lost while it was written anew."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = conv_bn(X, number, kernel, stage, block, f"2{letter}")
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def f_for_all_kernels(X, f, filters, stage, block):
        """Written anew with f x f kernels throughout."""
        shortcut = X
        for letter, number in zip("abc", filters, strict=True):
            X = step(X, number, f, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def new_names(X, f, filters, stage, block):
        """Layers got new names, mended_2a and so on."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"mended{stage}{block}_2{letter}")(X)
            X = layers.BatchNormalization(name=f"mended_bn{stage}{block}_2{letter}")(X)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("")
    def no_return(X, f, filters, stage, block):
        """Nothing is returned."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        X = relu(add(X, shortcut))

    @wrong("")
    def wrong_name_called(X, f, filters, stage, block):
        """colleague_block, a name that does not exist."""
        return relu(colleague_block(X, f, filters, stage, block))  # noqa: F821

    @right
    def last_round_outside(X, f, filters, stage, block):
        """The loop makes two rounds, the third stands after it."""
        shortcut = X
        for letter, number, kernel in zip("ab", filters[:2], (1, f), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        X = step(X, filters[2], 1, stage, block, "c")
        return relu(add(X, shortcut))

    @right
    def relu_at_the_start_of_the_round(X, f, filters, stage, block):
        """The ReLU opens a round instead of closing it, save in the first."""
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = step(Y if letter == "a" else layers.ReLU()(Y), number, kernel, stage, block, letter)
        return keras.activations.relu(Y + X)
