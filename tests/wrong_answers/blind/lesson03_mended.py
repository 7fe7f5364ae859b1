"""Exercise 3.4, mended_block, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_4:
    """mended_block."""

    @wrong("the projection starts from the main path's first ReLU")
    def unchanged(X, f, filters, stage, block, s=2):
        """The block as it was handed in."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("conv 1; its strides are (1, 1), expected (2, 2)")
    def first_mistake_only(X, f, filters, stage, block, s=2):
        """The shortcut is moved to the front, but branch1 has no stride."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("no convolution of yours takes 5 channels to 7")
    def second_mistake_only(X, f, filters, stage, block, s=2):
        """branch1 has its stride, but still starts after the first ReLU."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("the projection starts from the first batch normalisation")
    def moved_above_the_relu(X, f, filters, stage, block, s=2):
        """The shortcut is moved up one line only, in front of the ReLU."""
        X = conv_bn(X, filters[0], 1, stage, block, "2a", strides=s)
        shortcut = X
        X = relu(conv_bn(relu(X), filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("the projection starts from the first convolution")
    def moved_above_the_bn(X, f, filters, stage, block, s=2):
        """The shortcut is moved up two lines, behind the convolution."""
        X = layers.Conv2D(filters[0], 1, strides=s, name=f"res{stage}{block}_branch2a")(X)
        shortcut = X
        X = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")(X))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("strides is (1, 1), expected (2, 2)")
    def stride_taken_out(X, f, filters, stage, block, s=2):
        """To make the shapes fit, the stride of the main path is taken out."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (1, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("conv 1; its strides are (2, 2), expected (3, 3)")
    def stride_two_written_in(X, f, filters, stage, block, s=2):
        """branch1 gets strides=2 instead of s."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 2)))

    @wrong("the shortcut goes through a max pool")
    def pooled(X, f, filters, stage, block, s=2):
        """A max pool makes the shortcut fit."""
        shortcut = layers.MaxPooling2D(s, padding="same")(X)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("the stride sits on the middle convolution")
    def stride_moved_to_the_middle(X, f, filters, stage, block, s=2):
        """v1.5 was fresh in mind: the stride of the main path is in the middle."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (1, s, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("conv 1; it is nowhere on the way from X")
    def projection_taken_out(X, f, filters, stage, block, s=2):
        """branch1 is taken out and X itself added."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, shortcut))

    @wrong("the projection starts from F(X)")
    def projection_of_x(X, f, filters, stage, block, s=2):
        """The shortcut is bound first, but the projection is called on X."""
        shortcut = X  # noqa: F841
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(X, filters, stage, block, 1)))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection gets the kernel f."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s, kernel=f, padding="same")))

    @wrong("filters is 5, expected 2")
    def more_filters_first(X, f, filters, stage, block, s=2):
        """The counts are mended by giving the first convolution as many filters as X has channels."""
        return E3_4.unchanged(X, f, (X.shape[-1], *filters[1:]), stage, block, s)

    @wrong("the projection on the shortcut has no batch normalisation")
    def shortcut_bn_lost(X, f, filters, stage, block, s=2):
        """The BN of the shortcut got lost."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, shortcut))

    @wrong("the shortcut goes through a ReLU before the addition")
    def shortcut_with_relu(X, f, filters, stage, block, s=2):
        """The line with the ReLU is copied for the shortcut too."""
        shortcut = relu(side(X, filters, stage, block, s))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the last ReLU comes before the addition")
    def relu_of_one_side(X, f, filters, stage, block, s=2):
        """Brackets of the last line misread: ReLU of F, then the addition."""
        shortcut = side(X, filters, stage, block, s)
        return add(relu(main_path(X, f, filters, stage, block, (s, 1, 1))), shortcut)

    @wrong("it returns nothing (None)")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def two_lines_changed(X, f, filters, stage, block, s=2):
        """The two lines of hint 3."""
        shortcut = X
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @right
    def other_names(X, f, filters, stage, block, s=2):
        """The main path goes by the name Y, so that X stays the input."""
        Y = keras.activations.relu(conv_bn(X, filters[0], (1, 1), stage, block, "2a", strides=(s, s)))
        Y = keras.activations.relu(conv_bn(Y, filters[1], (f, f), stage, block, "2b", padding="same"))
        Y = conv_bn(Y, filters[2], (1, 1), stage, block, "2c")
        return keras.activations.relu(side(X, filters, stage, block, s) + Y)

    @right
    def sliced(X, f, filters, stage, block, s=2):
        """The shortcut takes every s-th pixel first, and is then projected without a stride."""
        kept = X[:, ::s, ::s, :]
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(layers.add([X, side(kept, filters, stage, block, 1)]))
