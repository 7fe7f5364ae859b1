"""Exercise 3.2, convolutional_block, more answers written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_2:
    """convolutional_block."""

    @wrong("it changes the list that it is given")
    def filters_popped(X, f, filters, stage, block, s=2):
        """The three numbers are taken out of the list with pop, which empties the caller's list."""
        F3, F2, F1 = filters.pop(), filters.pop(), filters.pop()
        filters = F1, F2, F3
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("axis is 1, expected the channels")
    def bn_over_rows(X, f, filters, stage, block, s=2):
        """BatchNormalization(axis=1) everywhere, as for channels-first code: the rows are normalised."""

        def conv_norm(X, number, kernel, branch, **more):
            X = layers.Conv2D(number, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
            return layers.BatchNormalization(axis=1, name=f"bn{stage}{block}_branch{branch}")(X)

        shortcut = X
        X = relu(conv_norm(X, filters[0], 1, "2a", strides=s))
        X = relu(conv_norm(X, filters[1], f, "2b", padding="same"))
        X = conv_norm(X, filters[2], 1, "2c")
        return relu(add(X, conv_norm(shortcut, filters[2], 1, "1", strides=s)))

    @wrong("the ReLU comes before the batch normalisation")
    def relu_inside_the_convolution(X, f, filters, stage, block, s=2):
        """activation="relu" in the two convolutions, so that BN comes after the ReLU."""
        shortcut = X
        X = conv_bn(X, filters[0], 1, stage, block, "2a", strides=s, activation="relu")
        X = conv_bn(X, filters[1], f, stage, block, "2b", padding="same", activation="relu")
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("the middle convolution takes F1 filters")
    def middle_with_f1(X, f, filters, stage, block, s=2):
        """The line of 2a is copied for 2b and keeps F1, which is F2 in every block of ResNet50."""
        F1, F2, F3 = filters
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, (F1, F1, F3), stage, block, (s, 1, 1)), shortcut))

    @right
    def projection_only_where_needed(X, f, filters, stage, block, s=2):
        """As in torchvision the shortcut is projected only if the stride or the channels ask for it.

        The block asked for is one that changes the shape, so that they always do.
        """
        shortcut = X
        if s != 1 or X.shape[-1] != filters[2]:
            shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("how many things the layer is called on")
    def add_without_a_list(X, f, filters, stage, block, s=2):
        """Add is called with two tensors instead of one list."""
        shortcut = side(X, filters, stage, block, s)
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(layers.Add()(X, shortcut))

    @wrong("it returns an object of type Functional where one Keras tensor is")
    def model_returned(X, f, filters, stage, block, s=2):
        """A keras.Model is returned instead of the tensor."""
        shortcut = side(X, filters, stage, block, s)
        Y = relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))
        return keras.Model(inputs=X, outputs=Y)

    @wrong("the stride is always 2, whatever s is")
    def stride_from_the_stage(X, f, filters, stage, block, s=2):
        """The stride is taken from the table of ResNet50, 1 in stage 2 and 2 elsewhere, not from s."""
        s = 1 if stage == 2 else 2
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @right
    def operators_and_functions(X, f, filters, stage, block, s=2):
        """With + and keras.ops.relu instead of Add and Activation, in a loop over the main path."""
        Y = X
        for branch, number, k, step in zip(("2a", "2b", "2c"), filters, (1, f, 1), (s, 1, 1), strict=True):
            Y = Y if branch == "2a" else keras.ops.relu(Y)
            Y = layers.Conv2D(number, (k, k), (step, step), "same", name=f"res{stage}{block}_branch{branch}")(
                Y
            )
            Y = layers.BatchNormalization(axis=3, name=f"bn{stage}{block}_branch{branch}")(Y)
        return keras.ops.relu(Y + side(X, filters, stage, block, s))
