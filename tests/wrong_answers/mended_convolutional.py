"""Lesson 3's broken convolutional block, ``mended_block``, as learners mend it, wrong and right."""

import keras
from keras import layers, ops

from resnets.blocks import main_path
from tests.wrong_answers import right, wrong


def relu(X):
    return layers.Activation("relu")(X)


def add(X, shortcut):
    return layers.Add()([X, shortcut])


@right
def by_the_book(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    shortcut = X
    X = layers.Conv2D(F1, 1, strides=s, name=f"res{stage}{block}_branch2a")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(F2, f, padding="same", name=f"res{stage}{block}_branch2b")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(F3, 1, name=f"res{stage}{block}_branch2c")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")(X)
    shortcut = layers.Conv2D(F3, 1, strides=s, name=f"res{stage}{block}_branch1")(shortcut)
    shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)
    return layers.Activation("relu")(layers.Add()([X, shortcut]))


@right
def projects_first(X, f, filters, stage, block, s=2):
    shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
    shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)
    return relu(add(main_path(X, f, filters, stage, block, s), shortcut))


@right
def input_under_its_own_name(inputs, f, filters, stage, block, s=2):
    X = inputs
    for number, kernel, stride in zip(filters, (1, f, 1), (s, 1, 1), strict=True):
        X = layers.ReLU()(X) if X is not inputs else X
        X = layers.BatchNormalization()(layers.Conv2D(number, kernel, stride, padding="same")(X))
    return ops.relu(X + layers.BatchNormalization()(layers.Conv2D(filters[-1], 1, s)(inputs)))


def mended(
    keep=0, strides="s11s", norm=True, wrap=lambda W: W, end=lambda X, W: relu(add(X, W)), f1=None, width=2
):
    """Return the handed-in block with its shortcut bound behind ``keep`` layers, and perhaps more changed.

    ``strides`` are those of 2a, 2b, 2c and the projection, "s" for the argument; ``width`` says which of
    the filter numbers the projection takes, ``f1`` its kernel, 1 if None.
    """

    def block_function(X, f, filters, stage, block, s=2):
        a, b, c, d = (s if letter == "s" else int(letter) for letter in strides)
        F1, F2, F3 = filters
        steps = [layers.Conv2D(F1, 1, strides=a), layers.BatchNormalization(), relu]
        steps += [layers.Conv2D(F2, f, strides=b, padding="same"), layers.BatchNormalization(), relu]
        steps += [layers.Conv2D(F3, 1, strides=c), layers.BatchNormalization()]
        kept = [X]
        for step in steps:
            X = step(X)
            kept.append(X)
        W = layers.Conv2D(filters[width], f1 or 1, strides=d, padding="same" if f1 else "valid")(kept[keep])
        W = layers.BatchNormalization()(W) if norm else W
        return end(X, wrap(W))

    return block_function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("first_mistake_alone", "conv 1; its strides are (1, 1), expected (2, 2)", mended(strides="s111"))
named(
    "second_mistake_alone",
    "conv 1; no convolution of yours takes 5 channels to 7",
    mended(keep=3, strides="s11s"),
)
named(
    "main_path_loses_its_stride", "conv 2a; its strides are (1, 1), expected (2, 2)", mended(strides="111s")
)
named("no_stride_at_all", "strides is (1, 1), expected (2, 2)", mended(strides="1111"))
named("kept_after_convolution", "the projection starts from the first convolution", mended(1, "s111"))
named("kept_after_norm", "the projection starts from the first batch normalisation", mended(2, "s111"))
named("kept_after_middle_convolution", "the projection starts from the middle convolution", mended(4, "s111"))
named("kept_after_second_relu", "starts from the main path's second ReLU", mended(6, "s111"))
named("kept_at_the_end", "the projection starts from F(X)", mended(8, "s111"))
named("stride_to_the_middle", "the stride sits on the middle convolution", mended(strides="1s1s"))
named("stride_on_both", "conv 2b; its strides are (2, 2), expected (1, 1)", mended(strides="ss1s"))
named("stride_typed", "conv 1; its strides are (2, 2), expected (3, 3)", mended(strides="s112"))
named("both_strides_typed", "the stride is always 2, whatever s is", mended(strides="2112"))
named("norm_lost", "the projection on the shortcut has no batch normalisation", mended(norm=False))
named("relu_moved_to_the_shortcut", "the shortcut goes through a ReLU", mended(wrap=relu))
named("normalised_input", "In its place stands BatchNormalization", lambda X, *a: projects_first_of(
    layers.BatchNormalization()(X), X, *a))  # fmt: skip
