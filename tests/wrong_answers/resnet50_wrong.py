"""ResNet50s as learners get them wrong. Each takes the blocks from the library; one has blocks of its own."""

import keras
from keras import layers
from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D

from resnets.blocks import convolutional_block, identity_block
from tests.wrong_answers import wrong


def stem(X):
    X = layers.ZeroPadding2D((3, 3))(X)
    X = Conv2D(64, (7, 7), strides=(2, 2), name="conv1")(X)
    X = BatchNormalization(axis=3, name="bn_conv1")(X)
    X = Activation("relu")(X)
    return MaxPooling2D((3, 3), strides=(2, 2))(X)


def stage(X, number, filters, blocks="abc", s=2, f=3):
    X = convolutional_block(X, f, filters, number, blocks[0], s=s)
    for letter in blocks[1:]:
        X = identity_block(X, f, filters, number, letter)
    return X


def stages(X, s2=1, s3=2, s4=2, s5=2, b2="abc", b3="abcd", b4="abcdef", b5="abc", f=3):
    X = stage(X, 2, [64, 64, 256], b2, s2, f)
    X = stage(X, 3, [128, 128, 512], b3, s3, f)
    X = stage(X, 4, [256, 256, 1024], b4, s4, f)
    return stage(X, 5, [512, 512, 2048], b5, s5, f)


def head(X, classes):
    X = layers.AveragePooling2D((2, 2), name="avg_pool")(X)
    X = Flatten()(X)
    return Dense(classes, activation="softmax", name=f"fc{classes}")(X)


@wrong("the ReLU between `bn_conv1` and the max pool is missing")
def no_stem_relu(input_shape=(64, 64, 3), classes=6):
    X_input = X = keras.Input(input_shape)
    X = layers.ZeroPadding2D(3)(X)
    X = Conv2D(64, 7, strides=2, name="conv1")(X)
    X = BatchNormalization(name="bn_conv1")(X)
    X = MaxPooling2D(3, strides=2)(X)
    return keras.Model(X_input, head(stages(X), classes))


@wrong("normalisation after conv1 is missing")
def no_stem_norm(input_shape=(64, 64, 3), classes=6):
    X_input = X = keras.Input(input_shape)
    X = Conv2D(64, 7, strides=2, activation="relu")(layers.ZeroPadding2D(3)(X))
    return keras.Model(X_input, head(stages(MaxPooling2D(3, strides=2)(X)), classes))


@wrong("not padded with zeros")
def no_zero_padding(input_shape=(64, 64, 3), classes=6):
    X_input = X = keras.Input(input_shape)
    X = Activation("relu")(BatchNormalization()(Conv2D(64, 7, strides=2)(X)))
    return keras.Model(X_input, head(stages(MaxPooling2D(3, strides=2)(X)), classes))


@wrong("conv1 pads as 'same' does")
def same_for_zero_padding(input_shape=(64, 64, 3), classes=6):
    X_input = X = keras.Input(input_shape)
    X = Activation("relu")(BatchNormalization()(Conv2D(64, 7, strides=2, padding="same")(X)))
    return keras.Model(X_input, head(stages(MaxPooling2D(3, strides=2)(X)), classes))


@wrong("max pool pads with 'same'")
def same_in_the_pool(input_shape=(64, 64, 3), classes=6):
    X_input = X = keras.Input(input_shape)
    X = layers.ZeroPadding2D(3)(X)
    X = Activation("relu")(BatchNormalization()(Conv2D(64, 7, strides=2)(X)))
    X = MaxPooling2D(3, strides=2, padding="same")(X)
    return keras.Model(X_input, head(stages(X), classes))


@wrong("stage 2 starts with stride 2")
def default_stride_in_stage_2(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, head(stages(stem(X_input), s2=2), classes))


@wrong("stage 4 starts with stride 1")
def no_stride_in_stage_4(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, head(stages(stem(X_input), s4=1), classes))


@wrong("stage 4 has 5 blocks; it should have 6")
def five_blocks_in_stage_4(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, head(stages(stem(X_input), b4="abcde"), classes))


@wrong("stage 5 has 4 blocks; it should have 3")
def a_block_too_many(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, head(stages(stem(X_input), b5="abcd"), classes))


