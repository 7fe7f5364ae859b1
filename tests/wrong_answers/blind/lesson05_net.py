"""Exercise 5.2, ResNet, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import wrong
from tests.wrong_answers.blind.lesson05_block import Plan, convolution, saved


@saved
class BasicBlock(Plan):
    """The learner's own block, right."""


class Net(keras.Model):
    """The net as the card asks for it; each answer below writes a part of it otherwise."""

    def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
        super().__init__(**kwargs)
        self.blocks_per_stage, self.num_classes, self.width = tuple(blocks_per_stage), num_classes, width
        self.stem, self.bn, self.relu = convolution(width, 3), layers.BatchNormalization(), layers.ReLU()
        self.stages = []
        for stage, blocks in enumerate(blocks_per_stage):
            self.stages += self.build_resblock(width * 2**stage, blocks, 1 if stage == 0 else 2)
        self.pool, self.dense = layers.GlobalAveragePooling2D(), layers.Dense(num_classes)

    def build_resblock(self, filters, blocks, stride):
        return [BasicBlock(filters, stride)] + [BasicBlock(filters) for _ in range(blocks - 1)]

    def call(self, x, training=None):
        x = self.relu(self.bn(self.stem(x)))
        for block in self.stages:
            x = block(x)
        return self.dense(self.pool(x))

    def get_config(self):
        settings = {"blocks_per_stage": self.blocks_per_stage, "num_classes": self.num_classes}
        return super().get_config() | settings | {"width": self.width}


