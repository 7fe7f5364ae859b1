"""More of exercise 1.4, mended_unit, written from the students' text alone."""

import keras

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson01_mended import branch, norm, plain_conv, relu


class E1_4:
    """mended_unit, continued."""

    @wrong("the shortcut is missing; it returns ReLU(F(X)) alone")
    def sum_not_kept(X, filters):
        """The result of Add is given no name, so it is lost."""
        shortcut = X
        X = branch(X, filters)
        keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("too many positional arguments")
    def no_list_for_add(X, filters):
        """Add()(X, shortcut) without the list."""
        shortcut = X
        X = branch(X, filters)
        X = keras.layers.Add()(X, shortcut)
        return relu(X)

    @wrong("no attribute 'merge'")
    def merge_of_old_keras(X, filters):
        """merge(..., mode="sum") of Keras 1."""
        shortcut = X
        X = branch(X, filters)
        X = keras.layers.merge([X, shortcut], mode="sum")
        return relu(X)

    @wrong("the order is that of a pre-activation block")
    def preactivated(X, filters):
        """BN and ReLU stand in front of the convolutions, as in ResNet's second version."""
        shortcut = X
        X = plain_conv(relu(norm(X)), filters)
        X = plain_conv(relu(norm(X)), filters)
        return keras.layers.Add()([X, shortcut])

    @wrong("height and width: the two paths")
    def strided(X, filters):
        """strides=2 in the first convolution, so the shapes do not match."""
        shortcut = X
        X = keras.layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False)(X)
        X = relu(norm(X))
        X = norm(plain_conv(X, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("the batch normalisation of the first convolution is missing")
    def first_bn_lost(X, filters):
        """The first BN is lost."""
        shortcut = X
        X = relu(plain_conv(X, filters))
        X = norm(plain_conv(X, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("it is a bottleneck of three convolutions")
    def bottleneck(X, filters):
        """Three convolutions, 1x1, 3x3, 1x1, as in ResNet50."""
        shortcut = X
        X = relu(norm(plain_conv(X, filters // 4, kernel=1)))
        X = relu(norm(plain_conv(X, filters // 4)))
        X = norm(plain_conv(X, filters, kernel=1))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("a dropout stands in the block")
    def with_dropout(X, filters):
        """Dropout stands between the two halves of the branch."""
        shortcut = X
        X = relu(norm(plain_conv(X, filters)))
        X = keras.layers.Dropout(0.2)(X)
        X = norm(plain_conv(X, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("the shortcut goes through an average pool")
    def shortcut_pooled(X, filters):
        """The shortcut goes through a pooling layer."""
        shortcut = keras.layers.AveragePooling2D(3, strides=1, padding="same")(X)
        X = branch(X, filters)
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("the two paths are multiplied")
    def multiplied(X, filters):
        """Multiply instead of Add."""
        shortcut = X
        X = branch(X, filters)
        X = keras.layers.Multiply()([X, shortcut])
        return relu(X)

    @wrong("somewhere in it no gradient comes back")
    def no_gradient_on_the_shortcut(X, filters):
        """stop_gradient on the shortcut, so nothing comes back along it."""
        shortcut = keras.ops.stop_gradient(X)
        X = branch(X, filters)
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("name 'shortcut' is not defined")
    def line_deleted(X, filters):
        """The line ``shortcut = X`` is deleted instead of moved."""
        X = branch(X, filters)
        X = keras.layers.Add()([X, shortcut])  # noqa: F821
        return relu(X)

    @wrong("or it reads X, and the first is lost")
    def second_convolution_reads_the_input(X, filters):
        """The second convolution reads the shortcut, so the first is thrown away."""
        shortcut = X
        X = relu(norm(plain_conv(X, filters)))
        X = norm(plain_conv(shortcut, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("the ReLU comes before the batch normalisation")
    def relu_before_bn(X, filters):
        """ReLU stands in front of the first BN."""
        shortcut = X
        X = norm(relu(plain_conv(X, filters)))
        X = norm(plain_conv(X, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @wrong("it returns a tuple of 2")
    def gives_both(X, filters):
        """The unit and its shortcut are returned."""
        shortcut = X
        X = branch(X, filters)
        X = keras.layers.Add()([X, shortcut])
        return relu(X), shortcut

    @wrong("In its place stands Add")
    def a_shortcut_for_each_convolution(X, filters):
        """Written as a loop with a shortcut and an Add round each convolution."""
        for _ in range(2):
            shortcut = X
            X = norm(plain_conv(X, filters))
            X = keras.layers.Add()([X, shortcut])
            X = relu(X)
        return X

    @wrong("it applies 'relu' itself")
    def relu_in_the_convolutions(X, filters):
        """activation="relu" in both convolutions, in front of their BN."""
        shortcut = X
        X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, activation="relu")(X)
        X = relu(norm(X))
        X = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, activation="relu")(X)
        X = keras.layers.Add()([norm(X), shortcut])
        return relu(X)

    @wrong("takes 1 positional argument but 2 were given")
    def filters_not_an_argument(X):
        """The function takes X only and reads the number of filters from it."""
        return relu(keras.layers.Add()([branch(X, X.shape[-1]), X]))

    @wrong("there are three convolutions in F(X)")
    def three_layers(X, filters):
        """A whole block of convolution, BN and ReLU too many in the branch."""
        shortcut = X
        for _ in range(2):
            X = relu(norm(plain_conv(X, filters)))
        X = norm(plain_conv(X, filters))
        X = keras.layers.Add()([X, shortcut])
        return relu(X)

    @right
    def with_an_identity_layer(X, filters):
        """The shortcut is a layer Identity; where channels differ there would be a projection."""
        shortcut = keras.layers.Identity()(X)
        if X.shape[-1] != filters:
            shortcut = plain_conv(shortcut, filters, kernel=1)
        return keras.layers.ReLU()(keras.layers.add([shortcut, branch(X, filters)]))
