"""Exercise 3.2, convolutional_block, written from the students' text alone."""

from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_2:
    """convolutional_block."""

    @wrong("the projection on the shortcut has no batch normalisation")
    def no_bn_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut has no BN."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the shortcut goes through a ReLU before the addition")
    def relu_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut has a ReLU of its own."""
        shortcut = relu(side(X, filters, stage, block, s))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("conv 1; its strides are (1, 1), expected (2, 2)")
    def shortcut_not_strided(X, f, filters, stage, block, s=2):
        """The stride of the shortcut is forgotten."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, 1)))

    @wrong("conv 2a; its strides are (1, 1), expected (2, 2)")
    def main_path_not_strided(X, f, filters, stage, block, s=2):
        """The main path, copied from the identity block, has no stride."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("strides is (1, 1), expected (2, 2)")
    def nothing_strided(X, f, filters, stage, block, s=2):
        """s is used nowhere."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), side(X, filters, stage, block, 1)))

    @wrong("the stride is always 2")
    def stride_two_fixed(X, f, filters, stage, block, s=2):
        """strides=2 is written into both convolutions, s is not used."""
        return relu(add(main_path(X, f, filters, stage, block, (2, 1, 1)), side(X, filters, stage, block, 2)))

    @wrong("the stride sits on the middle convolution")
    def stride_in_the_middle(X, f, filters, stage, block, s=2):
        """The stride stands on the f x f convolution."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("the stride sits on the last convolution of the main path")
    def stride_at_the_end(X, f, filters, stage, block, s=2):
        """The stride stands on the last 1x1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, s)), side(X, filters, stage, block, s)))

    @wrong("strides is (2, 2), expected (1, 1)")
    def strided_twice(X, f, filters, stage, block, s=2):
        """Two convolutions of the main path are strided, and the shortcut by s squared."""
        shortcut = side(X, filters, stage, block, s * s)
        return relu(add(main_path(X, f, filters, stage, block, (s, s, 1)), shortcut))

    @wrong("the projection starts from the main path's first ReLU")
    def shortcut_bound_too_late(X, f, filters, stage, block, s=2):
        """The shortcut starts from X after the first convolution, BN and ReLU."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("the projection starts from F(X)")
    def shortcut_from_the_end(X, f, filters, stage, block, s=2):
        """The projection reads the end of the main path: X instead of the name that was kept."""
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(X, filters, stage, block, 1)))

    @wrong("conv 1; it is nowhere on the way from X")
    def identity_shortcut(X, f, filters, stage, block, s=2):
        """The identity block with a stride: X itself is added."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), X))

    @wrong("the shortcut is missing")
    def no_shortcut(X, f, filters, stage, block, s=2):
        """There is no shortcut."""
        return relu(main_path(X, f, filters, stage, block, (s, 1, 1)))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection's kernel is f x f."""
        shortcut = side(X, filters, stage, block, s, kernel=f, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("kernel_size is (2, 2), expected (1, 1)")
    def projection_of_s(X, f, filters, stage, block, s=2):
        """The projection's kernel is s x s."""
        shortcut = side(X, filters, stage, block, s, kernel=s, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the shortcut goes through a max pool")
    def pooled_shortcut(X, f, filters, stage, block, s=2):
        """A max pool halves the shortcut, the projection is not strided."""
        pooled = layers.MaxPooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the shortcut is pooled")
    def mean_pooled_shortcut(X, f, filters, stage, block, s=2):
        """A mean pool halves the shortcut, as in ResNet-D."""
        pooled = layers.AveragePooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the number of channels")
    def shortcut_with_f1(X, f, filters, stage, block, s=2):
        """The projection has F1 filters instead of F3."""
        shortcut = conv_bn(X, filters[0], 1, stage, block, "1", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("filters is 1, expected 7")
    def shortcut_of_one_channel(X, f, filters, stage, block, s=2):
        """The projection has one filter: Conv2D(1, ...), which broadcasts."""
        shortcut = conv_bn(X, 1, 1, stage, block, "1", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("after the addition, is missing")
    def last_relu_missing(X, f, filters, stage, block, s=2):
        """No ReLU after the addition."""
        return add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s))

    @wrong("F(X) goes through a ReLU before the addition")
    def relu_before_the_addition(X, f, filters, stage, block, s=2):
        """A ReLU after the third BN of the main path."""
        F = relu(main_path(X, f, filters, stage, block, (s, 1, 1)))
        return relu(add(F, side(X, filters, stage, block, s)))

    @wrong("the sum is normalised once more")
    def bn_after_the_addition(X, f, filters, stage, block, s=2):
        """The shortcut's BN stands after the addition instead."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        X = add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut)
        return relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(X))

    @wrong("conv 2b; its padding is 'valid'")
    def valid_in_the_middle(X, f, filters, stage, block, s=2):
        """padding="same" is forgotten in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b"))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("the kernel of the middle convolution is always 3")
    def kernel_three_fixed(X, f, filters, stage, block, s=2):
        """The middle kernel is always 3."""
        return relu(add(main_path(X, 3, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("it has no bias, expected one")
    def shortcut_without_bias(X, f, filters, stage, block, s=2):
        """use_bias=False in the projection, as in lesson 3's small example."""
        shortcut = side(X, filters, stage, block, s, use_bias=False)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def shortcut_named_2d(X, f, filters, stage, block, s=2):
        """The projection is named branch2d: passes, with a remark."""
        shortcut = conv_bn(X, filters[2], 1, stage, block, "2d", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def shortcut_without_names(X, f, filters, stage, block, s=2):
        """Projection and BN of the shortcut have no names of their own: passes, with a remark."""
        shortcut = layers.BatchNormalization()(layers.Conv2D(filters[2], 1, strides=s)(X))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("used 2 times in the model")
    def name_left_in_the_copied_line(X, f, filters, stage, block, s=2):
        """The line of 2c is copied for the shortcut and keeps its name."""
        shortcut = conv_bn(X, filters[2], 1, stage, block, "2c", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("name 'conv_name' is not defined")
    def hints_names(X, f, filters, stage, block, s=2):
        """conv_name from the hint is used but never set."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=conv_name + "1")(X)  # noqa: F821
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("where s is not given, the stride is to be 2")
    def default_stride_changed(X, f, filters, stage, block, s=1):
        """The default of s is 1."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("the two paths are concatenated")
    def concatenated(X, f, filters, stage, block, s=2):
        """Concatenate instead of Add."""
        pair = [main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)]
        return relu(layers.Concatenate()(pair))

    @wrong("it returns nothing (None)")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @right
    def pixels_dropped_first(X, f, filters, stage, block, s=2):
        """The shortcut drops pixels, X[:, ::s, ::s], and then projects: by the lesson the same."""
        shortcut = side(X[:, ::s, ::s], filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def shortcut_first(X, f, filters, stage, block, s=2):
        """The shortcut is written first; "same" everywhere, which changes nothing for a 1x1."""
        shortcut = side(X, filters, stage, block, (s, s), padding="same")
        for letter, number, kernel, stride in zip("abc", filters, (1, f, 1), (s, 1, 1), strict=True):
            X = conv_bn(X, number, kernel, stage, block, "2" + letter, strides=stride, padding="same")
            X = X if letter == "c" else layers.ReLU()(X)
        return layers.ReLU()(shortcut + X)
