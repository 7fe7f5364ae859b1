"""Exercise 5.4, the net that forgets when it is looked at, written from the students' text alone."""

from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson05_block import saved
from tests.wrong_answers.blind.lesson05_block_right import ColleaguesBlock, convolution


class Mended(ColleaguesBlock):
    """What most answers begin with: a second BN beside the colleague's."""

    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(filters, stride, **kwargs)
        self.bn2 = layers.BatchNormalization()

    def side(self, x):
        return self.projection_bn(self.projection(x)) if self.projects else x


class E5_4:
    """Debugging: the net that forgets when it is looked at."""

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class Unchanged(ColleaguesBlock):
        """Nothing is mended."""

        def call(self, x):
            return super().call(x)

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class MadeNotUsed(Mended):
        """A second BN is made, and call still uses the first one twice."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = self.bn(self.conv2(F))
            return self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class SecondTwice(Mended):
        """The second BN is used twice instead of the first one."""

        def call(self, x):
            F = self.relu(self.bn2(self.conv1(x)))
            F = self.bn2(self.conv2(F))
            return self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class Alias(Mended):
        """The second name is the same object."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.bn2 = self.bn

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class OtherRelus(Mended):
        """The shared ReLU was suspected; each place has one of its own now, BN is still shared."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.relu1, self.relu2 = layers.ReLU(), layers.ReLU()

        def call(self, x):
            F = self.bn(self.conv2(self.relu1(self.bn(self.conv1(x)))))
            return self.relu2(F + self.side(x))

    @wrong("one batch normalisation serves both the main path's end and the")
    @saved
    class BorrowsProjectionsBN(Mended):
        """The second map goes through the projection's BN where there is one."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = (self.projection_bn if self.projects else self.bn2)(self.conv2(F))
            return self.relu(F + self.side(x))

    @wrong("the batch normalisation of the second convolution is missing")
    @saved
    class SecondBNDropped(Mended):
        """The second BN is taken out instead of given its own memory."""

        def call(self, x):
            F = self.conv2(self.relu(self.bn(self.conv1(x))))
            return self.relu(F + self.side(x))

    @wrong("the second batch normalisation comes after the addition")
    @saved
    class AfterTheAddition(Mended):
        """The new BN stands behind the addition."""

        def call(self, x):
            F = self.conv2(self.relu(self.bn(self.conv1(x))))
            return self.relu(self.bn2(F + self.side(x)))

    @wrong("batch normalisation is fixed in training mode, so a predicti")
    @saved
    class AlwaysBatchStatistics(ColleaguesBlock):
        """Training mode is forced, so that both modes agree; BN is still shared."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x), training=True))
            F = self.bn(self.conv2(F), training=True)
            side = self.projection_bn(self.projection(x), training=True) if self.projects else x
            return self.relu(F + side)

    @wrong("batch normalisation is fixed in training mode, so a prediction")
    @saved
    class TwoForcedBN(Mended):
        """Two BN, and both forced into training mode, to be safe."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x), training=True))
            F = self.bn2(self.conv2(F), training=True)
            return self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both convolutions")
    @saved
    class ShorterMemory(ColleaguesBlock):
        """The memory is made shorter (momentum 0.1); still one for both maps."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.bn = layers.BatchNormalization(momentum=0.1)

        def call(self, x):
            return super().call(x)

    @wrong("its layers are made anew in every call")
    @saved
    class MadeInCall(ColleaguesBlock):
        """A new BN is made at every call."""

        def call(self, x):
            F = self.relu(self.bn(self.conv1(x)))
            F = layers.BatchNormalization()(self.conv2(F))
            side = self.projection_bn(self.projection(x)) if self.projects else x
            return self.relu(F + side)

    @wrong("the last ReLU, after the addition, is missing")
    @saved
    class LastReluLost(Mended):
        """Mended, and the last ReLU lost in rewriting."""

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return F + self.side(x)

    @wrong("the shortcut is missing")
    @saved
    class ShortcutLost(Mended):
        """Mended, and the shortcut lost in rewriting."""

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            return self.relu(F)

    @wrong("it returns nothing (None)")
    @saved
    class NothingReturned(Mended):
        """Mended, and nothing returned."""

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            self.relu(F + self.side(x))

    @wrong("one batch normalisation serves both the main path's end and the")
    @saved
    class ProjectionShared(Mended):
        """Two BN on the main path, and the projection goes through the second of them."""

        def call(self, x):
            F = self.bn2(self.conv2(self.relu(self.bn(self.conv1(x)))))
            side = self.bn2(self.projection(x)) if self.projects else x
            return self.relu(F + side)

    @right
    @saved
    class TwoNewOnes(ColleaguesBlock):
        """Two new BN; the colleague's is left lying."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.bn1, self.bn2 = layers.BatchNormalization(), layers.BatchNormalization()

        def call(self, x):
            F = self.relu(self.bn1(self.conv1(x)))
            F = self.bn2(self.conv2(F))
            shortcut = self.projection_bn(self.projection(x)) if self.projects else x
            return self.relu(F + shortcut)

    @right
    @saved
    class SecondFirst(Mended):
        """The new BN comes first, the colleague's second."""

        def call(self, x):
            y = self.bn(self.conv2(self.relu(self.bn2(self.conv1(x)))))
            return self.relu(y + self.side(x))

    @right
    @saved
    class ListOfNorms(ColleaguesBlock):
        """The two BN stand in a list, the layers are called in a loop."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.norms = [layers.BatchNormalization() for _ in range(2)]

        def call(self, x):
            F = x
            for k, conv in enumerate([self.conv1, self.conv2]):
                F = self.norms[k](conv(F))
                if k == 0:
                    F = self.relu(F)
            if self.projects:
                x = self.projection_bn(self.projection(x))
            return self.relu(layers.add([F, x]))

    @right
    @saved
    class AllAnew(ColleaguesBlock):
        """Everything is made again under names of its own."""

        def __init__(self, filters, stride=1, **kwargs):
            super().__init__(filters, stride, **kwargs)
            self.first, self.second = convolution(filters, 3, stride), convolution(filters, 3)
            self.norm1, self.norm2 = layers.BatchNormalization(), layers.BatchNormalization()

        def call(self, x):
            y = self.norm2(self.second(self.relu(self.norm1(self.first(x)))))
            s = x
            if self.projects:
                s = self.projection_bn(self.projection(x))
            return self.relu(s + y)
