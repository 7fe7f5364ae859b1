"""More of exercise 5.1, BasicBlock, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson05_block import Plan, convolution, saved

relu = keras.ops.relu


class E5_1:
    """Write BasicBlock, continued."""

    @wrong("the projection; its strides are (1, 1), expected (2, 2)")
    @saved
    class ProjectionWithoutStride(Plan):
        """The projection is made without the stride, so that the shortcut keeps its height and width."""

        def build(self, input_shape):
            super().build(input_shape)
            if self.projection is not None:
                self.projection = convolution(self.filters, 1)

    @wrong("the height is taken for the channels")
    @saved
    class HeightForChannels(Plan):
        """input_shape[1] is taken for the number of channels, as in PyTorch; it is the height."""

        def build(self, input_shape):
            if self.stride != 1 or input_shape[1] != self.filters:
                self.projection = convolution(self.filters, 1, self.stride)
                self.bn3 = layers.BatchNormalization()

    @wrong("the shortcut is averaged over neighbours, then projected")
    @saved
    class PooledShortcut(Plan):
        """The shortcut is averaged by a pool of 2x2 and then projected without stride, as later nets do."""

        def build(self, input_shape):
            super().build(input_shape)
            if self.projection is not None:
                self.pool = layers.AveragePooling2D(self.stride, self.stride, padding="same")
                self.projection = convolution(self.filters, 1)

        def shortcut(self, x):
            return x if self.projection is None else self.bn3(self.projection(self.pool(x)))

    @wrong("subsampled and filled up with zeros (shortcut A)")
    @saved
    class ZerosForChannels(Plan):
        """The shortcut takes every second pixel and fills the missing channels with zeros; no projection."""

        def build(self, input_shape):
            self.missing = self.filters - input_shape[-1]

        def shortcut(self, x):
            x = x[:, :: self.stride, :: self.stride, : self.filters]
            return keras.ops.pad(x, [[0, 0], [0, 0], [0, 0], [0, max(self.missing, 0)]])

    @wrong("__init__ has no argument filter_num or strides")
    @saved
    class ConfigOtherNames(Plan):
        """get_config names the settings otherwise than __init__ does: filter_num and strides."""

        def get_config(self):
            return layers.Layer.get_config(self) | {"filter_num": self.filters, "strides": self.stride}

    @wrong("__init__ has no argument bn1 or conv1 or conv2")
    @saved
    class ConfigOfLayers(Plan):
        """get_config lists the layers as well as the settings."""

        def get_config(self):
            return super().get_config() | {"conv1": self.conv1, "bn1": self.bn1, "conv2": self.conv2}

    @wrong("the order is that of a pre-activation block")
    @saved
    class BNFirst(Plan):
        """BN and ReLU stand before the convolutions, as in version 2 of ResNet."""

        def call(self, x):
            F = self.conv1(relu(self.bn1(x)))
            F = self.conv2(relu(self.bn2(F)))
            return F + self.shortcut(x)

    @wrong("F(X) goes through a ReLU before the addition")
    @saved
    class ReluTwice(Plan):
        """A ReLU behind the second BN as well as behind the addition, so that nothing is ever subtracted."""

        def branch(self, x):
            return relu(super().branch(x))

    @wrong("it is a bottleneck of three convolutions")
    @saved
    class Bottleneck(Plan):
        """ResNet50's block: 1x1, 3x3, 1x1, with a quarter of the filters inside."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1, self.conv2 = convolution(filters // 4, 1, stride), convolution(filters // 4, 3)
            self.conv3, self.last_bn = convolution(filters, 1), layers.BatchNormalization()

        def branch(self, x):
            return self.last_bn(self.conv3(relu(super().branch(x))))

    @wrong("the projection is made, and nothing of it reaches")
    @saved
    class AddsTheInput(Plan):
        """The shortcut is computed under a name of its own, and the input itself is added."""

        def call(self, x):
            shortcut = self.shortcut(x)  # noqa: F841
            return relu(self.branch(x) + x)

    @wrong("the second batch normalisation comes after the addition")
    @saved
    class BNBehindTheSum(Plan):
        """The second BN stands behind the addition instead of before it."""

        def call(self, x):
            F = self.conv2(relu(self.bn1(self.conv1(x))))
            return relu(self.bn2(F + self.shortcut(x)))

    @wrong("the ReLU comes before the batch normalisation")
    @saved
    class ReluBeforeBN(Plan):
        """The first ReLU stands before the BN: convolution, ReLU, BN."""

        def branch(self, x):
            return self.bn2(self.conv2(self.bn1(relu(self.conv1(x)))))

    @wrong("a convolution has a kernel of 1x1 and strides of 3x3")
    @saved
    class SizeAndStrideSwapped(Plan):
        """The arguments of convolution are swapped: the stride as the size and 3 as the stride."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1 = convolution(filters, stride, 3)

    @wrong("a max pool behind it shrinks the picture instead")
    @saved
    class PoolForStride(Plan):
        """The first convolution has no stride; a max pool behind it makes the map smaller."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1, self.pool = convolution(filters, 3), layers.MaxPooling2D(stride, padding="same")

        def branch(self, x):
            return self.bn2(self.conv2(self.pool(relu(self.bn1(self.conv1(x))))))

    @right
    @saved
    class ListsOfLayers(layers.Layer):
        """Both ways are lists of layers, walked in a loop; the list of the shortcut is empty where x fits."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(**kwargs)
            self.filters, self.stride = filters, stride
            self.way = [convolution(filters, 3, stride), layers.BatchNormalization(), layers.ReLU()]
            self.way += [convolution(filters, 3), layers.BatchNormalization()]
            self.short, self.add, self.last = [], layers.Add(), layers.Activation("relu")

        def build(self, input_shape):
            if (self.stride, self.filters) != (1, input_shape[-1]):
                self.short = [convolution(self.filters, 1, self.stride), layers.BatchNormalization()]

        def call(self, x):
            F = x
            for layer in self.way:
                F = layer(F)
            for layer in self.short:
                x = layer(x)
            return self.last(self.add([x, F]))

        def get_config(self):
            return {**super().get_config(), "stride": self.stride, "filters": self.filters}

    @right
    @saved
    class PairsAsLayers(layers.Layer):
        """A convolution with its BN is a small layer of its own, and the block is made of these."""

        class Pair(layers.Layer):
            def __init__(self, filters, size, stride=1):
                super().__init__()
                self.convolution, self.norm = convolution(filters, size, stride), layers.BatchNormalization()

            def call(self, x, training=None):
                return self.norm(self.convolution(x), training=training)

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(**kwargs)
            self.filters, self.stride = filters, stride
            self.first, self.second = self.Pair(filters, 3, stride), self.Pair(filters, 3)
            self.project = None

        def build(self, input_shape):
            if input_shape[-1] != self.filters or self.stride > 1:
                self.project = self.Pair(self.filters, 1, self.stride)

        def call(self, x, training=None):
            F = keras.ops.maximum(self.first(x, training=training), 0)
            if self.project is not None:
                x = self.project(x, training=training)
            return keras.ops.maximum(x + self.second(F, training=training), 0)

        def get_config(self):
            config = super().get_config()
            config.update(filters=self.filters, stride=self.stride)
            return config
