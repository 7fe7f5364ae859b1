"""Exercise 2.3, mended_block, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson02_parts import add, conv_bn, relu


def step(X, number, kernel, stage, block, letter, **more):
    """Return convolution and BN of the colleague's block in exercise 2.3."""
    return conv_bn(X, number, kernel, stage, block, f"2{letter}", padding="same", **more)


class E2_3:
    """mended_block."""

    @wrong("the last ReLU comes before the addition")
    def unchanged(X, f, filters, stage, block):
        """The colleague's block as it was."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return add(X, shortcut)

    @wrong("after the addition, is missing")
    def deleted_not_moved(X, f, filters, stage, block):
        """The third ReLU is deleted, and none stands after the addition."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return add(X, shortcut)

    @wrong("F(X) goes through a ReLU before the addition")
    def copied_not_moved(X, f, filters, stage, block):
        """A ReLU is put after the addition, but the one before it has stayed."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return relu(add(X, shortcut))

    @wrong("both ReLUs inside the main path are missing")
    def all_relus_taken_out(X, f, filters, stage, block):
        """The line with the ReLU is moved out of the loop, so the first two are gone as well."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
        return relu(add(X, shortcut))

    @wrong("2. both ReLUs inside the main path are missing")
    def condition_turned_round(X, f, filters, stage, block):
        """ReLU only in the last round: == "c" instead of != "c"."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter == "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("2. the ReLU after the second batch normalisation is missing")
    def wrong_letter_spared(X, f, filters, stage, block):
        """The ReLU after the second BN is taken out instead of the third."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "b":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("it comes after 1 of the 3 convolutions")
    def addition_in_the_loop(X, f, filters, stage, block):
        """The addition is indented into the loop."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            X = relu(add(X, shortcut))
        return X

    @wrong("2. the shortcut goes through a ReLU")
    def relu_on_the_shortcut(X, f, filters, stage, block):
        """The ReLU is moved to the shortcut."""
        shortcut = relu(X)
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return add(X, shortcut)

    @wrong("F(X) goes through tanh before the addition")
    def tanh_for_negative_values(X, f, filters, stage, block):
        """tanh in the third place, so that F can be negative."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            X = layers.Activation("tanh")(X) if letter == "c" else relu(X)
        return relu(add(X, shortcut))

    @wrong("the ReLU comes before the batch normalisation; the order is convolution")
    def bn_after_relu(X, f, filters, stage, block):
        """BN is put after the ReLU, so that F can be negative."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(X)
            X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{letter}")(relu(X))
        return relu(add(X, shortcut))

    @wrong("one path is subtracted from the other: shortcut - F(X)")
    def subtracted(X, f, filters, stage, block):
        """The branch is subtracted, so that the block can take away."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return relu(layers.Subtract()([shortcut, X]))

    @wrong("the number of channels that the shortcut has")
    def bound_too_late(X, f, filters, stage, block):
        """While moving lines the shortcut got into the loop: it is X of the last round."""
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            shortcut = X
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("after the addition, is missing")
    def result_dropped(X, f, filters, stage, block):
        """The ReLU's result goes to another name, and the sum is returned."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        X = add(X, shortcut)
        out = relu(X)  # noqa: F841
        return X

    @wrong("the shortcut is missing")
    def branch_alone(X, f, filters, stage, block):
        """The addition is lost."""
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        return X

    @wrong("LeakyReLU 'leaky_re_lu'")
    def leaky_everywhere(X, f, filters, stage, block):
        """Leaky ReLUs, which let negative values through."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.LeakyReLU()(step(X, number, kernel, stage, block, letter))
        return relu(add(X, shortcut))

    @wrong("normalisation of the last convolution")
    def last_bn_lost(X, f, filters, stage, block):
        """The third BN went with the third ReLU."""
        shortcut = X
        for letter, number, kernel in zip("ab", filters[:2], (1, f), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        X = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(X)
        return relu(add(X, shortcut))

    @wrong("conv 2b; its padding is 'valid'")
    def padding_lost(X, f, filters, stage, block):
        """padding="same" got lost while it was written anew."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = conv_bn(X, number, kernel, stage, block, f"2{letter}")
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def f_for_all_kernels(X, f, filters, stage, block):
        """Written anew with f x f kernels throughout."""
        shortcut = X
        for letter, number in zip("abc", filters, strict=True):
            X = step(X, number, f, stage, block, letter)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @right
    def new_names(X, f, filters, stage, block):
        """Layers got new names, mended_2a and so on: passes, with a remark."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same", name=f"mended{stage}{block}_2{letter}")(X)
            X = layers.BatchNormalization(name=f"mended_bn{stage}{block}_2{letter}")(X)
            if letter != "c":
                X = relu(X)
        return relu(add(X, shortcut))

    @wrong("it returns nothing (None)")
    def no_return(X, f, filters, stage, block):
        """Nothing is returned."""
        shortcut = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, letter)
            if letter != "c":
                X = relu(X)
        X = relu(add(X, shortcut))

    @wrong("name 'colleague_block' is not defined")
    def wrong_name_called(X, f, filters, stage, block):
        """colleague_block, a name that does not exist."""
        return relu(colleague_block(X, f, filters, stage, block))  # noqa: F821

    @right
    def last_round_outside(X, f, filters, stage, block):
        """The loop makes two rounds, the third stands after it."""
        shortcut = X
        for letter, number, kernel in zip("ab", filters[:2], (1, f), strict=True):
            X = relu(step(X, number, kernel, stage, block, letter))
        X = step(X, filters[2], 1, stage, block, "c")
        return relu(add(X, shortcut))

    @right
    def relu_at_the_start_of_the_round(X, f, filters, stage, block):
        """The ReLU opens a round instead of closing it, save in the first."""
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = step(Y if letter == "a" else layers.ReLU()(Y), number, kernel, stage, block, letter)
        return keras.activations.relu(Y + X)
