"""ResNet18 for small pictures, as a subclass of ``keras.Model`` and as a chain of layers.

He et al. 2016, table 1, column 18-layer, with a stem for 32x32 pixels: one padded 3x3 convolution with
stride 1 and no pool, where ImageNet's has a 7x7 with stride 2 and a pool. Lesson 5 builds it.
"""

import keras
from keras import layers

from resnets.blocks_cifar import BasicBlock


@keras.saving.register_keras_serializable(package="resnets")
class ResNet(keras.Model):
    """Residual net of ``BasicBlock``: stem, one stage for each number of ``blocks_per_stage``, dense head.

    Input (batch, height, width, channels), output (batch, num_classes). Every stage has twice the channels
    of the one before, and all but the first halve height and width.

    Args:
        blocks_per_stage: number of blocks of each stage; (2, 2, 2, 2) is ResNet18.
        num_classes: number of classes.
        width: channels of the stem and of the first stage.
        classifier_activation: None for logits, or ``"softmax"``.
        kernel_initializer: name of the initializer of all kernels.
    """

    def __init__(
        self,
        blocks_per_stage=(2, 2, 2, 2),
        num_classes: int = 10,
        width: int = 64,
        *,
        classifier_activation: str | None = None,
        kernel_initializer: str = "he_normal",
        **kwargs,
    ):
        super().__init__(**kwargs)
        _check_arguments(blocks_per_stage, num_classes, width)
        self.config = {
            "blocks_per_stage": list(blocks_per_stage),
            "num_classes": num_classes,
            "width": width,
            "classifier_activation": classifier_activation,
            "kernel_initializer": kernel_initializer,
        }
        init, dtype = {"kernel_initializer": kernel_initializer}, self.dtype_policy
        stem = layers.Conv2D(width, 3, padding="same", use_bias=False, name="stem_conv", dtype=dtype, **init)
        self.chain = [
            stem,
            layers.BatchNormalization(name="stem_bn", dtype=dtype),
            layers.ReLU(name="stem_relu", dtype=dtype),
        ]
        for stage, blocks in enumerate(blocks_per_stage, start=1):
            filters = width * 2 ** (stage - 1)
            self.chain += self.build_resblock(filters, blocks, 1 if stage == 1 else 2, f"stage{stage}")
        self.chain += [
            layers.GlobalAveragePooling2D(name="avg_pool", dtype=dtype),
            layers.Dense(
                num_classes,
                activation=classifier_activation,
                dtype=dtype.variable_dtype,  # float32, also in a net of bfloat16
                name="classifier",
                **init,
            ),
        ]

    def build_resblock(self, filters: int, blocks: int, stride: int, name: str) -> list[BasicBlock]:
        """Return the blocks of one stage; the first one has the stride."""
        return [
            BasicBlock(
                filters,
                stride if number == 1 else 1,
                kernel_initializer=self.config["kernel_initializer"],
                name=f"{name}_block{number}",
                dtype=self.dtype_policy,
            )
            for number in range(1, blocks + 1)
        ]

    def build(self, input_shape):
        for layer in self.chain:
            layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def call(self, inputs, training=None):
        # ``fit`` gives ``training`` only where ``call`` names it; on JAX it runs ``call`` itself, so that
        # nobody else hands it on to the layers inside. Keras drops it for those that have no use for it.
        x = inputs
        for layer in self.chain:
            x = layer(x, training=training)
        return x

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.config["num_classes"])

    def get_config(self):
        return super().get_config() | self.config


def ResNet18(
    width: int = 64,
    num_classes: int = 10,
    input_shape=(32, 32, 3),
    *,
    classifier_activation: str | None = None,
    kernel_initializer: str = "he_normal",
) -> keras.Model:
    """Return ResNet18 as a functional model, built: a chain of the layers that ``ResNet`` calls in order.

    11,173,962 trainable parameters at width 64 and 11,183,562 in all. ``model.layers`` are the input,
    ``stem_conv``, ``stem_bn``, ``stem_relu``, eight ``BasicBlock`` (``stage1_block1``, ...), ``avg_pool``
    and ``classifier``, so that a block can be looked at, or left out, on the way.

    Args:
        width: channels of the stem and of the first stage; then 2, 4 and 8 times as many.
        num_classes: number of classes.
        input_shape: (height, width, channels) of the images, float input.
        classifier_activation: None for logits, or ``"softmax"``.
        kernel_initializer: name of the initializer of all kernels.

    Returns:
        Model from (batch, height, width, channels) to (batch, num_classes).
    """
    if len(tuple(input_shape)) != 3:
        raise ValueError(f"ResNet18: input_shape is {input_shape!r}; give (height, width, channels).")
    net = ResNet(
        (2, 2, 2, 2),
        num_classes,
        width,
        classifier_activation=classifier_activation,
        kernel_initializer=kernel_initializer,
    )
    inputs = keras.Input(tuple(input_shape))
    return keras.Model(inputs, net.call(inputs), name="resnet18")


def _check_arguments(blocks_per_stage, num_classes, width) -> None:
    if not blocks_per_stage or any(not isinstance(n, int) or n < 1 for n in blocks_per_stage):
        raise ValueError(
            f"ResNet: blocks_per_stage is {blocks_per_stage!r}; give a number of 1 or more for each stage."
        )
    for what, value in (("num_classes", num_classes), ("width", width)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"ResNet: {what} is {value!r}; give an integer, 1 or more.")
