"""Right answers to exercise 5.1, and the block of 5.4, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right
from tests.wrong_answers.blind.lesson05_block import convolution, saved

relu = keras.ops.relu


class E5_1:
    """Write BasicBlock, right and otherwise."""

    @right
    @saved
    class Sequentials(layers.Layer):
        """Both ways are Sequential models."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(**kwargs)
            self.filters, self.stride = filters, stride
            self.main = keras.Sequential(
                [
                    convolution(filters, 3, stride),
                    layers.BatchNormalization(),
                    layers.ReLU(),
                    convolution(filters, 3),
                    layers.BatchNormalization(),
                ]
            )
            self.out = layers.ReLU()

        def build(self, input_shape):
            if self.stride == 1 and input_shape[-1] == self.filters:
                self.side = layers.Identity()
            else:
                self.side = keras.Sequential(
                    [convolution(self.filters, 1, self.stride), layers.BatchNormalization()]
                )

        def call(self, x):
            return self.out(layers.Add()([self.main(x), self.side(x)]))

        def get_config(self):
            config = super().get_config()
            config.update({"filters": self.filters, "stride": self.stride})
            return config

    @right
    @saved
    class AllInBuild(layers.Layer):
        """All layers are made, and built, in build; call takes training and hands it on."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(**kwargs)
            self.filters = filters
            self.stride = stride

        def build(self, input_shape):
            self.conv_a = convolution(self.filters, 3, self.stride)
            self.conv_b = convolution(self.filters, 3)
            self.norm_a = layers.BatchNormalization()
            self.norm_b = layers.BatchNormalization()
            self.needs = self.stride != 1 or input_shape[-1] != self.filters
            if self.needs:
                self.conv_s = convolution(self.filters, 1, self.stride)
                self.norm_s = layers.BatchNormalization()
            super().build(input_shape)

        def call(self, x, training=None):
            y = self.conv_a(x)
            y = keras.activations.relu(self.norm_a(y, training=training))
            y = self.norm_b(self.conv_b(y), training=training)
            if self.needs:
                x = self.norm_s(self.conv_s(x), training=training)
            return keras.activations.relu(x + y)

        def get_config(self):
            return {**super().get_config(), "filters": self.filters, "stride": self.stride}

    @right
    @saved
    class MadeEarly(layers.Layer):
        """The projection is made in __init__ and used only where it is needed."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(**kwargs)
            self.filters, self.stride = filters, stride
            self.conv1 = convolution(filters, 3, stride)
            self.bn1 = layers.BatchNormalization()
            self.conv2 = convolution(filters, 3)
            self.bn2 = layers.BatchNormalization()
            self.side, self.side_bn = convolution(filters, 1, stride), layers.BatchNormalization()

        def build(self, input_shape):
            self.fits = self.stride == 1 and input_shape[-1] == self.filters

        def call(self, x):
            y = relu(self.bn1(self.conv1(x)))
            y = self.bn2(self.conv2(y))
            return relu(keras.ops.add(y, x if self.fits else self.side_bn(self.side(x))))

        def get_config(self):
            return super().get_config() | {"filters": self.filters, "stride": self.stride}


@saved
class ColleaguesBlock(layers.Layer):
    """The two-layer residual block, tidied up, as the text gives it."""

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride
        self.conv1, self.conv2 = convolution(filters, 3, stride), convolution(filters, 3)
        self.bn, self.relu = layers.BatchNormalization(), layers.ReLU()

    def build(self, input_shape):
        self.projects = self.stride != 1 or input_shape[-1] != self.filters
        if self.projects:
            self.projection = convolution(self.filters, 1, self.stride)
            self.projection_bn = layers.BatchNormalization()

    def call(self, x):
        F = self.relu(self.bn(self.conv1(x)))
        F = self.bn(self.conv2(F))
        shortcut = self.projection_bn(self.projection(x)) if self.projects else x
        return self.relu(F + shortcut)

    def get_config(self):
        return super().get_config() | {"filters": self.filters, "stride": self.stride}
