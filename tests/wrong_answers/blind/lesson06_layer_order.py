"""More of exercise 6.1, order and conditions, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_layer import bn_act, convolution


class E6_1:
    """Write the layer, continued."""

    @wrong("where batch_normalization is False, the activation is missing")
    def activation_only_with_bn(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The activation's `if` stands inside BN's, so that without BN there is no activation either."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
            if activation is not None:
                x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("where activation is None, the batch normalisation is missing")
    def bn_only_with_activation(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """Both stand under `if activation is not None`, so that without activation there is no BN either."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if activation is not None:
            if batch_normalization:
                x = layers.BatchNormalization()(x)
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("it takes the one or the other")
    def elif_for_if(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """`elif` between BN and activation: there is one of the two, never both."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        elif activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("the batch normalisation reads the inputs, so the convolution is lost")
    def bn_reads_inputs(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """BN is called on inputs instead of x, so that with conv_first the convolution is lost."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(inputs)
        if activation is not None:
            x = layers.Activation(activation)(x)
        return x if conv_first else conv(x)

    @wrong("the convolution reads the inputs: no normalisation")
    def last_conv_reads_inputs(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """With conv_first=False the convolution is called on inputs, past BN and activation."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        if not conv_first:
            x = conv(inputs)
        return x

    @wrong("with conv_first=False the convolution has stride 1")
    def stride_only_when_first(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The convolution is written out twice, and the second one has no strides."""
        if conv_first:
            x = convolution(num_filters, kernel_size, strides)(inputs)
            return bn_act(x, activation, batch_normalization)
        x = bn_act(inputs, activation, batch_normalization)
        return layers.Conv2D(
            num_filters, kernel_size, padding="same", use_bias=False, kernel_initializer="he_normal"
        )(x)

    @wrong("with conv_first=False a second batch normalisation follows")
    def bn_twice(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """With conv_first=False there is a second BN behind the convolution."""
        conv = convolution(num_filters, kernel_size, strides)
        x = inputs
        if conv_first:
            x = conv(x)
        x = bn_act(x, activation, batch_normalization)
        if not conv_first:
            x = conv(x)
            if batch_normalization:
                x = layers.BatchNormalization()(x)
        return x

    @wrong("an activation of another name than relu is left out")
    def only_relu_known(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """`if activation == "relu"`: every other activation is left out."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        if activation == "relu":
            x = layers.ReLU()(x)
        return x if conv_first else conv(x)

    @wrong("with conv_first=True the convolution alone is returned")
    def returns_too_early(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """`return conv(inputs)` at once where conv_first is True, so that BN and activation never come."""
        conv = convolution(num_filters, kernel_size, strides)
        if conv_first:
            return conv(inputs)
        return conv(bn_act(inputs, activation, batch_normalization))

    @wrong("returns an object of type Activation")
    def layer_not_called(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The activation layer is made and not called; x becomes the layer itself."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        if batch_normalization:
            x = layers.BatchNormalization()(x)
        if activation is not None:
            x = layers.Activation(activation)
        return x if conv_first else conv(x)

    @wrong("returns an object of type Functional")
    def a_model(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """A keras.Model is returned instead of the tensor."""
        conv = convolution(num_filters, kernel_size, strides)
        x = conv(inputs) if conv_first else inputs
        x = bn_act(x, activation, batch_normalization)
        x = x if conv_first else conv(x)
        return keras.Model(inputs, x)

    @right
    def functions_for_layers(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The activation is called as a function, not as a layer; the initialiser is an object."""
        convolve = layers.Conv2D(
            num_filters,
            kernel_size,
            strides,
            "same",
            use_bias=False,
            kernel_initializer=keras.initializers.HeNormal(),
        )
        normalise = layers.BatchNormalization() if batch_normalization else lambda z: z
        activate = keras.activations.get(activation) if activation else lambda z: z
        if conv_first:
            return activate(normalise(convolve(inputs)))
        return convolve(activate(normalise(inputs)))

    @right
    def one_sequential(
        inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
        conv_first=True,
    ):  # fmt: skip
        """The three go into a keras.Sequential, which is called once."""
        steps = [layers.BatchNormalization()] if batch_normalization else []
        if activation is not None:
            steps.append(layers.Activation(activation))
        steps.insert(0 if conv_first else len(steps), convolution(num_filters, kernel_size, strides))
        return keras.Sequential(steps)(inputs)
