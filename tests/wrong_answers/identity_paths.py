"""Identity blocks whose main path is right, and whose shortcut, addition or ends are not."""

import keras
from keras.layers import Activation, Add, BatchNormalization, Conv2D, Dropout

from tests.wrong_answers import unnamed, wrong


def F_of(X, f, filters):
    F1, F2, F3 = filters
    X = Conv2D(F1, (1, 1))(X)
    X = BatchNormalization(axis=3)(X)
    X = Activation("relu")(X)
    X = Conv2D(F2, (f, f), padding="same")(X)
    X = BatchNormalization(axis=3)(X)
    X = Activation("relu")(X)
    X = Conv2D(F3, (1, 1))(X)
    return BatchNormalization(axis=3)(X)


@wrong("shortcut is missing")
def forgets_the_skip(X, f, filters, stage, block):
    X = F_of(X, f, filters)
    return Activation("relu")(X)


@wrong("neither shortcut nor last ReLU")
def stops_after_the_main_path(X, f, filters, stage, block):
    return F_of(X, f, filters)


@wrong("comes before the addition")
def adds_after_the_relu(X, f, filters, stage, block):
    X_shortcut = X
    X = F_of(X, f, filters)
    X = Activation("relu")(X)
    return Add()([X, X_shortcut])


@wrong("no way to subtract")
def relu_on_both_sides_of_the_sum(X, f, filters, stage, block):
    X_shortcut = X
    X = Activation("relu")(F_of(X, f, filters))
    X = Add()([X, X_shortcut])
    return Activation("relu")(X)


@wrong("after the addition, is missing")
def no_relu_at_the_end(X, f, filters, stage, block):
    X_shortcut = X
    X = F_of(X, f, filters)
    X = Add()([X, X_shortcut])
    return X


@wrong("F(X) + F(X)")
def keeps_the_shortcut_too_late(X, f, filters, stage, block):
    X = F_of(X, f, filters)
    X_shortcut = X
    X = Add()([X, X_shortcut])
    return Activation("relu")(X)


@wrong("F(X) + F(X)")
def adds_x_to_itself(X, f, filters, stage, block):
    X_shortcut = X  # noqa: F841
    X = F_of(X, f, filters)
    X = Add()([X, X])
    return Activation("relu")(X)


@wrong("multiplied")
def multiplies(X, f, filters, stage, block):
    return Activation("relu")(keras.layers.Multiply()([F_of(X, f, filters), X]))


@wrong("averaged")
def averages(X, f, filters, stage, block):
    return Activation("relu")(keras.layers.Average()([F_of(X, f, filters), X]))


@wrong("subtracted")
def subtracts(X, f, filters, stage, block):
    return Activation("relu")(keras.layers.Subtract()([F_of(X, f, filters), X]))


@wrong("larger of the two")
def takes_the_maximum(X, f, filters, stage, block):
    return Activation("relu")(keras.layers.Maximum()([X, F_of(X, f, filters)]))


@wrong("concatenated")
def concatenates(X, f, filters, stage, block):
    return Activation("relu")(keras.layers.Concatenate()([F_of(X, f, filters), X]))


@wrong("added twice")
def adds_the_input_twice(X, f, filters, stage, block):
    return keras.ops.relu(F_of(X, f, filters) + X + X)


@wrong("returns its input unchanged")
def returns_the_shortcut(X, f, filters, stage, block):
    X_shortcut = X
    X = F_of(X, f, filters)
    return X_shortcut


@wrong("its shortcut alone")
def relu_of_the_shortcut(X, f, filters, stage, block):
    X_shortcut = X
    X = F_of(X, f, filters)
    return Activation("relu")(X_shortcut)


@wrong("a convolution and a normalisation; in the identity block")
def projects(X, f, filters, stage, block):
    shortcut = BatchNormalization()(Conv2D(filters[2], 1)(X))
    return Activation("relu")(Add()([F_of(X, f, filters), shortcut]))


@wrong("the shortcut has a convolution; in the identity block")
def projects_without_norm(X, f, filters, stage, block):
    return Activation("relu")(Add()([F_of(X, f, filters), Conv2D(filters[2], 1)(X)]))


@wrong("the shortcut goes through a batch normalisation")
def normalises_the_shortcut(X, f, filters, stage, block):
    return Activation("relu")(Add()([F_of(X, f, filters), BatchNormalization()(X)]))


@wrong("the shortcut goes through a ReLU")
def relu_on_the_shortcut(X, f, filters, stage, block):
    return Activation("relu")(Add()([F_of(X, f, filters), Activation("relu")(X)]))


@wrong("ends in a sigmoid")
def sigmoid_at_the_end(X, f, filters, stage, block):
    return Activation("sigmoid")(Add()([F_of(X, f, filters), X]))


@unnamed
def halves_f(X, f, filters, stage, block):
    return Activation("relu")(0.3 * F_of(X, f, filters) + X)


@wrong("a dropout stands in the block")
def drops_some_of_f(X, f, filters, stage, block):
    return Activation("relu")(Add()([Dropout(0.4)(F_of(X, f, filters)), X]))


@wrong("parameters, expected")
def carries_a_useless_layer(X, f, filters, stage, block):
    useless = Conv2D(filters[2], 1)(X)
    return Activation("relu")(Add()([F_of(X, f, filters), X]) + 0 * useless)


@wrong("returns nothing")
def forgets_to_return(X, f, filters, stage, block):
    X = Activation("relu")(Add()([F_of(X, f, filters), X]))


@wrong("a list of 2")
def returns_a_pair(X, f, filters, stage, block):
    return [X, F_of(X, f, filters)]


@wrong("type str")
def returns_a_name(X, f, filters, stage, block):
    return "X"


@wrong("NameError")
def misspells(X, f, filters, stage, block):
    X_shortcut = X  # noqa: F841
    X = F_of(X, f, filters)
    return Activation("relu")(Add()([X, X_shortcat]))  # noqa: F821


@wrong("missing 1 required positional argument")
def takes_another_argument(X, f, filters, stage, block, s):
    return Activation("relu")(Add()([F_of(X, f, filters), X]))


@wrong("does not come from X")
def makes_an_input_of_its_own(X, f, filters, stage, block):
    X = keras.Input(X.shape[1:])
    return Activation("relu")(Add()([F_of(X, f, filters), X]))


@wrong("calls itself without end")
def calls_itself(X, f, filters, stage, block):
    return calls_itself(X, f, filters, stage, block)


@wrong("somewhere in it no gradient comes back")
def stops_the_shortcuts_gradient(X, f, filters, stage, block):
    X_shortcut = keras.ops.stop_gradient(X)
    return Activation("relu")(Add()([F_of(X, f, filters), X_shortcut]))
