"""More of exercise 6.4, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson06_v2 import activated, bare, branch, resnet_layer


class E6_4:
    """Debugging: the shortcut that is not straight, continued."""

    @wrong("the two paths must shrink the picture equally")
    def projection_stride_lost(X, inside, strides=1):
        """The projection has lost its stride, so that Add stops."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, **bare)
        return layers.Add()([X, Y])

    @wrong("stage 2 has 64 channels, as many as stage 1")
    def always_64(X, inside, strides=1):
        """64 channels outside, whatever inside says."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, **bare)
        Y = resnet_layer(Y, inside, 3, conv_first=False)
        Y = resnet_layer(Y, 64, 1, conv_first=False)
        if strides != 1 or X.shape[-1] != 64:
            X = resnet_layer(a, 64, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("the stride sits on the middle convolution")
    def stride_moved_to_3x3(X, inside, strides=1):
        """Mended, and on the way the stride has moved into the 3x3."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, **bare)
        Y = resnet_layer(Y, inside, 3, strides, conv_first=False)
        Y = resnet_layer(Y, 4 * inside, 1, conv_first=False)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("the two paths must shrink the picture equally")
    def stride_twice(X, inside, strides=1):
        """The 3x3 has the stride as well as the first 1x1, so that Add stops."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, **bare)
        Y = resnet_layer(Y, inside, 3, strides, conv_first=False)
        Y = resnet_layer(Y, 4 * inside, 1, conv_first=False)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("convolution come before their normalisation and ReLU")
    def conv_first_lost(X, inside, strides=1):
        """Mended, and conv_first=False forgotten: convolution, BN, ReLU in the branch."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, **bare)
        Y = resnet_layer(Y, inside, 3)
        Y = resnet_layer(Y, 4 * inside, 1)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("In its place stands LeakyReLU")
    def leaky(X, inside, strides=1):
        """The ReLU becomes a LeakyReLU, so that something negative comes out; nothing else is changed."""
        X = layers.BatchNormalization()(X)
        X = layers.LeakyReLU()(X)
        Y = branch(X, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(X, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("the ReLU before the first convolution is missing")
    def relu_line_deleted(X, inside, strides=1):
        """The line with the first ReLU is deleted; BN is still on the shortcut."""
        X = layers.BatchNormalization()(X)
        Y = branch(X, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(X, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("adds 3 tensors, expected two")
    def adds_all_three(X, inside, strides=1):
        """The input is added to what the colleague added: input, activated input and branch."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            return layers.Add()([resnet_layer(a, 4 * inside, 1, strides, **bare), Y])
        return layers.Add()([X, a, Y])

    @wrong("the projection is a convolution of 3x3")
    def projection_3x3(X, inside, strides=1):
        """The projection has lost its kernel size: it is 3x3."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, strides=strides, **bare)
        return layers.Add()([X, Y])

    @wrong("what it reads has been through both already")
    def projection_activates_again(X, inside, strides=1):
        """The projection of the activated input has BN and ReLU in front once more."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, conv_first=False)
        return layers.Add()([X, Y])

    @wrong("both paths must end with as many as the last filter number")
    def fourfold_lost(X, inside, strides=1):
        """The last 1x1 has as many filters as the others, so that Add stops."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, **bare)
        Y = resnet_layer(Y, inside, 3, conv_first=False)
        Y = resnet_layer(Y, inside, 1, conv_first=False)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("a ReLU follows the third convolution")
    def branch_activated(X, inside, strides=1):
        """A ReLU at the end of the branch, in front of the addition."""
        a = activated(X)
        Y = layers.ReLU()(branch(a, inside, strides))
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("a batch normalisation follows the third convolution")
    def branch_normalised(X, inside, strides=1):
        """A BN at the end of the branch, as in version 1."""
        a = activated(X)
        Y = layers.BatchNormalization()(branch(a, inside, strides))
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("a batch normalisation follows the addition")
    def bn_behind(X, inside, strides=1):
        """Mended, with a BN behind the addition."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.BatchNormalization()(layers.Add()([X, Y]))

    @wrong("kernel_size is (3, 3), expected (1, 1)")
    def last_3x3(X, inside, strides=1):
        """The last 1x1 has lost its kernel size: it is 3x3."""
        a = activated(X)
        Y = resnet_layer(a, inside, 1, strides, **bare)
        Y = resnet_layer(Y, inside, conv_first=False)
        Y = resnet_layer(Y, 4 * inside, conv_first=False)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([X, Y])

    @wrong("filled up with zeros (shortcut A)")
    def zeros_for_projection(X, inside, strides=1):
        """Instead of the projection every second pixel of the input, and zeros for the new channels."""
        Y = branch(activated(X), inside, strides)
        missing = 4 * inside - X.shape[-1]
        X = X[:, ::strides, ::strides]
        if missing:
            X = keras.ops.pad(X, [[0, 0], [0, 0], [0, 0], [0, missing]])
        return layers.Add()([X, Y])

    @wrong("the two paths are averaged")
    def averaged(X, inside, strides=1):
        """Shortcut and branch are averaged, so that nothing grows, not added."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Average()([X, Y])

    @wrong("name 'x' is not defined")
    def lower_case_x(X, inside, strides=1):
        """x in the last line where the argument is X: it stops with a NameError."""
        a = activated(X)
        Y = branch(a, inside, strides)
        if strides != 1 or X.shape[-1] != 4 * inside:
            X = resnet_layer(a, 4 * inside, 1, strides, **bare)
        return layers.Add()([x, Y])  # noqa: F821

    @right
    def two_returns(X, inside, strides=1):
        """The unit without projection returns first, by `+`; the other one comes behind it."""
        ready = resnet_layer
        a = layers.ReLU()(layers.BatchNormalization()(X))
        F = ready(a, inside, 1, strides, None, False, False)
        F = ready(F, inside, conv_first=False)
        F = ready(F, 4 * inside, 1, conv_first=False)
        if strides == 1 and X.shape[-1] == 4 * inside:
            return X + F
        return F + ready(a, 4 * inside, 1, strides, None, False, False)
