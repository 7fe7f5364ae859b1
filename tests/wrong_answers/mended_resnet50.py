"""``mended_net``, the debugging exercise of lesson 4, as learners mend it: wrong and right."""

import keras
from keras import layers, ops

from resnets.blocks import convolutional_block, identity_block
from tests.wrong_answers import right, wrong

STAGES = (
    (2, [64, 64, 256], "bc", 1),
    (3, [128, 128, 512], "bcd", 2),
    (4, [256, 256, 1024], "bcdef", 2),
    (5, [512, 512, 2048], "bc", 2),
)


def stem(inputs, zeros=3, padding="valid", pool_padding="valid"):
    """Return the stem as it should be, or with other paddings."""
    X = layers.ZeroPadding2D(zeros)(inputs) if zeros else inputs
    X = layers.Conv2D(64, 7, strides=2, padding=padding, name="conv1")(X)
    X = layers.Activation("relu")(layers.BatchNormalization(name="bn_conv1")(X))
    return layers.MaxPooling2D(3, strides=2, padding=pool_padding)(X)


def stage(X, number, filters, letters, s):
    """Return a stage whose blocks stand one behind the other."""
    X = convolutional_block(X, 3, filters, number, "a", s=s)
    for letter in letters:
        X = identity_block(X, 3, filters, number, letter)
    return X


def stage_from_first(X, number, filters, letters, s):
    """Return a stage as it was sent: each block takes the first one's result."""
    first = convolutional_block(X, 3, filters, number, "a", s=s)
    for letter in letters:
        X = identity_block(first, 3, filters, number, letter)
    return X


def stages(X, table=STAGES, one=stage):
    """Return the four stages."""
    for row in table:
        X = one(X, *row)
    return X


def scores(X, classes, activation=None):
    """Return pool, flatten and dense layer."""
    X = layers.Flatten()(layers.AveragePooling2D(2, name="avg_pool")(X))
    return layers.Dense(classes, activation=activation, name=f"fc{classes}")(X)


def head(X, classes):
    """Return the head as it should be."""
    return scores(X, classes, "softmax")


@right
def one_name_for_all(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = layers.ZeroPadding2D(3)(inputs)
    X = layers.Conv2D(64, 7, strides=2, name="conv1")(X)
    X = layers.BatchNormalization(name="bn_conv1")(X)
    X = layers.Activation("relu")(X)
    X = layers.MaxPooling2D(3, strides=2)(X)
    for number, filters, letters, s in STAGES:
        X = convolutional_block(X, 3, filters, number, "a", s=s)
        for letter in letters:
            X = identity_block(X, 3, filters, number, letter)
    X = layers.AveragePooling2D(2, name="avg_pool")(X)
    X = layers.Flatten()(X)
    X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
    return keras.Model(inputs, X)


@right
def first_goes_on(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = stem(inputs)
    for number, filters, letters, s in STAGES:
        first = convolutional_block(X, 3, filters, number, "a", s=s)
        for letter in letters:
            first = identity_block(first, 3, filters, number, letter)
        X = first
    return keras.Model(inputs, layers.Softmax()(scores(X, classes)))


@right
def list_of_results(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    results = [stem(inputs)]
    for number, filters, letters, s in STAGES:
        results.append(convolutional_block(results[-1], 3, filters, number, "a", s=s))
        for letter in letters:
            results.append(identity_block(results[-1], 3, filters, number, letter))
    return keras.Model(inputs, ops.softmax(scores(results[-1], classes)))


@wrong("padded twice, by a layer of its own and by conv1's 'same'")
def as_it_was(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = stages(stem(inputs, padding="same"), one=stage_from_first)
    return keras.Model(inputs, layers.Softmax()(head(X, classes)))


@wrong("padded twice, by a layer of its own and by conv1's 'same'")
def only_the_stem_is_left(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs, padding="same")), classes))


@wrong("conv1 pads as 'same' does, not with three zeros on each side")
def other_zeros_taken_out(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs, zeros=0, padding="same")), classes))


@wrong("the picture is not padded with zeros before conv1")
def all_zeros_taken_out(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs, zeros=0)), classes))


@wrong("the stem's max pool pads with 'same'; it should not pad")
def same_moved_to_the_pool(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs, pool_padding="same")), classes))


@wrong("stage 2 has 2 blocks; it should have 3")
def loop_left(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs), one=stage_from_first), classes))


@wrong("stage 3 has 2 blocks; it should have 4")
def loop_mended_in_stage_two_only(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = stage(stem(inputs), *STAGES[0])
    return keras.Model(inputs, head(stages(X, STAGES[1:], stage_from_first), classes))


@wrong("stage 2 has 1 block; it should have 3")
def first_given_back(input_shape=(64, 64, 3), classes=6):
    """The loop's results are computed and dropped, the stage goes on with the first."""
    inputs = keras.Input(input_shape)
    X = stem(inputs)
    for number, filters, letters, s in STAGES:
        X = convolutional_block(X, 3, filters, number, "a", s=s)
        for letter in letters:
            identity_block(X, 3, filters, number, letter)
    return keras.Model(inputs, head(X, classes))


@wrong("every block is a convolutional one")
def convolutional_blocks_in_the_loop(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = stem(inputs)
    for number, filters, letters, s in STAGES:
        X = convolutional_block(X, 3, filters, number, "a", s=s)
        for letter in letters:
            X = convolutional_block(X, 3, filters, number, letter, s=1)
    return keras.Model(inputs, head(X, classes))


@wrong("softmax is applied twice")
def softmax_left(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, layers.Softmax()(head(stages(stem(inputs)), classes)))


@wrong("the softmax is missing: the network returns logits")
def both_softmaxes_taken_out(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, scores(stages(stem(inputs)), classes))


@wrong("the logits go through a ReLU before the softmax")
def relu_for_the_first_softmax(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, layers.Softmax()(scores(stages(stem(inputs)), classes, "relu")))


@wrong("ends in a sigmoid")
def sigmoid_for_softmax(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, scores(stages(stem(inputs)), classes, "sigmoid"))


@wrong("asked for classes=5, it returns 6 numbers")
def six_classes(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, head(stages(stem(inputs)), 6))


@wrong("asked for input_shape=(70, 44, 3), it takes pictures of (64, 64, 3)")
def typed_in_size(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input((64, 64, 3))
    return keras.Model(inputs, head(stages(stem(inputs)), classes))


@wrong("the ReLU between `bn_conv1` and the max pool is missing")
def relu_lost_on_the_way(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(64, 7, strides=2, name="conv1")(layers.ZeroPadding2D(3)(inputs))
    X = layers.MaxPooling2D(3, strides=2)(layers.BatchNormalization(name="bn_conv1")(X))
    return keras.Model(inputs, head(stages(X), classes))


@wrong("the average pool before the dense layer is missing")
def pool_lost_on_the_way(input_shape=(64, 64, 3), classes=6):
    inputs = keras.Input(input_shape)
    X = layers.Flatten()(stages(stem(inputs)))
    X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
    return keras.Model(inputs, X)
