"""ResNet18 as learners write it, wrong and right, as functions and as classes."""

import keras
from keras import layers, ops

from resnets import resnet18 as library_net
from resnets.blocks_cifar import BasicBlock
from tests.wrong_answers import right, wrong


@right
def library(width=64, num_classes=10, input_shape=(32, 32, 3)):
    return library_net.ResNet18(width, num_classes, input_shape)


@right
class Library(library_net.ResNet):
    """The library's class."""


def stem(x, width, **options):
    settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"} | options
    x = layers.Conv2D(width, settings.pop("size", 3), **settings)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


@right
def with_loops(width=64, num_classes=10, input_shape=(32, 32, 3)):
    x = inputs = keras.Input(input_shape)
    x = stem(x, width)
    for k, s in enumerate((1, 1, 2, 1, 2, 1, 2, 1)):
        x = BasicBlock(width << (k // 2), s)(x)
    return keras.Model(inputs, layers.Dense(num_classes)(ops.mean(x, axis=(1, 2))))


@right
class Subclassed(keras.Model):
    """Layers in lists, an operation in call; a Sequential of each stage."""

    def __init__(self, layer_dims, num_classes=10, width=64, **kwargs):
        super().__init__(**kwargs)
        self.arguments = {"layer_dims": list(layer_dims), "num_classes": num_classes, "width": width}
        self.conv = layers.Conv2D(width, 3, padding="same", use_bias=False, kernel_initializer="he_normal")
        self.norm = layers.BatchNormalization()
        self.stages = [
            self.build_resblock(width * 2**k, n, 1 if k == 0 else 2) for k, n in enumerate(layer_dims)
        ]
        self.pool = layers.GlobalAveragePooling2D()
        self.dense = layers.Dense(num_classes)

    def build_resblock(self, filters, blocks, stride):
        return keras.Sequential(
            [BasicBlock(filters, stride), *[BasicBlock(filters) for _ in range(1, blocks)]]
        )

    def call(self, x, training=None):
        x = self.before_blocks(ops.relu(self.norm(self.conv(x), training=training)))
        for stage in self.stages:
            x = stage(x, training=training)
        return self.dense(self.pool(x))

    def before_blocks(self, x):
        return x

    def get_config(self):
        return super().get_config() | self.arguments


def net(
    stem=stem,
    block=BasicBlock,
    blocks=(2, 2, 2, 2),
    strides=(1, 2, 2, 2),
    widths=lambda w: (w, 2 * w, 4 * w, 8 * w),
    head=lambda x: layers.GlobalAveragePooling2D()(x),
    default=64,
    **dense,
):
    """Return a net function in which parts are what a learner made of them."""

    def function(width=default, num_classes=10, input_shape=(32, 32, 3)):
        inputs = keras.Input(input_shape)
        x = stem(inputs, width)
        for filters, count, stride in zip(widths(width), blocks, strides, strict=True):
            for number in range(count):
                x = block(filters, 1 if number else stride)(x)
        return keras.Model(inputs, layers.Dense(num_classes, **dense)(head(x)))

    return function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def tutorial_stem(x, width):
    return layers.MaxPooling2D(2, 1, padding="same")(stem(x, width))


def bare_block(filters, stride):
    def block(x):
        y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
        y = layers.ReLU()(layers.BatchNormalization()(y))
        y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
        y = layers.BatchNormalization()(y)
        if stride != 1:
            x = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
        return layers.ReLU()(layers.add([x, y]))

    return block


named("softmax", "the net ends in a softmax", net(activation="softmax"))
named("unpadded", "the stem's convolution does not pad", net(stem=lambda x, w: stem(x, w, padding="valid")))
named("pooled", "a padded 2x2 max pool with stride 1 follows the stem", net(stem=tutorial_stem))
named("imagenet_stem", "ImageNet's: 7x7 with stride 2", net(stem=lambda x, w: stem(x, w, size=7, strides=2)))
named("no_stem_relu", "the stem's ReLU is missing", net(stem=lambda x, w: layers.BatchNormalization()(
    layers.Conv2D(w, 3, padding="same", use_bias=False)(x))))  # fmt: skip
named("all_strided", "stage 1 starts with stride 2", net(strides=(2, 2, 2, 2)))
named("stage_4_flat", "stage 4 starts with stride 1", net(strides=(1, 2, 2, 1)))
named("never_strided", "no stage halves", net(strides=(1, 1, 1, 1)))
named("resnet34", "that is ResNet34", net(blocks=(3, 4, 6, 3)))
named("one_block", "each stage has 1 block; it should have 2", net(blocks=(1, 1, 1, 1)))
named("last_stage_narrow", "stage 4 has 16 channels, as many as stage 3", net(
    widths=lambda w: (w, 2 * w, 4 * w, 4 * w)))  # fmt: skip
named("typed_in_width", "asked for width=4, it has", net(widths=lambda w: (64, 128, 256, 512)))
named("max_head", "takes the maximum", net(head=lambda x: layers.GlobalMaxPooling2D()(x)))
named("flat_head", "flattened, not averaged", net(head=lambda x: layers.Flatten()(x)))
named("narrow_default", "with its defaults it has", net(default=32))
named(
    "bare_projection",
    "in block 1 of stage 2, the projection has no batch normalisation",
    net(block=bare_block),
)
named("biased_stem", "have biases", net(stem=lambda x, w: stem(x, w, use_bias=True)))
named("no_bias_in_classifier", "the classifier has no bias", net(use_bias=False))


@wrong("a padded 2x2 max pool with stride 1 follows the stem")
class Pooled(Subclassed):
    def before_blocks(self, x):
        return ops.max_pool(x, 2, 1, padding="same")


@wrong("cannot be made again from its config")
class NoConfig(Subclassed):
    def get_config(self):
        return {"width": 4}


@wrong("made again from its config it is another net")
class OtherConfig(Subclassed):
    def get_config(self):
        return keras.Model.get_config(self) | {"layer_dims": [1, 1, 1, 1], "num_classes": 10, "width": 6}


@wrong("stage 4 has 2 blocks; it should have 1")
class TypedInBlocks(Subclassed):
    def __init__(self, layer_dims, num_classes=10, width=64, **kwargs):
        super().__init__([1, 2, 1, 2] if sum(layer_dims) == 5 else [2, 2, 2, 2], num_classes, width, **kwargs)


@wrong("Keras keeps it for itself")
class ReservedName(keras.Model):
    def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
        super().__init__(**kwargs)
        self.layers = []


@wrong("it lacks `training=None`")
class NotTold(library_net.ResNet):
    def call(self, x):
        return super().call(x)


@wrong("the check was given the class Block")
class Block(layers.Layer):
    """No model."""
