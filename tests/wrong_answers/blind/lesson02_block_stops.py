"""More answers to exercise 2.2, identity_block, from the students' text alone: blocks that stop."""

import numpy as np
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson02_parts import add, conv_bn, first_two, main_path, relu

numpys = lambda z: np.maximum(z, 0)  # noqa: E731 - the relu of the lesson's first cell
x = np.random.default_rng(0).normal(size=(1000, 256))  # from the same cell


class E2_2:
    """identity_block."""

    @wrong("a layer stands where a tensor should be")
    def bn_not_called(X, f, filters, stage, block):
        """X = layers.BatchNormalization() without the second brackets: X is a layer then."""
        shortcut = X
        X = layers.Conv2D(filters[0], 1, name=f"res{stage}{block}_branch2a")(X)
        X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")
        X = layers.Activation("relu")(X)
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("tensors that it joins go in as one list")
    def add_without_a_list(X, f, filters, stage, block):
        """layers.Add()(X, shortcut): two arguments instead of one list."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        X = layers.Add()(X, shortcut)
        return relu(X)

    @wrong("its numbers stand a place too late")
    def pytorchs_order_of_arguments(X, f, filters, stage, block):
        """Conv2D(channels in, channels out, kernel): PyTorch's order, read as filters, kernel, strides."""
        F1, F2, F3 = filters
        Y, name = X, f"{stage}{block}_branch2"
        Y = layers.Conv2D(X.shape[-1], F1, 1, padding="same", name=f"res{name}a")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{name}a")(Y))
        Y = layers.Conv2D(F1, F2, f, padding="same", name=f"res{name}b")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{name}b")(Y))
        Y = layers.Conv2D(F2, F3, 1, padding="same", name=f"res{name}c")(Y)
        return relu(add(layers.BatchNormalization(name=f"bn{name}c")(Y), X))

    @wrong("conv 2b; its strides are (3, 3), expected (1, 1)")
    def f_as_stride_too(X, f, filters, stage, block):
        """Conv2D(F2, f, f): the pair (f, f) written as two arguments, so that the second is the stride."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = layers.Conv2D(F2, f, f, padding="same", name=f"res{stage}{block}_branch2b")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(Y))
        return relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("conv 2c has 5 filters, expected 7")
    def rows_for_channels(X, f, filters, stage, block):
        """The number of channels is read from X.shape[1], where the height stands."""
        channels = X.shape[1]
        Y = first_two(X, f, filters, stage, block)
        return relu(add(conv_bn(Y, channels, 1, stage, block, "2c"), X))

    @wrong("conv 2c has 2 filters, expected 7")
    def last_has_f1(X, f, filters, stage, block):
        """The third line is a copy of the first: F1 filters instead of F3."""
        Y = first_two(X, f, filters, stage, block)
        return relu(add(conv_bn(Y, filters[0], 1, stage, block, "2c"), X))

    @wrong("Python counts from 0")
    def filters_counted_from_one(X, f, filters, stage, block):
        """filters[1], filters[2], filters[3], because they are called F1, F2, F3."""
        shortcut = X
        X = relu(conv_bn(X, filters[1], 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters[2], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[3], 1, stage, block, "2c")
        return relu(add(X, shortcut))

    @wrong("a whole list stands there")
    def whole_list_as_filters(X, f, filters, stage, block):
        """filters=filters: each convolution gets the whole list."""
        shortcut = X
        X = relu(conv_bn(X, filters, 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters, f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(X, filters, 1, stage, block, "2c"), shortcut))

    @wrong("it takes rows for channels")
    def channels_first(X, f, filters, stage, block):
        """data_format="channels_first" in the convolutions, as PyTorch lays its pictures out."""
        Y, first = X, {"padding": "same", "data_format": "channels_first"}
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = conv_bn(Y, number, kernel, stage, block, "2" + letter, **first)
            Y = Y if letter == "c" else relu(Y)
        return relu(add(Y, X))

    @wrong("nothing in this block changes height and width")
    def map_squeezed_and_stretched(X, f, filters, stage, block):
        """Squeezes the map instead of the channels: pooling at the start, upsampling at the end."""
        Y = main_path(layers.MaxPooling2D(2)(X), f, filters, stage, block)
        return relu(add(layers.UpSampling2D(2)(Y), X))

    @wrong("conv 2b; its padding is 'valid'")
    def padded_by_hand_for_odd_f(X, f, filters, stage, block):
        """ZeroPadding2D((f - 1) // 2) and a valid convolution, right for odd f only."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = layers.ZeroPadding2D((f - 1) // 2)(Y)
        Y = relu(conv_bn(Y, F2, f, stage, block, "2b"))
        return relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("a number stands there where the layer takes a word")
    def padding_as_a_number(X, f, filters, stage, block):
        """padding=1 in the middle, as one writes it in PyTorch."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = layers.Conv2D(F2, f, padding=1, name=f"res{stage}{block}_branch2b")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(Y))
        return relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("a TensorFlow function on a Keras tensor")
    def tensorflows_relu(X, f, filters, stage, block):
        """tf.nn.relu on a Keras tensor."""
        import tensorflow as tf

        F1, F2, F3 = filters
        Y = tf.nn.relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = tf.nn.relu(conv_bn(Y, F2, f, stage, block, "2b", padding="same"))
        return tf.nn.relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("that line works with NumPy")
    def numpys_relu(X, f, filters, stage, block):
        """The relu of the lesson's first cell, which is NumPy's maximum."""
        F1, F2, F3 = filters
        Y = numpys(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = numpys(conv_bn(Y, F2, f, stage, block, "2b", padding="same"))
        return numpys(conv_bn(Y, F3, 1, stage, block, "2c") + X)

    @wrong("is a tensor given there as a layer's setting?")
    def relu_of_the_tensor(X, f, filters, stage, block):
        """layers.ReLU(X): the tensor is given to the layer as a setting."""
        F1, F2, F3 = filters
        shortcut = X
        X = conv_bn(X, F1, 1, stage, block, "2a")
        X = layers.ReLU(X)
        X = layers.ReLU(conv_bn(X, F2, f, stage, block, "2b", padding="same"))
        return layers.ReLU(add(conv_bn(X, F3, 1, stage, block, "2c"), shortcut))

    @wrong("the number of channels that the shortcut has")
    def shortcut_one_step_late(X, f, filters, stage, block):
        """The shortcut is taken after the first convolution, so it has F1 channels."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("it comes after 2 of the 3 convolutions")
    def loop_one_round_short(X, f, filters, stage, block):
        """range(1, 3) makes two rounds, so the third convolution is never built."""
        shortcut = X
        kernels = [1, f, 1]
        for i in range(1, 3):
            branch = "2" + "abc"[i - 1]
            X = relu(conv_bn(X, filters[i - 1], kernels[i - 1], stage, block, branch, padding="same"))
        return relu(add(X, shortcut))

    @wrong("and [1000, 256]")
    def small_x_added(X, f, filters, stage, block):
        """Adds the small x of the lesson's first cell, an array, instead of the block's X."""
        X = main_path(X, f, filters, stage, block)
        return relu(X + x)

    @wrong('can only concatenate str (not "int") to str')
    def number_glued_to_the_name(X, f, filters, stage, block):
        """The name is glued with plus signs, and stage is a number, not a string."""
        conv_name = "res" + stage + block + "_branch"
        bn_name = "bn" + stage + block + "_branch"
        Y = layers.Conv2D(filters[0], 1, name=conv_name + "2a")(X)
        Y = relu(layers.BatchNormalization(name=bn_name + "2a")(Y))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("cannot contain character `/`")
    def slash_in_the_name(X, f, filters, stage, block):
        """Names with a slash, as TensorFlow 1 had them: res2b/branch2a."""
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}/branch2{letter}")(Y)
            Y = layers.BatchNormalization(name=f"bn{stage}{block}/branch2{letter}")(Y)
            Y = Y if letter == "c" else relu(Y)
        return relu(add(Y, X))

    @wrong("name 'training' is not defined")
    def training_from_the_tutorial(X, f, filters, stage, block):
        """BatchNormalization(axis=3)(X, training=training), pasted, where no training is known."""
        shortcut = X
        X = layers.Conv2D(filters[0], 1)(X)
        X = relu(layers.BatchNormalization(axis=3)(X, training=training))  # noqa: F821
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("Unrecognized keyword arguments passed to Conv2D")
    def old_border_mode(X, f, filters, stage, block):
        """Keras 1: Convolution2D(F2, f, f, border_mode="same")."""
        F1, F2, F3 = filters
        Y = relu(conv_bn(X, F1, 1, stage, block, "2a"))
        Y = layers.Convolution2D(F2, f, f, border_mode="same", name=f"res{stage}{block}_branch2b")(Y)
        Y = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(Y))
        return relu(add(conv_bn(Y, F3, 1, stage, block, "2c"), X))

    @wrong("it returns a tuple of 2")
    def returns_the_shortcut_too(X, f, filters, stage, block):
        """Result and shortcut are returned as a tuple."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return relu(add(X, shortcut)), shortcut

    @wrong("object has no attribute 'copy'")
    def copy_of_the_tensor(X, f, filters, stage, block):
        """shortcut = X.copy(), as one would keep an array; a Keras tensor has no copy."""
        shortcut = X.copy()
        X = main_path(X, f, filters, stage, block)
        return relu(add(X, shortcut))
