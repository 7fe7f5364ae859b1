"""Exercise 3.4, mended_block: making the two paths fit, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import unnamed, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_4:
    """mended_block."""

    @wrong("conv 2c; its strides are (2, 2), expected (1, 1)")
    def stride_on_2c(X, f, filters, stage, block, s=2):
        """The missing stride is put into the line of 2c instead of branch1."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, s))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("conv 1; its strides are (4, 4), expected (2, 2)")
    def stride_squared(X, f, filters, stage, block, s=2):
        """The shortcut has four times as many pixels, so branch1 gets strides=s * s."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s * s)))

    @wrong("UpSampling2D; it makes the picture larger")
    def main_path_enlarged(X, f, filters, stage, block, s=2):
        """Instead of a strided shortcut the main path is enlarged with UpSampling2D to make it fit."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        X = layers.UpSampling2D(s)(X)
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("strides is (1, 1), expected (2, 2)")
    def corner_cut_out(X, f, filters, stage, block, s=2):
        """The shortcut is cut to size: its upper left corner instead of every s-th pixel."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = side(shortcut, filters, stage, block, 1)
        shortcut = shortcut[:, : X.shape[1], : X.shape[2]]
        return relu(add(X, shortcut))

    @wrong("In its place stands GlobalAveragePooling2D")
    def mean_of_the_whole_map(X, f, filters, stage, block, s=2):
        """A global mean pool makes the shortcut 1x1, which fits because it is broadcast."""
        shortcut = layers.GlobalAveragePooling2D(keepdims=True)(X)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("In its place stands Resizing")
    def resized(X, f, filters, stage, block, s=2):
        """The shortcut is resized like a picture to the height and width of the main path."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = layers.Resizing(X.shape[1], X.shape[2])(shortcut)
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @unnamed
    def pixels_from_one_on(X, f, filters, stage, block, s=2):
        """The shortcut takes every s-th pixel, but starts at pixel s - 1 instead of 0."""
        shortcut = X[:, s - 1 :: s, s - 1 :: s]
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("the shortcut has two convolutions")
    def a_second_convolution(X, f, filters, stage, block, s=2):
        """The stride gets a 1x1 convolution of its own behind the unstrided projection."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch1")(shortcut)
        shortcut = layers.Conv2D(filters[2], 1, strides=s)(shortcut)
        return relu(add(X, layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)))

    @wrong("channels of zeros (option A)")
    def option_a(X, f, filters, stage, block, s=2):
        """Option A of the table: every s-th pixel, and channels of zeros instead of the projection."""
        shortcut = X[:, ::s, ::s]
        new = filters[2] - X.shape[-1]
        shortcut = keras.ops.pad(shortcut, [(0, 0), (0, 0), (0, 0), (0, new)])
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("the number of channels")
    def rows_taken_for_filters(X, f, filters, stage, block, s=2):
        """The 256 rows that the symptom asks for are written into branch1 as the number of filters."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, conv_bn(shortcut, 256, 1, stage, block, "1", strides=s)))

    @wrong("the number of channels")
    def as_many_filters_as_the_input(X, f, filters, stage, block, s=2):
        """branch1 gets as many filters as the input has channels instead of F3."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, conv_bn(shortcut, shortcut.shape[-1], 1, stage, block, "1", strides=s)))

    @wrong("all widths are made of F1")
    def four_times_f1(X, f, filters, stage, block, s=2):
        """One width and an expansion of 4, as in torchvision, instead of the three numbers of filters."""
        width = filters[0]
        filters = width, width, 4 * width
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("the main path starts from the projected shortcut")
    def projection_in_front_of_both(X, f, filters, stage, block, s=2):
        """The projection is moved in front as X = ..., so that the main path starts from it too."""
        X = side(X, filters, stage, block, s)
        shortcut = X
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), shortcut))

    @wrong("adds 3 tensors, expected two")
    def both_shortcuts_added(X, f, filters, stage, block, s=2):
        """A right shortcut is added, and the old one stays: the sum has three terms."""
        first = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = layers.BatchNormalization()(layers.Conv2D(filters[2], 1)(X))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, shortcut, first))

    @wrong("the stride is always 2, whatever s is")
    def own_block_without_s(X, f, filters, stage, block, s=2):
        """The block of exercise 3.2 is called, but s is not handed on to it."""

        def convolutional_block(X, f, filters, stage, block, s=2):
            shortcut = side(X, filters, stage, block, s)
            return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

        return convolutional_block(X, f, filters, stage, block)

    @wrong("the assert, and where it stands")
    def assert_too_early(X, f, filters, stage, block, s=2):
        """The lesson's assert on the two shapes stands before the projection, where they still differ."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        assert X.shape == shortcut.shape, (X.shape, shortcut.shape)
        return relu(add(X, side(shortcut, filters, stage, block, s)))
