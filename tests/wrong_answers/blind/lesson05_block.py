"""Exercise 5.1, BasicBlock, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import wrong

saved = keras.saving.register_keras_serializable(package="lesson05")
relu = keras.ops.relu


def convolution(filters, size, stride=1):
    """Return the lesson's convolution, as its text gives it."""
    return layers.Conv2D(
        filters, size, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal"
    )


class Plan(layers.Layer):
    """The block as the card asks for it; each answer below writes a part of it otherwise."""

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride
        self.conv1, self.bn1 = convolution(filters, 3, stride), layers.BatchNormalization()
        self.conv2, self.bn2 = convolution(filters, 3), layers.BatchNormalization()
        self.projection = None

    def build(self, input_shape):
        if self.stride != 1 or input_shape[-1] != self.filters:
            self.projection, self.bn3 = convolution(self.filters, 1, self.stride), layers.BatchNormalization()

    def branch(self, x):
        return self.bn2(self.conv2(relu(self.bn1(self.conv1(x)))))

    def shortcut(self, x):
        return x if self.projection is None else self.bn3(self.projection(x))

    def call(self, x):
        return relu(self.branch(x) + self.shortcut(x))

    def get_config(self):
        return super().get_config() | {"filters": self.filters, "stride": self.stride}


class E5_1:
    """Write BasicBlock."""

    @wrong("the channels change from 3 to 7")
    @saved
    class ProjectsOnlyWithStride(Plan):
        """A projection only where the stride is not 1; changed channels are forgotten."""

        def build(self, input_shape):
            if self.stride != 1:
                super().build(input_shape)

    @wrong("the stride of 2 shrinks the picture")
    @saved
    class ProjectsOnlyForChannels(Plan):
        """A projection only where the channels change; the stride alone is forgotten."""

        def build(self, input_shape):
            if input_shape[-1] != self.filters:
                super().build(input_shape)

    @wrong("there is a projection with its normalisation even where the")
    @saved
    class ProjectsAlways(Plan):
        """A projection in every block, where the input fits as well."""

        def build(self, input_shape):
            self.projection, self.bn3 = convolution(self.filters, 1, self.stride), layers.BatchNormalization()

    @wrong("the projection has no batch normalisation, as in tutorials that")
    @saved
    class BareProjection(Plan):
        """No BN behind the projection."""

        def shortcut(self, x):
            return x if self.projection is None else self.projection(x)

    @wrong("the shortcut goes through a ReLU before the addition")
    @saved
    class ReluOnShortcut(Plan):
        """A ReLU behind the projection's BN, copied from the main path."""

        def shortcut(self, x):
            return x if self.projection is None else relu(self.bn3(self.projection(x)))

    @wrong("the last ReLU comes before the addition")
    @saved
    class ReluBeforeAddition(Plan):
        """The last ReLU stands before the addition instead of behind it."""

        def call(self, x):
            return relu(self.branch(x)) + self.shortcut(x)

    @wrong("the last ReLU, after the addition, is missing")
    @saved
    class NoLastRelu(Plan):
        """No ReLU behind the addition."""

        def call(self, x):
            return self.branch(x) + self.shortcut(x)

    @wrong("the ReLU between the two convolutions is missing, so they")
    @saved
    class NoFirstRelu(Plan):
        """No ReLU between the two convolutions."""

        def branch(self, x):
            return self.bn2(self.conv2(self.bn1(self.conv1(x))))

    @wrong("the shortcut is missing")
    @saved
    class NoShortcut(Plan):
        """The shortcut is made and never added."""

        def call(self, x):
            return relu(self.branch(x))

    @wrong("the batch normalisation of the second convolution is missing")
    @saved
    class NoSecondBN(Plan):
        """BN behind the second convolution forgotten."""

        def branch(self, x):
            return self.conv2(relu(self.bn1(self.conv1(x))))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class OneBN(Plan):
        """One BN for both maps, to save a line."""

        def branch(self, x):
            return self.bn1(self.conv2(relu(self.bn1(self.conv1(x)))))

    @wrong("the stride sits on the second convolution")
    @saved
    class StrideInSecond(Plan):
        """The stride is in the second convolution."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1, self.conv2 = convolution(filters, 3), convolution(filters, 3, stride)

    @wrong("the first of its two convolutions has the stride of")
    @saved
    class StrideInBoth(Plan):
        """The stride is in both convolutions."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv2 = convolution(filters, 3, stride)

    @wrong("height and width: the two paths must shrink the picture")
    @saved
    class Unpadded(Plan):
        """Convolutions written out, with padding forgotten."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1 = layers.Conv2D(filters, 3, stride, use_bias=False, kernel_initializer="he_normal")
            self.conv2 = layers.Conv2D(filters, 3, use_bias=False, kernel_initializer="he_normal")

    @wrong("the convolutions have biases, which the normalisation behind")
    @saved
    class WithBias(Plan):
        """Keras's own Conv2D with its bias, not the lesson's convolution."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1 = layers.Conv2D(filters, 3, stride, "same", kernel_initializer="he_normal")
            self.conv2 = layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")

    @wrong("the convolutions start from GlorotUniform")
    @saved
    class GlorotWeights(Plan):
        """Keras's default initialiser instead of He's."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1 = layers.Conv2D(filters, 3, stride, "same", use_bias=False)
            self.conv2 = layers.Conv2D(filters, 3, padding="same", use_bias=False)

    @wrong("kernel_size is (1, 1), expected (3, 3)")
    @saved
    class SecondIs1x1(Plan):
        """The second convolution is 1x1."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv2 = convolution(filters, 1)

    @wrong("the projection has a kernel of 3x3")
    @saved
    class ProjectionIs3x3(Plan):
        """The projection is 3x3, copied from the main path."""

        def build(self, input_shape):
            super().build(input_shape)
            if self.projection is not None:
                self.projection = convolution(self.filters, 3, self.stride)

    @wrong("batch normalisation is frozen in inference mode, so training")
    @saved
    class FrozenBN(Plan):
        """BN is told training=False in call and stays in inference mode."""

        def branch(self, x):
            x = relu(self.bn1(self.conv1(x), training=False))
            return self.bn2(self.conv2(x), training=False)

    @wrong("batch normalisation is fixed in training mode, so a prediction")
    @saved
    class AlwaysTraining(Plan):
        """BN is told training=True in call and never uses its memory."""

        def branch(self, x):
            x = relu(self.bn1(self.conv1(x), training=True))
            return self.bn2(self.conv2(x), training=True)

    @wrong("what is added is what the first convolution, its BN and ReLU")
    @saved
    class ShortcutFromInside(Plan):
        """x is overwritten, so that what is added is the first layer's output."""

        def call(self, x):
            x = relu(self.bn1(self.conv1(x)))
            return relu(self.bn2(self.conv2(x)) + x)

    @wrong("made again from its config it is another block, so a loaded net")
    @saved
    class ConfigWithoutStride(Plan):
        """get_config forgets the stride."""

        def get_config(self):
            return layers.Layer.get_config(self) | {"filters": self.filters}

    @wrong("it cannot be made again from its config, so a saved net could")
    @saved
    class ConfigOfBaseOnly(Plan):
        """get_config returns what super knows and nothing else."""

        def get_config(self):
            return layers.Layer.get_config(self)

    @wrong("get_config returns nothing (None), expected the settings, by")
    @saved
    class ConfigNone(Plan):
        """get_config makes the dictionary and forgets to return it."""

        def get_config(self):
            config = super().get_config()
            config.update(filters=self.filters, stride=self.stride)

    @wrong("it returns nothing (None)")
    @saved
    class ReturnsNothing(Plan):
        """call computes everything and returns nothing."""

        def call(self, x):
            y = relu(self.branch(x) + self.shortcut(x))  # noqa: F841

    @wrong("the two paths are concatenated, so the channels double")
    @saved
    class Concatenates(Plan):
        """The ways are concatenated, not added."""

        def call(self, x):
            return relu(keras.ops.concatenate([self.branch(x), self.shortcut(x)], axis=-1))

    @wrong("its layers are made anew in every call")
    @saved
    class NewLayersInCall(Plan):
        """The projection is made in call, anew each time."""

        def build(self, input_shape):
            self.fits = self.stride == 1 and input_shape[-1] == self.filters

        def shortcut(self, x):
            if self.fits:
                return x
            return layers.BatchNormalization()(convolution(self.filters, 1, self.stride)(x))
