"""More of exercise 5.2: the stages, stem and head, written from the students' text alone."""

import functools

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson05_block import convolution, saved
from tests.wrong_answers.blind.lesson05_net import BasicBlock


class Hooks(keras.Model):
    """A right net; the answers change a method or two of it."""

    def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
        super().__init__(**kwargs)
        self.blocks_per_stage, self.num_classes, self.width = list(blocks_per_stage), num_classes, width
        self.stem, self.bn, self.relu = self.make_stem(width), layers.BatchNormalization(), layers.ReLU()
        self.blocks = []
        self.make_stages()
        self.pool, self.dense = layers.GlobalAveragePooling2D(), layers.Dense(num_classes)

    def make_stem(self, width):
        return convolution(width, 3)

    def make_stages(self):
        for i, n in enumerate(self.blocks_per_stage):
            self.blocks += self.build_resblock(self.width * 2**i, n, 2 if i else 1)

    def build_resblock(self, filters, blocks, stride):
        return [BasicBlock(filters, stride)] + [BasicBlock(filters) for _ in range(blocks - 1)]

    def call(self, x, training=None):
        x = self.relu(self.bn(self.stem(x), training=training))
        for block in self.blocks:
            x = block(x, training=training)
        return self.dense(self.pool(x))

    def get_config(self):
        mine = {
            "blocks_per_stage": self.blocks_per_stage,
            "num_classes": self.num_classes,
            "width": self.width,
        }
        return super().get_config() | mine


class E5_2:
    """Write ResNet, continued."""

    @wrong("all blocks have twice the channels")
    @saved
    class FirstStageDoubled(Hooks):
        """The stages are counted from 1, so that the first has twice the width of the stem."""

        def make_stages(self):
            for i, n in enumerate(self.blocks_per_stage, start=1):
                self.blocks += self.build_resblock(self.width * 2**i, n, 1 if i == 1 else 2)

    @wrong("stage 3 starts with stride 4")
    @saved
    class StrideDoubles(Hooks):
        """The stride doubles from stage to stage like the width: 1, 2, 4, 8."""

        def make_stages(self):
            for i, n in enumerate(self.blocks_per_stage):
                self.blocks += self.build_resblock(self.width * 2**i, n, 2**i)

    @wrong("only the blocks of the last stage are there")
    @saved
    class OnlyLastStage(Hooks):
        """self.blocks = instead of +=: only the blocks of the last stage remain."""

        def make_stages(self):
            for i, n in enumerate(self.blocks_per_stage):
                self.blocks = self.build_resblock(self.width * 2**i, n, 2 if i else 1)

    @wrong("the mean is taken over width and channels")
    @saved
    class MeanOverPyTorchsAxes(Hooks):
        """The mean is taken over axes 2 and 3, as in PyTorch: over width and channels."""

        def call(self, x, training=None):
            x = self.relu(self.bn(self.stem(x), training=training))
            for block in self.blocks:
                x = block(x, training=training)
            return self.dense(keras.ops.mean(x, axis=(2, 3)))

    @wrong("numbers of filters and numbers of blocks are exchanged")
    @saved
    class ArgumentsSwapped(Hooks):
        """Filters and blocks are swapped where build_resblock is called."""

        def make_stages(self):
            for i, n in enumerate(self.blocks_per_stage):
                self.blocks += self.build_resblock(n, self.width * 2**i, 2 if i else 1)

    @wrong("the convolutions have biases")
    @saved
    class StemWithBias(Hooks):
        """The stem is Keras's own Conv2D with its bias and its weights, not the lesson's convolution."""

        def make_stem(self, width):
            return layers.Conv2D(width, 3, padding="same")

    @right
    @saved
    class Reduced(Hooks):
        """One flat list of layers, walked by functools.reduce; handing training on is left to Keras."""

        def call(self, x, training=None):
            steps = [self.stem, self.bn, self.relu, *self.blocks, self.pool, self.dense]
            return functools.reduce(lambda maps, step: step(maps), steps, x)

    @right
    @saved
    class FiltersDoubleAsItGoes(Hooks):
        """The filters double in a running variable, and each stage is filled in a loop with append."""

        def make_stages(self):
            filters, stride = self.width, 1
            for n in self.blocks_per_stage:
                for block in self.build_resblock(filters, n, stride):
                    self.blocks.append(block)
                filters, stride = 2 * filters, 2

        def build_resblock(self, filters, blocks, stride):
            stage = []
            for k in range(blocks):
                stage.append(BasicBlock(filters, stride=stride if k == 0 else 1))
            return stage
