"""More of exercise 6.3, units and the end of the net, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_layer import convolution
from tests.wrong_answers.blind.lesson06_v2 import activated, bare, branch, net_of, resnet_layer, unit


class E6_3:
    """Write version 2, continued."""

    @wrong("the two paths must shrink the picture equally")
    def projection_without_stride(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection has no stride, so that Add stops at the beginning of stage 2."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = branch(a, inside, strides)
            if first:
                x = resnet_layer(a, 4 * inside, 1, **bare)
            return layers.Add()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection is a convolution of 3x3")
    def projection_3x3(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection is 3x3: kernel_size left at its default."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = branch(a, inside, strides)
            if first:
                x = resnet_layer(a, 4 * inside, strides=strides, **bare)
            return layers.Add()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the projection reads what the first convolution gives")
    def projection_of_y(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The projection reads what the first 1x1 gives, not the activated input."""

        def one(x, inside, strides, first):
            y = shortcut = resnet_layer(activated(x), inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 3, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, conv_first=False)
            if first:
                x = resnet_layer(shortcut, 4 * inside, 1, **bare)
            return layers.Add()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("the ReLUs before the second and the third convolution are missing")
    def no_relu_inside(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """activation=None is copied into all three layers of the unit: only BN between the convolutions."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 3, activation=None, conv_first=False)
            y = resnet_layer(y, 4 * inside, 1, activation=None, conv_first=False)
            if first:
                x = resnet_layer(a, 4 * inside, 1, strides, **bare)
            return layers.Add()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("convolution come before their normalisation and ReLU")
    def conv_first_forgotten(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """conv_first is left at True for the 3x3 and the last 1x1: the branch ends in BN and ReLU."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = resnet_layer(a, inside, 1, strides, **bare)
            y = resnet_layer(y, inside, 3)
            y = resnet_layer(y, 4 * inside, 1)
            if first:
                x = resnet_layer(a, 4 * inside, 1, strides, **bare)
            return layers.Add()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("Concatenate 'concatenate' makes something else of them")
    def concatenated(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Shortcut and branch are concatenated, not added."""

        def one(x, inside, strides, first):
            a = activated(x)
            y = branch(a, inside, strides)
            if first:
                x = resnet_layer(a, 4 * inside, 1, strides, **bare)
            return layers.Concatenate()([x, y])

        return net_of(one, input_shape, depth, num_classes)

    @wrong("each stage has 2 blocks; it should have 1")
    def two_units_always(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Two units a stage, whatever depth says: right for 20 layers only."""
        return net_of(unit, input_shape, 20 if (depth - 2) % 9 == 0 and depth > 2 else depth, num_classes)

    @wrong("it has no dense layer")
    def no_dense(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """The dense layer at the end is forgotten: 256 means come out, whatever num_classes says."""
        net = net_of(unit, input_shape, depth, num_classes)
        return keras.Model(net.input, net.layers[-2].output)

    @wrong("64, 128 and 256 channels inside, and four times as many")
    def widths_of_outside_inside(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """64, 128, 256 are taken for the filters inside, and four times as many again go outside."""

        def one(x, inside, strides, first):
            return unit(x, 4 * inside, strides, first)

        return net_of(one, input_shape, depth, num_classes)

    @right
    def branches_as_sequentials(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """Each branch is a keras.Sequential that is called on the activated input."""
        n, rest = divmod(depth - 2, 9)
        if n < 1 or rest:
            raise ValueError("9n+2, please")

        def pre():
            return [layers.BatchNormalization(), layers.ReLU()]

        inputs = keras.Input(input_shape)
        x = convolution(16, 3, 1)(inputs)
        for inside in [16] * n + [32] * n + [64] * n:
            strides = 2 if x.shape[-1] in (64, 128) and x.shape[-1] != 4 * inside else 1
            a = keras.Sequential(pre())(x)
            path = [convolution(inside, 1, strides), *pre(), convolution(inside, 3, 1)]
            path += [*pre(), convolution(4 * inside, 1, 1)]
            shortcut = x if x.shape[-1] == 4 * inside else convolution(4 * inside, 1, strides)(a)
            x = shortcut + keras.Sequential(path)(a)
        x = layers.GlobalAveragePooling2D()(keras.Sequential(pre())(x))
        return keras.Model(inputs, layers.Dense(num_classes)(x))

    @right
    def one_flat_list_of_units(input_shape=(32, 32, 3), depth=20, num_classes=10):
        """One flat loop over all 3n units; stage and place in it by divmod, the convolutions by hand."""
        if depth not in range(11, 10_000, 9):
            raise ValueError("9n+2, please")
        n = (depth - 2) // 9
        inputs = keras.Input(input_shape)
        x = convolution(16, 3, 1)(inputs)
        for number in range(3 * n):
            stage, place = divmod(number, n)
            inside, strides = 16 * 2**stage, 2 if stage and not place else 1
            y = a = activated(x)
            for filters, size, step in ((inside, 1, strides), (inside, 3, 1), (4 * inside, 1, 1)):
                y = convolution(filters, size, step)(y)
                if filters == inside:
                    y = activated(y)
            if not place:
                x = convolution(4 * inside, 1, strides)(a)
            x = layers.add([y, x])
        return keras.Model(inputs, layers.Dense(num_classes)(layers.GlobalAvgPool2D()(activated(x))))
