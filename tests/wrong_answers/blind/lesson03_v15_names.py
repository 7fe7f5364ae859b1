"""More of exercise 3.3: names, arguments and what is returned, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


class E3_3:
    """convolutional_block_v15, continued."""

    @wrong('"res1a_branch2a" is used 2 times')
    def name_used_twice(X, f, filters, stage, block, s=2):
        """The line of 2a is copied for the strided convolution and keeps its name."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2a", strides=s, padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @right
    def letter_written_in(X, f, filters, stage, block, s=2):
        """The letter a is written into the names, block is not used: passes, with a remark."""
        shortcut = side(X, filters, stage, "a", s)
        return relu(add(main_path(X, f, filters, stage, "a", (1, s, 1)), shortcut))

    @right
    def f_of_the_names_lost(X, f, filters, stage, block, s=2):
        """The f of the names is forgotten, so they hold {stage} and {block} as they stand: passes."""
        stage, block = "{stage}", "{block}"  # what the names hold then
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("it changes the list that it is given")
    def filters_popped(X, f, filters, stage, block, s=2):
        """The filters are popped from the caller's list, which is empty afterwards."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters.pop(0), 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters.pop(0), f, stage, block, "2b", strides=s, padding="same"))
        return relu(add(conv_bn(X, filters.pop(0), 1, stage, block, "2c"), shortcut))

    @wrong("the stride is always 2, whatever s is")
    def stride_from_the_stage(X, f, filters, stage, block, s=2):
        """The stride is derived from the stage, 1 in stage 2 and 2 elsewhere; s is overwritten."""
        s = 1 if stage == 2 else 2
        shortcut = side(X, filters, stage, block, s)
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("a number stands there where the layer takes a word")
    def padding_as_a_number(X, f, filters, stage, block, s=2):
        """padding=1 in the middle, as in PyTorch, which Keras refuses."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", strides=s, padding=1))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("Unrecognized keyword arguments passed to Conv2D: {'stride': 2}")
    def stride_without_its_s(X, f, filters, stage, block, s=2):
        """stride=s as in PyTorch, where Keras says strides."""
        shortcut = conv_bn(X, filters[2], 1, stage, block, "1", stride=s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", stride=s, padding="same"))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))

    @wrong("axis is 1, expected the channels")
    def bn_of_axis_1(X, f, filters, stage, block, s=2):
        """BatchNormalization(axis=1) from code with channels first."""

        def unit(X, number, kernel, branch, **options):
            X = layers.Conv2D(number, kernel, name=f"res{stage}{block}_branch{branch}", **options)(X)
            return layers.BatchNormalization(axis=1, name=f"bn{stage}{block}_branch{branch}")(X)

        shortcut = unit(X, filters[2], 1, "1", strides=s)
        X = relu(unit(X, filters[0], 1, "2a"))
        X = relu(unit(X, filters[1], f, "2b", strides=s, padding="same"))
        return relu(add(unit(X, filters[2], 1, "2c"), shortcut))

    @wrong("an object of type Functional where one Keras tensor")
    def model_returned(X, f, filters, stage, block, s=2):
        """A model is returned instead of the tensor."""
        shortcut = side(X, filters, stage, block, s)
        return keras.Model(X, relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut)))

    @wrong("it returns a tuple of 2")
    def both_paths_returned(X, f, filters, stage, block, s=2):
        """The two paths are returned as a pair and not added."""
        return main_path(X, f, filters, stage, block, (1, s, 1)), side(X, filters, stage, block, s)

    @wrong("Only input tensors may be passed as positional arguments")
    def bn_not_called(X, f, filters, stage, block, s=2):
        """The shortcut's BN is made but not called on the tensor, so the layer itself goes into Add."""
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(X)
        shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")
        return relu(add(main_path(X, f, filters, stage, block, (1, s, 1)), shortcut))

    @wrong("batch normalisation is fixed in training mode")
    def bn_always_training(X, f, filters, stage, block, s=2):
        """training=True is written into the BN of the middle convolution, as in an older course's block."""
        shortcut = side(X, filters, stage, block, s)
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        X = layers.Conv2D(filters[1], f, strides=s, padding="same", name=f"res{stage}{block}_branch2b")(X)
        X = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2b")(X, training=True))
        return relu(add(conv_bn(X, filters[2], 1, stage, block, "2c"), shortcut))
