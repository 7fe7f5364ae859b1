"""``convolutional_block_v15`` of lesson 3 as learners write it, wrong and right."""

import keras
from keras import layers, ops

from resnets.blocks import convolutional_block
from tests.wrong_answers import right, wrong


def add(X, shortcut):
    return layers.Add()([X, shortcut])


def relu(X):
    return layers.Activation("relu")(X)


@right
def by_the_book(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    conv_name, bn_name = f"res{stage}{block}_branch", f"bn{stage}{block}_branch"
    shortcut = X
    X = layers.Conv2D(F1, 1, name=conv_name + "2a")(X)
    X = layers.BatchNormalization(name=bn_name + "2a")(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(F2, f, strides=s, padding="same", name=conv_name + "2b")(X)
    X = layers.BatchNormalization(name=bn_name + "2b")(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(F3, 1, name=conv_name + "2c")(X)
    X = layers.BatchNormalization(name=bn_name + "2c")(X)
    shortcut = layers.Conv2D(F3, 1, strides=s, name=conv_name + "1")(shortcut)
    shortcut = layers.BatchNormalization(name=bn_name + "1")(shortcut)
    return layers.Activation("relu")(layers.Add()([X, shortcut]))


@right
def loop_of_settings(X, f, filters, stage, block, s=2):
    Y = X
    for number, (kernel, stride) in zip(filters, ((1, 1), (f, s), (1, 1)), strict=True):
        Y = Y if Y is X else layers.ReLU()(Y)
        Y = layers.Conv2D(number, kernel, stride, "same")(Y)
        Y = layers.BatchNormalization()(Y)
    W = layers.BatchNormalization()(layers.Conv2D(filters[-1], 1, s)(X))
    return layers.ReLU()(Y + W)


@right
def picks_pixels_for_the_shortcut(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    small = layers.BatchNormalization()(layers.Conv2D(F3, 1)(X[:, ::s, ::s]))
    Y = ops.relu(layers.BatchNormalization()(layers.Conv2D(F1, (1, 1), padding="same")(X)))
    Y = ops.relu(layers.BatchNormalization()(layers.Conv2D(F2, (f, f), (s, s), padding="same")(Y)))
    return ops.relu(ops.add(small, layers.BatchNormalization()(layers.Conv2D(F3, 1)(Y))))


@right
def two_sequentials(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    main = keras.Sequential([layers.Conv2D(F1, 1), layers.BatchNormalization(), layers.ReLU()])
    main.add(layers.Conv2D(F2, f, strides=s, padding="same"))
    main.add(layers.BatchNormalization())
    main.add(layers.ReLU())
    main.add(layers.Conv2D(F3, 1))
    main.add(layers.BatchNormalization())
    short = keras.Sequential([layers.Conv2D(F3, 1, strides=s), layers.BatchNormalization()])
    return relu(layers.add([short(X), main(X)]))


def v15(strides="1s1s", take="X", short_norm=True, end=lambda Y, W: relu(add(Y, W)), short=None, **options):
    """Return a v1.5 block with something changed.

    ``strides`` are those of 2a, 2b, 2c and the projection, "s" for the argument; ``take`` is where the
    shortcut starts, ``options`` are those of the middle convolution.
    """

    def block_function(X, f, filters, stage, block, s=2):
        a, b, c, d = (s if letter == "s" else int(letter) for letter in strides)
        F1, F2, F3 = filters
        path = {"X": X}
        Y = relu(layers.BatchNormalization()(layers.Conv2D(F1, 1, strides=a)(X)))
        path["2a"] = Y
        Y = layers.Conv2D(F2, f, **{"strides": b, "padding": "same"} | options)(Y)
        Y = relu(layers.BatchNormalization()(Y))
        path["2b"] = Y
        Y = layers.BatchNormalization()(layers.Conv2D(F3, 1, strides=c)(Y))
        path["F"] = Y
        W = short(path[take], F3, s) if short else layers.Conv2D(F3, 1, strides=d)(path[take])
        return end(Y, layers.BatchNormalization()(W) if short_norm else W)

    return block_function


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def pooled(pool):
    return lambda X, F3, s: layers.Conv2D(F3, 1)(pool(s, padding="same")(X))


named("at_the_end", "sits on the last 1x1", v15("11ss"))
named("always_two", "always 2, whatever s is", v15("1212"))
named("main_always_two", "strides are (2, 2), expected (3, 3)", v15("121s"))
named("on_two_convolutions", "conv 2a; its strides are (2, 2), expected (1, 1)", v15("ss1s"))
named("in_the_middle_and_at_the_end", "conv 2c; its strides are (2, 2), expected (1, 1)", v15("1sss"))
named("shortcut_only", "conv 2b; its strides are (1, 1), expected (2, 2)", v15("111s"))
named("main_path_only", "conv 1; its strides are (1, 1), expected (2, 2)", v15("1s11"))
named("no_stride", "strides is (1, 1), expected (2, 2)", v15("1111"))
named("shortcut_from_first_relu", "starts from the main path's first ReLU", v15(take="2a"))
named("shortcut_from_second_relu", "starts from the main path's second ReLU", v15("1s11", take="2b"))
named("shortcut_from_the_result", "the projection starts from F(X)", v15("1s11", take="F"))
named("bare_projection", "has no batch normalisation", v15(short_norm=False))
named("mean_pool_as_in_resnet_d", "the shortcut is pooled, then projected", v15(
    short=pooled(layers.AveragePooling2D)))  # fmt: skip
named("max_pool", "the shortcut goes through a max pool", v15(short=pooled(layers.MaxPooling2D)))
named("wide_projection", "kernel_size is (3, 3), expected (1, 1)", v15(
    short=lambda X, F3, s: layers.Conv2D(F3, 3, strides=s, padding="same")(X)))  # fmt: skip
named("no_last_relu", "the last ReLU, after the addition, is missing", v15(end=add))
named("relu_before_the_sum", "the last ReLU comes before the addition", v15(end=lambda Y, W: add(relu(Y), W)))
named("relu_on_the_shortcut", "the shortcut goes through a ReLU", v15(end=lambda Y, W: relu(add(Y, relu(W)))))
named("no_sum", "the shortcut is missing", v15(end=lambda Y, W: relu(Y)))
named("main_path_twice", "F(X) + F(X)", v15(end=lambda Y, W: relu(add(Y, Y))))
named("concatenated", "concatenated", v15(end=lambda Y, W: relu(layers.concatenate([Y, W]))))
named("unpadded", "the picture shrinks", v15(padding="valid"))
named("dilated_for_strided", "conv 2b; its strides are (1, 1)", v15("111s", dilation_rate=2))
named("typed_kernel", "always 3, whatever f is", lambda X, f, *rest: by_the_book(X, 3, *rest))


@wrong("still on the first 1x1")
def wraps_lesson_32(X, f, filters, stage, block, s=2):
    return convolutional_block(X, f, filters, stage, block, s)


@wrong("padded by the same number of zeros on both sides")
def padded_as_in_pytorch(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    Y = relu(layers.BatchNormalization()(layers.Conv2D(F1, 1)(X)))
    Y = layers.Conv2D(F2, f, strides=s)(layers.ZeroPadding2D(1)(Y))
    Y = relu(layers.BatchNormalization()(Y))
    Y = layers.BatchNormalization()(layers.Conv2D(F3, 1)(Y))
    return relu(add(Y, layers.BatchNormalization()(layers.Conv2D(F3, 1, strides=s)(X))))


@wrong("the stride is a pool behind the middle convolution")
def pools_behind_the_middle(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    Y = relu(layers.BatchNormalization()(layers.Conv2D(F1, 1)(X)))
    Y = relu(layers.BatchNormalization()(layers.Conv2D(F2, f, padding="same")(Y)))
    Y = layers.MaxPooling2D(s, padding="same")(Y)
    Y = layers.BatchNormalization()(layers.Conv2D(F3, 1)(Y))
    return relu(add(Y, layers.BatchNormalization()(layers.Conv2D(F3, 1, strides=s)(X))))


@wrong("F1 and F2 are swapped")
def swaps_filters(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    return by_the_book(X, f, (F2, F1, F3), stage, block, s)


@wrong("one batch normalisation serves both")
def shares_the_norm(X, f, filters, stage, block, s=2):
    F1, F2, F3 = filters
    norm = layers.BatchNormalization()
    Y = relu(layers.BatchNormalization()(layers.Conv2D(F1, 1)(X)))
    Y = relu(layers.BatchNormalization()(layers.Conv2D(F2, f, strides=s, padding="same")(Y)))
    Y = norm(layers.Conv2D(F3, 1)(Y))
    return relu(add(Y, norm(layers.Conv2D(F3, 1, strides=s)(X))))


@wrong("sizes that are typed in")
def of_one_size(X, f, filters, stage, block, s=2):
    Y = by_the_book(X, f, filters, stage, block, s)
    return ops.reshape(Y, (-1, 5, 5, 7))


@wrong("returns nothing")
def forgets_to_return(X, f, filters, stage, block, s=2):
    by_the_book(X, f, filters, stage, block, s)


@wrong("UnboundLocalError")
def shortcut_before_it_is_made(X, f, filters, stage, block, s=2):
    shortcut = layers.Conv2D(filters[2], 1, strides=s)(shortcut)  # noqa: F821
    return shortcut


@wrong("takes 5 positional arguments but 6 were given")
def takes_no_stride(X, f, filters, stage, block):
    return by_the_book(X, f, filters, stage, block, 2)


@wrong("in stage 2, where s is 1,")
def projects_only_where_it_shrinks(X, f, filters, stage, block, s=2):
    if s > 1:
        return by_the_book(X, f, filters, stage, block, s)
    start = layers.Dense(filters[2])(X)
    return relu(add(layers.BatchNormalization()(layers.Conv2D(filters[2], 1)(X)), start))


@wrong("somewhere in it no gradient comes back")
def stops_the_main_paths_gradient(X, f, filters, stage, block, s=2):
    return by_the_book(ops.stop_gradient(X), f, filters, stage, block, s)
