"""Exercise 6.4, the shortcut that is not straight, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_v2 import activated, add, bare, branch, relu, resnet_layer


def v2_from(unit):
    """Return a function that builds version 2 out of ``unit``, as the lesson's text gives it."""

    def build(input_shape=(32, 32, 3), depth=20, num_classes=10):
        if depth < 11 or (depth - 2) % 9:
            raise ValueError(f"depth {depth} is not 9n+2")
        inputs = keras.Input(input_shape)
        x = resnet_layer(inputs, 16, **bare)
        for stage, inside in enumerate((16, 32, 64)):
            for k in range((depth - 2) // 9):
                x = unit(x, inside, 2 if stage > 0 and k == 0 else 1)
        x = layers.Activation("relu")(layers.BatchNormalization()(x))
        x = layers.GlobalAveragePooling2D()(x)
        return keras.Model(inputs, layers.Dense(num_classes)(x))

    return build


def projects(X, inside, strides):
    return strides != 1 or X.shape[-1] != 4 * inside


def projection(X, inside, strides):
    return resnet_layer(X, 4 * inside, 1, strides, **bare)


class E6_4:
    """Debugging: the shortcut that is not straight."""

    @wrong("where the shape stays, the shortcut is taken after the first")
    def unchanged(X, inside, strides=1):
        """Nothing is mended."""
        X = activated(X)
        Y = branch(X, inside, strides)
        if projects(X, inside, strides):
            X = projection(X, inside, strides)
        return add(X, Y)

    @wrong("the projection reads X as it came")
    def projection_of_input(X, inside, strides=1):
        """The projection now reads the input too, not the activated one."""
        Y = branch(activated(X), inside, strides)
        return add(projection(X, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("the projection has a BN and a ReLU of its own in front")
    def projection_twice_normalised(X, inside, strides=1):
        """Branch and projection each have a BN of their own in front."""
        Y = branch(activated(X), inside, strides)
        return add(projection(activated(X), inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("In its place stands Conv2D")
    def activation_taken_out(X, inside, strides=1):
        """The first BN and ReLU are taken out altogether."""
        Y = branch(X, inside, strides)
        return add(projection(X, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("where the shape stays, the shortcut is taken after the first")
    def relu_off_the_shortcut_only(X, inside, strides=1):
        """Only the ReLU is taken off the shortcut; the BN stays on it."""
        X = layers.BatchNormalization()(X)
        a = relu(X)
        Y = branch(a, inside, strides)
        return add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("before the first convolution the ReLU comes before the batch")
    def bn_off_the_shortcut_only(X, inside, strides=1):
        """ReLU first, then BN: only the BN is off the shortcut."""
        X = relu(X)
        a = layers.BatchNormalization()(X)
        Y = branch(a, inside, strides)
        return add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("In its place stands Conv2D")
    def activation_moved_behind(X, inside, strides=1):
        """BN and ReLU are moved behind the addition."""
        Y = branch(X, inside, strides)
        return activated(add(projection(X, inside, strides) if projects(X, inside, strides) else X, Y))

    @wrong("a ReLU follows the addition")
    def relu_behind(X, inside, strides=1):
        """Mended, with a ReLU behind the addition, as in version 1."""
        a = activated(X)
        Y = branch(a, inside, strides)
        return relu(add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y))

    @wrong("the shortcut is missing")
    def shortcut_dropped(X, inside, strides=1):
        """The shortcut is taken out instead of mended."""
        return branch(activated(X), inside, strides)

    @wrong("the shortcut is missing")
    def shortcut_dropped_where_it_fits(X, inside, strides=1):
        """The addition has slipped under the `if`: units without projection have no shortcut."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if projects(X, inside, strides):
            Y = add(projection(a, inside, strides), Y)
        return Y

    @wrong("where the shape stays, the shortcut is taken after the first")
    def still_adds_a(X, inside, strides=1):
        """A new name for the activated input, and it is still what is added."""
        a = activated(X)
        Y = branch(a, inside, strides)
        return add(projection(a, inside, strides) if projects(X, inside, strides) else a, Y)

    @wrong("No layer takes the result")
    def branch_reads_x(X, inside, strides=1):
        """The branch reads the raw input; only the projection reads the activated one."""
        a = activated(X)
        Y = branch(X, inside, strides)
        return add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("every block has a projection")
    def projects_always(X, inside, strides=1):
        """A projection in every unit, so that the shortcut is never straight."""
        a = activated(X)
        return add(projection(a, inside, strides), branch(a, inside, strides))

    @wrong("the number of channels: both paths must end with as many as the last")
    def projects_with_stride_only(X, inside, strides=1):
        """The condition on the channels is lost."""
        a = activated(X)
        Y = branch(a, inside, strides)
        return add(projection(a, inside, strides) if strides != 1 else X, Y)

    @wrong("the projection is followed by a batch normalisation")
    def projection_with_bn(X, inside, strides=1):
        """The projection gets a BN."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if projects(X, inside, strides):
            X = resnet_layer(a, 4 * inside, 1, strides, activation=None)
        return add(X, Y)

    @wrong("In its place stands BatchNormalization")
    def normalised_twice(X, inside, strides=1):
        """a is made, and the first 1x1 normalises once more."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, conv_first=False)
        Y = resnet_layer(Y, inside, 3, conv_first=False)
        Y = resnet_layer(Y, 4 * inside, 1, conv_first=False)
        return add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y)

    @wrong("the shortcut is added twice")
    def doubled(X, inside, strides=1):
        """The input is added twice, once as it is and once in Y."""
        a = activated(X)
        Y = branch(a, inside, strides)
        X = projection(a, inside, strides) if projects(X, inside, strides) else X
        return add(X, add(X, Y))

    @wrong("a None where a tensor should be")
    def nothing_returned(X, inside, strides=1):
        """Mended, and nothing returned."""
        a = activated(X)
        Y = branch(a, inside, strides)
        add(projection(a, inside, strides) if projects(X, inside, strides) else X, Y)

    @right
    def two_names(X, inside, strides=1):
        """As the hints say."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if projects(X, inside, strides):
            X = projection(a, inside, strides)
        return layers.Add()([X, Y])

    @right
    def kept_aside(X, inside, strides=1):
        """The input is kept aside before X is overwritten."""
        shortcut = X
        X = layers.BatchNormalization()(X)
        X = layers.Activation("relu")(X)
        if strides > 1 or shortcut.shape[-1] != inside * 4:
            shortcut = resnet_layer(X, inside * 4, 1, strides, activation=None, batch_normalization=False)
        X = resnet_layer(X, inside, 1, strides, **bare)
        X = resnet_layer(X, inside, 3, conv_first=False)
        X = resnet_layer(X, 4 * inside, 1, conv_first=False)
        return shortcut + X

    @right
    def by_hand(X, inside, strides=1):
        """Keras's layers by hand."""
        settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}
        a = keras.ops.relu(layers.BatchNormalization()(X))
        Y = layers.Conv2D(inside, 1, strides, **settings)(a)
        Y = layers.Conv2D(inside, 3, **settings)(keras.ops.relu(layers.BatchNormalization()(Y)))
        Y = layers.Conv2D(4 * inside, 1, **settings)(keras.ops.relu(layers.BatchNormalization()(Y)))
        if Y.shape != X.shape:
            return layers.add([layers.Conv2D(4 * inside, 1, strides, **settings)(a), Y])
        return layers.add([X, Y])
