"""Exercise 2.3, mended_block, written from the students' text alone: more of them."""

import keras
from keras import layers

from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.blind.lesson02_mended import step
from tests.wrong_answers.blind.lesson02_parts import main_path


def colleagues_block(X, f, filters, stage, block):
    """The block as the colleague wrote it."""
    shortcut = X
    for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
        X = layers.Activation("relu")(step(X, number, kernel, stage, block, branch))
    return layers.Add()([X, shortcut])


class E2_3:
    """mended_block."""

    @wrong("F(X) goes through a ReLU before the addition")
    def relu_round_the_colleagues_block(X, f, filters, stage, block):
        """The colleague's block is called as it is, and a ReLU put round its result."""
        return layers.Activation("relu")(colleagues_block(X, f, filters, stage, block))

    @wrong("the last ReLU comes before the addition")
    def relu_written_into_the_add(X, f, filters, stage, block):
        """The third ReLU leaves the loop, but lands in the line with Add, on F(X), before the addition."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return layers.Add()([layers.Activation("relu")(X), shortcut])

    @wrong("it does not do the same in every call")
    def block_asked_for_branch(X, f, filters, stage, block):
        """The condition asks for the letter of the block instead of the branch."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, branch)
            if block != "c":
                X = layers.Activation("relu")(X)
        X = layers.Add()([X, shortcut])
        return layers.Activation("relu")(X)

    @wrong("it comes after 2 of the 3 convolutions")
    def last_round_left_too_early(X, f, filters, stage, block):
        """A break at the top of the last round skips its convolution and BN with the ReLU."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            if branch == "c":
                break
            X = step(X, number, kernel, stage, block, branch)
            X = layers.Activation("relu")(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("zip() argument 2 is longer than argument 1")
    def strict_zip_of_two_letters(X, f, filters, stage, block):
        """The loop is cut down to "ab", but filters and kernels have three entries and zip is strict."""
        shortcut = X
        for branch, number, kernel in zip("ab", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, branch)
            X = layers.Activation("relu")(X)
        X = step(X, filters[2], 1, stage, block, "c")
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("the shortcut is added once more, after the last ReLU")
    def shortcut_added_twice(X, f, filters, stage, block):
        """The sum goes through the ReLU, and the shortcut is added once more after it."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        X = layers.Activation("relu")(layers.Add()([X, shortcut]))
        return layers.Add()([X, shortcut])

    @wrong("the two paths are averaged")
    def averaged(X, f, filters, stage, block):
        """Average instead of Add, so that the values do not grow from block to block."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return layers.Activation("relu")(layers.Average()([X, shortcut]))

    @wrong("the two paths are multiplied")
    def multiplied(X, f, filters, stage, block):
        """Multiply instead of Add, so that the branch can make its input smaller."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return layers.Activation("relu")(layers.Multiply()([X, shortcut]))

    @wrong("F(X) goes into Rescaling")
    def branch_made_small(X, f, filters, stage, block):
        """F(X) is multiplied by 0.1 before the addition, against values that grow."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        X = layers.Rescaling(0.1)(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @unnamed
    def branch_centred(X, f, filters, stage, block):
        """The third ReLU stays, and the mean of its result is taken off so that F can be negative."""
        shortcut = X
        X = layers.Activation("relu")(main_path(X, f, filters, stage, block))
        X = X - keras.ops.mean(X, axis=-1, keepdims=True)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("the shortcut goes through a batch normalisation")
    def bn_on_the_shortcut(X, f, filters, stage, block):
        """The shortcut gets a BN of its own, so that both parts of the sum have the same size."""
        shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(X)
        X = main_path(X, f, filters, stage, block)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("max_value is 6")
    def six_at_most(X, f, filters, stage, block):
        """The last ReLU has max_value=6, against values that grow."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return layers.ReLU(max_value=6)(layers.Add()([X, shortcut]))

    @wrong("the block of ResNet v2")
    def preactivation(X, f, filters, stage, block):
        """BN, ReLU, convolution in every round and nothing after the addition, as in ResNet v2."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{branch}")(X)
            X = layers.Activation("relu")(X)
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{branch}")(X)
        return layers.Add()([X, shortcut])

    @wrong("2. the main path begins with a ReLU")
    def relu_at_the_start(X, f, filters, stage, block):
        """The third ReLU is moved to the start of the main path instead of behind the addition."""
        shortcut = X
        X = layers.Activation("relu")(X)
        X = main_path(X, f, filters, stage, block)
        return layers.Add()([X, shortcut])

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def kernels_turned_round(X, f, filters, stage, block):
        """Written anew with the kernels (f, 1, f) instead of (1, f, 1)."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (f, 1, f), strict=True):
            X = step(X, number, kernel, stage, block, branch)
            if branch != "c":
                X = layers.Activation("relu")(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("the kernel of the middle convolution is always 3")
    def kernel_three_fixed(X, f, filters, stage, block):
        """Written anew with the kernels (1, 3, 1), f is not used."""
        shortcut = X
        X = main_path(X, 3, filters, stage, block)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("conv 2a has 8 filters, expected 2")
    def filters_of_the_stack(X, f, filters, stage, block):
        """The filters 8, 8, 32 of the stack above are written into the block."""
        shortcut = X
        X = main_path(X, f, (8, 8, 32), stage, block)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("batch normalisation is fixed in training mode")
    def bn_always_in_training_mode(X, f, filters, stage, block):
        """training=True is written into every BN, since the symptom was measured in training mode."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            name = f"{stage}{block}_branch2{branch}"
            X = layers.Conv2D(number, kernel, padding="same", name=f"res{name}")(X)
            X = layers.BatchNormalization(name=f"bn{name}")(X, training=True)
            if branch != "c":
                X = layers.Activation("relu")(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("it returns an object of type Activation")
    def layer_not_called(X, f, filters, stage, block):
        """The last ReLU is made but not called on the sum: the layer itself is returned."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        X = layers.Add()([X, shortcut])
        return layers.Activation("relu")

    @wrong("too many positional arguments")
    def no_list_for_add(X, f, filters, stage, block):
        """Add()(X, shortcut): two arguments instead of one list."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        X = layers.Add()(X, shortcut)
        return layers.Activation("relu")(X)

    @wrong("name 'F' is not defined")
    def pytorchs_relu(X, f, filters, stage, block):
        """F.relu as in PyTorch, a name for a module that is not there."""
        shortcut = X
        X = main_path(X, f, filters, stage, block)
        return F.relu(X + shortcut)  # noqa: F821

    @wrong("{'border_mode': 'same'}")
    def first_keras_arguments(X, f, filters, stage, block):
        """border_mode="same", the name that padding had in the first Keras."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            name = f"{stage}{block}_branch2{branch}"
            X = layers.Conv2D(number, kernel, border_mode="same", name=f"res{name}")(X)
            X = layers.BatchNormalization(name=f"bn{name}")(X)
            if branch != "c":
                X = layers.Activation("relu")(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @wrong("takes 3 positional arguments but 5 were given")
    def no_stage_and_block(X, f, filters):
        """The arguments stage and block are dropped, since only names need them."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = layers.Conv2D(number, kernel, padding="same")(X)
            X = layers.BatchNormalization()(X)
            if branch != "c":
                X = layers.Activation("relu")(X)
        return layers.Activation("relu")(layers.Add()([X, shortcut]))

    @right
    def addition_in_the_last_round(X, f, filters, stage, block):
        """The addition moves into the last round, before the line with the ReLU, which stays as it was."""
        shortcut = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            X = step(X, number, kernel, stage, block, branch)
            if branch == "c":
                X = layers.Add()([X, shortcut])
            X = layers.Activation("relu")(X)
        return X

    @right
    def linear_in_the_last_round(X, f, filters, stage, block):
        """The activation runs along in the loop, "linear" in the last round; layers.add as a function."""
        shortcut = X
        rounds = zip("abc", filters, (1, f, 1), ("relu", "relu", "linear"), strict=True)
        for branch, number, kernel, activation in rounds:
            X = step(X, number, kernel, stage, block, branch)
            X = layers.Activation(activation)(X)
        return layers.ReLU()(layers.add([shortcut, X]))