class E5_2:
    """Write ResNet."""

    @wrong("the net ends in a softmax")
    @saved
    class SoftmaxAtEnd(Net):
        """The last layer has a softmax."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.dense = layers.Dense(num_classes, activation="softmax")

    @wrong("the logits go through a ReLU, so no class can get less than 0")
    @saved
    class ReluAtEnd(Net):
        """The last layer has a ReLU, copied from another dense layer."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.dense = layers.Dense(num_classes, activation="relu")

    @wrong("the three blocks one and the same")
    @saved
    class OneBlockRepeated(Net):
        """[BasicBlock] * n: one and the same block several times."""

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters, stride)] + [BasicBlock(filters)] * (blocks - 1)

    @wrong("strides is (2, 2), expected (1, 1)")
    @saved
    class StrideInEveryBlock(Net):
        """Every block of a stage has the stride."""

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters, stride) for _ in range(blocks)]

    @wrong("no stage halves the picture: the stride is 1 everywhere")
    @saved
    class StrideNowhere(Net):
        """build_resblock ignores the stride."""

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters) for _ in range(blocks)]

    @wrong("stage 1 starts with stride 2")
    @saved
    class StrideInFirstStage(Net):
        """The first stage halves the maps as well."""

        def build_resblock(self, filters, blocks, stride):
            return super().build_resblock(filters, blocks, 2)

    @wrong("each stage has 3 blocks")
    @saved
    class OneBlockMore(Net):
        """Off by one: the block with the stride is not counted."""

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters, stride)] + [BasicBlock(filters) for _ in range(blocks)]

    @wrong("each stage has 1 block")
    @saved
    class OneBlockLess(Net):
        """Off by one: range(1, blocks - 1)."""

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters, stride)] + [BasicBlock(filters) for _ in range(1, blocks - 1)]

    @wrong("in `fit` its batch normalisation stays in inference mode")
    @saved
    class CallWithoutTraining(Net):
        """call does not name training."""

        def call(self, x):
            return super().call(x)

    @wrong("batch normalisation is frozen in inference mode, so training")
    @saved
    class AlwaysInference(Net):
        """The stem's BN and all blocks are told training=False."""

        def call(self, x, training=None):
            x = self.relu(self.bn(self.stem(x), training=False))
            for block in self.stages:
                x = block(x, training=False)
            return self.dense(self.pool(x))

    @wrong("filters is 12, expected 16")
    @saved
    class WidthGrowsByOnes(Net):
        """Channels are width, 2, 3, 4 times width; they should double."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.stages = []
            for stage, blocks in enumerate(blocks_per_stage):
                self.stages += self.build_resblock(width * (stage + 1), blocks, 1 if stage == 0 else 2)

    @wrong("all stages have 4 channels")
    @saved
    class SameWidth(Net):
        """All stages have the width of the first."""

        def build_resblock(self, filters, blocks, stride):
            return super().build_resblock(self.width, blocks, stride)

    @wrong("the stem is ImageNet's: 7x7 with stride 2")
    @saved
    class ImageNetStem(Net):
        """ImageNet's stem: 7x7 with stride 2."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.stem = convolution(width, 7, 2)

    @wrong("the stem's convolution does not pad, so two rows and two")
    @saved
    class UnpaddedStem(Net):
        """The tutorial's stem, without padding."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.stem = layers.Conv2D(width, 3, use_bias=False, kernel_initializer="he_normal")

    @wrong("the stem's batch normalisation is missing")
    @saved
    class StemWithoutBN(Net):
        """No BN behind the stem."""

        def call(self, x, training=None):
            x = self.relu(self.stem(x))
            for block in self.stages:
                x = block(x)
            return self.dense(self.pool(x))

    @wrong("the stem's ReLU is missing")
    @saved
    class StemWithoutRelu(Net):
        """No ReLU behind the stem."""

        def call(self, x, training=None):
            x = self.bn(self.stem(x))
            for block in self.stages:
                x = block(x)
            return self.dense(self.pool(x))

    @wrong("a 3x3 max pool follows the stem and halves the picture, as for")
    @saved
    class StemWithPool(Net):
        """A max pool behind the stem, as in ResNet50."""

        def call(self, x, training=None):
            x = layers.MaxPooling2D(3, 2, "same")(self.relu(self.bn(self.stem(x))))
            for block in self.stages:
                x = block(x)
            return self.dense(self.pool(x))

    @wrong("the maps are flattened, not averaged, so the classifier depends")
    @saved
    class Flattens(Net):
        """Flatten instead of the mean over all pixels."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.pool = layers.Flatten()

    @wrong("the last pool takes the maximum, where it should take the mean")
    @saved
    class MaxPools(Net):
        """The largest pixel instead of the mean."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.pool = layers.GlobalMaxPooling2D()

    @wrong("asked for num_classes=5, it returns 10 numbers a picture")
    @saved
    class TenClasses(Net):
        """Ten classes, whatever num_classes says."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.dense = layers.Dense(10)

    @wrong("filters is 64, expected 4")
    @saved
    class StemOf64(Net):
        """The stem has 64 filters, whatever width says."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.stem = convolution(64, 3)

    @wrong("each stage has 2 blocks")
    @saved
    class AlwaysTwoBlocks(Net):
        """Two blocks a stage, whatever blocks_per_stage says."""

        def build_resblock(self, filters, blocks, stride):
            return super().build_resblock(filters, 2, stride)

    @wrong("its output is (3, 512), expected (3, 5)")
    @saved
    class HiddenLayer(Net):
        """A dense layer of 512 units before the last one."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(blocks_per_stage, num_classes, width, **kwargs)
            self.dense = keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(num_classes)])

    @wrong("there is no dense layer: the features come out, not one number")
    @saved
    class ForgetsDense(Net):
        """call returns the pooled features."""

        def call(self, x, training=None):
            x = self.relu(self.bn(self.stem(x)))
            for block in self.stages:
                x = block(x)
            return self.pool(x)

    @wrong("In its place stands GlobalAveragePooling")
    @saved
    class LosesLoop(Net):
        """The loop writes into another name, so that only the last block acts on the stem."""

        def call(self, x, training=None):
            x = self.relu(self.bn(self.stem(x)))
            for block in self.stages[:1]:
                y = block(x)
            return self.dense(self.pool(y))

    @wrong("it returns nothing (None)")
    @saved
    class ReturnsNothing(Net):
        """call returns nothing."""

        def call(self, x, training=None):
            super().call(x)
