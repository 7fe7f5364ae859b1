"""More answers to exercise 2.2, identity_block, from the students' text alone: blocks that can be built."""

import functools

from keras import layers

from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.blind.lesson02_parts import add, conv_bn, first_two, main_path, relu


def block_of(X, numbers, kernels, stage, block, bn=None, last=relu, **more):
    """Return a block whose main path has these numbers of filters and these kernels, all padded."""
    Y = X
    for letter, number, kernel in zip("abc", numbers, kernels, strict=True):
        Y = conv_bn(Y, number, kernel, stage, block, "2" + letter, bn, padding="same", **more)
        Y = Y if letter == "c" else relu(Y)
    return last(add(Y, X))


class E2_2:
    """identity_block."""

    @wrong("the middle convolution is there twice")
    def middle_line_copied_twice(X, f, filters, stage, block):
        """The line of the middle convolution is there twice, so there are four convolutions."""
        Y = first_two(X, f, filters, stage, block)
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2c", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2d"), X))

    @wrong("two f x f convolutions, as ResNet18's unit has")
    def two_layer_unit(X, f, filters, stage, block):
        """The unit of the lesson's first picture, with two f x f convolutions, instead of the bottleneck."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, f, stage, block, "2a", padding="same"))
        return relu(add(conv_bn(Y, F3, f, stage, block, "2b", padding="same"), X))

    @wrong("the last batch normalisation comes after the addition")
    def third_bn_after_the_addition(X, f, filters, stage, block):
        """The third BN stands after the addition instead of before it."""
        Y = first_two(X, f, filters, stage, block)
        Y = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(Y)
        return relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")(add(Y, X)))

    @wrong("the block of ResNet v2")
    def bn_and_relu_first(X, f, filters, stage, block):
        """BN, ReLU, convolution in every round and a bare addition, as in ResNet v2."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            name = f"{stage}{block}_branch2{letter}"
            X = relu(layers.BatchNormalization(name="bn" + name)(X))
            X = layers.Conv2D(number, kernel, padding="same", name="res" + name)(X)
        return add(X, shortcut)

    @wrong("and whether the sum is used")
    def sum_not_kept(X, f, filters, stage, block):
        """The result of Add is bound to no name, so the ReLU gets F(X) alone."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        layers.Add()([X, shortcut])
        return layers.Activation("relu")(X)

    @wrong("no batch normalisation at all")
    def bn_results_not_kept(X, f, filters, stage, block):
        """The lines with BN lack their "X =", so no BN is on the way."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(X)
            layers.BatchNormalization(name=f"bn{stage}{block}_branch2{letter}")(X)
            if letter != "c":
                X = layers.Activation("relu")(X)
        return relu(add(X, shortcut))

    @wrong("max_value is 6.0")
    def relu_cut_at_six(X, f, filters, stage, block):
        """ReLU(6.0) everywhere, as in MobileNet, which cuts large values off."""
        F1, F2, F3 = filters
        Y = layers.ReLU(6.0)(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = layers.ReLU(6.0)(conv_bn(Y, F2, f, stage, block, "2b", padding="same"))
        return layers.ReLU(6.0)(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("filters and kernel size have changed places")
    def filters_and_kernel_swapped(X, f, filters, stage, block):
        """Conv2D(f, F2) in the middle: f filters with an F2 x F2 kernel."""
        F1, F2, F3 = filters
        return block_of(X, (F1, f, F3), (1, F2, 1), stage, block)

    @wrong("kernel_size is (1, 1), expected (3, 3)")
    def f_last(X, f, filters, stage, block):
        """The third convolution has the f x f kernel, the middle one 1x1."""
        return block_of(X, filters, (1, 1, f), stage, block)

    @wrong("kernel_size is (1, 3), expected (3, 3)")
    def kernel_one_by_f(X, f, filters, stage, block):
        """The kernel of the middle convolution is (1, f), a row."""
        return block_of(X, filters, ((1, 1), (1, f), (1, 1)), stage, block)

    @wrong("all three convolutions have F3 filters")
    def no_narrow_middle(X, f, filters, stage, block):
        """All three convolutions have F3 filters, so that the shape stays all the way."""
        F3 = filters[-1]
        return block_of(X, (F3, F3, F3), (1, f, 1), stage, block)

    @wrong("a quarter of the channels wide")
    def quarter_of_the_channels(X, f, filters, stage, block):
        """The narrow width is a quarter of X's channels, as in ResNet50; filters is not used."""
        channels = X.shape[-1]
        narrow = channels // 4
        return block_of(X, (narrow, narrow, channels), (1, f, 1), stage, block)

    @wrong("it changes the list that it is given")
    def kernels_written_into_filters(X, f, filters, stage, block):
        """The caller's list is overwritten: each number of filters becomes a pair with its kernel."""
        for i, kernel in enumerate((1, f, 1)):
            filters[i] = (filters[i], kernel)
        numbers, kernels = zip(*filters, strict=True)
        return block_of(X, numbers, kernels, stage, block)

    @unnamed
    def depthwise_in_the_middle(X, f, filters, stage, block):
        """A depthwise convolution in the middle, as in MobileNet."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F2, 1, stage, block, "2a"))
        Y = layers.DepthwiseConv2D(f, padding="same", name=f"res{stage}{block}_branch2b")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(Y))
        return relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("padding is 'valid', expected 'same'")
    def padded_before_the_addition(X, f, filters, stage, block):
        """A valid convolution, and zeros put round F(X) before the addition to make the shapes fit."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, F2, f, stage, block, "2b"))
        Y = conv_bn(Y, F3, 1, stage, block, "2c")
        rim = ((f - 1) // 2, f // 2)
        return relu(add(layers.ZeroPadding2D((rim, rim))(Y), X))

    @wrong("Your output has shape (8, 3, 4, 7)")
    def shortcut_cropped(X, f, filters, stage, block):
        """A valid convolution, and the shortcut is cropped to its size: the output is smaller."""
        F1, F2, F3 = filters
        rim = ((f - 1) // 2, f // 2)
        shortcut = layers.Cropping2D((rim, rim))(X)
        X = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        X = relu(conv_bn(X, F2, f, stage, block, "2b"))
        return relu(add(conv_bn(X, F3, 1, stage, block, "2c"), shortcut))

    @wrong("a dropout stands in the block")
    def dropout_before_the_addition(X, f, filters, stage, block):
        """A Dropout of a half before the addition, against overfitting."""
        return relu(add(layers.Dropout(0.5)(main_path(X, f, filters, stage, block)), X))

    @wrong("it has no gamma")
    def bn_without_scale(X, f, filters, stage, block):
        """BatchNormalization(scale=False), because a ReLU follows: there is no gamma."""
        return block_of(X, filters, (1, f, 1), stage, block, bn={"scale": False})

    @wrong("In its place stands LayerNormalization")
    def layer_normalisation(X, f, filters, stage, block):
        """LayerNormalization instead of BatchNormalization, picked from the completion list."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(X)
            X = layers.LayerNormalization(name=f"bn{stage}{block}_branch2{letter}")(X)
            X = X if letter == "c" else relu(X)
        return relu(add(X, shortcut))

    @wrong("go 90% of the way to each batch's")
    def pytorchs_momentum(X, f, filters, stage, block):
        """momentum=0.1 as in PyTorch, which in Keras moves nine tenths of the way, not a hundredth."""
        return block_of(X, filters, (1, f, 1), stage, block, bn={"momentum": 0.1})

    @wrong("does the second read its result?")
    def middle_reads_the_input(X, f, filters, stage, block):
        """With numbered names the middle convolution reads X instead of the result of the first."""
        F1, F2, F3 = filters
        a = relu(conv_bn(X, F1, 1, stage, block, "2a"))  # noqa: F841
        b = relu(conv_bn(X, F2, f, stage, block, "2b", padding="same"))
        c = conv_bn(b, F3, 1, stage, block, "2c")
        return relu(add(c, X))

    @wrong("its result is that of the first convolution")
    def return_in_the_loop(X, f, filters, stage, block):
        """The last lines are indented too far and end the loop in its first round."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = conv_bn(X, number, kernel, stage, block, "2" + letter, padding="same")
            if letter == "c":
                X = add(X, shortcut)
            X = relu(X)
            return X

    @right
    def layers_in_a_list(X, f, filters, stage, block):
        """The main path is a list of layers, run through with functools.reduce."""
        name = f"{stage}{block}_branch2"
        path = []
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            path.append(layers.Conv2D(number, (kernel, kernel), padding="same", name=f"res{name}{letter}"))
            path.append(layers.BatchNormalization(axis=-1, name=f"bn{name}{letter}"))
            path.append(layers.ReLU())
        path.pop()
        branch = functools.reduce(lambda tensor, layer: layer(tensor), path, X)
        return layers.ReLU()(layers.add([X, branch]))

    @right
    def one_relu_for_all(X, f, filters, stage, block):
        """One ReLU layer used three times, calls nested into each other, and F3 taken from X."""
        rectify = layers.ReLU()

        def normed(tensor, number, size, letter):
            name = f"{stage}{block}_branch2{letter}"
            tensor = layers.Conv2D(number, size, 1, "same", name="res" + name)(tensor)
            return layers.BatchNormalization(name="bn" + name)(tensor)

        narrow = rectify(normed(X, filters[0], 1, "a"))
        return rectify(X + normed(rectify(normed(narrow, filters[1], f, "b")), X.shape[-1], 1, "c"))
