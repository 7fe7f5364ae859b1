"""More of exercise 5.2: get_config, and right answers, written from the students' text alone."""

import keras
from keras import layers

from tests.wrong_answers import right, wrong
from tests.wrong_answers.blind.lesson05_block import convolution, saved
from tests.wrong_answers.blind.lesson05_net import BasicBlock, Net


class E5_2:
    """Write ResNet, continued."""

    @wrong("made again from its config it is another net")
    @saved
    class ConfigWithoutWidth(Net):
        """get_config forgets the width."""

        def get_config(self):
            config = super().get_config()
            del config["width"]
            return config

    @wrong("made again from its config it is another net")
    @saved
    class ConfigWithoutBlocks(Net):
        """get_config forgets the numbers of blocks."""

        def get_config(self):
            config = super().get_config()
            del config["blocks_per_stage"]
            return config

    @wrong("it cannot be made again from its config: TypeError: Object of")
    @saved
    class ConfigOfLayers(Net):
        """get_config returns the layers instead of the settings."""

        def get_config(self):
            return {"stem": self.stem, "blocks": self.stages, "dense": self.dense}

    @wrong("get_config returns nothing (None), expected the settings, by")
    @saved
    class ConfigNone(Net):
        """get_config returns nothing."""

        def get_config(self):
            super().get_config()

    @right
    @saved
    class OneSequential(keras.Model):
        """The whole net is one Sequential; call names training and hands it on."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(**kwargs)
            self.settings = {
                "blocks_per_stage": list(blocks_per_stage),
                "num_classes": num_classes,
                "width": width,
            }
            parts = [convolution(width, 3), layers.BatchNormalization(), layers.ReLU()]
            filters = width
            for k, blocks in enumerate(blocks_per_stage):
                parts.extend(self.build_resblock(filters, blocks, 2 if k else 1))
                filters *= 2
            self.net = keras.Sequential(parts + [layers.GlobalAveragePooling2D(), layers.Dense(num_classes)])

        def build_resblock(self, filters, blocks, stride):
            return [BasicBlock(filters, stride if k == 0 else 1) for k in range(blocks)]

        def call(self, x, training=None):
            return self.net(x, training=training)

        def get_config(self):
            return {**super().get_config(), **self.settings}

    @right
    @saved
    class ListOfStages(keras.Model):
        """Stages are lists in a list; the mean is taken by keras.ops."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(**kwargs)
            self.blocks_per_stage = blocks_per_stage
            self.num_classes = num_classes
            self.width = width
            self.stem = layers.Conv2D(
                width, (3, 3), padding="same", use_bias=False, kernel_initializer="he_normal"
            )
            self.stem_bn = layers.BatchNormalization()
            strides = [1] + [2] * (len(blocks_per_stage) - 1)
            self.stages = [
                self.build_resblock(width * 2**k, n, s)
                for k, (n, s) in enumerate(zip(blocks_per_stage, strides, strict=True))
            ]
            self.head = layers.Dense(num_classes)

        def build_resblock(self, filters, blocks, stride):
            stage = [BasicBlock(filters, stride)]
            while len(stage) < blocks:
                stage.append(BasicBlock(filters))
            return stage

        def call(self, x, training=None):
            x = keras.ops.relu(self.stem_bn(self.stem(x), training=training))
            for stage in self.stages:
                for block in stage:
                    x = block(x, training=training)
            return self.head(keras.ops.mean(x, axis=(1, 2)))

        def get_config(self):
            config = super().get_config()
            config["blocks_per_stage"] = self.blocks_per_stage
            config["num_classes"] = self.num_classes
            config["width"] = self.width
            return config

    @right
    @saved
    class NamedStages(keras.Model):
        """Each stage is a Sequential of its own; activation of the last layer is written as linear."""

        def __init__(self, blocks_per_stage=(2, 2, 2, 2), num_classes=10, width=64, **kwargs):
            super().__init__(**kwargs)
            self.arguments = {
                "blocks_per_stage": blocks_per_stage,
                "num_classes": num_classes,
                "width": width,
            }
            self.stem = keras.Sequential(
                [convolution(width, 3), layers.BatchNormalization(), layers.Activation("relu")]
            )
            self.stages = [
                keras.Sequential(self.build_resblock(width << k, n, min(k, 1) + 1))
                for k, n in enumerate(blocks_per_stage)
            ]
            self.pool = layers.GlobalAvgPool2D()
            self.fc = layers.Dense(num_classes, activation="linear")

        def build_resblock(self, filters, blocks, stride):
            first, rest = BasicBlock(filters, stride), [BasicBlock(filters, 1) for _ in range(1, blocks)]
            return [first, *rest]

        def call(self, x, training=None):
            x = self.stem(x)
            for stage in self.stages:
                x = stage(x)
            return self.fc(self.pool(x))

        def get_config(self):
            return super().get_config() | dict(self.arguments)
