"""Exercise 6.2, version 1, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson06_layer import convolution, in_order


def resnet_layer(
    inputs, num_filters=16, kernel_size=3, strides=1,
    activation="relu", batch_normalization=True, conv_first=True,
):  # fmt: skip
    """The learner's own layer of exercise 6.1, right."""
    conv = convolution(num_filters, kernel_size, strides)
    return in_order(inputs, conv, activation, batch_normalization, conv_first)


def relu(x):
    return layers.Activation("relu")(x)


def add(x, y):
    return layers.Add()([x, y])


def unit(x, filters, strides):
    """One unit as the card asks for it."""
    y = resnet_layer(x, filters, strides=strides)
    y = resnet_layer(y, filters, activation=None)
    if strides == 2:
        x = resnet_layer(x, filters, kernel_size=1, strides=2, activation=None)
    return relu(add(x, y))


def stage_strides(stage, k):
    return 2 if stage > 0 and k == 0 else 1


def net_of(unit, input_shape, depth, classes, pick=stage_strides, first=resnet_layer, head=None, units=0):
    """A net of units; each answer below gives one part of its own."""
    if depth < 8 or (depth - 2) % 6:
        raise ValueError(f"depth {depth} is not 6n+2")
    inputs = keras.Input(input_shape)
    x = first(inputs)
    for stage, filters in enumerate((16, 32, 64)):
        for k in range((depth - 2) // 6 + units):
            x = unit(x, filters, pick(stage, k))
    x = layers.GlobalAveragePooling2D()(x) if head is None else head(x)
    return keras.Model(inputs, layers.Dense(classes)(x))


class E6_2:
    """Write version 1."""

    @wrong("depth 21 is not 6n+2")
    def no_check_of_depth(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """A depth that does not fit is rounded down without a word."""
        return net_of(unit, input_shape, max(8, (depth - 2) // 6 * 6 + 2), num_classes)

    @wrong("depth 21 is not 6n+2")
    def asserts_depth(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """assert, and so an AssertionError instead of a ValueError."""
        assert depth >= 8 and (depth - 2) % 6 == 0, "depth must be 6n+2"
        return net_of(unit, input_shape, depth, num_classes)

    @wrong("depth 2 is a net without any unit")
    def allows_two(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Only the remainder is looked at: depth 2 gives a net without units."""
        if (depth - 2) % 6:
            raise ValueError("depth must be 6n+2")
        if depth == 2:
            inputs = keras.Input(input_shape)
            x = layers.GlobalAveragePooling2D()(resnet_layer(inputs))
            return keras.Model(inputs, layers.Dense(num_classes)(x))
        return net_of(unit, input_shape, depth, num_classes)

    @wrong("each stage has 1 block")
    def one_unit_less(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Off by one: range(1, n)."""
        return net_of(unit, input_shape, depth, num_classes, units=-1)

    @wrong("each stage has 3 blocks")
    def one_unit_more(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Off by one: depth // 6 + 1 units a stage."""
        return net_of(unit, input_shape, depth, num_classes, units=1)

    @wrong("each stage has 3 blocks")
    def three_units(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Three units a stage, whatever depth says."""
        return net_of(unit, input_shape, depth, num_classes, units=3 - (depth - 2) // 6)

    @wrong("stage 1 starts with stride 2")
    def stride_in_stage_one(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first stage halves the maps as well."""
        return net_of(unit, input_shape, depth, num_classes, pick=lambda stage, k: 2 if k == 0 else 1)

    @wrong("strides is (2, 2), expected (1, 1)")
    def stride_in_every_unit(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Every unit of stages 2 and 3 has stride 2."""
        return net_of(unit, input_shape, depth, num_classes, pick=lambda stage, k: 2 if stage else 1)

    @wrong("no stage halves the picture: the stride is 1 everywhere")
    def never_a_stride(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Maps are never halved; the projection has stride 1."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters), filters, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, activation=None)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the stride sits on the second convolution")
    def stride_in_second_layer(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The stride is in the unit's second layer."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters), filters, strides=strides, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, strides=2, activation=None)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection has no batch normalisation, as in tutorials that")
    def bare_projection(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection has no BN, as in the tutorial."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, 1, 2, activation=None, batch_normalization=False)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the shortcut goes through a ReLU before the addition")
    def relu_in_projection(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection keeps resnet_layer's ReLU."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, strides=2)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection has a kernel of 3x3")
    def projection_3x3(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection is 3x3: kernel_size left at its default."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, strides=2, activation=None)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection starts from the main path's first ReLU")
    def projection_of_y(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection reads the branch's first layer instead of x."""

        def one(x, filters, strides):
            first = resnet_layer(x, filters, strides=strides)
            y = resnet_layer(first, filters, activation=None)
            if strides == 2:
                x = resnet_layer(first, filters, kernel_size=1, activation=None)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the first block of stage 1 has a projection, though nothing")
    def projection_in_stage_one(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The first unit of every stage has a projection, stage 1 too."""

        def one(x, filters, strides, seen=None):
            y = resnet_layer(resnet_layer(x, filters, strides=max(1, strides)), filters, activation=None)
            if strides != 1:
                x = resnet_layer(x, filters, kernel_size=1, strides=max(1, strides), activation=None)
            return relu(add(x, y))

        def pick(stage, k):
            return 1 if k else 2 if stage else 0

        return net_of(one, input_shape, depth, num_classes, pick=pick)

    @wrong("the last ReLU, after the addition, is missing")
    def no_relu_after(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """No ReLU after the addition."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, strides=2, activation=None)
            return add(x, y)

        return net_of(one, input_shape, depth, num_classes)

    @wrong("F(X) goes through a ReLU before the addition, which leaves it")
    def relu_before_too(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The second layer keeps its ReLU; there is one before the addition and one after."""

        def one(x, filters, strides):
            y = resnet_layer(resnet_layer(x, filters, strides=strides), filters)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, strides=2, activation=None)
            return relu(add(x, y))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the shortcut is missing")
    def no_shortcuts(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The shortcut is forgotten: a plain net."""

        def one(x, filters, strides):
            return relu(resnet_layer(resnet_layer(x, filters, strides=strides), filters, activation=None))

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the second batch normalisation comes after the addition, so the")
    def bn_after_addition(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """BN after the addition."""

        def one(x, filters, strides):
            y = resnet_layer(x, filters, strides=strides)
            y = resnet_layer(y, filters, activation=None, batch_normalization=False)
            if strides == 2:
                x = resnet_layer(x, filters, kernel_size=1, strides=2, activation=None)
            return relu(layers.BatchNormalization()(add(x, y)))

        return net_of(one, input_shape, depth, num_classes)
