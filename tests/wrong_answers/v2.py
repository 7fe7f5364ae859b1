"""``resnet_v2`` as learners write it, wrong and right."""

import keras
from keras import layers, regularizers
from keras.layers import Activation, BatchNormalization, Conv2D, Dense

from resnets.blocks_cifar import resnet_layer
from resnets.models_cifar import resnet_v2
from tests.wrong_answers import right, wrong


@right
def library(input_shape, depth, num_classes=10):
    return resnet_v2(input_shape, depth, num_classes)


def layer(x, filters=16, size=3, strides=1, act="relu", norm=True, conv_first=True, **options):
    return resnet_layer(
        x, filters, size, strides, act, norm, conv_first,
        use_bias=True, kernel_regularizer=regularizers.L2(1e-4), **options,
    )  # fmt: skip


@right
def tutorial_with_the_papers_widths(input_shape, depth, num_classes=10):
    if depth < 11 or (depth - 2) % 9 != 0:
        raise ValueError("depth should be 9n+2")
    inputs = keras.Input(input_shape)
    x = layer(inputs)  # the first block's BN and ReLU are done here
    for stage, inside in enumerate((16, 32, 64)):
        for block in range((depth - 2) // 9):
            strides = 2 if stage > 0 and block == 0 else 1
            if stage or block:
                ready = Activation("relu")(BatchNormalization()(x))
            else:
                ready = x
            y = layer(ready, inside, 1, strides, act=None, norm=False)
            y = layer(y, inside, conv_first=False)
            y = layer(y, 4 * inside, 1, conv_first=False)
            if block == 0:
                x = layer(ready, 4 * inside, 1, strides, act=None, norm=False)
            x = layers.add([x, y])
    x = Activation("relu")(BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, Dense(num_classes, activation="softmax")(x))


class Unit(layers.Layer):
    """The bottleneck as a layer, its shortcut made first."""

    def __init__(self, inside, filters, strides):
        super().__init__()
        self.steps = [BatchNormalization(), layers.ReLU(), Conv2D(inside, 1, strides)]
        for size, width in ((3, inside), (1, filters)):
            self.steps += [BatchNormalization(), layers.ReLU(), Conv2D(width, size, padding="same")]
        self.filters, self.strides = filters, strides

    def build(self, shape):
        self.project = None
        if shape[-1] != self.filters or self.strides != 1:
            self.project = Conv2D(self.filters, 1, strides=self.strides, use_bias=False)
        super().build(shape)

    def call(self, x):
        y = self.steps[1](self.steps[0](x))
        if self.project is not None:
            x = self.project(y)
        for step in self.steps[2:]:
            y = step(y)
        return x + y


@right
def of_layers(input_shape, depth, num_classes=10):
    if depth % 9 != 2 or depth == 2:
        raise ValueError(depth)
    chain = [Conv2D(16, 3, padding="same", use_bias=False)]
    for stage in range(3):
        for block in range(depth // 9):
            chain.append(Unit(16 << stage, 64 << stage, 2 if stage and not block else 1))
    chain += [BatchNormalization(), layers.ReLU(), layers.GlobalAveragePooling2D(), Dense(num_classes)]
    return keras.Sequential([keras.Input(input_shape), *chain])


def pre(x, filters, size=1, strides=1):
    return resnet_layer(x, filters, size, strides, conv_first=False)


def activate(x):
    return Activation("relu")(BatchNormalization()(x))


def unit(x, inside, width, s, raw=False, project=None, end=None, late=False, strides=None, sizes=(1, 3, 1)):
    ready = activate(x)
    s1, s2, s3 = strides(s) if strides else (s, 1, 1)
    y = Conv2D(inside, sizes[0], strides=s1, padding="same")(ready)
    y = pre(y, inside, sizes[1], s2)
    y = pre(y, width, sizes[2], s3)
    if s != 1 or x.shape[-1] != width:
        source = x if raw else ready
        x = project(source, width, s) if project else Conv2D(width, 1, strides=s)(source)
    elif late:
        x = ready
    return end(x, y) if end else layers.add([x, y])


def net(
    block=unit,
    stem=lambda x: Conv2D(16, 3, padding="same")(x),
    top=activate,
    inside=(16, 32, 64),
    widths=(64, 128, 256),
    strides=(1, 2, 2),
    step=9,
    check=True,
    last=lambda c: Dense(c),
    **slips,
):
    def function(input_shape, depth, num_classes=10):
        n, rest = divmod(depth - 2, step)
        if check and rest:
            raise ValueError(f"depth {depth} should be 9n+2")
        inputs = keras.Input(input_shape)
        x = stem(inputs)
        for narrow, width, s in zip(inside, widths, strides, strict=True):
            for number in range(n):
                x = block(x, narrow, width, s if number == 0 else 1, **slips)
        x = layers.GlobalAveragePooling2D()(top(x))
        return keras.Model(inputs, last(num_classes)(x))

    return function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def post(x, inside, width, s, norm=True):
    y = resnet_layer(x, inside, 1, s)
    y = resnet_layer(y, inside, 3)
    y = resnet_layer(y, width, 1, activation=None)
    if s != 1 or x.shape[-1] != width:
        x = resnet_layer(x, width, 1, s, activation=None, batch_normalization=norm)
    return Activation("relu")(layers.add([x, y]))


def bare_post(x, inside, width, s):
    return post(x, inside, width, s, norm=False)


def relu_first(x, inside, width, s):
    def swapped(x):
        return BatchNormalization()(Activation("relu")(x))

    ready = activate(x)
    y = Conv2D(inside, 1, strides=s)(ready)
    y = Conv2D(inside, 3, padding="same")(swapped(y))
    y = Conv2D(width, 1)(swapped(y))
    return layers.add([y, Conv2D(width, 1, strides=s)(ready) if s != 1 or x.shape[-1] != width else x])


def pool_a(x, width, s):
    x = x[:, ::s, ::s]
    return keras.ops.pad(x, [[0, 0]] * 3 + [[0, width - x.shape[-1]]])


named("tutorial_widths", "16, 64 and 128 channels, as in circulating tutorials", net(inside=(16, 64, 128)))
named("post_activation", "block is that of ResNet50, convolutions first", net(block=post))
named("post_activation_bare", "as in v1; in v2 both come first", net(block=bare_post))
named("post_after_stem", "after the stem each convolution comes before", net(
    block=bare_post, stem=lambda x: resnet_layer(x)))  # fmt: skip
named("resnet50_after_stem", "after the stem come the blocks of ResNet50", net(
    block=post, stem=lambda x: resnet_layer(x)))  # fmt: skip
named("no_last_activation", "batch normalisation and ReLU before the last pool are missing", net(
    top=lambda x: x))  # fmt: skip
named("no_last_relu", "the ReLU before the last pool is missing", net(top=lambda x: BatchNormalization()(x)))
named("no_last_norm", "the batch normalisation before the last pool", net(top=lambda x: layers.ReLU()(x)))
named("stem_activated_twice", "the first block begins with both once more", net(
    stem=lambda x: resnet_layer(x)))  # fmt: skip
named("raw_projection", "the projection reads X as it came; here", net(raw=True))
named("normed_projection", "in v2 nothing stands between it and the sum", net(
    project=lambda x, w, s: BatchNormalization()(Conv2D(w, 1, strides=s)(x))))  # fmt: skip
named("v1_projection", "reads X as it came, and a batch normalisation follows", net(
    raw=True, project=lambda x, w, s: BatchNormalization()(Conv2D(w, 1, strides=s)(x))))  # fmt: skip
named("zero_padding", "activated, subsampled and filled up with zeros", net(project=pool_a))
named("late_shortcut", "taken after the first ReLU", net(late=True))
named("relu_after_sum", "a ReLU follows the addition", net(end=lambda x, y: layers.ReLU()(x + y)))
named("norm_after_sum", "a batch normalisation follows the addition", net(
    end=lambda x, y: BatchNormalization()(x + y)))  # fmt: skip
named("no_shortcut", "the shortcut is missing; it returns F(X) alone", net(end=lambda x, y: y))
named("stride_on_3x3", "sits on the middle convolution", net(strides=(1, 2, 2), block=lambda *a: unit(
    *a, strides=lambda s: (1, s, 1))))  # fmt: skip
named("relu_before_norm", "before the second and the third convolution the ReLU", net(block=relu_first))
named("no_3x3", "the middle convolution has a kernel of 1x1", net(sizes=(1, 1, 1)))
named("all_3x3", "all three convolutions are 3x3", net(sizes=(3, 3, 3)))
named("not_widened", "the blocks do not widen", net(widths=(16, 32, 64)))
named("no_bottleneck", "as wide inside as outside", net(inside=(64, 128, 256)))
named("halves_at_once", "stage 1 starts with stride 2", net(strides=(2, 2, 2)))
named("six_layers", "each stage has 3 blocks; it should have 2", net(step=6))
named("any_depth", "depth 21 is not 9n+2; ValueError is expected", net(check=False))
named("sigmoid", "ends in a sigmoid", net(last=lambda c: Dense(c, activation="sigmoid")))
