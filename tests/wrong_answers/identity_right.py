"""Identity blocks that are right, each written in another way."""

import keras
from keras import layers, ops
from keras.layers import Activation, Add, BatchNormalization, Conv2D

from tests.wrong_answers import right


@right
def by_the_book(X, f, filters, stage, block):
    F1, F2, F3 = filters
    X_shortcut = X
    X = Conv2D(F1, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2a")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2a")(X)
    X = Activation("relu")(X)
    X = Conv2D(F2, (f, f), strides=(1, 1), padding="same", name=f"res{stage}{block}_branch2b")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2b")(X)
    X = Activation("relu")(X)
    X = Conv2D(F3, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2c")(X)
    X = BatchNormalization(axis=3, name=f"bn{stage}{block}_branch2c")(X)
    X = Add()([X, X_shortcut])
    return Activation("relu")(X)


@right
def sequential_main_path(X, f, filters, stage, block):
    F1, F2, F3 = filters
    path = keras.Sequential(
        [
            *(Conv2D(F1, 1), BatchNormalization(), layers.ReLU()),
            *(Conv2D(F2, f, padding="same"), BatchNormalization(), layers.ReLU()),
            *(Conv2D(F3, 1), BatchNormalization()),
        ]
    )
    return layers.ReLU()(layers.add([X, path(X)]))


@right
def layers_made_last_to_first(X, f, filters, stage, block):
    F1, F2, F3 = filters
    bn3, conv3 = BatchNormalization(), Conv2D(F3, 1)
    bn2, conv2 = BatchNormalization(), Conv2D(F2, f, padding="same")
    bn1, conv1 = BatchNormalization(), Conv2D(F1, 1)
    relu = Activation("relu")  # one object used three times: it has no weights
    Y = relu(bn1(conv1(X)))
    Y = relu(bn2(conv2(Y)))
    return relu(Add()([bn3(conv3(Y)), X]))


@right
def other_names(X, f, filters, stage, block):
    Y = X
    for number, (width, k) in enumerate(zip(filters, (1, f, 1), strict=True)):
        Y = Conv2D(width, k, padding="same", name=f"my_conv_{number}")(Y)
        Y = BatchNormalization(name=f"my_norm_{number}")(Y)
        if number < 2:
            Y = Activation("relu", name=f"my_relu_{number}")(Y)
    return Activation("relu")(Y + X)


@right
def with_keras_ops(X, f, filters, stage, block):
    F1, F2, F3 = filters
    Y = ops.relu(BatchNormalization()(Conv2D(F1, 1)(X)))
    Y = ops.relu(BatchNormalization()(Conv2D(F2, f, padding="same")(Y)))
    Y = BatchNormalization()(Conv2D(F3, 1, padding="same")(Y))
    return ops.maximum(ops.add(X, Y), 0)


class Unit(layers.Layer):
    """Convolution, normalisation and perhaps ReLU in one layer of the learner's own."""

    def __init__(self, width, kernel, active, **kwargs):
        super().__init__(**kwargs)
        self.conv = Conv2D(width, kernel, padding="same", kernel_initializer="zeros")
        self.norm = BatchNormalization()
        self.active = active

    def build(self, shape):
        self.conv.build(shape)
        self.norm.build(self.conv.compute_output_shape(shape))

    def call(self, X):
        Y = self.norm(self.conv(X))
        return ops.relu(Y) if self.active else Y


@right
def layers_of_its_own(X, f, filters, stage, block):
    F1, F2, F3 = filters
    Y = Unit(F3, 1, False)(Unit(F2, f, True)(Unit(F1, 1, True)(X)))
    return Activation("relu")(Add()([Y, X]))


@right
def a_model_inside(X, f, filters, stage, block):
    F1, F2, F3 = filters
    inputs = keras.Input(X.shape[1:])
    Y = Activation("relu")(BatchNormalization()(Conv2D(F1, 1)(inputs)))
    Y = Activation("relu")(BatchNormalization()(Conv2D(F2, f, padding="same")(Y)))
    Y = BatchNormalization(momentum=0.9)(Conv2D(F3, 1)(Y))
    return keras.Model(inputs, keras.ops.relu(Y + inputs))(X)


@right
def takes_a_copy_of_the_list_apart(X, f, filters, stage, block):
    X_shortcut = X
    filters = list(filters)  # the caller's stays as it is
    F3 = filters.pop()
    for width, k in zip(filters, (1, f), strict=True):
        X = Conv2D(width, k, padding="same", kernel_initializer="he_normal")(X)
        X = BatchNormalization()(X)
        X = keras.activations.relu(X)
    X = BatchNormalization()(Conv2D(F3, 1)(X))
    return Activation("relu")(X + X_shortcut)
