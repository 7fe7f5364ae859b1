"""Exercise 3.4, mended_block: slips beside the two paths' shapes, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson03_parts import add, conv_bn, main_path, relu, side


def handed_in(X, f, filters, stage, block, s=2):
    """Return the block as the lesson hands it in."""
    X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
    shortcut = X
    X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
    X = conv_bn(X, filters[2], 1, stage, block, "2c")
    return relu(add(X, side(shortcut, filters, stage, block, 1)))


def convolutional_block(X, f, filters, stage, block, s=2):
    """Return the learner's own, right block of exercise 3.2."""
    shortcut = side(X, filters, stage, block, s)
    return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))


class E3_4:
    """mended_block."""

    @wrong("the ReLU after the first batch normalisation is missing")
    def first_relu_deleted(X, f, filters, stage, block, s=2):
        """As "something that is not linear" is to go, the first ReLU of the main path is deleted as well."""
        shortcut = X
        X = conv_bn(X, filters[0], 1, stage, block, "2a", strides=s)
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("F(X) goes through a ReLU before the addition")
    def third_relu_put_in(X, f, filters, stage, block, s=2):
        """A third ReLU is put behind the BN of 2c, where the other two lines have one."""
        shortcut = X
        X = relu(main_path(X, f, filters, stage, block, (s, 1, 1)))
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("the shortcut is normalised before its projection")
    def bn_before_the_projection(X, f, filters, stage, block, s=2):
        """The two lines of the shortcut have changed places: BN first, then the projection."""
        shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(X)
        shortcut = layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(shortcut)
        return relu(add(main_path(X, f, filters, stage, block, (s, 1, 1)), shortcut))

    @wrong("batch normalisation is frozen in inference mode")
    def never_in_training(X, f, filters, stage, block, s=2):
        """Symptom 3 speaks of inference mode, so every BN is called with training=False."""

        def conv_norm(X, number, kernel, branch, **more):
            X = layers.Conv2D(number, kernel, name=f"res{stage}{block}_branch{branch}", **more)(X)
            return layers.BatchNormalization(name=f"bn{stage}{block}_branch{branch}")(X, training=False)

        shortcut = X
        X = relu(conv_norm(X, filters[0], 1, "2a", strides=s))
        X = relu(conv_norm(X, filters[1], f, "2b", padding="same"))
        X = conv_norm(X, filters[2], 1, "2c")
        return relu(add(X, conv_norm(shortcut, filters[2], 1, "1", strides=s)))

    @wrong("one batch normalisation serves both")
    def one_bn_for_both_ends(X, f, filters, stage, block, s=2):
        """One BN layer is made and called on both summands, since both have F3 channels."""
        shortcut = X
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        norm = layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")
        X = norm(layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(X))
        shortcut = norm(layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(shortcut))
        return relu(add(X, shortcut))

    @wrong("passed to Conv2D: {'stride': 2}")
    def stride_as_in_pytorch(X, f, filters, stage, block, s=2):
        """stride=s instead of strides=s in branch1, as PyTorch spells it."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = layers.Conv2D(filters[2], 1, stride=s, name=f"res{stage}{block}_branch1")(shortcut)
        return relu(add(X, layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)))

    @wrong("multiple values for argument 'strides'")
    def channels_of_the_input_first(X, f, filters, stage, block, s=2):
        """Conv2D(256, F3, 1, strides=s) for branch1: the channels that go in come first, as in PyTorch."""
        shortcut, C, F3 = X, X.shape[-1], filters[2]
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = layers.Conv2D(C, F3, 1, strides=s, name=f"res{stage}{block}_branch1")(shortcut)
        return relu(add(X, layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)))

    @wrong("missing 1 required positional argument: 'kernel_size'")
    def one_replaced_by_the_stride(X, f, filters, stage, block, s=2):
        """In branch1 the 1 is replaced by strides=s, so that the kernel's size is missing."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = layers.Conv2D(filters[2], strides=s, name=f"res{stage}{block}_branch1")(shortcut)
        return relu(add(X, layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)))

    @wrong("used before it gets a value")
    def binding_deleted(X, f, filters, stage, block, s=2):
        """shortcut = X is deleted where it stood and never written in front."""
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        shortcut = side(shortcut, filters, stage, block, s)  # noqa: F821
        return relu(add(X, shortcut))

    @wrong("conv 1; it is nowhere on the way from X")
    def result_thrown_away(X, f, filters, stage, block, s=2):
        """The line of branch1 is called without shortcut = in front, so its result is lost."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        layers.Conv2D(filters[2], 1, strides=s, name=f"res{stage}{block}_branch1")(shortcut)
        shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)
        return relu(add(X, shortcut))

    @wrong("it has no bias, expected one")
    def biases_taken_out(X, f, filters, stage, block, s=2):
        """use_bias=False in the three convolutions of the main path, since BN follows."""
        shortcut = X
        X = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s, use_bias=False))
        X = relu(conv_bn(X, filters[1], f, stage, block, "2b", padding="same", use_bias=False))
        X = conv_bn(X, filters[2], 1, stage, block, "2c", use_bias=False)
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @wrong("missing 1 required positional argument: 's'")
    def default_lost(X, f, filters, stage, block, s):
        """s has no default."""
        return convolutional_block(X, f, filters, stage, block, s)

    @wrong("conv 2a; it is nowhere on the way from X")
    def renamed_in_one_line_only(X, f, filters, stage, block, s=2):
        """The first convolution's result is renamed Y, the next line still reads X and skips it."""
        Y = layers.Conv2D(filters[0], 1, strides=s, name=f"res{stage}{block}_branch2a")(X)
        Y = relu(layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")(X))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        Y = conv_bn(Y, filters[2], 1, stage, block, "2c")
        return relu(add(Y, side(X, filters, stage, block, s)))

    @wrong("conv 2a; it is nowhere on the way from X")
    def input_added_in_the_end(X, f, filters, stage, block, s=2):
        """The main path is renamed Y, but the last line still adds X, now the input, to the shortcut."""
        Y = main_path(X, f, filters, stage, block, (s, 1, 1))  # noqa: F841
        shortcut = side(X, filters, stage, block, s)
        return relu(add(X, shortcut))

    @wrong("the function returns the end of the main path, F(X)")
    def main_path_returned(X, f, filters, stage, block, s=2):
        """The sum gets a new name, and the old one is returned: the end of the main path."""
        shortcut = X
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        Y = relu(add(X, side(shortcut, filters, stage, block, s)))  # noqa: F841
        return X

    @wrong("in stage 2, where s is 1, the projection starts from")
    def stage_two_left_alone(X, f, filters, stage, block, s=2):
        """Stage 2 is "right to the last parameter", so there the block as handed in is kept."""
        if stage == 2:
            return handed_in(X, f, filters, stage, block, s)
        return convolutional_block(X, f, filters, stage, block, s)

    @wrong("the result does not come from X")
    def a_new_input(X, f, filters, stage, block, s=2):
        """The shortcut starts from a keras.Input of its own with the shape of X."""
        shortcut = keras.Input(X.shape[1:])
        X = main_path(X, f, filters, stage, block, (s, 1, 1))
        return relu(add(X, side(shortcut, filters, stage, block, s)))

    @right
    def own_block_called(X, f, filters, stage, block, s=2):
        """The block of exercise 3.2 is called with all its arguments."""
        return convolutional_block(X, f, filters, stage, block, s=s)

    @right
    def shortcut_finished_first(X, f, filters, stage, block, s=2):
        """Both layers of the shortcut stand in front, s is handed on by position, ReLU is a layer."""
        shortcut = layers.Conv2D(filters[2], 1, s, name=f"res{stage}{block}_branch1")(X)
        shortcut = layers.BatchNormalization(name=f"bn{stage}{block}_branch1")(shortcut)
        X = layers.ReLU()(conv_bn(X, filters[0], 1, stage, block, "2a", strides=s))
        X = layers.ReLU()(conv_bn(X, filters[1], f, stage, block, "2b", padding="same"))
        X = conv_bn(X, filters[2], 1, stage, block, "2c")
        return layers.ReLU()(layers.add([shortcut, X]))
