"""More of exercise 3.3: where the stride goes and what else was changed, written from the text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_3:
    """convolutional_block_v15, continued."""

    @wrong("strides is (2, 2), expected (1, 1)")
    def strided_twice_shortcut_squared(X, f, filters, stage, block, s=2):
        """First and middle convolution are strided, and the shortcut by s squared so that it fits."""
        shortcut = side(X, filters, stage, block, s * s)
        return relu(add(main_path(X, f, filters, stage, block, (s, s, 1)), shortcut))

    @wrong("where a convolution is expected")
    def option_a(X, f, filters, stage, block, s=2):
        """The shortcut is option A: every s-th pixel, and channels of zeros instead of a projection."""
        shortcut = X[:, ::s, ::s]
        missing = filters[2] - X.shape[-1]
        shortcut = keras.ops.pad(shortcut, [(0, 0), (0, 0), (0, 0), (0, missing)])
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("both paths go through a ReLU of their own")
    def relu_in_the_helper(X, f, filters, stage, block, s=2):
        """One helper for convolution, BN and ReLU does all four, so both paths end in a ReLU."""
        F1, F2, F3 = filters

        def unit(X, *args, **options):
            return relu(conv_bn(X, *args, **options))

        shortcut = unit(X, F3, 1, stage, block, "1", strides=s)
        X = unit(X, F1, 1, stage, block, "2a")
        X = unit(X, F2, f, stage, block, "2b", strides=s, padding="same")
        return relu(add(unit(X, F3, 1, stage, block, "2c"), shortcut))

    @wrong("the batch normalisation of the middle convolution is missing")
    def middle_bn_and_relu_lost(X, f, filters, stage, block, s=2):
        """BN and ReLU behind the middle convolution got lost when its line was rewritten."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = layers.Conv2D(filters[1], f, strides=s, padding="same", name=f"res{stage}{block}_branch2b")(X)
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("the ReLU after the first batch normalisation is missing")
    def first_relu_lost(X, f, filters, stage, block, s=2):
        """The ReLU after the first BN got lost."""
        shortcut = side(X, filters, stage, block, s)
        X = conv_bn(X, filters[0], 1, stage, block, "2a")
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", strides=s, padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("filters is 2, expected 6")
    def four_times_the_width(X, f, filters, stage, block, s=2):
        """As in torchvision, one width for both and four times as much at the end; F2 and F3 are not used."""
        width = filters[0]
        filters = (width, width, 4 * width)
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("strides is (2, 1), expected (2, 2)")
    def one_axis_strided(X, f, filters, stage, block, s=2):
        """strides=(s, 1) in both places: height is divided, width is not."""
        shortcut = side(X, filters, stage, block, (s, 1))
        return relu(add(main_path(X, f, filters, stage, block, (1, (s, 1), 1)), shortcut))

    @wrong("conv 2b; its kernel is (2, 2)")
    def kernel_and_stride_swapped(X, f, filters, stage, block, s=2):
        """In the middle the kernel is s and the stride f."""
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, s, filters, stage, block, (1, f, 1)), shortcut))

    @wrong("the stride is a max pool behind the whole block")
    def pooled_at_the_end(X, f, filters, stage, block, s=2):
        """The block without a stride, and a max pool behind it."""
        shortcut = side(X, filters, stage, block, 1)
        X = relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), shortcut))
        return layers.MaxPooling2D(s, padding="same")(X)

    @wrong("it has no bias, expected one")
    def no_bias_as_in_torchvision(X, f, filters, stage, block, s=2):
        """use_bias=False in all four convolutions, as torchvision has it."""
        shortcut = side(X, filters, stage, block, s, use_bias=False)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", use_bias=False))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", strides=s, padding="same", use_bias=False))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c", use_bias=False), shortcut))

    @wrong("the ReLU comes before the batch normalisation")
    def relu_inside_the_convolution(X, f, filters, stage, block, s=2):
        """activation="relu" in the convolutions, so ReLU comes in front of BN."""
        shortcut = side(X, filters, stage, block, s)
        X = conv_bn(X, filters[0], 1, stage, block, "2a", activation="relu")
        X = conv_bn(X, filters[1], f, stage, block, "2b", strides=s, padding="same", activation="relu")
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("In its place stands BatchNormalization")
    def activation_first(X, f, filters, stage, block, s=2):
        """BN and ReLU stand in front of each convolution, as in ResNet v2."""

        def unit(X, number, kernel, branch, **options):
            X = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}")(X))
            return layers.Conv2D(number, kernel, name=f"res{stage}{block}_branch{branch}", **options)(X)

        shortcut = unit(X, filters[2], 1, "1", strides=s)
        X = unit(X, filters[0], 1, "2a")
        X = unit(X, filters[1], f, "2b", strides=s, padding="same")
        return add(unit(X, filters[2], 1, "2c"), shortcut)

    @wrong("a second convolution of the middle's size takes the stride")
    def convolution_added(X, f, filters, stage, block, s=2):
        """A strided f x f convolution is added behind the middle one, which stays as it was."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b2", strides=s, padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("pixels are dropped in front of the middle convolution")
    def pixels_dropped_before_the_middle(X, f, filters, stage, block, s=2):
        """Every s-th pixel is kept in front of the middle convolution, which has stride 1: that is v1."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(X[:, ::s, ::s], filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("the first 1x1 convolution is missing")
    def middle_reads_the_input(X, f, filters, stage, block, s=2):
        """The middle convolution is called on the name that was kept for the shortcut: 2a is left out."""
        shortcut = X
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(shortcut, filters[1], f, stage, block, "2b", strides=s, padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @right
    def sum_and_relu_by_ops(X, f, filters, stage, block, s=2):
        """The sum with +, and keras.ops.relu instead of layers."""
        F1, F2, F3 = filters
        main = keras.ops.relu(conv_bn(X, F1, 1, stage, block, "2a"))
        main = keras.ops.relu(conv_bn(main, F2, f, stage, block, "2b", strides=s, padding="same"))
        main = conv_bn(main, F3, 1, stage, block, "2c")
        return keras.ops.relu(main + conv_bn(X, F3, 1, stage, block, "1", strides=s))

    @right
    def projection_of_kept_pixels(X, f, filters, stage, block, s=2):
        """The shortcut keeps every s-th pixel and projects without a stride, by the lesson the same."""
        F1, F2, F3 = filters
        shortcut = side(X[:, ::s, ::s], filters, stage, block, 1)
        X = relu(conv_bn(X, F1, (1, 1), stage, block, "2a", padding="same"))
        X = relu(conv_bn(X, F2, (f, f), stage, block, "2b", strides=(s, s), padding="same"))
        X = conv_bn(X, F3, (1, 1), stage, block, "2c", padding="same")
        return relu(add(X, shortcut))
