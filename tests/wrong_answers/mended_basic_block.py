"""``MendedBlock``, the debugging exercise of lesson 5, as learners mend it: wrong and right."""

import keras
from keras import layers, ops

from tests.wrong_answers import right, wrong


def convolution(filters, size, stride=1):
    return layers.Conv2D(
        filters, size, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal"
    )


class Colleagues(layers.Layer):
    """The block as the exercise gives it: one normalisation for both convolutions."""

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
        return self.relu(F + self.shortcut(x))

    def shortcut(self, x):
        return self.projection_bn(self.projection(x)) if self.projects else x

    def get_config(self):
        return super().get_config() | {"filters": self.filters, "stride": self.stride}


class Mended(Colleagues):
    """A right one, in which subclasses change a thing."""

    options = {}

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(filters, stride, **kwargs)
        self.bn1 = layers.BatchNormalization(**self.options)
        self.bn2 = layers.BatchNormalization(**self.options)

    def call(self, x):
        F = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(F)) + self.shortcut(x))


@right
class TwoNorms(Mended):
    """One normalisation a convolution; the shared ReLU has no weights and may stay."""


@right
class SecondAdded(Colleagues):
    def build(self, input_shape):
        super().build(input_shape)
        self.second = layers.BatchNormalization()

    def call(self, x):
        F = ops.relu(self.bn(self.conv1(x)))
        return ops.relu(layers.add([self.shortcut(x), self.second(self.conv2(F))]))


@right
class InARow(Colleagues):
    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(filters, stride, **kwargs)
        self.main = keras.Sequential(
            [self.conv1, layers.BatchNormalization(), self.relu, self.conv2, layers.BatchNormalization()]
        )

    def call(self, x):
        return self.relu(self.main(x) + self.shortcut(x))


@right
class OfAList(Colleagues):
    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(filters, stride, **kwargs)
        self.norms = [layers.BatchNormalization() for _ in range(2)]

    def call(self, x, training=None):
        F = self.relu(self.norms[0](self.conv1(x), training=training))
        F = self.norms[1](self.conv2(F), training=training)
        return self.relu(F + self.shortcut(x))


wrong("one batch normalisation serves both convolutions")(Colleagues)


def slip(name: str, phrase: str, base=Mended, **fields):
    globals()[name] = wrong(phrase)(type(name, (base,), fields))


def two_names(self, filters, stride=1, **kwargs):
    Colleagues.__init__(self, filters, stride, **kwargs)
    self.bn1 = self.bn2 = layers.BatchNormalization()


def list_of_one(self, filters, stride=1, **kwargs):
    Colleagues.__init__(self, filters, stride, **kwargs)
    self.bn1, self.bn2 = [layers.BatchNormalization()] * 2


def without_name(self, filters, stride=1):
    Mended.__init__(self, filters, stride)


def two_paths(self, x, training=None):
    """The colleague's normalisation is still there, and each mode takes another way."""
    F = self.relu(self.bn(self.conv1(x), training=training))
    return self.relu(self.bn2(self.conv1(F)) + self.shortcut(x))


def fixed_mode(mode):
    def call(self, x):
        F = self.relu(self.bn1(self.conv1(x), training=mode))
        F = self.bn2(self.conv2(F), training=mode)
        x = self.projection_bn(self.projection(x), training=mode) if self.projects else x
        return self.relu(F + x)

    return call


def sum_of(main, tail=lambda self, y: self.relu(y)):
    """Return a call whose main path is ``main(self, x)``."""
    return lambda self, x: tail(self, main(self, x) + self.shortcut(x))


def main(self, x):
    return self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))


ONE = "one batch normalisation serves both convolutions"
slip("TwoNames", ONE, __init__=two_names)
slip("ListOfOne", ONE, __init__=list_of_one)
slip("SecondNeverUsed", ONE, call=lambda self, x: Colleagues.call(self, x))
slip("FirstTwice", ONE, call=sum_of(lambda self, x: self.bn1(
    self.conv2(self.relu(self.bn1(self.conv1(x)))))))  # fmt: skip
slip("FirstMissing", "normalisation of the first convolution is missing", call=sum_of(
    lambda self, x: self.bn2(self.conv2(self.relu(self.conv1(x))))))  # fmt: skip
slip("SecondMissing", "normalisation of the second convolution is missing", call=sum_of(
    lambda self, x: self.conv2(self.relu(self.bn1(self.conv1(x))))))  # fmt: skip
slip("NoneLeft", "no batch normalisation", shortcut=lambda self, x: (
    self.projection(x) if self.projects else x), call=sum_of(
    lambda self, x: self.conv2(self.relu(self.conv1(x)))))  # fmt: skip
slip("TrainingForGood", "fixed in training mode", call=fixed_mode(True))
slip("InferenceForGood", "inference mode", call=fixed_mode(False))
slip("Frozen", "frozen in inference mode", options={"trainable": False})
slip("AfterTheSum", "comes after the addition", call=lambda self, x: self.relu(self.bn2(
    self.conv2(self.relu(self.bn1(self.conv1(x)))) + self.shortcut(x))))  # fmt: skip
slip("ReluFirst", "the ReLU comes before the batch normalisation", call=sum_of(
    lambda self, x: self.bn2(self.conv2(self.bn1(self.relu(self.conv1(x)))))))  # fmt: skip
slip("NoReluInside", "the ReLU between the two convolutions is missing", call=sum_of(
    lambda self, x: self.bn2(self.conv2(self.bn1(self.conv1(x))))))  # fmt: skip
slip("NoReluAtTheEnd", "the last ReLU, after the addition, is missing", call=sum_of(
    main, lambda self, y: y))  # fmt: skip
slip("ShortcutLost", "the shortcut is missing", call=lambda self, x: self.relu(main(self, x)))
slip("OneConvolution", "one of the 3x3 convolutions is made, and nothing of it", call=sum_of(
    lambda self, x: self.bn2(self.conv2(self.relu(self.bn1(self.conv2(x)))))))  # fmt: skip
slip("ProjectionsNorm", "serves both the main path's end and the projection", call=sum_of(main),
     shortcut=lambda self, x: self.bn2(self.projection(x)) if self.projects else x)  # fmt: skip
slip("BareProjection", "the projection has no batch normalisation", shortcut=lambda self, x: (
    self.projection(x) if self.projects else x))  # fmt: skip
slip("Epsilon", "another epsilon", options={"epsilon": 1e-5})
slip("StrideForgotten", "it is another block", get_config=lambda self: (
    layers.Layer.get_config(self) | {"filters": self.filters}))  # fmt: skip
slip("NoConfig", "cannot be made again from its config", __init__=without_name)
slip("NewEachTime", "its layers are made anew in every call", call=sum_of(
    lambda self, x: layers.BatchNormalization()(self.conv2(self.relu(self.bn1(self.conv1(x)))))))  # fmt: skip
slip("SavedByName", "it stops with AttributeError", call=sum_of(
    lambda self, x: self.bn3(self.conv2(self.relu(self.bn1(self.conv1(x)))))))  # fmt: skip
