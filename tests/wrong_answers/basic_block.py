"""``BasicBlock`` as learners write it, wrong and right: classes, most of them made from one with slips."""

import keras
from keras import layers, ops

from resnets import blocks_cifar
from tests.wrong_answers import right, wrong


@right
class Library(blocks_cifar.BasicBlock):
    """The library's block."""


@right
class WithSequential(layers.Layer):
    """Layers in build, the projection a Sequential, ReLU as an operation; Keras keeps the arguments."""

    def __init__(self, filter_num, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.filter_num, self.stride = filter_num, stride

    def build(self, input_shape):
        def conv(size, s):
            settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}
            return layers.Conv2D(self.filter_num, size, strides=s, **settings)

        self.down = None
        if self.stride != 1 or input_shape[-1] != self.filter_num:
            self.down = keras.Sequential([conv(1, self.stride), layers.BatchNormalization()])
        self.main = keras.Sequential(
            [conv(3, self.stride), layers.BatchNormalization(), layers.ReLU(), conv(3, 1)]
        )
        self.last = layers.BatchNormalization()

    def call(self, inputs):
        short = self.down(inputs) if self.down else inputs
        return ops.relu(short + self.last(self.main(inputs)))


@right
class WithList(layers.Layer):
    """Shortcut first, layers in lists."""

    def __init__(self, filters, stride=1, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.arguments = {"filters": filters, "stride": stride}
        self.settings = {"use_bias": False, "kernel_initializer": "he_normal"}
        self.convs = [
            layers.Conv2D(filters, 3, strides=s, padding="same", **self.settings) for s in (stride, 1)
        ]
        self.norms = [layers.BatchNormalization(axis=-1) for _ in range(2)]

    def build(self, input_shape):
        self.short = []
        if input_shape[-1] != self.arguments["filters"] or self.arguments["stride"] > 1:
            conv = layers.Conv2D(
                self.arguments["filters"], (1, 1), (self.arguments["stride"],) * 2, **self.settings
            )
            self.short = [conv, layers.BatchNormalization()]
        super().build(input_shape)

    def call(self, x, training=None):
        y = x
        for layer in self.short:
            x = layer(x)
        y = ops.relu(self.norms[0](self.convs[0](y), training=training))
        y = self.norms[1](self.convs[1](y), training=training)
        return ops.relu(ops.add(x, y))

    def get_config(self):
        return super().get_config() | self.arguments


class Slipping(layers.Layer):
    """A right block in which subclasses change a thing."""

    bias, padding, strides, bn_options = False, "same", lambda self: (self.stride, 1), {}
    initial = "he_normal"

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride
        s1, s2 = self.strides()
        self.conv1, self.bn1 = self.conv(3, s1), layers.BatchNormalization(**self.bn_options)
        self.conv2, self.bn2 = self.conv(3, s2), layers.BatchNormalization(**self.bn_options)

    def conv(self, size, s):
        options = {"padding": self.padding, "use_bias": self.bias, "kernel_initializer": self.initial}
        return layers.Conv2D(self.filters, size, strides=s, **options)

    def needs(self, channels):
        return self.stride != 1 or channels != self.filters

    def build(self, shape):
        self.down = self.shortcut() if self.needs(shape[-1]) else None
        super().build(shape)

    def shortcut(self):
        return keras.Sequential([self.conv(1, self.stride), layers.BatchNormalization()])

    def call(self, x):
        y = ops.relu(self.bn1(self.conv1(x)))
        return self.end(self.bn2(self.conv2(y)), self.down(x) if self.down else x)

    def end(self, y, x):
        return ops.relu(y + x)


def slip(name: str, phrase: str, **fields):
    globals()[name] = wrong(phrase)(type(name, (Slipping,), fields))


slip("Biased", "have biases", bias=True)
slip("Glorot", "start from GlorotUniform", initial="glorot_uniform")
slip("Unpadded", "compare strides and padding", padding="valid")
slip("StrideLate", "the stride sits on the second convolution", strides=lambda self: (1, self.stride))
slip("NoSum", "the shortcut is missing", end=lambda self, y, x: ops.relu(y))
slip("NoLastRelu", "the last ReLU, after the addition, is missing", end=lambda self, y, x: y + x)
slip("EarlyRelu", "the last ReLU comes before the addition", end=lambda self, y, x: ops.relu(y) + x)
slip("TwoRelus", "no way to subtract", end=lambda self, y, x: ops.relu(ops.relu(y) + x))
slip("Multiplied", "multiplied", end=lambda self, y, x: ops.relu(y * x))
slip("Twice", "added twice", end=lambda self, y, x: ops.relu(y + x + x))
slip("Epsilon", "another epsilon", bn_options={"epsilon": 1e-5})
slip(
    "BareProjection",
    "the projection has no batch normalisation",
    shortcut=lambda self: self.conv(1, self.stride),
)
slip(
    "StrideOnly",
    "the stride is 1, and the channels change from 3 to 7",
    needs=lambda self, c: self.stride != 1,
)
slip("ChannelsOnly", "the stride of 2 shrinks", needs=lambda self, c: c != self.filters)
slip("Always", "a projection with its normalisation even where the shape stays", needs=lambda self, c: True)
slip("NoStrideOnProjection", "its strides are (1, 1), expected (2, 2)", shortcut=lambda self: self.conv(1, 1))
slip("ReluOnShortcut", "the shortcut goes through a ReLU", shortcut=lambda self: keras.Sequential(
    [self.conv(1, self.stride), layers.BatchNormalization(), layers.ReLU()]))  # fmt: skip
slip("Linear", "the ReLU between the two convolutions is missing", call=lambda self, x: self.end(
    self.bn2(self.conv2(self.bn1(self.conv1(x)))), self.down(x) if self.down else x))  # fmt: skip
slip("NormLate", "the ReLU comes before the batch normalisation", call=lambda self, x: self.end(
    self.bn2(self.conv2(self.bn1(ops.relu(self.conv1(x))))), self.down(x) if self.down else x))  # fmt: skip
slip("OneNorm", "one batch normalisation serves both convolutions", call=lambda self, x: self.end(
    self.bn1(self.conv2(ops.relu(self.bn1(self.conv1(x))))), self.down(x) if self.down else x))  # fmt: skip
slip("AlwaysTraining", "fixed in training mode", call=lambda self, x: self.end(
    self.bn2(self.conv2(ops.relu(self.bn1(self.conv1(x), training=True))), training=True),
    self.down(x, training=True) if self.down else x))  # fmt: skip
slip("OtherConfig", "it is another block", get_config=lambda self: (
    layers.Layer.get_config(self) | {"filters": self.filters}))  # fmt: skip


@wrong("it cannot be made again from its config")
class NoKeywords(Slipping):
    def __init__(self, filters, stride=1):
        super().__init__(filters, stride)


@wrong("its layers are made anew in every call")
class MadeInCall(layers.Layer):
    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride

    def call(self, x):
        return blocks_cifar.BasicBlock(self.filters, self.stride)(x)


@wrong("makes a layer in call and keeps it")
class KeptInCall(MadeInCall):
    def call(self, x):
        self.conv = layers.Conv2D(self.filters, 3, strides=self.stride, padding="same")
        return self.conv(x)


@wrong("it stops with ZeroDivisionError")
class Crashing(MadeInCall):
    def call(self, x):
        return x / (1 // 0)


@wrong("was given an object of type function")
def a_function(x, filters, stride=1):
    return x
