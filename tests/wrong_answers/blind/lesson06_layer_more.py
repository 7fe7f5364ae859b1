"""More of exercise 6.1, kinds of layers and their arguments, written from the students' text alone."""

import numpy as np
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson06_layer import bn_act, convolution

relu = lambda z: np.maximum(z, 0)  # noqa: E731, the notebook's
only_bn = layers.BatchNormalization()  # for all calls of one_bn_for_all


class E6_1:
    """Write the layer, continued."""

    @wrong("where batch_normalization is False, the convolution has a bias")
    def bias_without_bn(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """use_bias=not batch_normalization: a bias wherever there is no BN."""
        conv = convolution(num_filters, kernel_size, strides, use_bias=not batch_normalization)
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else conv(x)

    @wrong("a max pool behind it makes the maps smaller")
    def pools_for_stride(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """A max pooling behind the convolution makes the maps smaller, instead of its stride."""
        conv = convolution(num_filters, kernel_size, 1)
        pool = layers.MaxPooling2D(strides, padding="same")
        x = pool(conv(inputs)) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else pool(conv(x))

    @wrong("In its place stands SeparableConv2D")
    def separable(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """SeparableConv2D instead of Conv2D."""
        conv = layers.SeparableConv2D(
            num_filters,
            kernel_size,
            strides,
            padding="same",
            use_bias=False,
            depthwise_initializer="he_normal",
            pointwise_initializer="he_normal",
        )
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else conv(x)

    @wrong("In its place stands LayerNormalization")
    def layer_norm(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """LayerNormalization instead of BatchNormalization."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.LayerNormalization()(x)
        if activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("In its place stands ZeroPadding2D")
    def pads_as_in_pytorch(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """Pads by hand with one row of zeros all round, whatever kernel_size says, as PyTorch's padding=1."""
        conv = convolution(num_filters, kernel_size, strides, padding="valid")

        def padded(z):
            return conv(layers.ZeroPadding2D(1)(z))

        x = padded(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else padded(x)

    @wrong("'border_mode': 'same'")
    def old_keras(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The arguments have the names of Keras 1: it stops with a TypeError or ValueError."""
        conv = layers.Conv2D(
            num_filters,
            (kernel_size, kernel_size),
            subsample=(strides, strides),
            border_mode="same",
            init="he_normal",
            bias=False,
        )
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else conv(x)

    @wrong("data_format is 'channels_first'")
    def channels_first(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """data_format="channels_first", as in PyTorch: the rows are taken for the channels."""
        conv = convolution(num_filters, kernel_size, strides, data_format="channels_first")
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else conv(x)

    @wrong("argument must be a tuple of 2 integers")
    def strides_of_tf1(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """strides=[1, s, s, 1], as for tf.nn.conv2d: it stops with a ValueError."""
        conv = convolution(num_filters, kernel_size, [1, strides, strides, 1])
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        return x if conv_first else conv(x)

    @wrong("is one layer object used in two places?")
    def one_bn_for_all(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """One BN layer, made outside the function, is used in every call."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = only_bn(x)
        if activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("that line works with NumPy")
    def numpys_relu(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """Calls the notebook's own relu, which is NumPy's, on a Keras tensor: it stops with an exception."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        if activation is not None:
            x = relu(x)
        return x if conv_first else conv(x)

    @wrong("Keras asks that all names in a net differ")
    def fixed_names(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """Every layer has a fixed name, so that no net can hold two of them."""
        conv = convolution(num_filters, kernel_size, strides, name="conv")
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization(name="bn")(x)
        if activation is not None:
            x = layers.Activation(activation, name="act")(x)
        return x if conv_first else conv(x)
