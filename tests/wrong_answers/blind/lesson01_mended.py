"""Exercise 1.4, mended_unit, written from the students' text alone."""

import keras

from tests.wrong_answers import right, unnamed, wrong


def norm(X, **more):
    """Return BN of X."""
    return keras.layers.BatchNormalization(**more)(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return keras.layers.Activation("relu")(X)


def plain_conv(X, filters, kernel=3, padding="same", use_bias=False):
    """Return a convolution as the colleague of exercise 1.4 writes it."""
    return keras.layers.Conv2D(filters, kernel, padding=padding, use_bias=use_bias)(X)


def branch(X, filters):
    """Return F(X): convolution, BN, ReLU, convolution, BN."""
    return norm(plain_conv(relu(norm(plain_conv(X, filters))), filters))


class E1_4:
    """mended_unit."""

    @wrong("both paths that are added are F(X)")
    def unchanged(X, filters):
        """The colleague's unit as it was."""
        X = branch(X, filters)
        shortcut = X
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("the shortcut is taken behind the first convolution")
    def after_the_first_convolution(X, filters):
        """The shortcut begins after the first convolution."""
        X = plain_conv(X, filters)
        shortcut = X
        X = norm(plain_conv(relu(norm(X)), filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("the shortcut is taken behind the first batch normalisation")
    def after_the_first_bn(X, filters):
        """The shortcut begins after the first BN."""
        X = norm(plain_conv(X, filters))
        shortcut = X
        X = norm(plain_conv(relu(X), filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("what the first convolution, its BN and ReLU make of X")
    def after_the_first_relu(X, filters):
        """The shortcut begins after the first ReLU."""
        X = relu(norm(plain_conv(X, filters)))
        shortcut = X
        X = norm(plain_conv(X, filters))
        return relu(keras.layers.Add()([X, shortcut]))

    @wrong("the shortcut is missing")
    def add_left_out(X, filters):
        """The Add is taken out, so it is a plain unit."""
        return relu(branch(X, filters))

    @wrong("after the addition, is missing")
    def last_relu_lost(X, filters):
        """The ReLU after the addition is lost."""
        return keras.layers.Add()([branch(X, filters), X])

    @wrong("F(X) goes through a ReLU before the addition")
    def relu_before_the_addition(X, filters):
        """A ReLU in front of the addition, so F cannot be negative."""
        return relu(keras.layers.Add()([relu(branch(X, filters)), X]))

    @wrong("the ReLU between the two convolutions is missing")
    def inner_relu_lost(X, filters):
        """The ReLU between the convolutions is lost."""
        F = norm(plain_conv(norm(plain_conv(X, filters)), filters))
        return relu(keras.layers.Add()([F, X]))

    @wrong("the batch normalisation of the second convolution is missing")
    def last_bn_lost(X, filters):
        """The second BN is lost."""
        F = plain_conv(relu(norm(plain_conv(X, filters))), filters)
        return relu(keras.layers.Add()([F, X]))

    @wrong("the two paths are concatenated")
    def concatenated(X, filters):
        """Concatenate instead of Add."""
        return relu(keras.layers.Concatenate()([branch(X, filters), X]))

    @wrong("one path is subtracted from the other")
    def subtracted(X, filters):
        """F(X) - X."""
        return relu(keras.layers.Subtract()([branch(X, filters), X]))

    @wrong("the two paths are averaged")
    def averaged(X, filters):
        """Average instead of Add."""
        return relu(keras.layers.Average()([branch(X, filters), X]))

    @wrong("the shortcut is added twice")
    def added_twice(X, filters):
        """X is added twice, once for the colleague's line and once more."""
        return relu(keras.layers.Add()([branch(X, filters), X, X]))

    @wrong("both paths that are added are the shortcut")
    def branch_not_used(X, filters):
        """Both sides of the addition are the shortcut."""
        shortcut = X
        X = branch(X, filters)
        return relu(keras.layers.Add()([shortcut, shortcut]))

    @wrong("the shortcut goes through a ReLU before the addition")
    def shortcut_with_relu(X, filters):
        """The shortcut goes through a ReLU."""
        return relu(keras.layers.Add()([branch(X, filters), relu(X)]))

    @wrong("the shortcut goes through a batch normalisation where the shape stays")
    def shortcut_with_bn(X, filters):
        """The shortcut goes through a BN."""
        return relu(keras.layers.Add()([branch(X, filters), norm(X)]))

    @wrong("there is a 1x1 convolution on the shortcut even where the shape stays")
    def shortcut_with_convolution(X, filters):
        """The shortcut gets a 1x1 convolution."""
        return relu(keras.layers.Add()([branch(X, filters), plain_conv(X, filters, kernel=1)]))

    @unnamed
    def x_added_to_the_colleagues(X, filters):
        """X is added to the result of the colleague's unit."""
        F = branch(X, filters)
        return keras.layers.Add()([relu(keras.layers.Add()([F, F])), X])

    @right
    def with_bias(X, filters):
        """Written anew with biases, which BN subtracts again: thought wrong at first."""
        F = relu(norm(plain_conv(X, filters, use_bias=True)))
        F = norm(plain_conv(F, filters, use_bias=True))
        return relu(keras.layers.Add()([F, X]))

    @wrong("kernel_size is (1, 1), expected (3, 3)")
    def second_kernel_of_one(X, filters):
        """The second convolution has a 1x1 kernel."""
        F = norm(plain_conv(relu(norm(plain_conv(X, filters))), filters, kernel=1))
        return relu(keras.layers.Add()([F, X]))

    @wrong("height and width: the two paths")
    def no_padding(X, filters):
        """padding="same" is lost."""
        F = relu(norm(plain_conv(X, filters, padding="valid")))
        F = norm(plain_conv(F, filters, padding="valid"))
        return relu(keras.layers.Add()([F, X]))

    @wrong("the number of channels")
    def sixteen_filters(X, filters):
        """16 filters as in the lesson's example, whatever ``filters`` says."""
        return relu(keras.layers.Add()([branch(X, 16), X]))

    @wrong("one convolution is used twice")
    def one_convolution_twice(X, filters):
        """One convolution, used twice."""
        shared = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False)
        F = norm(shared(relu(norm(shared(X)))))
        return relu(keras.layers.Add()([F, X]))

    @wrong("it returns nothing (None)")
    def no_return(X, filters):
        """Nothing is returned."""
        relu(keras.layers.Add()([branch(X, filters), X]))

    @wrong("it returns an object of type Functional where one Keras tensor is")
    def gives_a_model(X, filters):
        """A model is returned instead of the tensor."""
        return keras.Model(X, relu(keras.layers.Add()([branch(X, filters), X])))

    @right
    def with_a_plus_sign(X, filters):
        """A plus sign instead of the layer Add."""
        return keras.ops.relu(X + branch(X, filters))

    @right
    def written_out(X, filters):
        """Every line of its own, ReLU layers, and He's start."""
        shortcut = X
        for last in (False, True):
            X = keras.layers.Conv2D(
                filters, (3, 3), padding="same", use_bias=False, kernel_initializer="he_normal"
            )(X)
            X = keras.layers.BatchNormalization()(X)
            if not last:
                X = keras.layers.ReLU()(X)
        return keras.layers.ReLU()(keras.layers.add([shortcut, X]))
