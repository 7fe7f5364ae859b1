"""Exercise 6.3, version 2, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson06_v1 import add, relu, resnet_layer

bare = {"activation": None, "batch_normalization": False}


def activated(x):
    return relu(layers.BatchNormalization()(x))


def branch(a, inside, strides, expansion=4):
    y = resnet_layer(a, inside, 1, strides, **bare)
    y = resnet_layer(y, inside, 3, conv_first=False)
    return resnet_layer(y, expansion * inside, 1, conv_first=False)


def unit(x, inside, strides, first):
    """One unit as the card asks for it."""
    a = activated(x)
    y = branch(a, inside, strides)
    if first:
        x = resnet_layer(a, 4 * inside, 1, strides, **bare)
    return add(x, y)


def first_convolution(x):
    return resnet_layer(x, 16, **bare)


def net_of(
    unit, input_shape, depth, classes, start=first_convolution, end=activated, pool=None,
    widths=(16, 32, 64), strides=(1, 2, 2),
):  # fmt: skip
    """A net of units; each answer below gives one part of its own."""
    if depth < 11 or (depth - 2) % 9:
        raise ValueError(f"depth {depth} is not 9n+2")
    inputs = keras.Input(input_shape)
    x = start(inputs)
    for inside, step in zip(widths, strides, strict=True):
        for k in range((depth - 2) // 9):
            x = unit(x, inside, step if k == 0 else 1, k == 0)
    x = end(x)
    x = layers.GlobalAveragePooling2D()(x) if pool is None else pool(x)
    return keras.Model(inputs, layers.Dense(classes)(x))


class E6_3:
    """Write version 2."""

    @wrong("the projection reads X as it came")
    def projection_of_x(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection reads x, not the activated input."""

        def one(x, inside, strides, first):
            y = branch(activated(x), inside, strides)
            return add(resnet_layer(x, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("where the shape stays, the shortcut is taken after the first")
    def activated_shortcut(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """x is overwritten by its activation, so that the shortcut is not straight."""

        def one(x, inside, strides, first):
            x = activated(x)
            y = branch(x, inside, strides)
            return add(resnet_layer(x, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the stride sits on the middle convolution")
    def stride_in_3x3(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The stride is in the 3x3."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, **bare)
            y = resnet_layer(y, inside, 3, strides, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, conv_first=False)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the number of channels: both paths must end with as many as the last")
    def projects_only_with_stride(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """No projection in stage 1, where 16 channels are added to 64."""

        def one(x, inside, strides, first):
            return unit(x, inside, strides, strides == 2)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("every block has a projection")
    def projects_everywhere(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A projection in every unit."""

        def one(x, inside, strides, first):
            return unit(x, inside, strides, True)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection is followed by a batch normalisation")
    def projection_with_bn(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection has a BN, as in version 1."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = branch(a, inside, strides)
            return add(resnet_layer(a, 4 * inside, 1, strides, activation=None) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("batch normalisation and ReLU before the last pool are missing")
    def nothing_at_the_end(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """BN and ReLU behind the last unit are forgotten."""
        return net_of(unit, input_shape, depth, num_classes, end=lambda x: x)

    @wrong("the ReLU before the last pool is missing")
    def no_relu_at_the_end(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Only a BN behind the last unit."""
        return net_of(unit, input_shape, depth, num_classes, end=lambda x: layers.BatchNormalization()(x))

    @wrong("the stem has BN and ReLU, and the first block begins with both")
    def first_activated(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first convolution has BN and ReLU, as in version 1 and in the tutorial."""
        return net_of(unit, input_shape, depth, num_classes, start=resnet_layer)

    @wrong("filters is 64, expected 16")
    def first_of_64(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first convolution has 64 filters."""

        def start(x):
            return resnet_layer(x, 64, **bare)

        return net_of(unit, input_shape, depth, num_classes, start=start)

    @wrong("the 3x3 convolutions have 16, 64 and 128 channels, as in")
    def tutorials_widths(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Inside 16, 64, 128, as in the tutorial; outside 64, 128, 256."""

        def one(x, inside, strides, first):
            a, out = activated(x), max(64, 2 * inside)
            y = resnet_layer(a, inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 3, conv_first=False)
            y = resnet_layer(y, out, 1, conv_first=False)
            return add(resnet_layer(a, out, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes, widths=(16, 64, 128))

    @wrong("filters is 32, expected 64")
    def twice_as_many(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The last 1x1 has twice as many filters, not four times."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = branch(a, inside, strides, expansion=2)
            return add(resnet_layer(a, 2 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("filters is 64, expected 16")
    def two_layer_units(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Two 3x3 a unit instead of a bottleneck."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, 4 * inside, 3, strides, **bare)
            y = resnet_layer(y, 4 * inside, 3, conv_first=False)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("a ReLU follows the addition")
    def relu_after_addition(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A ReLU after every addition, as in version 1."""

        def one(*arguments):
            return relu(unit(*arguments))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the block is that of ResNet50, convolutions first and a")
    def post_activation(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The bottleneck of ResNet50: convolution, BN, ReLU, and the ReLU after the addition."""

        def one(x, inside, strides, first):
            y = resnet_layer(resnet_layer(x, inside, 1, strides), inside, 3)
            y = resnet_layer(y, 4 * inside, 1, activation=None)
            return relu(add(resnet_layer(x, 4 * inside, 1, strides, activation=None) if first else x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("In its place stands BatchNormalization")
    def activated_twice(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first 1x1 is a whole resnet_layer with conv_first=False: BN and ReLU twice."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, strides, conv_first=False)
            y = resnet_layer(y, inside, 3, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, conv_first=False)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection has a BN and a ReLU of its own in front")
    def activated_each_for_itself(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Branch and projection each have a BN of their own in front."""

        def one(x, inside, strides, first):
            y = branch(activated(x), inside, strides)
            return add(resnet_layer(activated(x), 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("In its place stands Conv2D")
    def first_unit_bare(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The very first unit does not begin with BN and ReLU, as in the tutorial."""

        def one(x, inside, strides, first):
            a = x if x.shape[-1] == 16 else activated(x)
            y = branch(a, inside, strides)
            return add(resnet_layer(a, 4 * inside, 1, strides, **bare) if first else x, y)

        return net_of(one, input_shape, depth, num_classes)
