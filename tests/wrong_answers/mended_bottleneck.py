"""``mended_unit``, the debugging exercise of lesson 6, as learners mend it: wrong and right."""

from keras import layers, ops

from resnets.blocks_cifar import resnet_layer
from tests.wrong_answers import right, wrong

BARE = {"activation": None, "batch_normalization": False}


def activate(X):
    return layers.Activation("relu")(layers.BatchNormalization()(X))


def branch(A, inside, strides):
    Y = resnet_layer(A, inside, 1, strides, **BARE)
    Y = resnet_layer(Y, inside, 3, conv_first=False)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False)


def must_project(X, inside, strides):
    return strides != 1 or X.shape[-1] != 4 * inside


@right
def another_name(X, inside, strides=1):
    A = layers.BatchNormalization()(X)
    A = layers.Activation("relu")(A)
    Y = resnet_layer(A, inside, 1, strides, **BARE)
    Y = resnet_layer(Y, inside, 3, conv_first=False)
    Y = resnet_layer(Y, 4 * inside, 1, conv_first=False)
    if strides != 1 or X.shape[-1] != 4 * inside:
        X = resnet_layer(A, 4 * inside, 1, strides, **BARE)
    return layers.Add()([X, Y])


@right
def shortcut_first(X, inside, strides=1):
    shortcut = X
    X = activate(X)
    if must_project(shortcut, inside, strides):
        shortcut = layers.Conv2D(4 * inside, 1, strides=strides, use_bias=False)(X)
    return shortcut + branch(X, inside, strides)


@right
def with_operations(X, inside, strides=1):
    ready = ops.relu(layers.BatchNormalization()(X))
    short = resnet_layer(ready, 4 * inside, 1, strides, **BARE) if must_project(X, inside, strides) else X
    return ops.add(branch(ready, inside, strides), short)


@wrong("where the shape stays, the shortcut is taken after the first ReLU")
def as_it_was(X, inside, strides=1):
    X = activate(X)
    Y = branch(X, inside, strides)
    if must_project(X, inside, strides):
        X = resnet_layer(X, 4 * inside, 1, strides, **BARE)
    return layers.Add()([X, Y])


@wrong("where the shape stays, the shortcut is taken after the first normalisation")
def half_way_mended(X, inside, strides=1):
    X = layers.BatchNormalization()(X)
    A = layers.Activation("relu")(X)
    Y = branch(A, inside, strides)
    if must_project(X, inside, strides):
        X = resnet_layer(A, 4 * inside, 1, strides, **BARE)
    return layers.Add()([X, Y])


@wrong("the projection reads X as it came; here it reads")
def raw_projection(X, inside, strides=1):
    Y = branch(activate(X), inside, strides)
    if must_project(X, inside, strides):
        X = resnet_layer(X, 4 * inside, 1, strides, **BARE)
    return layers.Add()([X, Y])


@wrong("the shortcut goes through a ReLU")
def relu_on_the_shortcut(X, inside, strides=1):
    A = activate(X)
    Y = branch(A, inside, strides)
    if must_project(X, inside, strides):
        X = resnet_layer(A, 4 * inside, 1, strides, **BARE)
    else:
        X = layers.Activation("relu")(X)
    return layers.Add()([X, Y])


def unit(start=activate, main=branch, project=None, needs=must_project, end=None, raw=False):
    """Return a mended unit in which one thing is as a learner left it."""

    def mended_unit(X, inside, strides=1):
        A = start(X)
        Y = main(A, inside, strides)
        if needs(X, inside, strides):
            source = X if raw else A
            X = (project or (lambda A, n, s: resnet_layer(A, n, 1, s, **BARE)))(source, 4 * inside, strides)
        return end(X, Y) if end else layers.Add()([X, Y])

    return mended_unit


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def conv_first(A, inside, strides):
    Y = resnet_layer(A, inside, 1, strides)
    Y = resnet_layer(Y, inside, 3)
    return resnet_layer(Y, 4 * inside, 1, **BARE)


def activated_twice(A, inside, strides):
    Y = resnet_layer(A, inside, 1, strides, conv_first=False)
    Y = resnet_layer(Y, inside, 3, conv_first=False)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False)


def stride_on_3x3(A, inside, strides):
    Y = resnet_layer(A, inside, 1, **BARE)
    Y = resnet_layer(Y, inside, 3, strides, conv_first=False)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False)


def no_norm_before_third(A, inside, strides):
    Y = resnet_layer(A, inside, 1, strides, **BARE)
    Y = resnet_layer(Y, inside, 3, conv_first=False)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False, batch_normalization=False)


def no_relu_before_second(A, inside, strides):
    Y = resnet_layer(A, inside, 1, strides, **BARE)
    Y = resnet_layer(Y, inside, 3, conv_first=False, activation=None)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False)


def as_wide_as_outside(A, inside, strides):
    Y = resnet_layer(A, 4 * inside, 1, strides, **BARE)
    Y = resnet_layer(Y, 4 * inside, 3, conv_first=False)
    return resnet_layer(Y, 4 * inside, 1, conv_first=False)


def relu_first(X):
    return layers.BatchNormalization()(layers.Activation("relu")(X))


def norm_alone(X):
    return layers.BatchNormalization()(X)


def no_stride(X, n, strides):
    return resnet_layer(X, n, 1, **BARE)


def normed(X, n, strides):
    return resnet_layer(X, n, 1, strides, activation=None)


def ending(X, Y):
    return layers.Activation("relu")(layers.Add()([X, Y]))


named("no_activation", "batch normalisation before the first convolution is missing", unit(start=ops.relu))
named("norm_alone_", "the ReLU before the first convolution is missing", unit(start=norm_alone))
named("relu_first_", "before the first convolution the ReLU comes before the batch normalisation", unit(
    start=relu_first))  # fmt: skip
named("as_in_v1", "where a convolution is expected", unit(main=activated_twice))
named(
    "convolution_first", "where a batch normalisation is expected", unit(start=lambda X: X, main=conv_first)
)
named("stride_late", "the stride sits on the middle convolution", unit(main=stride_on_3x3))
named(
    "third_unnormed", "normalisation before the third convolution is missing", unit(main=no_norm_before_third)
)
named("second_linear", "the ReLU before the second convolution is missing", unit(main=no_relu_before_second))
named("no_bottleneck", "as wide inside as outside", unit(main=as_wide_as_outside))
named("stops_at_the_projection", "compare strides and padding", unit(project=no_stride))
named("normed_projection", "the projection is followed by a batch normalisation", unit(project=normed))
named("always_projected", "every block has a projection", unit(needs=lambda X, inside, strides: True))
named("only_where_it_shrinks", "the number of channels", unit(needs=lambda X, inside, strides: strides != 1))
named("relu_behind", "a ReLU follows the addition", unit(end=ending))
named("norm_and_relu_behind", "BN and ReLU follow the addition", unit(
    end=lambda X, Y: activate(layers.Add()([X, Y]))))  # fmt: skip
named("shortcut_lost", "the shortcut is missing", unit(end=lambda X, Y: Y))
named("branch_lost", "No layer takes the result of the step before it", unit(end=lambda X, Y: X))
named("multiplied", "multiplied", unit(end=lambda X, Y: X * Y))
named("twice", "added twice", unit(end=lambda X, Y: X + Y + X))
named("forgets_to_return", "is there a return?", unit(end=lambda X, Y: None))