@wrong("stage 3 has 1 block; it should have 4")
def drops_results_of_stage_3(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = stage(stem(X_input), 2, [64, 64, 256], s=1)
    X = convolutional_block(X, 3, [128, 128, 512], 3, "a", s=2)
    for letter in "bcd":
        identity_block(X, 3, [128, 128, 512], 3, letter)
    X = stage(X, 4, [256, 256, 1024], "abcdef")
    X = stage(X, 5, [512, 512, 2048], "abc")
    return keras.Model(X_input, head(X, classes))


@wrong("stage 4 has the filters of stage 3")
def copies_filters(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = stage(stem(X_input), 2, [64, 64, 256], s=1)
    X = stage(X, 3, [128, 128, 512], "abcd")
    X = stage(X, 4, [128, 128, 512], "abcdef")
    X = stage(X, 5, [512, 512, 2048], "abc")
    return keras.Model(X_input, head(X, classes))


@wrong("5x5; f should be 3")
def wider_kernels(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = stages(stem(X_input), f=5)
    return keras.Model(X_input, head(X, classes))


@wrong("the last pool is global")
def global_pool(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = layers.GlobalAveragePooling2D(name="avg_pool")(stages(stem(X_input)))
    return keras.Model(X_input, Dense(classes, activation="softmax")(X))


@wrong("takes the maximum, where it should take the mean")
def max_pool_in_the_head(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = Flatten()(MaxPooling2D(2)(stages(stem(X_input))))
    return keras.Model(X_input, Dense(classes, activation="softmax")(X))


@wrong("returns logits")
def logits(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = Flatten()(layers.AveragePooling2D(2)(stages(stem(X_input))))
    return keras.Model(X_input, Dense(classes)(X))


@wrong("softmax is applied twice")
def softmax_twice(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, layers.Softmax()(head(stages(stem(X_input)), classes)))


@wrong("sigmoid")
def sigmoid(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = Flatten()(layers.AveragePooling2D(2)(stages(stem(X_input))))
    return keras.Model(X_input, Dense(classes, activation="sigmoid")(X))


@wrong("not flattened")
def not_flattened(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = layers.AveragePooling2D(2)(stages(stem(X_input)))
    return keras.Model(X_input, Dense(classes, activation="softmax")(X))


@wrong("all is right up to the end of res5c, and head is not")
def one_more_dense_layer(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = Flatten()(layers.AveragePooling2D(2)(stages(stem(X_input))))
    X = Dense(64, activation="relu")(X)
    return keras.Model(X_input, Dense(classes, activation="softmax")(X))


def flawed_identity_block(X, f, filters, stage, block):
    X_shortcut = X
    for width, k in zip(filters, (1, f, 1), strict=True):
        X = Activation("relu")(BatchNormalization()(Conv2D(width, k, padding="same")(X)))
    return layers.Add()([X, X_shortcut])


@wrong("in res2b, the last ReLU comes before the addition")
def flawed_block(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = convolutional_block(stem(X_input), 3, [64, 64, 256], 2, "a", s=1)
    X = flawed_identity_block(X, 3, [64, 64, 256], 2, "b")
    X = identity_block(X, 3, [64, 64, 256], 2, "c")
    X = stage(X, 3, [128, 128, 512], "abcd")
    X = stage(X, 4, [256, 256, 1024], "abcdef")
    return keras.Model(X_input, head(stage(X, 5, [512, 512, 2048], "abc"), classes))


@wrong("it takes pictures of (64, 64, 3)")
def typed_in_size(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input((64, 64, 3))
    return keras.Model(X_input, head(stages(stem(X_input)), classes))


@wrong("returns 6 numbers a picture")
def typed_in_classes(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    return keras.Model(X_input, head(stages(stem(X_input)), 6))


@wrong("nothing (None)")
def forgets_to_return(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    keras.Model(X_input, head(stem(X_input), classes))


@wrong("type KerasTensor")
def returns_a_tensor(input_shape=(64, 64, 3), classes=6):
    return head(stem(keras.Input(input_shape)), classes)


@wrong("number of channels")
def identity_block_at_the_start_of_a_stage(input_shape=(64, 64, 3), classes=6):
    X_input = keras.Input(input_shape)
    X = flawed_identity_block(stem(X_input), 3, [64, 64, 256], 2, "a")
    return keras.Model(X_input, head(X, classes))
