"""Convolutional blocks that are right, each written in another way."""

import keras
from keras import layers, ops
from keras.layers import Activation, Add, BatchNormalization, Conv2D, ReLU

from tests.wrong_answers import right


@right
def by_the_book(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    X_shortcut = X
    X = Conv2D(F1, (1, 1), strides=(s, s), name=f"res{stage}{block}_branch2a")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2a")(X)
    X = Activation("relu")(X)
    X = Conv2D(F2, (f, f), padding="same", name=f"res{stage}{block}_branch2b")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2b")(X)
    X = Activation("relu")(X)
    X = Conv2D(F3, (1, 1), name=f"res{stage}{block}_branch2c")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2c")(X)
    X_shortcut = Conv2D(F3, (1, 1), strides=(s, s), name=f"res{stage}{block}_branch1")(X_shortcut)
    X_shortcut = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch1")(X_shortcut)
    return Activation("relu")(Add()([X, X_shortcut]))


@right
def shortcut_first_and_same_on_1x1(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    shortcut = BatchNormalization()(Conv2D(F3, 1, strides=s, padding="same")(X))
    X = ReLU()(BatchNormalization()(Conv2D(F1, 1, strides=s, padding="same")(X)))
    X = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(X)))
    X = BatchNormalization()(Conv2D(F3, 1, padding="same")(X))
    return ReLU()(shortcut + X)


@right
def two_sequentials(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    short = keras.Sequential([Conv2D(F3, 1, strides=s), BatchNormalization()], name="short")
    long = keras.Sequential(name="long")
    for width, k, stride in ((F1, 1, s), (F2, f, 1)):
        long.add(Conv2D(width, k, strides=stride, padding="same"))
        long.add(BatchNormalization())
        long.add(ReLU())
    long.add(Conv2D(F3, 1))
    long.add(BatchNormalization())
    return ops.relu(ops.add(long(X), short(X)))


@right
def picks_pixels_then_projects(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    small = X[:, ::s, ::s, :]  # what a strided 1x1 reads
    Y = ReLU()(BatchNormalization()(Conv2D(F1, 1)(small)))
    Y = ReLU()(BatchNormalization()(Conv2D(F2, f, padding="same")(Y)))
    Y = BatchNormalization()(Conv2D(F3, 1)(Y))
    return ReLU()(layers.add([BatchNormalization()(Conv2D(F3, 1)(small)), Y]))
