"""Convolutional blocks as learners get them wrong."""

import keras
from keras.layers import Activation, Add, AveragePooling2D, BatchNormalization, Conv2D, MaxPooling2D, ReLU

from tests.wrong_answers import wrong


def main(X, f, filters, strides=(1, 1, 1)):
    F1, F2, F3 = filters
    s1, s2, s3 = strides
    X = Activation("relu")(BatchNormalization(axis=3)(Conv2D(F1, (1, 1), strides=s1)(X)))
    X = Activation("relu")(BatchNormalization(axis=3)(Conv2D(F2, f, strides=s2, padding="same")(X)))
    return BatchNormalization(axis=3)(Conv2D(F3, (1, 1), strides=s3)(X))


def projection(X, filters, s):
    return BatchNormalization(axis=3)(Conv2D(filters[2], (1, 1), strides=s)(X))


def finish(X, X_shortcut):
    return Activation("relu")(Add()([X, X_shortcut]))


@wrong("the stride sits on the middle convolution")
def stride_as_in_later_releases(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (1, s, 1)), projection(X, filters, s))


@wrong("the stride sits on the last convolution")
def stride_at_the_end(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (1, 1, s)), projection(X, filters, s))


@wrong("conv 1; its strides are (1, 1), expected (2, 2)")
def no_stride_on_the_shortcut(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (s, 1, 1)), projection(X, filters, 1))


@wrong("conv 2a; its strides are (1, 1), expected (2, 2)")
def stride_on_the_shortcut_only(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters), projection(X, filters, s))


@wrong("conv 2b; its strides are (2, 2), expected (1, 1)")
def stride_on_two_convolutions(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (s, s, 1)), projection(X, filters, s))


@wrong("stride is always 2")
def stride_two_whatever_s(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (2, 1, 1)), projection(X, filters, 2))


@wrong("conv 2a, the convolution.\nYour layer there is Conv2D 'conv2d': strides is (1, 1), expected (2, 2)")
def no_stride_at_all(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters), projection(X, filters, 1))


@wrong("has no batch normalisation")
def projection_without_norm(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (s, 1, 1)), Conv2D(filters[2], 1, strides=s)(X))


@wrong("the shortcut goes through a ReLU before the addition")
def relu_on_the_shortcut(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (s, 1, 1)), ReLU()(projection(X, filters, s)))


@wrong("between convolution and normalisation")
def relu_inside_the_projection(X, f, filters, stage, block, s=2):
    shortcut = Conv2D(filters[2], 1, strides=s, activation="relu")(X)
    return finish(main(X, f, filters, (s, 1, 1)), BatchNormalization()(shortcut))


@wrong(
    "conv 1, the convolution.\nYour layer there is Conv2D 'conv2d': kernel_size is (3, 3), expected (1, 1)"
)
def wide_projection(X, f, filters, stage, block, s=2):
    shortcut = BatchNormalization()(Conv2D(filters[2], f, strides=s, padding="same")(X))
    return finish(main(X, f, filters, (s, 1, 1)), shortcut)


@wrong("number of channels")
def projection_with_the_wrong_filters(X, f, filters, stage, block, s=2):
    shortcut = BatchNormalization()(Conv2D(filters[0], 1, strides=s)(X))
    return finish(main(X, f, filters, (s, 1, 1)), shortcut)


@wrong("conv 1; it is nowhere on the way from X")
def identity_in_disguise(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (s, 1, 1)), X[:, ::s, ::s])


@wrong("starts from F(X)")
def projects_the_result(X, f, filters, stage, block, s=2):
    X = main(X, f, filters, (s, 1, 1))
    X_shortcut = BatchNormalization()(Conv2D(filters[2], 1)(X))
    return finish(X, X_shortcut)


@wrong("starts from the main path's first ReLU")
def saves_the_input_late(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, strides=s)(X)))
    X_shortcut = X
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    X_shortcut = BatchNormalization()(Conv2D(F3, 1)(X_shortcut))
    return finish(X, X_shortcut)


@wrong("starts from the main path's second ReLU")
def saves_the_input_later(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, strides=s)(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X_shortcut = BatchNormalization()(Conv2D(F3, 1)(X))
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return finish(X, X_shortcut)


@wrong("the shortcut is pooled")
def pools_the_shortcut(X, f, filters, stage, block, s=2):
    shortcut = AveragePooling2D(s, padding="same")(X)
    return finish(main(X, f, filters, (s, 1, 1)), projection(shortcut, filters, 1))


@wrong("the shortcut goes through a max pool")
def max_pools_the_shortcut(X, f, filters, stage, block, s=2):
    shortcut = MaxPooling2D(s, padding="same")(X)
    return finish(main(X, f, filters, (s, 1, 1)), projection(shortcut, filters, 1))


@wrong("one batch normalisation serves both")
def shares_the_norm(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    bn = BatchNormalization()
    Y = ReLU()(BatchNormalization()(Conv2D(F1, 1, strides=s)(X)))
    Y = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(Y)))
    Y = bn(Conv2D(F3, 1)(Y))
    return finish(Y, bn(Conv2D(F3, 1, strides=s)(X)))


@wrong("conv 1, the convolution.\nYour layer there is Conv2D 'conv2d': it has no bias, expected one")
def projection_without_bias(X, f, filters, stage, block, s=2):
    shortcut = BatchNormalization()(Conv2D(filters[2], 1, strides=s, use_bias=False)(X))
    return finish(main(X, f, filters, (s, 1, 1)), shortcut)


@wrong("shortcut is missing")
def no_shortcut(X, f, filters, stage, block, s=2):
    return Activation("relu")(main(X, f, filters, (s, 1, 1)))


@wrong("comes before the addition")
def relu_before_the_sum(X, f, filters, stage, block, s=2):
    return Add()([ReLU()(main(X, f, filters, (s, 1, 1))), projection(X, filters, s)])


@wrong("after the addition, is missing")
def no_relu_at_the_end(X, f, filters, stage, block, s=2):
    return main(X, f, filters, (s, 1, 1)) + projection(X, filters, s)


@wrong("F1 and F2 are swapped")
def swaps_filters(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    return finish(main(X, f, (F2, F1, F3), (s, 1, 1)), projection(X, filters, s))


@wrong("F(X) + F(X)")
def forgets_the_projection(X, f, filters, stage, block, s=2):
    X = main(X, f, filters, (s, 1, 1))
    return finish(X, X)


@wrong("concatenated")
def concatenates(X, f, filters, stage, block, s=2):
    return ReLU()(keras.layers.concatenate([main(X, f, filters, (s, 1, 1)), projection(X, filters, s)]))


@wrong("fixed in training mode")
def always_training(X, f, filters, stage, block, s=2):
    X_shortcut = BatchNormalization()(Conv2D(filters[2], 1, strides=s)(X), training=True)
    return finish(main(X, f, filters, (s, 1, 1)), X_shortcut)


@wrong("1. the stride sits on the middle convolution")
def two_mistakes(X, f, filters, stage, block, s=2):
    return finish(main(X, f, filters, (1, s, 1)), Conv2D(filters[2], 1, strides=s)(X))
