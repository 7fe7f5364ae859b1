"""Exercise 3.3, convolutional_block_v15, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_3:
    """convolutional_block_v15."""

    @wrong("the stride is still on the first 1x1")
    def unchanged(X, f, filters, stage, block, s=2):
        """The block of exercise 3.2 as it was."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("conv 2a; its strides are (2, 2), expected (1, 1)")
    def copied_not_moved(X, f, filters, stage, block, s=2):
        """The stride is on the first and on the middle convolution."""
        return relu(add(main_path(X, f, filters, stage, block, (s, s, 1)), side(X, filters, stage, block, s)))

    @wrong("the stride sits on the last 1x1")
    def on_the_last(X, f, filters, stage, block, s=2):
        """The stride went to the last 1x1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, s)), side(X, filters, stage, block, s)))

    @wrong("conv 1; its strides are (1, 1), expected (2, 2)")
    def shortcut_lost_its_stride(X, f, filters, stage, block, s=2):
        """The projection lost its stride as well."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, 1)))

    @wrong("the stride is always 2")
    def stride_two_fixed(X, f, filters, stage, block, s=2):
        """strides=2 in the middle, whatever s is."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, 2)))

    @wrong("conv 2b; its strides are (2, 2), expected (3, 3)")
    def middle_fixed_only(X, f, filters, stage, block, s=2):
        """strides=2 in the middle, s in the projection: they agree for s=2 only."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, s)))

    @wrong("the kernel of the middle convolution is always 3")
    def kernel_three_fixed(X, f, filters, stage, block, s=2):
        """The middle kernel is 3, as the text says "the 3x3", whatever f is."""
        return relu(add(main_path(X, 3, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection gets kernel f too."""
        shortcut = side(X, filters, stage, block, s, kernel=f, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("the shortcut is pooled")
    def mean_pool_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut reads every pixel too, by a mean pool (ResNet-D)."""
        pooled = layers.AveragePooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("the stride is a pool behind the middle convolution")
    def pool_in_the_middle(X, f, filters, stage, block, s=2):
        """A max pool after the middle convolution instead of a stride."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        Y = layers.MaxPooling2D(s, strides=s, padding="same")(Y)
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("strides is (1, 1), expected (2, 2)")
    def pixels_dropped_at_the_end(X, f, filters, stage, block, s=2):
        """The unstrided block, every s-th pixel kept: the same on odd maps only."""
        Y = main_path(X, f, filters, stage, block, (1, 1, 1))
        return relu(add(Y, side(X, filters, stage, block, 1)))[:, ::s, ::s]

    @wrong("the middle convolution is padded by the same number of zeros on both")
    def padded_like_pytorch(X, f, filters, stage, block, s=2):
        """ZeroPadding2D and "valid", which shifts the windows on even maps."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = layers.ZeroPadding2D(f // 2)(Y)
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("conv 2b; its padding is 'valid'")
    def padding_lost(X, f, filters, stage, block, s=2):
        """padding="same" got lost when strides=s was written."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @unnamed
    def dilated(X, f, filters, stage, block, s=2):
        """dilation_rate instead of strides in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", dilation_rate=s, padding="same"))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def middle_is_the_strided_1x1(X, f, filters, stage, block, s=2):
        """f moved with the stride: the first kernel is f, the middle one a strided 1x1."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], 1, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @right
    def new_names(X, f, filters, stage, block, s=2):
        """The names got a v15: passes, with a remark."""
        block = f"{block}_v15"
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("takes 5 positional arguments but 6 were given")
    def no_s(X, f, filters, stage, block):
        """The argument s is missing."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, 2)))

    @wrong("where s is not given, the stride is to be 2")
    def default_stride_changed(X, f, filters, stage, block, s=1):
        """The default of s is 1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("after the addition, is missing")
    def last_relu_missing(X, f, filters, stage, block, s=2):
        """The last ReLU got lost in the copy."""
        return add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s))

    @wrong("the projection on the shortcut has no batch normalisation")
    def shortcut_bn_lost(X, f, filters, stage, block, s=2):
        """The BN of the shortcut got lost in the copy."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("it returns nothing (None)")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @right
    def by_a_loop(X, f, filters, stage, block, s=2):
        """Main path in a loop with a list of strides."""
        F = X
        for letter, number, kernel, stride in zip("abc", filters, (1, f, 1), (1, s, 1), strict=True):
            F = conv_bn(F, number, kernel, stage, block, "2" + letter, strides=stride, padding="same")
            F = F if letter == "c" else keras.ops.relu(F)
        return keras.ops.relu(F + side(X, filters, stage, block, s))

    @right
    def shortcut_last(X, f, filters, stage, block, s=2):
        """The shortcut is written after the main path, as a tuple of strides."""
        shortcut = X
        X = main_path(X, (f, f), filters, stage, block, (1, (s, s), 1))
        shortcut = side(shortcut, filters, stage, block, (s, s))
        return layers.ReLU()(layers.add([X, shortcut]))
