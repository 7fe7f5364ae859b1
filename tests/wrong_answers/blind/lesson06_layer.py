"""Exercise 6.1, the layer, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong


def convolution(num_filters, kernel_size, strides, **others):
    settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"} | others
    return layers.Conv2D(num_filters, kernel_size, strides=strides, **settings)


def bn_act(x, activation="relu", batch_normalization=True):
    """BN and activation, each where it is asked for."""
    x = layers.BatchNormalization()(x) if batch_normalization else x
    return layers.Activation(activation)(x) if activation is not None else x


def in_order(x, conv, activation, batch_normalization, conv_first):
    """Return what the card asks for, with this convolution."""
    x = bn_act(conv(x) if conv_first else x, activation, batch_normalization)
    return x if conv_first else conv(x)


class E6_1:
    """Write the layer."""

    @wrong("there is a ReLU even where activation is None")
    def relu_always(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The activation is applied even where it is None."""
        conv = convolution(num_filters, kernel_size, strides)
        return in_order(inputs, conv, activation or "relu", batch_normalization, conv_first)

    @wrong("the activation is a ReLU, whatever name `activation` gives")
    def relu_whatever_the_name(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """A ReLU, whatever activation's name is."""
        conv = convolution(num_filters, kernel_size, strides)
        return in_order(inputs, conv, activation and "relu", batch_normalization, conv_first)

    @wrong("there is a batch normalisation even where batch_normalization")
    def bn_always(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """BN even where batch_normalization is False."""
        return in_order(inputs, convolution(num_filters, kernel_size, strides), activation, True, conv_first)

    @wrong("there is no batch normalisation, whatever `batch_normalization`")
    def no_bn_at_all(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """BN forgotten."""
        return in_order(inputs, convolution(num_filters, kernel_size, strides), activation, False, conv_first)

    @wrong("the convolution has stride 1, whatever `strides` says")
    def no_stride(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                  batch_normalization=True, conv_first=True):  # fmt: skip
        """strides is not handed on."""
        conv = convolution(num_filters, kernel_size, 1)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the convolution has a bias")
    def with_bias(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                  batch_normalization=True, conv_first=True):  # fmt: skip
        """The convolution has a bias."""
        conv = convolution(num_filters, kernel_size, strides, use_bias=True)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the convolution does not pad, so the picture shrinks by the")
    def unpadded(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                 batch_normalization=True, conv_first=True):  # fmt: skip
        """Padding left at "valid"."""
        conv = convolution(num_filters, kernel_size, strides, padding="valid")
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the convolutions start from GlorotUniform")
    def glorot(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
               batch_normalization=True, conv_first=True):  # fmt: skip
        """Keras's default initialiser."""
        conv = convolution(num_filters, kernel_size, strides, kernel_initializer="glorot_uniform")
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the convolutions start from HeUniform")
    def he_uniform(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                   batch_normalization=True, conv_first=True):  # fmt: skip
        """he_uniform for he_normal."""
        conv = convolution(num_filters, kernel_size, strides, kernel_initializer="he_uniform")
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the convolution has a regulariser, which adds to every loss")
    def l2_copied(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                  batch_normalization=True, conv_first=True):  # fmt: skip
        """kernel_regularizer=l2(1e-4), copied from the tutorial."""
        conv = convolution(num_filters, kernel_size, strides, kernel_regularizer=keras.regularizers.L2(1e-4))
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("conv_first has no effect: the convolution always comes first")
    def conv_always_first(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                          batch_normalization=True, conv_first=True):  # fmt: skip
        """conv_first is ignored."""
        conv = convolution(num_filters, kernel_size, strides)
        return in_order(inputs, conv, activation, batch_normalization, True)

    @wrong("the two orders are exchanged: with conv_first the convolution")
    def turned_round(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                     batch_normalization=True, conv_first=True):  # fmt: skip
        """conv_first the wrong way round."""
        conv = convolution(num_filters, kernel_size, strides)
        return in_order(inputs, conv, activation, batch_normalization, not conv_first)

    @wrong("the ReLU comes before the batch normalisation, in both orders")
    def activation_before_bn(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                             batch_normalization=True, conv_first=True):  # fmt: skip
        """Activation and BN have changed places."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if activation is not None:
            x = layers.Activation(activation)(x)
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        return x if conv_first else conv(x)

    @wrong("with conv_first=False the activation comes after the")
    def conv_in_the_middle(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                           batch_normalization=True, conv_first=True):  # fmt: skip
        """conv_first=False: BN, convolution, activation."""
        conv = convolution(num_filters, kernel_size, strides)
        if conv_first:
            return in_order(inputs, conv, activation, batch_normalization, True)
        x = layers.BatchNormalization()(inputs) if batch_normalization else inputs
        x = conv(x)
        return layers.Activation(activation)(x) if activation is not None else x

    @wrong("it applies 'relu' itself, before whatever comes next")
    def activation_in_conv_too(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                               batch_normalization=True, conv_first=True):  # fmt: skip
        """The convolution is given the activation as well."""
        conv = convolution(num_filters, kernel_size, strides, activation=activation)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("the kernel is always 3x3, whatever `kernel_size` says")
    def always_3x3(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                   batch_normalization=True, conv_first=True):  # fmt: skip
        """Kernels of 3x3, whatever kernel_size says."""
        conv = convolution(num_filters, 3, strides)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("there are always 16 filters, whatever `num_filters` says")
    def always_16(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                  batch_normalization=True, conv_first=True):  # fmt: skip
        """16 filters, whatever num_filters says."""
        conv = convolution(16, kernel_size, strides)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("filters is 3, expected 4")
    def sizes_swapped(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                      batch_normalization=True, conv_first=True):  # fmt: skip
        """Number of filters and size of the kernel have changed places."""
        conv = convolution(kernel_size, num_filters, strides)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @wrong("axis is 1, expected the channels")
    def bn_of_rows(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                   batch_normalization=True, conv_first=True):  # fmt: skip
        """BN on axis 1."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization(axis=1)(x)
        if activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("batch normalisation is frozen in inference mode, so training")
    def frozen_bn(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                  batch_normalization=True, conv_first=True):  # fmt: skip
        """BN is called with training=False."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization(trainable=False)(x, training=False)
        if activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("In its place stands Conv2D")
    def conv_at_both_ends(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                          batch_normalization=True, conv_first=True):  # fmt: skip
        """The convolution is at the beginning as well with conv_first=False."""
        conv = convolution(num_filters, kernel_size, strides)
        x = in_order(inputs, conv, activation, batch_normalization, True)
        return x if conv_first else convolution(num_filters, kernel_size, 1)(x)

    @wrong("it returns nothing (None)")
    def no_else(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                batch_normalization=True, conv_first=True):  # fmt: skip
        """Only the first order is returned; with conv_first=False it returns None."""
        conv = convolution(num_filters, kernel_size, strides)
        if conv_first:
            return in_order(inputs, conv, activation, batch_normalization, True)

    @right
    def by_the_hints(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                     batch_normalization=True, conv_first=True):  # fmt: skip
        """As the hints say."""
        conv = convolution(num_filters, kernel_size, strides)
        return in_order(inputs, conv, activation, batch_normalization, conv_first)

    @right
    def list_of_layers(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                       batch_normalization=True, conv_first=True):  # fmt: skip
        """The layers in a list, called in a loop."""
        middle = []
        if batch_normalization:
            middle.append(layers.BatchNormalization())
        if activation:
            middle.append(keras.activations.get(activation))
        conv = layers.Conv2D(
            filters=num_filters, kernel_size=(kernel_size, kernel_size), strides=(strides, strides),
            padding="same", use_bias=False, kernel_initializer=keras.initializers.HeNormal(),
        )  # fmt: skip
        x = inputs
        for part in [conv, *middle] if conv_first else [*middle, conv]:
            x = part(x)
        return x

    @right
    def two_branches(inputs, num_filters=16, kernel_size=3, strides=1, activation="relu",
                     batch_normalization=True, conv_first=True):  # fmt: skip
        """Both orders written out."""
        if conv_first:
            x = convolution(num_filters, kernel_size, strides)(inputs)
            if batch_normalization:
                x = layers.BatchNormalization()(x)
            if activation is not None:
                x = keras.ops.relu(x) if activation == "relu" else layers.Activation(activation)(x)
            return x
        x = inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        if activation is not None:
            x = keras.ops.relu(x) if activation == "relu" else layers.Activation(activation)(x)
        return convolution(num_filters, kernel_size, strides)(x)
