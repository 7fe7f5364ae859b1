"""Lesson 2's broken identity block, ``mended_block``, as learners mend it, wrong and right."""

import keras
from keras import layers, ops

from resnets.blocks import main_path
from tests.wrong_answers import right, wrong


@right
def by_the_book(X, f, filters, stage, block):
    shortcut = X
    for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
        if branch != "a":
            X = layers.Activation("relu")(X)
        X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{branch}")(X)
        X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{branch}")(X)
    return layers.Activation("relu")(layers.Add()([X, shortcut]))


@right
def adds_in_the_loop(X, f, filters, stage, block):
    shortcut = X
    for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
        X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{branch}")(X)
        X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{branch}")(X)
        if branch == "c":
            X = layers.Add()([X, shortcut])
        X = layers.Activation("relu")(X)
    return X


@right
def without_the_loop(X, f, filters, stage, block):
    return ops.relu(main_path(X, f, filters, stage, block) + X)


@right
def list_of_activations(X, f, filters, stage, block):
    F = X
    for number, kernel, after in zip(filters, (1, f, 1), ("relu", "relu", "linear"), strict=True):
        F = layers.BatchNormalization()(layers.Conv2D(number, kernel, padding="same")(F))
        F = layers.Activation(after)(F)
    return layers.ReLU()(layers.add([F, X]))


def relu(X):
    return layers.Activation("relu")(X)


def last_sum(X, shortcut):
    return relu(layers.Add()([X, shortcut]))


def loop(
    before="", behind="ab", inside="", norm=layers.BatchNormalization, end=last_sum, act=relu, **options
):
    """Return the colleague's loop with its ReLUs before, behind or inside the branches of these letters."""

    def block_function(X, f, filters, stage, block):
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = act(X) if branch in before else X
            X = layers.Conv2D(number, kernel, **{"padding": "same"} | options)(X)
            X = norm()(act(X) if branch in inside else X)
            X = act(X) if branch in behind else X
        return end(X, shortcut)

    return block_function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def add(X, shortcut):
    return layers.Add()([X, shortcut])


named("relu_deleted", "the last ReLU, after the addition, is missing", loop(end=add))
named("relu_kept_and_added", "no way to subtract", loop(behind="abc"))
named("all_relus_moved", "both ReLUs inside the main path are missing", loop(behind=""))
named("no_relu_anywhere", "both ReLUs inside the main path are missing", loop(behind="", end=add))
named("first_relu_deleted", "after the first batch normalisation is missing", loop(behind="b"))
named("second_relu_deleted", "after the second batch normalisation is missing", loop(behind="a"))
named("loops_first_turn_only", "after the second batch normalisation is missing", loop(behind="ac"))
named("relu_at_the_head_of_the_loop", "the main path begins with a ReLU", loop(before="abc", behind=""))
named("relu_before_each_norm", "the order is convolution, normalisation, ReLU", loop(behind="", inside="ab"))
named("relu_before_all_norms", "the ReLU comes before the batch normalisation", loop(behind="", inside="abc"))
named("relu_on_the_shortcut", "the shortcut goes through a ReLU", loop(end=lambda X, s: last_sum(X, relu(s))))
named(
    "relu_on_both_paths",
    "both paths go through a ReLU of their own",
    loop(end=lambda X, s: add(relu(X), relu(s))),
)
named("no_sum", "the shortcut is missing", loop(end=lambda X, s: relu(X)))
named("f_alone", "neither shortcut nor last ReLU", loop(end=lambda X, s: X))
named("f_twice", "F(X) + F(X)", loop(end=lambda X, s: last_sum(X, X)))
named("minus", "F(X) - shortcut", loop(end=lambda X, s: relu(layers.subtract([X, s]))))
named("norm_behind_the_sum", "the sum is normalised once more, after the addition", loop(
    end=lambda X, s: relu(layers.BatchNormalization()(add(X, s)))))  # fmt: skip
named(
    "leaky",
    "is a leaky ReLU",
    loop(act=lambda X: layers.LeakyReLU()(X), end=lambda X, s: ops.relu(add(X, s))),
)
named("tanh_before_the_sum", "F(X) goes through tanh before the addition", loop(
    end=lambda X, s: add(layers.Activation("tanh")(X), s)))  # fmt: skip
named("absolute", "In its place stands Absolute", loop(end=lambda X, s: ops.abs(add(X, s))))
named("sigmoid_at_the_end", "ends in a sigmoid", loop(end=lambda X, s: ops.sigmoid(add(X, s))))
named("unpadded", "padding is 'valid'", loop(padding="valid"))
named("without_biases", "it has no bias, expected one", loop(use_bias=False))
named("clipped_at_six", "In its place stands Relu6", loop(end=lambda X, s: ops.relu6(add(X, s))))
named("frozen", "frozen in inference mode", loop(norm=lambda: layers.BatchNormalization(trainable=False)))
named("layer_norm", "In its place stands LayerNormalization", loop(norm=layers.LayerNormalization))


@wrong("the last ReLU comes before the addition")
def as_the_colleague_wrote_it(X, f, filters, stage, block):
    shortcut = X
    for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
        X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{branch}")(X)
        X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{branch}")(X)
        X = layers.Activation("relu")(X)
    return layers.Add()([X, shortcut])


@wrong("the shortcut is the third convolution's result")
def shortcut_in_the_loop(X, f, filters, stage, block):
    for number, kernel in zip(filters, (1, f, 1), strict=True):
        X = layers.Conv2D(number, kernel, padding="same")(X)
        shortcut = X
        X = layers.BatchNormalization()(X)
        X = relu(X) if number != filters[-1] else X
    return last_sum(X, shortcut)


@wrong("the number of channels")
def kept_after_the_first_turn(X, f, filters, stage, block):
    shortcut = None
    for number, kernel in zip(filters, (1, f, 1), strict=True):
        X = layers.BatchNormalization()(layers.Conv2D(number, kernel, padding="same")(X))
        shortcut = X if shortcut is None else shortcut
    return last_sum(X, shortcut)


@wrong("height and width")
def f_of_seven_channels(X, f, filters, stage, block):
    flat = ops.reshape(X, (-1, 6, 5, 7))
    return last_sum(main_path(X, f, filters, stage, block), ops.transpose(flat, (0, 2, 1, 3)))


@wrong("two layers have the same name")
def branch_forgotten_in_the_name(X, f, filters, stage, block):
    shortcut = X
    for number, kernel in zip(filters, (1, f, 1), strict=True):
        X = relu(layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}")(X))
    return last_sum(X, shortcut)


@wrong("returns nothing")
def forgets_to_return(X, f, filters, stage, block):
    X = last_sum(main_path(X, f, filters, stage, block), X)


@wrong("NameError")
def misspells(X, f, filters, stage, block):
    return relu(layers.Add()([main_path(X, f, filters, stage, block), shortcut]))  # noqa: F821


@wrong("one layer object used in two places")
def one_norm_for_all(X, f, filters, stage, block):
    norm = layers.BatchNormalization()
    return loop(norm=lambda: norm)(X, f, filters, stage, block)


@wrong("does not come from X")
def zeros(X, f, filters, stage, block):
    return keras.Input(X.shape[1:])
