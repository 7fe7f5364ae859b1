"""ResNet50s that are right, each written in another way."""

import keras
from keras import layers, ops

from resnets.blocks import convolutional_block, identity_block
from tests.wrong_answers import convolutional_right, identity_right, right


@right
def stage_by_stage(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = layers.ZeroPadding2D((3, 3))(X_input)
    X = layers.Conv2D(64, (7, 7), strides=(2, 2), name="conv1")(X)
    X = layers.BatchNormalization(axis=3, name="bn_conv1")(X)
    X = layers.Activation("relu")(X)
    X = layers.MaxPooling2D((3, 3), strides=(2, 2))(X)
    X = convolutional_block(X, 3, [64, 64, 256], 2, "a", s=1)
    for letter in "bc":
        X = identity_block(X, 3, [64, 64, 256], 2, letter)
    for stage, width, letters in ((3, 128, "bcd"), (4, 256, "bcdef"), (5, 512, "bc")):
        X = convolutional_block(X, 3, [width, width, 4 * width], stage, "a")
        for letter in letters:
            X = identity_block(X, 3, [width, width, 4 * width], stage, letter)
    X = layers.AveragePooling2D((2, 2), name="avg_pool")(X)
    X = layers.Flatten()(X)
    X = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(X)
    return keras.Model(X_input, X)


@right
def other_blocks_and_operations(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = ops.pad(X_input, ((0, 0), (3, 3), (3, 3), (0, 0)))
    X = ops.relu(layers.BatchNormalization()(layers.Conv2D(64, 7, strides=2)(X)))
    X = ops.max_pool(X, 3, strides=2)
    for stage, (width, blocks) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), start=2):
        filters = [width, width, 4 * width]
        X = convolutional_right.shortcut_first_and_same_on_1x1(
            X, 3, filters, stage, "a", 1 if stage == 2 else 2
        )
        for _ in range(1, blocks):
            X = identity_right.with_keras_ops(X, 3, filters, stage, "b")
    X = layers.Flatten()(ops.average_pool(X, 2))
    return keras.Model(X_input, layers.Softmax()(layers.Dense(classes)(X)))


@right
def a_sequence_of_models(input_shape=(64, 64, 3), classes=6):
    stem = keras.Sequential(
        [
            keras.Input(input_shape),
            layers.ZeroPadding2D(3),
            *(layers.Conv2D(64, 7, strides=2), layers.BatchNormalization(), layers.ReLU()),
            layers.MaxPooling2D(3, 2),
        ],
        name="stem",
    )
    head = keras.Sequential(
        [layers.AveragePooling2D(2), layers.Flatten(), layers.Dense(classes, "softmax")], name="head"
    )
    X = X_input = keras.Input(input_shape)
    X = stem(X)
    for stage, (width, letters, s) in enumerate(
        ((64, "abc", 1), (128, "abcd", 2), (256, "abcdef", 2), (512, "abc", 2)), start=2
    ):
        start = keras.Input(X.shape[1:])
        Y = convolutional_block(start, 3, [width, width, 4 * width], stage, letters[0], s=s)
        for letter in letters[1:]:
            Y = identity_block(Y, 3, [width, width, 4 * width], stage, letter)
        X = keras.Model(start, Y, name=f"stage{stage}")(X)
    return keras.Model(X_input, head(X))
