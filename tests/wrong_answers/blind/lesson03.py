"""Lesson 3's answers, written from the students' text alone; a class an exercise."""

import math

import keras
import numpy as np
from keras import layers

from tests.wrong_answers import right, wrong


class E3_1:
    """output_size."""

    @wrong("")
    def true_division(n, k, s, padding="valid"):
        """/ instead of //."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) / s + 1

    @wrong("")
    def no_plus_one(n, k, s, padding="valid"):
        """The + 1 is forgotten: position 0 is not counted."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s

    @wrong("")
    def plus_one_before_the_division(n, k, s, padding="valid"):
        """1 is added before the division."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k + 1) // s

    @wrong("")
    def brackets_lost(n, k, s, padding="valid"):
        """Brackets forgotten, so only k is divided."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return n + 2 * p - k // s + 1

    @wrong("")
    def rounded_up(n, k, s, padding="valid"):
        """Rounded up instead of down."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return math.ceil((n + 2 * p - k) / s) + 1

    @wrong("")
    def rounded_to_the_nearest(n, k, s, padding="valid"):
        """round() instead of rounding down."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return round((n + 2 * p - k) / s) + 1

    @wrong("")
    def padding_at_one_end(n, k, s, padding="valid"):
        """p zeros are counted once, at one end only."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + p - k) // s + 1

    @wrong("")
    def numbers_ignored(n, k, s, padding="valid"):
        """A number as padding is treated like "valid"."""
        if padding == "same":
            return -(-n // s)
        return (n - k) // s + 1

    @wrong("")
    def same_keeps_the_size(n, k, s, padding="valid"):
        """ "same" gives n, whatever the stride."""
        if padding == "same":
            return n
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def same_rounded_down(n, k, s, padding="valid"):
        """ "same" is rounded down."""
        if padding == "same":
            return n // s
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def same_as_half_the_kernel(n, k, s, padding="valid"):
        """ "same" as p = (k - 1) // 2 at both ends, wrong for even kernels."""
        p = {"valid": 0, "same": (k - 1) // 2}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def same_as_k_over_two(n, k, s, padding="valid"):
        """ "same" as p = k // 2 at both ends, wrong for even kernels."""
        p = {"valid": 0, "same": k // 2}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def same_is_one_zero(n, k, s, padding="valid"):
        """ "same" as p = 1, right for 3x3 kernels only."""
        p = {"valid": 0, "same": 1}.get(padding, padding)
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def valid_and_same_swapped(n, k, s, padding="valid"):
        """The two words have changed places."""
        if padding == "valid":
            return -(-n // s)
        p = 0 if padding == "same" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def kernel_forgotten(n, k, s, padding="valid"):
        """The kernel does not appear."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p) // s

    @wrong("")
    def stride_forgotten(n, k, s, padding="valid"):
        """The stride does not appear."""
        if padding == "same":
            return n
        p = 0 if padding == "valid" else padding
        return n + 2 * p - k + 1

    @wrong("")
    def stride_and_kernel_swapped(n, k, s, padding="valid"):
        """k and s have changed places."""
        if padding == "same":
            return -(-n // k)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - s) // k + 1

    @wrong("")
    def positions_one_short(n, k, s, padding="valid"):
        """Positions are counted with range, whose end is one too early."""
        if padding == "same":
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return len(range(0, n + 2 * p - k, s))

    @wrong("")
    def numpy_floor(n, k, s, padding="valid"):
        """np.floor gives a float."""
        if padding == "same":
            return np.ceil(n / s)
        p = 0 if padding == "valid" else padding
        return np.floor((n + 2 * p - k) / s) + 1

    @wrong("")
    def valid_has_no_branch(n, k, s, padding="valid"):
        """ "valid" goes into the formula as a word."""
        if padding == "same":
            return -(-n // s)
        return (n + 2 * padding - k) // s + 1

    @wrong("")
    def numbers_give_nothing(n, k, s, padding="valid"):
        """Two ifs for the two words, and nothing is returned for a number."""
        if padding == "same":
            return -(-n // s)
        if padding == "valid":
            return (n - k) // s + 1

    @wrong("")
    def zero_is_same(n, k, s, padding="valid"):
        """``if not padding`` takes the number 0 for "same"."""
        if padding == "same" or not padding:
            return -(-n // s)
        p = 0 if padding == "valid" else padding
        return (n + 2 * p - k) // s + 1

    @wrong("")
    def both_axes(n, k, s, padding="valid"):
        """Height and width are returned."""
        if padding == "same":
            return -(-n // s), -(-n // s)
        p = 0 if padding == "valid" else padding
        size = (n + 2 * p - k) // s + 1
        return size, size

    @wrong("")
    def printed(n, k, s, padding="valid"):
        """Printed instead of returned."""
        p = 0 if padding in ("valid", "same") else padding
        print((n + 2 * p - k) // s + 1)

    @wrong("")
    def resnets_sizes(n, k, s, padding="valid"):
        """The sizes of the lesson's example, looked up."""
        return {64: 32, 32: 15, 15: 8, 8: 4, 4: 2}[n]

    @wrong("")
    def halves(n, k, s, padding="valid"):
        """Half of n, rounded up, as in every example of the text."""
        return (n + 1) // 2

    @right
    def positions_counted(n, k, s, padding="valid"):
        """The positions are counted."""
        if padding == "same":
            return math.ceil(n / s)
        row = n if padding == "valid" else n + 2 * padding
        return len(range(0, row - k + 1, s))

    @right
    def rounded_up_after_adding(n, k, s, padding="valid"):
        """The same number as a ceiling: ceil((n + 2p - k + 1) / s)."""
        if padding == "same":
            return (n + s - 1) // s
        if padding == "valid":
            padding = 0
        return int(math.ceil((n + 2 * padding - k + 1) / s))

    @right
    def keras_itself(n, k, s, padding="valid"):
        """Keras is asked."""
        word = padding if isinstance(padding, str) else "valid"
        row = n if isinstance(padding, str) else n + 2 * padding
        return layers.Conv1D(1, k, strides=s, padding=word).compute_output_shape((1, row, 1))[1]


def conv_bn(X, filters, kernel, stage, block, branch, **more):
    """Return convolution and BN with the names of the picture; the answers change one thing each."""
    X = layers.Conv2D(filters, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
    return layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}")(X)


def relu(X):
    """Return ReLU of X as a layer."""
    return layers.Activation("relu")(X)


def add(*tensors):
    """Return the sum as a layer."""
    return layers.Add()(list(tensors))


def main_path(X, f, filters, stage, block, strides=(2, 1, 1)):
    """Return F(X) with a stride for each of the three convolutions."""
    X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=strides[0]))
    X = relu(conv_bn(X, filters[1], f, stage, block, "2b", strides=strides[1], padding="same"))
    return conv_bn(X, filters[2], 1, stage, block, "2c", strides=strides[2])


def side(X, filters, stage, block, s, kernel=1, **more):
    """Return the projection shortcut with its BN."""
    return conv_bn(X, filters[2], kernel, stage, block, "1", strides=s, **more)


class E3_2:
    """convolutional_block."""

    @wrong("")
    def no_bn_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut has no BN."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def relu_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut has a ReLU of its own."""
        shortcut = relu(side(X, filters, stage, block, s))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def shortcut_not_strided(X, f, filters, stage, block, s=2):
        """The stride of the shortcut is forgotten."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, 1)))

    @wrong("")
    def main_path_not_strided(X, f, filters, stage, block, s=2):
        """The main path, copied from the identity block, has no stride."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def nothing_strided(X, f, filters, stage, block, s=2):
        """s is used nowhere."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, 1)), side(X, filters, stage, block, 1)))

    @wrong("")
    def stride_two_fixed(X, f, filters, stage, block, s=2):
        """strides=2 is written into both convolutions, s is not used."""
        return relu(add(main_path(X, f, filters, stage, block, (2, 1, 1)), side(X, filters, stage, block, 2)))

    @wrong("")
    def stride_in_the_middle(X, f, filters, stage, block, s=2):
        """The stride stands on the f x f convolution."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def stride_at_the_end(X, f, filters, stage, block, s=2):
        """The stride stands on the last 1x1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, s)), side(X, filters, stage, block, s)))

    @wrong("")
    def strided_twice(X, f, filters, stage, block, s=2):
        """Two convolutions of the main path are strided, and the shortcut by s squared."""
        shortcut = side(X, filters, stage, block, s * s)
        return relu(add(main_path(X, f, filters, stage, block, (s, s, 1)), shortcut))

    @wrong("")
    def shortcut_bound_too_late(X, f, filters, stage, block, s=2):
        """The shortcut starts from X after the first convolution, BN and ReLU."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def shortcut_from_the_end(X, f, filters, stage, block, s=2):
        """The projection reads the end of the main path: X instead of the name that was kept."""
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(X, filters, stage, block, 1)))

    @wrong("")
    def identity_shortcut(X, f, filters, stage, block, s=2):
        """The identity block with a stride: X itself is added."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), X))

    @wrong("")
    def no_shortcut(X, f, filters, stage, block, s=2):
        """There is no shortcut."""
        return relu(main_path(X, f, filters, stage, block, (s, 1, 1)))

    @wrong("")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection's kernel is f x f."""
        shortcut = side(X, filters, stage, block, s, kernel=f, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def projection_of_s(X, f, filters, stage, block, s=2):
        """The projection's kernel is s x s."""
        shortcut = side(X, filters, stage, block, s, kernel=s, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def pooled_shortcut(X, f, filters, stage, block, s=2):
        """A max pool halves the shortcut, the projection is not strided."""
        pooled = layers.MaxPooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def mean_pooled_shortcut(X, f, filters, stage, block, s=2):
        """A mean pool halves the shortcut, as in ResNet-D."""
        pooled = layers.AveragePooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def shortcut_with_f1(X, f, filters, stage, block, s=2):
        """The projection has F1 filters instead of F3."""
        shortcut = conv_bn(X, filters[0], 1, stage, block, "1", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def shortcut_of_one_channel(X, f, filters, stage, block, s=2):
        """The projection has one filter: Conv2D(1, ...), which broadcasts."""
        shortcut = conv_bn(X, 1, 1, stage, block, "1", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def last_relu_missing(X, f, filters, stage, block, s=2):
        """No ReLU after the addition."""
        return add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s))

    @wrong("")
    def relu_before_the_addition(X, f, filters, stage, block, s=2):
        """A ReLU after the third BN of the main path."""
        F = relu(main_path(X, f, filters, stage, block, (s, 1, 1)))
        return relu(add(F, side(X, filters, stage, block, s)))

    @wrong("")
    def bn_after_the_addition(X, f, filters, stage, block, s=2):
        """The shortcut's BN stands after the addition instead."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        X = add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut)
        return relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(X))

    @wrong("")
    def valid_in_the_middle(X, f, filters, stage, block, s=2):
        """padding="same" is forgotten in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b"))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def kernel_three_fixed(X, f, filters, stage, block, s=2):
        """The middle kernel is always 3."""
        return relu(add(main_path(X, 3, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def shortcut_without_bias(X, f, filters, stage, block, s=2):
        """use_bias=False in the projection, as in lesson 3's small example."""
        shortcut = side(X, filters, stage, block, s, use_bias=False)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def shortcut_named_2d(X, f, filters, stage, block, s=2):
        """The projection is named branch2d."""
        shortcut = conv_bn(X, filters[2], 1, stage, block, "2d", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def shortcut_without_names(X, f, filters, stage, block, s=2):
        """Projection and BN of the shortcut have no names of their own."""
        shortcut = layers.BatchNormalization()(layers.Conv2D(filters[2], 1, strides=s)(X))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def name_left_in_the_copied_line(X, f, filters, stage, block, s=2):
        """The line of 2c is copied for the shortcut and keeps its name."""
        shortcut = conv_bn(X, filters[2], 1, stage, block, "2c", strides=s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def hints_names(X, f, filters, stage, block, s=2):
        """conv_name from the hint is used but never set."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=conv_name + "1")(X)  # noqa: F821
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def default_stride_changed(X, f, filters, stage, block, s=1):
        """The default of s is 1."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def concatenated(X, f, filters, stage, block, s=2):
        """Concatenate instead of Add."""
        pair = [main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)]
        return relu(layers.Concatenate()(pair))

    @wrong("")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @right
    def pixels_dropped_first(X, f, filters, stage, block, s=2):
        """The shortcut drops pixels, X[:, ::s, ::s], and then projects: by the lesson the same."""
        shortcut = side(X[:, ::s, ::s], filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def shortcut_first(X, f, filters, stage, block, s=2):
        """The shortcut is written first; "same" everywhere, which changes nothing for a 1x1."""
        shortcut = side(X, filters, stage, block, (s, s), padding="same")
        for letter, number, kernel, stride in zip("abc", filters, (1, f, 1), (s, 1, 1), strict=True):
            X = conv_bn(X, number, kernel, stage, block, "2" + letter, strides=stride, padding="same")
            X = X if letter == "c" else layers.ReLU()(X)
        return layers.ReLU()(shortcut + X)


class E3_3:
    """convolutional_block_v15."""

    @wrong("")
    def unchanged(X, f, filters, stage, block, s=2):
        """The block of exercise 3.2 as it was."""
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def copied_not_moved(X, f, filters, stage, block, s=2):
        """The stride is on the first and on the middle convolution."""
        return relu(add(main_path(X, f, filters, stage, block, (s, s, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def on_the_last(X, f, filters, stage, block, s=2):
        """The stride went to the last 1x1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 1, s)), side(X, filters, stage, block, s)))

    @wrong("")
    def shortcut_lost_its_stride(X, f, filters, stage, block, s=2):
        """The projection lost its stride as well."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, 1)))

    @wrong("")
    def stride_two_fixed(X, f, filters, stage, block, s=2):
        """strides=2 in the middle, whatever s is."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, 2)))

    @wrong("")
    def middle_fixed_only(X, f, filters, stage, block, s=2):
        """strides=2 in the middle, s in the projection: they agree for s=2 only."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def kernel_three_fixed(X, f, filters, stage, block, s=2):
        """The middle kernel is 3, as the text says "the 3x3", whatever f is."""
        return relu(add(main_path(X, 3, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection gets kernel f too."""
        shortcut = side(X, filters, stage, block, s, kernel=f, padding="same")
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("")
    def mean_pool_on_the_shortcut(X, f, filters, stage, block, s=2):
        """The shortcut reads every pixel too, by a mean pool (ResNet-D)."""
        pooled = layers.AveragePooling2D(s, strides=s, padding="same")(X)
        shortcut = side(pooled, filters, stage, block, 1)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("")
    def pool_in_the_middle(X, f, filters, stage, block, s=2):
        """A max pool after the middle convolution instead of a stride."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        Y = layers.MaxPooling2D(s, strides=s, padding="same")(Y)
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def pixels_dropped_at_the_end(X, f, filters, stage, block, s=2):
        """The unstrided block, every s-th pixel kept: the same on odd maps only."""
        Y = main_path(X, f, filters, stage, block, (1, 1, 1))
        return relu(add(Y, side(X, filters, stage, block, 1)))[:, ::s, ::s]

    @wrong("")
    def padded_like_pytorch(X, f, filters, stage, block, s=2):
        """ZeroPadding2D and "valid", which shifts the windows on even maps."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = layers.ZeroPadding2D(f // 2)(Y)
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def padding_lost(X, f, filters, stage, block, s=2):
        """padding="same" got lost when strides=s was written."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def dilated(X, f, filters, stage, block, s=2):
        """dilation_rate instead of strides in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", dilation_rate=s, padding="same"))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def middle_is_the_strided_1x1(X, f, filters, stage, block, s=2):
        """f moved with the stride: the first kernel is f, the middle one a strided 1x1."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], 1, stage, block, "2b", strides=s))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("")
    def new_names(X, f, filters, stage, block, s=2):
        """The names got a v15."""
        block = f"{block}_v15"
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def no_s(X, f, filters, stage, block):
        """The argument s is missing."""
        return relu(add(main_path(X, f, filters, stage, block, (1, 2, 1)), side(X, filters, stage, block, 2)))

    @wrong("")
    def default_stride_changed(X, f, filters, stage, block, s=1):
        """The default of s is 1."""
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @wrong("")
    def last_relu_missing(X, f, filters, stage, block, s=2):
        """The last ReLU got lost in the copy."""
        return add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s))

    @wrong("")
    def shortcut_bn_lost(X, f, filters, stage, block, s=2):
        """The BN of the shortcut got lost in the copy."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)))

    @right
    def by_a_loop(X, f, filters, stage, block, s=2):
        """Main path in a loop with a list of strides."""
        F = X
        for letter, number, kernel, stride in zip("abc", filters, (1, f, 1), (1, s, 1), strict=True):
            F = conv_bn(F, number, kernel, stage, block, "2" + letter, strides=stride, padding="same")
            F = F if letter == "c" else keras.ops.relu(F)
        return keras.ops.relu(F + side(X, filters, stage, block, s))

    @right
    def shortcut_last(X, f, filters, stage, block, s=2):
        """The shortcut is written after the main path, as a tuple of strides."""
        shortcut = X
        X = main_path(X, (f, f), filters, stage, block, (1, (s, s), 1))
        shortcut = side(shortcut, filters, stage, block, (s, s))
        return layers.ReLU()(layers.add([X, shortcut]))


class E3_4:
    """mended_block."""

    @wrong("")
    def unchanged(X, f, filters, stage, block, s=2):
        """The block as it was handed in."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def first_mistake_only(X, f, filters, stage, block, s=2):
        """The shortcut is moved to the front, but branch1 has no stride."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def second_mistake_only(X, f, filters, stage, block, s=2):
        """branch1 has its stride, but still starts after the first ReLU."""
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        shortcut = X
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("")
    def moved_above_the_relu(X, f, filters, stage, block, s=2):
        """The shortcut is moved up one line only, in front of the ReLU."""
        X = conv_bn(X, filters[0], 1, stage, block, "2a", strides=s)
        shortcut = X
        X = relu(conv_bn(relu(X), filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def moved_above_the_bn(X, f, filters, stage, block, s=2):
        """The shortcut is moved up two lines, behind the convolution."""
        X = layers.Conv2D(filters[0], 1, strides=s, name=f"res{stage}{block}_branch2a")(X)
        shortcut = X
        X = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")(X))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def stride_taken_out(X, f, filters, stage, block, s=2):
        """To make the shapes fit, the stride of the main path is taken out."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (1, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def stride_two_written_in(X, f, filters, stage, block, s=2):
        """branch1 gets strides=2 instead of s."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 2)))

    @wrong("")
    def pooled(X, f, filters, stage, block, s=2):
        """A max pool makes the shortcut fit."""
        shortcut = layers.MaxPooling2D(s, padding="same")(X)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, 1)))

    @wrong("")
    def stride_moved_to_the_middle(X, f, filters, stage, block, s=2):
        """v1.5 was fresh in mind: the stride of the main path is in the middle."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (1, s, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("")
    def projection_taken_out(X, f, filters, stage, block, s=2):
        """branch1 is taken out and X itself added."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, shortcut))

    @wrong("")
    def projection_of_x(X, f, filters, stage, block, s=2):
        """The shortcut is bound first, but the projection is called on X."""
        shortcut = X  # noqa: F841
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(X, filters, stage, block, 1)))

    @wrong("")
    def projection_of_f(X, f, filters, stage, block, s=2):
        """The projection gets the kernel f."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s, kernel=f, padding="same")))

    @wrong("")
    def more_filters_first(X, f, filters, stage, block, s=2):
        """The counts are mended by giving the first convolution as many filters as X has channels."""
        return E3_4.unchanged(X, f, (X.shape[-1], *filters[1:]), stage, block, s)

    @wrong("")
    def shortcut_bn_lost(X, f, filters, stage, block, s=2):
        """The BN of the shortcut got lost."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, shortcut))

    @wrong("")
    def shortcut_with_relu(X, f, filters, stage, block, s=2):
        """The line with the ReLU is copied for the shortcut too."""
        shortcut = relu(side(X, filters, stage, block, s))
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("")
    def relu_of_one_side(X, f, filters, stage, block, s=2):
        """Brackets of the last line misread: ReLU of F, then the addition."""
        shortcut = side(X, filters, stage, block, s)
        return add(relu(main_path(X, f, filters, stage, block, (s, 1, 1))), shortcut)

    @wrong("")
    def no_return(X, f, filters, stage, block, s=2):
        """Nothing is returned."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def two_lines_changed(X, f, filters, stage, block, s=2):
        """The two lines of hint 3."""
        shortcut = X
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @right
    def other_names(X, f, filters, stage, block, s=2):
        """The main path goes by the name Y, so that X stays the input."""
        Y = keras.activations.relu(conv_bn(X, filters[0], (1, 1), stage, block, "2a", strides=(s, s)))
        Y = keras.activations.relu(conv_bn(Y, filters[1], (f, f), stage, block, "2b", padding="same"))
        Y = conv_bn(Y, filters[2], (1, 1), stage, block, "2c")
        return keras.activations.relu(side(X, filters, stage, block, s) + Y)
