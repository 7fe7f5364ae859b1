"""Lesson 1's broken residual unit, ``mended_unit``, as learners mend it, wrong and right."""

import keras
from keras import layers as kl
from keras import ops
from keras.layers import Activation, Add, BatchNormalization, Conv2D

from resnets.blocks_cifar import resnet_layer
from tests.wrong_answers import right, wrong


def conv(filters, size=3, **options):
    return Conv2D(filters, size, **{"padding": "same", "use_bias": False} | options)


def F_of(X, filters):
    X = Activation("relu")(BatchNormalization()(conv(filters)(X)))
    return BatchNormalization()(conv(filters)(X))


def finish(X, shortcut):
    return Activation("relu")(Add()([X, shortcut]))


@right
def by_the_book(X, filters):
    shortcut = X
    X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = keras.layers.BatchNormalization()(X)
    X = keras.layers.Activation("relu")(X)
    X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = keras.layers.BatchNormalization()(X)
    X = keras.layers.Add()([X, shortcut])
    return keras.layers.Activation("relu")(X)


@right
def library_layers(X, filters):
    Y = resnet_layer(resnet_layer(X, filters), filters, activation=None)
    return ops.relu(X + Y)


@right
def other_name_for_the_branch(X, filters):
    F = conv(filters, kernel_initializer="he_normal")(X)
    F = kl.ReLU()(BatchNormalization(axis=3)(F))
    F = BatchNormalization(axis=3)(conv(filters)(F))
    return kl.ReLU()(kl.add([X, F]))


@right
def with_biases_in_a_sequential(X, filters):
    branch = keras.Sequential(
        [
            *(Conv2D(filters, (3, 3), padding="same"), BatchNormalization(), kl.ReLU()),
            *(Conv2D(filters, (3, 3), padding="same"), BatchNormalization()),
        ]
    )
    return Activation("relu")(Add()([branch(X), X]))


@wrong("both paths that are added are F(X)")
def as_the_colleague_wrote_it(X, filters):
    X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = keras.layers.BatchNormalization()(X)
    X = keras.layers.Activation("relu")(X)
    X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = keras.layers.BatchNormalization()(X)
    shortcut = X
    X = keras.layers.Add()([X, shortcut])
    return keras.layers.Activation("relu")(X)


def kept_after(number: int):
    """Return a unit that binds its shortcut behind the step of that number."""

    def unit(X, filters):
        steps = [conv(filters), BatchNormalization(), Activation("relu"), conv(filters), BatchNormalization()]
        for step in steps[:number]:
            X = step(X)
        shortcut = X
        for step in steps[number:]:
            X = step(X)
        return finish(X, shortcut)

    return unit


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("kept_after_convolution", "taken behind the first convolution", kept_after(1))
named("kept_after_norm", "taken behind the first batch normalisation", kept_after(2))
named("kept_after_relu", "its BN and ReLU make of X", kept_after(3))
named("kept_after_second_convolution", "taken behind the second convolution", kept_after(4))


@wrong("both paths that are added are F(X)")
def kept_and_not_used(X, filters):
    shortcut = X  # noqa: F841
    X = F_of(X, filters)
    return finish(X, X)


@wrong("the shortcut is missing")
def takes_the_add_away(X, filters):
    return Activation("relu")(F_of(X, filters))


@wrong("it returns its shortcut alone")
def loses_the_branch(X, filters):
    shortcut = X
    X = F_of(X, filters)
    return finish(shortcut, ops.zeros_like(shortcut))


@wrong("the shortcut is added twice")
def adds_at_both_places(X, filters):
    shortcut = X
    X = Add()([F_of(X, filters), shortcut])
    return finish(X, shortcut)


@wrong("the shortcut goes through a ReLU")
def relu_on_the_shortcut(X, filters):
    return finish(F_of(X, filters), Activation("relu")(X))


@wrong("1x1 convolution on the shortcut even where the shape stays")
def projects(X, filters):
    return finish(F_of(X, filters), conv(filters, 1)(X))


@wrong("a projection with its normalisation even where the shape stays")
def projects_and_normalises(X, filters):
    return finish(F_of(X, filters), BatchNormalization()(conv(filters, 1)(X)))


@wrong("the last ReLU comes before the addition")
def relu_before_the_sum(X, filters):
    return Add()([Activation("relu")(F_of(X, filters)), X])


@wrong("no way to subtract")
def relu_on_both_sides(X, filters):
    return finish(Activation("relu")(F_of(X, filters)), X)


@wrong("the last ReLU, after the addition, is missing")
def no_last_relu(X, filters):
    return Add()([F_of(X, filters), X])


@wrong("the ReLU between the two convolutions is missing")
def no_relu_inside(X, filters):
    Y = BatchNormalization()(conv(filters)(X))
    return finish(BatchNormalization()(conv(filters)(Y)), X)


@wrong("the second batch normalisation comes after the addition")
def norm_after_the_sum(X, filters):
    Y = conv(filters)(Activation("relu")(BatchNormalization()(conv(filters)(X))))
    return Activation("relu")(BatchNormalization()(Add()([Y, X])))


@wrong("the batch normalisation of the second convolution is missing")
def one_norm_less(X, filters):
    Y = Activation("relu")(BatchNormalization()(conv(filters)(X)))
    return finish(conv(filters)(Y), X)


@wrong("one batch normalisation serves both")
def one_norm_twice(X, filters):
    norm = BatchNormalization()
    Y = Activation("relu")(norm(conv(filters)(X)))
    return finish(norm(conv(filters)(Y)), X)


@wrong("one convolution is used twice")
def one_convolution_twice(X, filters):
    same = conv(filters)
    Y = Activation("relu")(BatchNormalization()(same(X)))
    return finish(BatchNormalization()(same(Y)), X)


@wrong("the second convolution is missing")
def one_layer_only(X, filters):
    return finish(BatchNormalization()(conv(filters)(X)), X)


@wrong("concatenated")
def concatenates(X, filters):
    return Activation("relu")(kl.concatenate([F_of(X, filters), X]))


@wrong("subtracted from the other: F(X) - shortcut")
def subtracts(X, filters):
    return Activation("relu")(kl.subtract([F_of(X, filters), X]))


@wrong("height and width")
def unpadded(X, filters):
    Y = Activation("relu")(BatchNormalization()(conv(filters, padding="valid")(X)))
    return finish(BatchNormalization()(conv(filters, padding="valid")(Y)), X)


@wrong("the number of channels")
def sixteen_filters(X, filters):
    return finish(F_of(X, 16), X)


@wrong("the number of channels")
def five_channels(X, filters):
    shortcut = X
    return finish(F_of(X, 5), shortcut)


@wrong("Received shapes (5, 8, 4) and (7, 6, 5)")
def of_one_size(X, filters):
    shortcut = ops.reshape(X, (-1, 7, 6, 5))
    return finish(F_of(X, filters), shortcut)


@wrong("frozen in inference mode")
def frozen_norm(X, filters):
    Y = BatchNormalization()(conv(filters)(X), training=False)
    Y = BatchNormalization()(conv(filters)(Activation("relu")(Y)), training=False)
    return finish(Y, X)


@wrong("does not come from X")
def an_input_of_its_own(X, filters):
    X = keras.Input(X.shape[1:])
    return finish(F_of(X, filters), X)


@wrong("returns nothing")
def forgets_to_return(X, filters):
    finish(F_of(X, filters), X)


@wrong("UnboundLocalError")
def uses_it_before(X, filters):
    X = finish(F_of(X, filters), shortcut)  # noqa: F821
    shortcut = X
    return shortcut
