"""Identity blocks with a mistake inside the main path."""

import keras
from keras.layers import Activation, Add, BatchNormalization, Conv2D, ReLU

from tests.wrong_answers import wrong


def finish(X, X_shortcut):
    return Activation("relu")(Add()([X, X_shortcut]))


@wrong("after the first batch normalisation is missing")
def no_first_relu(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = Conv2D(F1, 1)(X)
    X = BatchNormalization()(X)
    X = Conv2D(F2, f, padding="same")(X)
    X = BatchNormalization()(X)
    X = ReLU()(X)
    X = Conv2D(F3, 1)(X)
    X = BatchNormalization()(X)
    return finish(X, X_shortcut)


@wrong("after the second batch normalisation is missing")
def no_second_relu(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1)(X)))
    X = BatchNormalization()(Conv2D(F2, f, padding="same")(X))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("single linear map")
def linear(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = BatchNormalization()(Conv2D(F1, 1)(X))
    X = BatchNormalization()(Conv2D(F2, f, padding="same")(X))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("order is convolution, normalisation, ReLU")
def relu_before_norm(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = BatchNormalization()(Conv2D(F1, 1, activation="relu")(X))
    X = BatchNormalization()(Conv2D(F2, f, padding="same", activation="relu")(X))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("a ReLU of their own")
def relu_in_conv_and_after(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, activation="relu")(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same", activation="relu")(X)))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


def block_with(X, f, filters, bn=BatchNormalization, conv=Conv2D, kernels=None, act="relu"):
    F1, F2, F3 = filters
    k1, k2, k3 = kernels or (1, f, 1)
    X_shortcut = X
    X = Activation(act)(bn()(conv(F1, k1, padding="same")(X)))
    X = Activation(act)(bn()(conv(F2, k2, padding="same")(X)))
    X = bn()(conv(F3, k3, padding="same")(X))
    return finish(X, X_shortcut)


@wrong("no batch normalisation at all")
def no_norm(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: lambda X: X)


@wrong("axis is 1, expected the channels")
def norm_over_height(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: BatchNormalization(axis=1))


@wrong("axis is 2, expected the channels")
def norm_over_width(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: BatchNormalization(axis=2))


@wrong("frozen in inference mode")
def norm_never_trains(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: lambda X: BatchNormalization()(X, training=False))


@wrong("frozen in inference mode")
def norm_not_trainable(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: BatchNormalization(trainable=False))


@wrong("fixed in training mode")
def norm_always_trains(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: lambda X: BatchNormalization()(X, training=True))


@wrong("epsilon")
def other_epsilon(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: BatchNormalization(epsilon=1.001e-5))


@wrong("moving statistics")
def moving_statistics_stand_still(X, f, filters, stage, block):
    return block_with(X, f, filters, bn=lambda: BatchNormalization(momentum=1.0))


@wrong("can be trained")
def convolutions_frozen(X, f, filters, stage, block):
    return block_with(X, f, filters, conv=lambda *a, **k: Conv2D(*a, trainable=False, **k))


@wrong("one layer object used in two places")
def one_norm_for_all(X, f, filters, stage, block):
    bn = BatchNormalization()
    return block_with(X, f, filters, bn=lambda: bn)


@wrong("it has no bias, expected one")
def no_biases(X, f, filters, stage, block):
    return block_with(X, f, filters, conv=lambda *a, **k: Conv2D(*a, use_bias=False, **k))


@wrong("F1 and F2 are swapped")
def swaps_filters(X, f, filters, stage, block):
    F2, F1, F3 = filters
    return block_with(X, f, (F1, F2, F3))


@wrong("number of channels")
def filters_backwards(X, f, filters, stage, block):
    return block_with(X, f, filters[::-1])


@wrong("always 3")
def ignores_f(X, f, filters, stage, block):
    return block_with(X, 3, filters)


@wrong(
    "conv 2b, the convolution.\nYour layer there is Conv2D 'conv2d_1': kernel_size is (1, 1), expected (3, 3)"
)
def pointwise_only(X, f, filters, stage, block):
    return block_with(X, 1, filters)


@wrong(
    "conv 2a, the convolution.\nYour layer there is Conv2D 'conv2d': kernel_size is (3, 3), expected (1, 1)"
)
def f_everywhere(X, f, filters, stage, block):
    return block_with(X, f, filters, kernels=(f, f, f))


@wrong("differs is conv 2a, the convolution.\nYour layer there is Conv2D 'conv2d': kernel_size is (3, 3)")
def f_in_first(X, f, filters, stage, block):
    return block_with(X, f, filters, kernels=(f, f, 1))


@wrong("differs is conv 2c, the convolution.\nYour layer there is Conv2D 'conv2d_2': kernel_size is (3, 3)")
def f_in_last(X, f, filters, stage, block):
    return block_with(X, f, filters, kernels=(1, f, f))


@wrong("is conv 2a, the convolution.")
def f_too_early(X, f, filters, stage, block):
    return block_with(X, f, filters, kernels=(f, 1, 1))


@wrong("padding is 'valid'")
def valid_in_the_middle(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, padding="valid")(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="valid")(X)))
    X = BatchNormalization()(Conv2D(F3, 1, padding="valid")(X))
    return finish(X, X_shortcut)


@wrong("strides are (2, 2), expected (1, 1)")
def strides(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, strides=2)(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("first 1x1 convolution is missing")
def two_layers_only(X, f, filters, stage, block):
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(filters[1], f, padding="same")(X)))
    X = BatchNormalization()(Conv2D(filters[2], 1)(X))
    return finish(X, X_shortcut)


@wrong("1. the last ReLU comes before the addition")
def two_mistakes(X, f, filters, stage, block):
    F2, F1, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1)(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F3, 1)(X)))
    return Add()([X, X_shortcut])


@wrong("is tanh, where ReLU is expected")
def tanh_inside(X, f, filters, stage, block):
    return block_with(X, f, filters, act="tanh")


@wrong("same name")
def one_name_for_all(X, f, filters, stage, block):
    return block_with(X, f, filters, conv=lambda *a, **k: Conv2D(*a, name=f"res{stage}{block}", **k))


@wrong("first result that differs is conv 2b")
def dilated(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1)(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same", dilation_rate=2)(X)))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("keras.ops")
def tensorflow_function(X, f, filters, stage, block):
    import tensorflow as tf

    X_shortcut = X
    X = keras.Sequential([Conv2D(filters[2], 1), BatchNormalization()])(X)
    return tf.nn.relu(tf.add(X, X_shortcut))
