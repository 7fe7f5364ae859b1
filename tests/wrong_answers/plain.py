"""``plain_stack`` as learners write it, wrong and right."""

import keras
import numpy as np
from keras import layers as kl
from keras import ops
from keras.layers import Activation, BatchNormalization, Conv2D

from resnets.blocks_cifar import resnet_layer
from tests.wrong_answers import right, wrong


@right
def by_the_book(X, filters, layers):
    for _ in range(layers):
        X = Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(X)
        X = BatchNormalization()(X)
        X = Activation("relu")(X)
    return X


@right
def library(X, filters, layers, name="stack"):
    while layers:
        X, layers = resnet_layer(X, filters), layers - 1
    return X


@right
def one_sequential(X, filters, layers):
    he = keras.initializers.VarianceScaling(2.0, "fan_in", "truncated_normal")
    stack = keras.Sequential()
    for number in range(layers):
        stack.add(
            Conv2D(filters, (3, 3), padding="SAME", use_bias=False, kernel_initializer=he, name=f"c{number}")
        )
        stack.add(BatchNormalization(axis=3))
        stack.add(kl.ReLU())
    return stack(X)


@right
def function_in_function(X, filters, layers):
    def layer(X):
        c = Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")
        return ops.relu(BatchNormalization()(c(X)))

    return X if layers == 0 else function_in_function(layer(X), filters, layers - 1)


def stack(order="cbr", count=lambda n: n, bn=BatchNormalization, act="relu", tail=None, only=None, **options):
    """Return a stack with the three layers in this order, and options of the convolution."""

    def function(X, filters, layers):
        settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"} | options
        size = settings.pop("size", 3)
        source, times = X, count(layers)
        for n in range(times):
            for letter in order:
                if only and letter in only and n < times - 1:
                    continue
                if letter == "c":
                    X = Conv2D(filters, size, **settings)(X)
                elif letter == "b":
                    X = bn()(X)
                else:
                    X = Activation(act)(X)
        return tail(X, source) if tail else X

    return function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("relu_first", "the order is convolution, normalisation, ReLU", stack("crb"))
named("pre_activation", "as in a pre-activation net", stack("brc"))
named("norm_first", "the normalisation comes before its convolution", stack("bcr"))
named("no_norm", "the batch normalisation is missing", stack("cr"))
named("linear", "amounts to one linear map", stack("cb"))
named("relu_outside", "only the last layer has a ReLU", stack(only="r"))
named("norm_outside", "only the last layer has a batch normalisation", stack(only="b"))
named("both_outside", "stand behind the last convolution only", stack(only="br"))
named("own_relu", "a ReLU of their own", stack(activation="relu"))
named("tanh", "the activation is tanh", stack(act="tanh"))
named("unpadded", "do not pad", stack(padding="valid"))
named("small_kernels", "kernel_size is (1, 1), expected (3, 3)", stack(size=1))
named("strided", "strides is (2, 2), expected (1, 1)", stack(strides=2))
named("one_less", "one layer too few", stack(count=lambda n: n - 1))
named("one_more", "one layer too many", stack(count=lambda n: n + 1))
named("biases", "have biases", stack(use_bias=True))
named("glorot", "start from GlorotUniform", stack(kernel_initializer="glorot_uniform"))
named("uniform", "start from HeUniform", stack(kernel_initializer="he_uniform"))
named("epsilon", "another epsilon", stack(bn=lambda: BatchNormalization(epsilon=1e-5)))
named("momentum", "the moving statistics", stack(bn=lambda: BatchNormalization(momentum=1.0)))
named("frozen", "frozen in inference mode", stack(bn=lambda: BatchNormalization(trainable=False)))


@wrong("there is one layer, whatever `layers` says")
def forgets_to_chain(X, filters, layers):
    for _ in range(layers):
        Y = resnet_layer(X, filters)
    return Y


@wrong("one layer object used in two places")
def one_convolution(X, filters, layers):
    conv = Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")
    for _ in range(layers):
        X = kl.ReLU()(BatchNormalization()(conv(X)))
    return X


@wrong("one batch normalisation is used again and again")
def one_norm(X, filters, layers):
    bn = BatchNormalization()
    return stack(bn=lambda: bn)(X, filters, layers)


@wrong("a residual stack")
def residual(X, filters, layers):
    Y = resnet_layer(by_the_book(X, filters, layers - 1), filters, activation=None)
    return kl.ReLU()(kl.add([X, Y])) if X.shape[-1] == filters else kl.ReLU()(Y)


@wrong("nothing (None)")
def forgets_return(X, filters, layers):
    by_the_book(X, filters, layers)


@wrong("two layers have the same name")
def one_name(X, filters, layers):
    for _ in range(layers):
        X = Conv2D(filters, 3, padding="same", name="conv")(X)
    return X


@wrong("that addition; a plain stack has no shortcut")
def residual_always(X, filters, layers):
    return kl.add([X, by_the_book(X, filters, layers)])


@wrong("here it is a number, an argument; write keras.layers.Conv2D")
def argument_for_module(X, filters, layers):
    for _ in range(layers):
        X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    return X


@wrong("that line works with NumPy, and X has no numbers yet")
def relu_of_numpy(X, filters, layers):
    for _ in range(layers):
        X = Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(X)
        X = np.maximum(BatchNormalization()(X), 0)
    return X
