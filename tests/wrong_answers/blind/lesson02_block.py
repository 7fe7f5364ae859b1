"""Exercise 2.2, identity_block, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson02_parts import add, conv_bn, first_two, main_path, relu


class E2_2:
    """identity_block."""

    @wrong("after the addition, is missing")
    def last_relu_missing(X, f, filters, stage, block):
        """No ReLU after the addition."""
        return add(main_path(X, f, filters, stage, block), X)

    @wrong("F(X) goes through a ReLU before the addition")
    def relu_before_the_addition_too(X, f, filters, stage, block):
        """A ReLU after the third BN as well."""
        return relu(add(relu(main_path(X, f, filters, stage, block)), X))

    @wrong("the last ReLU comes before the addition")
    def relu_before_the_addition_only(X, f, filters, stage, block):
        """The last ReLU stands in front of the addition."""
        return add(relu(main_path(X, f, filters, stage, block)), X)

    @wrong("the shortcut is missing")
    def no_shortcut(X, f, filters, stage, block):
        """The addition is forgotten."""
        return relu(main_path(X, f, filters, stage, block))

    @wrong("both paths that are added are F(X)")
    def shortcut_too_late(X, f, filters, stage, block):
        """The name shortcut is bound after X has changed: F(X) is added to itself."""
        X = main_path(X, f, filters, stage, block)
        shortcut = X
        return relu(add(X, shortcut))

    @wrong("the shortcut goes through a ReLU")
    def shortcut_of_relu(X, f, filters, stage, block):
        """The shortcut goes through a ReLU of its own."""
        return relu(add(main_path(X, f, filters, stage, block), relu(X)))

    @wrong("the shortcut has a convolution and a normalisation")
    def shortcut_with_projection(X, f, filters, stage, block):
        """A 1x1 convolution and a BN on the shortcut, as in lesson 3's block."""
        side = conv_bn(X, filters[2], 1, stage, block, "1")
        return relu(add(main_path(X, f, filters, stage, block), side))

    @wrong("conv 2b; its padding is 'valid'")
    def valid_in_the_middle(X, f, filters, stage, block):
        """padding="same" is forgotten in the middle."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("the kernel of the middle convolution is always 3")
    def kernel_three_fixed(X, f, filters, stage, block):
        """The middle kernel is always 3, f is not used."""
        return relu(add(main_path(X, 3, filters, stage, block), X))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def f_everywhere(X, f, filters, stage, block):
        """All three kernels are f x f."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], f, stage, block, "2c", padding="same"), X))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def f_first(X, f, filters, stage, block):
        """The first convolution has the f x f kernel, the middle one 1x1."""
        Y = relu(conv_bn(X, filters[0], f, stage, block, "2a", padding="same"))
        Y = relu(conv_bn(Y, filters[1], 1, stage, block, "2b"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("filters is 2, expected 4")
    def f1_in_the_middle(X, f, filters, stage, block):
        """The middle convolution has F1 filters instead of F2."""
        return relu(add(main_path(X, f, (filters[0], filters[0], filters[2]), stage, block), X))

    @wrong("F1 and F2 are swapped")
    def filters_backwards(X, f, filters, stage, block):
        """F1 and F2 are unpacked in the wrong order."""
        F2, F1, F3 = filters
        return relu(add(main_path(X, f, (F1, F2, F3), stage, block), X))

    @wrong("the number of channels")
    def last_filters_fixed(X, f, filters, stage, block):
        """256 filters in the last convolution, as in ResNet50's second stage."""
        return relu(add(main_path(X, f, (filters[0], filters[1], 256), stage, block), X))

    @wrong("it changes the list that it is given")
    def filters_popped(X, f, filters, stage, block):
        """filters.pop(0) eats up the caller's list, and a tuple has no pop."""
        Y = relu(conv_bn(X, filters.pop(0), 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters.pop(0), f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters.pop(0), 1, stage, block, "2c"), X))

    @wrong("normalisation of the last convolution")
    def third_bn_missing(X, f, filters, stage, block):
        """The third BN is missing."""
        Y = first_two(X, f, filters, stage, block)
        Y = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(Y)
        return relu(add(Y, X))

    @wrong("the ReLU comes before the batch normalisation")
    def bn_after_relu(X, f, filters, stage, block):
        """Convolution, ReLU, BN: BN and ReLU in the wrong order."""
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            name = f"{stage}{block}_branch2{letter}"
            Y = layers.Conv2D(number, kernel, padding="same", name="res" + name)(Y)
            Y = layers.BatchNormalization(name="bn" + name)(relu(Y) if letter != "c" else Y)
        return relu(add(Y, X))

    @wrong("the ReLU after the second batch normalisation is missing")
    def second_relu_missing(X, f, filters, stage, block):
        """The ReLU after the second BN is missing."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = conv_bn(Y, filters[1], f, stage, block, "2b", padding="same")
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("axis is 1, expected the channels")
    def bn_axis_one(X, f, filters, stage, block):
        """BatchNormalization(axis=1), rows taken for channels."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", bn={"axis": 1}))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", bn={"axis": 1}, padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", bn={"axis": 1}), X))

    @wrong("the batch normalisation has another epsilon than Keras's own 0.001")
    def bn_epsilon(X, f, filters, stage, block):
        """PyTorch's epsilon, 1e-5, in every BN."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", bn={"epsilon": 1e-5}))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", bn={"epsilon": 1e-5}, padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", bn={"epsilon": 1e-5}), X))

    @wrong("batch normalisation is fixed in training mode")
    def bn_in_training_mode(X, f, filters, stage, block):
        """training=True is baked into the last BN."""
        Y = layers.Conv2D(filters[2], 1, name=f"res{stage}{block}_branch2c")(
            first_two(X, f, filters, stage, block)
        )
        Y = layers.BatchNormalization(name=f"bn{stage}{block}_branch2c")(Y, training=True)
        return relu(add(Y, X))

    @wrong("it has no bias, expected one")
    def no_biases(X, f, filters, stage, block):
        """use_bias=False, as in lesson 1's plain stack."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", use_bias=False))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same", use_bias=False))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c", use_bias=False), X))

    @wrong("conv 2a; its strides are (2, 2), expected (1, 1)")
    def strided(X, f, filters, stage, block):
        """strides=2 in the first convolution."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a", strides=2))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2c"), X))

    @wrong("the two paths are concatenated")
    def concatenated(X, f, filters, stage, block):
        """Concatenate instead of Add."""
        return relu(layers.Concatenate()([main_path(X, f, filters, stage, block), X]))

    @wrong("one path is subtracted from the other")
    def subtracted(X, f, filters, stage, block):
        """X is subtracted, from the definition F(x) = H(x) - x."""
        return relu(layers.Subtract()([main_path(X, f, filters, stage, block), X]))

    @right
    def no_names(X, f, filters, stage, block):
        """The layers have no names of their own: passes, with a remark."""
        Y = relu(layers.BatchNormalization()(layers.Conv2D(filters[0], 1)(X)))
        Y = relu(layers.BatchNormalization()(layers.Conv2D(filters[1], f, padding="same")(Y)))
        return relu(add(layers.BatchNormalization()(layers.Conv2D(filters[2], 1)(Y)), X))

    @right
    def underscore_in_the_name(X, f, filters, stage, block):
        """Names such as res2_b_branch2a, with an underscore too many: passes, with a remark."""
        return relu(add(main_path(X, f, filters, f"{stage}_", block), X))

    @right
    def stage_fixed_in_the_name(X, f, filters, stage, block):
        """Names copied from the docstring: res2b, whatever stage and block are: passes, with a remark."""
        return relu(add(main_path(X, f, filters, 2, "b"), X))

    @right
    def branch_one_in_the_names(X, f, filters, stage, block):
        """branch1a, 1b, 1c instead of branch2a, 2b, 2c: passes, with a remark."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "1a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "1b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "1c"), X))

    @wrong("used 2 times in the model")
    def one_name_twice(X, f, filters, stage, block):
        """Copied line, name not changed: 2b twice."""
        Y = relu(conv_bn(X, filters[0], 1, stage, block, "2a"))
        Y = relu(conv_bn(Y, filters[1], f, stage, block, "2b", padding="same"))
        return relu(add(conv_bn(Y, filters[2], 1, stage, block, "2b"), X))

    @wrong("is one layer object used in two places?")
    def one_bn_for_all(X, f, filters, stage, block):
        """One BN layer, used after each of the three convolutions."""
        norm = layers.BatchNormalization(name=f"bn{stage}{block}_branch2a")
        Y = X
        for letter, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{letter}")(Y)
            Y = norm(Y) if letter == "c" else relu(norm(Y))
        return relu(add(Y, X))

    @wrong("the block ends in a leaky ReLU")
    def leaky(X, f, filters, stage, block):
        """A leaky ReLU at the end."""
        return layers.LeakyReLU()(add(main_path(X, f, filters, stage, block), X))

    @wrong("name 'F1' is not defined")
    def undefined_f1(X, f, filters, stage, block):
        """filters is never unpacked, so F1 is not known."""
        return relu(add(conv_bn(X, F1, 1, stage, block, "2a"), X))  # noqa: F821

    @wrong("it returns nothing (None)")
    def no_return(X, f, filters, stage, block):
        """Nothing is returned."""
        X = relu(add(main_path(X, f, filters, stage, block), X))

    @wrong("it returns an object of type Functional where one Keras tensor is")
    def gives_a_model(X, f, filters, stage, block):
        """A model is returned instead of the tensor."""
        return keras.Model(X, relu(add(main_path(X, f, filters, stage, block), X)))

    @wrong("the function returns its input unchanged")
    def unchanged_input(X, f, filters, stage, block):
        """X itself is returned, since the shape is to stay."""
        return X

    @right
    def with_operators(X, f, filters, stage, block):
        """A plus sign and keras.ops.relu, all convolutions with padding="same"."""
        F = X
        for k in range(3):
            kernel = f if k == 1 else 1
            F = conv_bn(F, filters[k], (kernel, kernel), stage, block, f"2{'abc'[k]}", padding="same")
            F = F if k == 2 else keras.ops.relu(F)
        return keras.ops.relu(F + X)

    @right
    def written_out(X, f, filters, stage, block):
        """Line by line as in the old tutorial, with its arguments."""
        F1, F2, F3 = filters
        X_shortcut = X
        X = layers.Conv2D(F1, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2a")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2a")(X)
        X = layers.ReLU()(X)
        X = layers.Conv2D(F2, (f, f), strides=(1, 1), padding="same", name=f"res{stage}{block}_branch2b")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2b")(X)
        X = layers.ReLU()(X)
        X = layers.Conv2D(F3, (1, 1), strides=(1, 1), padding="valid", name=f"res{stage}{block}_branch2c")(X)
        X = layers.BatchNormalization(axis=3, name="bn" + str(stage) + block + "_branch2c")(X)
        return layers.ReLU()(layers.add([X_shortcut, X]))
