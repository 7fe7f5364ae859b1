"""``resnet_v1`` as learners write it, wrong and right."""

import keras
from keras import layers, ops, regularizers
from keras.layers import Activation, BatchNormalization, Conv2D, Dense

from resnets.blocks_cifar import BasicBlock, resnet_layer
from resnets.models_cifar import resnet_v1
from tests.wrong_answers import right, wrong


@right
def library(input_shape, depth, num_classes=10):
    return resnet_v1(input_shape, depth, num_classes, shortcut="B")


@right
def with_biases_and_softmax(input_shape, depth, num_classes=10):
    if depth < 8 or (depth - 2) % 6 != 0:
        raise ValueError("depth should be 6n+2")

    def layer(x, filters, size=3, strides=1, act="relu"):
        x = Conv2D(
            filters, size, strides, "same",
            kernel_initializer="he_normal", kernel_regularizer=regularizers.L2(1e-4),
        )(x)  # fmt: skip
        x = BatchNormalization()(x)
        return Activation(act)(x) if act else x

    inputs = keras.Input(shape=input_shape)
    x = layer(inputs, 16)
    filters = 16
    for stack in range(3):
        for block in range((depth - 2) // 6):
            strides = 2 if stack > 0 and block == 0 else 1
            y = layer(x, filters, strides=strides)
            y = layer(y, filters, act=None)
            if stack > 0 and block == 0:
                x = layer(x, filters, 1, strides, act=None)
            x = Activation("relu")(layers.add([x, y]))
        filters *= 2
    x = layers.Flatten()(layers.AveragePooling2D(pool_size=x.shape[1:3])(x))
    outputs = Dense(num_classes, activation="softmax", kernel_initializer="he_normal")(x)
    return keras.Model(inputs=inputs, outputs=outputs)


@right
def of_block_layers(input_shape, depth, num_classes=10):
    n, rest = divmod(depth - 2, 6)
    if rest or not n:
        raise ValueError(depth)
    widths = [w for w in (16, 32, 64) for _ in range(n)]
    blocks = [BasicBlock(w, 2 if k in (n, 2 * n) else 1) for k, w in enumerate(widths)]
    stem = [Conv2D(16, 3, padding="same", use_bias=False), BatchNormalization(), layers.ReLU()]
    head = [layers.Lambda(lambda x: ops.mean(x, (1, 2))), Dense(num_classes), layers.Softmax()]
    return keras.Sequential([keras.Input(input_shape), *stem, *blocks, *head])


def net(
    stem=lambda x: resnet_layer(x),
    block=None,
    head=lambda x: layers.GlobalAveragePooling2D()(x),
    widths=(16, 32, 64),
    strides=(1, 2, 2),
    blocks=lambda n: (n, n, n),
    last=lambda classes: [Dense(classes)],
    step=6,
    check=True,
):
    """Return a net function in which parts are what a learner made of them."""

    def function(input_shape, depth, num_classes=10):
        n, rest = divmod(depth - 2, step)
        if check and rest:
            raise ValueError(f"depth {depth} should be 6n+2")
        x = inputs = keras.Input(input_shape)
        x = stem(x)
        for width, stride, count in zip(widths, strides, blocks(n), strict=True):
            for number in range(count):
                x = (block or unit)(x, width, stride if number == 0 else 1)
        x = head(x)
        for layer in last(num_classes):
            x = layer(x)
        return keras.Model(inputs, x)

    return function


def unit(x, width, s, project=None, end=None, always=False):
    y = resnet_layer(x, width, strides=s)
    y = resnet_layer(y, width, activation=None)
    if always or s != 1 or x.shape[-1] != width:
        x = project(x, width, s) if project else resnet_layer(x, width, 1, s, activation=None)
    return end(x, y) if end else Activation("relu")(layers.add([x, y]))


def with_unit(**slips):
    return net(block=lambda x, width, s: unit(x, width, s, **slips))


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def shortcut_a(x, width, s):
    missing = width - x.shape[-1]
    return ops.pad(x[:, ::s, ::s], [[0, 0], [0, 0], [0, 0], [0, missing]])


def no_sum(x, y):
    return Activation("relu")(y)


def late_sum(x, y):
    return layers.add([x, Activation("relu")(y)])


def norm_behind(x, width, s):
    y = resnet_layer(x, width, strides=s)
    y = Conv2D(width, 3, padding="same")(y)
    if s != 1:
        x = resnet_layer(x, width, 1, s, activation=None)
    return Activation("relu")(BatchNormalization()(layers.add([x, y])))


def flat(x):
    return layers.Flatten()(x)


named("tutorial_shortcut", "the projection has no batch normalisation", with_unit(
    project=lambda x, width, s: Conv2D(width, 1, s, "same")(x)))  # fmt: skip
named("zero_padding", "(shortcut A); asked is the projection (B)", with_unit(project=shortcut_a))
named("no_shortcut", "the shortcut is missing; it returns ReLU(F(X)) alone", with_unit(end=no_sum))
named("relu_too_early", "F(X) goes through a ReLU before the addition", with_unit(end=late_sum))
named("no_last_relu", "in block 1 of stage 1, the last ReLU, after the addition, is missing", with_unit(
    end=lambda x, y: layers.add([x, y])))  # fmt: skip
named("norm_after_sum", "comes after the addition", net(block=norm_behind))
named("projects_everywhere", "every block has a projection", with_unit(always=True))
named("halves_at_once", "stage 1 starts with stride 2", net(strides=(2, 2, 2)))
named("one_stride_only", "stage 3 starts with stride 1", net(strides=(1, 2, 1)))
named("narrow", "all stages have 16 channels", net(widths=(16, 16, 16)))
named("wide", "all blocks have twice the channels", net(widths=(32, 64, 128)))
named("a_block_more", "each stage has 3 blocks; it should have 2", net(blocks=lambda n: (n + 1,) * 3))
named("a_block_less_in_3", "stage 3 has 1 block; it should have 2", net(blocks=lambda n: (n, n, 1)))
named("pool_of_8", "windows of 8x8, which is global for 32x32 pictures alone", net(
    head=lambda x: flat(layers.AveragePooling2D(8)(x))))  # fmt: skip
named("softmax_twice", "softmax is applied twice", net(
    last=lambda c: [Dense(c, activation="softmax"), layers.Softmax()]))  # fmt: skip
named("activated_again", "as in a pre-activation net", net(
    head=lambda x: layers.GlobalAveragePooling2D()(layers.ReLU()(BatchNormalization()(x)))))  # fmt: skip
named("typed_in_classes", "asked for num_classes=5, it returns 10", net(last=lambda c: [Dense(10)]))
named("any_depth", "depth 21 is not 6n+2; ValueError is expected, and it returns", net(check=False))
named("nine_layers", "it refuses depth 14, which is 6n+2", net(step=9))
named("unfitting", "height and width", with_unit(
    project=lambda x, width, s: resnet_layer(x, width, 1, activation=None)))  # fmt: skip


@wrong("ValueError is expected, and it raises AssertionError")
def asserts(input_shape, depth, num_classes=10):
    assert (depth - 2) % 6 == 0, "depth should be 6n+2"
    return library(input_shape, depth, num_classes)


@wrong("it takes pictures of (32, 32, 3)")
def typed_in_size(input_shape, depth, num_classes=10):
    return library((32, 32, 3), depth, num_classes)
