"""ResNet-18 to ResNet-152 as in table 1 of the paper, to count what they cost.

He et al. 2016, table 1. Lesson 5 computes the table from these; nothing in the course trains them.
"""

import keras
from keras import layers

from resnets.blocks_cifar import resnet_layer, shortcut_path, two_layer_block

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def resnet_imagenet(
    depth: int = 50,
    num_classes: int = 1000,
    input_shape=(224, 224, 3),
    *,
    version: str = "v1",
    classifier_activation: str | None = None,
) -> keras.Model:
    """Return ResNet-``depth``: two-layer blocks at 18 and 34, bottlenecks at 50, 101 and 152.

    Shortcuts are projections with BN where the shape changes (option B), convolutions have no biases.

    Args:
        depth: 18, 34, 50, 101 or 152.
        num_classes: number of classes.
        input_shape: (height, width, channels) of the images, float input.
        version: where a bottleneck has its stride: ``"v1"``, on its first 1x1 as in the paper; ``"v1.5"``,
            on its 3x3 as in most libraries since: as many parameters, 6 % more multiply-adds at depth 50.
            The two-layer blocks are the same in both.
        classifier_activation: None for logits, or ``"softmax"``.

    Returns:
        Model from (batch, height, width, channels) to (batch, num_classes).

    Raises:
        ValueError: the depth or the version is not of these.
    """
    if depth not in BLOCKS:
        raise ValueError(f"resnet_imagenet: depth is {depth!r}; it can be 18, 34, 50, 101 or 152.")
    if version not in ("v1", "v1.5"):
        raise ValueError(f"resnet_imagenet: version is {version!r}; it can be 'v1' or 'v1.5'.")
    inputs = keras.Input(tuple(input_shape))
    x = resnet_layer(inputs, 64, 7, 2, name="stem_conv")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="stem_pool")(x)
    for stage, blocks in enumerate(BLOCKS[depth], start=1):
        for block in range(1, blocks + 1):
            strides = 2 if stage > 1 and block == 1 else 1
            width, name = 64 * 2 ** (stage - 1), f"stage{stage}_block{block}"
            if depth < 50:
                x = two_layer_block(x, width, strides, "B", name)
            else:
                x = bottleneck_block(x, width, 4 * width, strides, name, stride_on_3x3=version == "v1.5")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    outputs = layers.Dense(num_classes, activation=classifier_activation, name="classifier")(x)
    return keras.Model(inputs, outputs, name=f"resnet{depth}")


def bottleneck_block(x, inside: int, filters: int, strides: int, name: str, *, stride_on_3x3: bool):
    """Return ReLU(F(x) + shortcut): 1x1, 3x3, 1x1 (He et al. 2016, figure 5, right), without biases."""
    first, second = (1, strides) if stride_on_3x3 else (strides, 1)
    y = resnet_layer(x, inside, 1, first, name=f"{name}_conv1")
    y = resnet_layer(y, inside, 3, second, name=f"{name}_conv2")
    y = resnet_layer(y, filters, 1, activation=None, name=f"{name}_conv3")
    x = shortcut_path(x, filters, strides, "B", name)
    return layers.Activation("relu", name=f"{name}_relu3")(layers.Add(name=f"{name}_add")([y, x]))
