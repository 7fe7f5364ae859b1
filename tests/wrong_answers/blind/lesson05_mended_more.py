"""More of exercise 5.4, the net that forgets when it is looked at, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import unnamed, wrong
from tests.wrong_answers.blind.lesson05_block import saved
from tests.wrong_answers.blind.lesson05_block_right import ColleaguesBlock, convolution


class Shared(ColleaguesBlock):
    """The colleague's block, its shortcut as a method."""

    def side(self, x):
        return self.projection_bn(self.projection(x)) if self.projects else x


class Second(Shared):
    """A second BN is made and used; each answer below does a part of it otherwise."""

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(filters, stride, **kwargs)
        self.bn2 = self.make()

    def make(self):
        return layers.BatchNormalization()

    def call(self, x):
        F = self.relu(self.bn(self.conv1(x)))
        F = self.bn2(self.conv2(F))
        return self.relu(F + self.side(x))


class E5_4:
    """Debugging: the net that forgets when it is looked at, continued."""

    @wrong("one of the 3x3 convolutions is made, and nothing of it reaches")
    @saved
    class FirstConvolutionTwice(Second):
        """Mended, and the first convolution called twice in rewriting."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.bn2(self.conv1(F))
            return self.relu(F + self.side(x))

    @wrong("the ReLU between the two convolutions is missing")
    @saved
    class FirstReluLost(Second):
        """Mended, and the ReLU between the convolutions lost in rewriting."""

        def call(self, x):
            F = self.bn(self.conv1(x))
            F = self.bn2(self.conv2(F))
            return self.relu(F + self.side(x))

    @wrong("the last ReLU comes before the addition")
    @saved
    class ReluBeforeAddition(Second):
        """Mended, and the last ReLU moved before the addition."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.relu(self.bn2(self.conv2(F)))
            return F + self.side(x)

    @wrong("F(X) goes through a ReLU before the addition")
    @saved
    class ReluCopied(Second):
        """Mended, and the first line copied with its ReLU, so that F has one before the addition as well."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.relu(self.bn2(self.conv2(F)))
            return self.relu(F + self.side(x))

    @wrong("In its place stands LayerNormalization")
    @saved
    class SecondIsLayerNorm(Second):
        """The second map goes through a LayerNormalization, which has no memory that could be wrong."""

        def make(self):
            return layers.LayerNormalization()

    @wrong("In its place stands LayerNormalization")
    @saved
    class AllLayerNorm(Shared):
        """BN is suspected as such: the shared one becomes a LayerNormalization, still shared."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.bn = layers.LayerNormalization()

        def call(self, x):
            F = self.bn(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return self.relu(F + self.side(x))

    @wrong("the projection has no batch normalisation")
    @saved
    class ProjectionsBNLost(Second):
        """Mended, and the BN of the projection lost in rewriting."""

        def side(self, x):
            return self.projection(x) if self.projects else x

    @wrong("the channels change from 3 to 7")
    @saved
    class ProjectsOnlyWithStride(Second):
        """Mended, and call asks for the stride alone, not for self.projects."""

        def side(self, x):
            return self.projection_bn(self.projection(x)) if self.stride != 1 else x

    @wrong("one layer object, called more than once in a pass")
    @saved
    class NewOneOnShortcut(Second):
        """The new BN is put on the shortcut; the main path still calls the old one twice."""

        def call(self, x):
            F = self.bn(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return self.relu(F + self.bn2(self.side(x)))

    @wrong("In its place stands BatchNormalization")
    @saved
    class NormBeforeConvolution(Second):
        """The new BN stands before the second convolution, whose output goes into the sum as it is."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.conv2(self.bn2(F))
            return self.relu(F + self.side(x))

    @wrong("batch normalisation is frozen in inference mode")
    @saved
    class NewOneFrozen(Second):
        """The new BN is made with trainable=False, so that its memory cannot go wrong."""

        def make(self):
            return layers.BatchNormalization(trainable=False)

    @wrong("it has no gamma and no beta")
    @saved
    class NoScaleNoShift(Second):
        """The new BN has neither scale nor shift, since only its memory was missing."""

        def make(self):
            return layers.BatchNormalization(center=False, scale=False)

    @wrong("one layer object, called more than once in a pass")
    @saved
    class SecondCallNotTold(Shared):
        """Still one BN; its second call is told training=False, so that only the first map is remembered."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.bn(self.conv2(F), training=False)
            return self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class ListTimesTwo(Shared):
        """[BatchNormalization()] * 2: two places in a list, one object."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.bns = [layers.BatchNormalization()] * 2

        def call(self, x):
            F = self.bns[1](self.conv2(self.relu(self.bns[0](self.conv1(x)))))
            return self.relu(F + self.side(x))

    @wrong("the first of its two convolutions has the stride of 2")
    @saved
    class StrideLost(Second):
        """The convolutions are made again in __init__, and the stride forgotten."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1, self.conv2 = convolution(filters, 3), convolution(filters, 3)

    @wrong("the convolutions have biases")
    @saved
    class ConvolutionsWithBias(Second):
        """Mended, and the convolutions made again by Keras's own Conv2D, with a bias."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.conv1 = layers.Conv2D(filters, 3, stride, padding="same")
            self.conv2 = layers.Conv2D(filters, 3, padding="same")

    @wrong("one layer object, called more than once in a pass")
    @saved
    class OneForEachMode(Second):
        """One BN for training and one for inference, each used for both maps."""

        def call(self, x, training=None):
            bn = self.bn if training else self.bn2
            F = bn(self.conv2(self.relu(bn(self.conv1(x)))))
            return self.relu(F + self.side(x))

    @wrong("is one layer object used in two places")
    @saved
    class BelongsToTheClass(Shared):
        """The second BN is made in the class, not in __init__: one for all blocks."""

        bn2 = layers.BatchNormalization()

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return self.relu(F + self.side(x))

    @unnamed
    @saved
    class NormalisedByHand(Shared):
        """The second map is normalised by hand with the batch's mean and deviation, in both modes."""

        def call(self, x):
            F = self.conv2(self.relu(self.bn(self.conv1(x))))
            mean, variance = keras.ops.moments(F, axes=[0, 1, 2], keepdims=True)
            return self.relu((F - mean) / keras.ops.sqrt(variance + 1e-3) + self.side(x))

    @wrong("through a batch normalisation where the shape stays")
    @saved
    class NormOnIdentity(Second):
        """Mended, and a third BN put on the shortcut where the input fits."""

        def build(self, input_shape):
            super().build(input_shape)
            self.bn3 = layers.BatchNormalization()

        def side(self, x):
            return self.projection_bn(self.projection(x)) if self.projects else self.bn3(x)

    @wrong("axis is 1, expected the channels")
    @saved
    class AxisOne(Second):
        """The new BN has axis=1, the channels' place in PyTorch: it keeps a mean for each row of pixels."""

        def make(self):
            return layers.BatchNormalization(axis=1)

    @wrong("one of the 3x3 convolutions is made, and nothing of it reaches")
    @saved
    class SecondReadsInput(Second):
        """Mended, and the second convolution called on x instead of F."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.bn2(self.conv2(x))
            return self.relu(F + self.side(x))

    @wrong("object has no attribute 'bn1'")
    @saved
    class NameNotMade(Second):
        """__init__ makes self.bn2, and call asks for self.bn1."""

        def call(self, x):
            F = self.relu(self.bn1(self.conv1(x)))
            F = self.bn2(self.conv2(F))
            return self.relu(F + self.side(x))

    @wrong("the projection is made, and nothing of it reaches")
    @saved
    class AddsTheInput(Second):
        """Mended, and x itself added, whether it fits or not."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.bn2(self.conv2(F))
            return self.relu(F + x)