named("relu_of_the_input", "the projection reads ReLU(X)", lambda X, *a: projects_first_of(relu(X), X, *a))
named("kernel_f", "kernel_size is (3, 3), expected (1, 1)", mended(f1=3))
named("projects_to_f1", "the number of channels", mended(width=0))
named("no_projection", "F(X) + F(X)", mended(end=lambda X, W: relu(add(X, X))))
named("shortcut_deleted", "the shortcut is missing", mended(end=lambda X, W: relu(X)))
named("last_relu_deleted", "the last ReLU, after the addition, is missing", mended(end=add))
named(
    "relu_before_the_sum", "the last ReLU comes before the addition", mended(end=lambda X, W: add(relu(X), W))
)
named("takes_away", "F(X) - shortcut", mended(end=lambda X, W: relu(layers.subtract([X, W]))))


def projects_first_of(source, X, f, filters, stage, block, s=2):
    """Return the block whose projection reads ``source``."""
    W = layers.BatchNormalization()(layers.Conv2D(filters[2], 1, strides=s)(source))
    return relu(add(main_path(X, f, filters, stage, block, s), W))


@wrong("the projection starts from the main path's first ReLU")
def as_handed_in(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    X = layers.Conv2D(F1, 1, strides=s, name=f"res{stage}{block}_branch2a")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")(X)
    X = layers.Activation("relu")(X)
    shortcut = X
    X = layers.Conv2D(F2, f, padding="same", name=f"res{stage}{block}_branch2b")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(F3, 1, name=f"res{stage}{block}_branch2c")(X)
    X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")(X)
    shortcut = layers.Conv2D(F3, 1, name=f"res{stage}{block}_branch1")(shortcut)
    shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)
    return layers.Activation("relu")(layers.Add()([X, shortcut]))


@wrong("conv 1; it is nowhere on the way from X")
def drops_the_projection(X, f, filters, stage, block, s=2):
    return relu(add(main_path(X, f, filters, stage, block, s), X[:, ::s, ::s]))


@wrong("the shortcut goes through a max pool")
def pools_to_make_it_fit(X, f, filters, stage, block, s=2):
    shortcut = layers.MaxPooling2D(s, padding="same")(X)
    shortcut = layers.BatchNormalization()(layers.Conv2D(filters[2], 1)(shortcut))
    return relu(add(main_path(X, f, filters, stage, block, s), shortcut))


@wrong("parameters, expected")
def leaves_the_old_projection_in(X, f, filters, stage, block, s=2):
    Y = by_the_book(X, f, filters, stage, block, s)
    return Y + 0 * layers.Conv2D(filters[2], 1)(Y)


@wrong("sizes that are typed in")
def of_one_size(X, f, filters, stage, block, s=2):
    return ops.reshape(by_the_book(X, f, filters, stage, block, s), (-1, 5, 5, 7))


@wrong("returns nothing")
def forgets_to_return(X, f, filters, stage, block, s=2):
    by_the_book(X, f, filters, stage, block, s)


@wrong("UnboundLocalError")
def binds_it_too_late(X, f, filters, stage, block, s=2):
    W = layers.Conv2D(filters[2], 1, strides=s)(shortcut)  # noqa: F821
    shortcut = X
    return relu(add(main_path(shortcut, f, filters, stage, block, s), W))


@wrong("does not come from X")
def an_input_of_its_own(X, f, filters, stage, block, s=2):
    return by_the_book(keras.Input(X.shape[1:]), f, filters, stage, block, s)
