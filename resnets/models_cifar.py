"""The CIFAR-10 nets whose depth is a number to choose: plain, residual v1, and pre-activation v2.

He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2, and Identity
Mappings in Deep Residual Networks, ECCV 2016, section 5. Lesson 1 builds the plain stack, lesson 6 v1 and v2.
Blocks are called ``stage2_block1``; their layers ``stage2_block1_conv1``, ``stage2_block1_bn1``, ...
"""

import keras
from keras import layers

from resnets.blocks_cifar import resnet_layer, two_layer_block

SHORTCUTS = ("A", "B", "tutorial")
# Channels (inside, after) of a stage's bottlenecks, as multiples of the net's width.
V2_WIDTHS = {"paper": ((1, 4), (2, 8), (4, 16)), "tutorial": ((1, 4), (4, 8), (8, 16))}


def resnet_v1(
    input_shape=(32, 32, 3),
    depth: int = 20,
    num_classes: int = 10,
    *,
    shortcut: str = "A",
    width: int = 16,
    classifier_activation: str | None = None,
    batch_normalization: bool = True,
    initializer: str = "he_normal",
    kernel_regularizer=None,
) -> keras.Model:
    """Return the residual net of ``depth`` = 6n+2 layers: three stages of n two-layer blocks.

    Args:
        input_shape: (height, width, channels) of the images, float input.
        depth: layers with weights, 6n+2 (8, 14, 20, ..., 110), projections not counted.
        num_classes: number of classes.
        shortcut: where the shape changes: ``"A"``, subsampling and zeros; ``"B"``, a 1x1 projection with
            BN; ``"tutorial"``, the benchmark tutorial's net: 1x1 projections without BN, biases everywhere.
        width: channels of the first stage; the others have twice and four times as many.
        classifier_activation: None for logits, or ``"softmax"``.
        batch_normalization: whether there is any BN; without it the convolutions have biases.
        initializer: name of the initializer of all kernels.
        kernel_regularizer: Keras regularizer of the convolutions' kernels, or None.

    Returns:
        Model from (batch, height, width, channels) to (batch, num_classes).

    Raises:
        ValueError: the depth is not 6n+2, or another argument is not of these.
    """
    if shortcut not in SHORTCUTS:
        raise ValueError(f"resnet_v1: shortcut is {shortcut!r}; it can be 'A', 'B' or 'tutorial'.")
    options = _options(batch_normalization, initializer, kernel_regularizer)
    if shortcut == "tutorial":
        options["use_bias"] = True
    return _two_layer_net(
        f"resnet{depth}_v1", input_shape, depth, num_classes, shortcut, width, classifier_activation, options
    )


def plain_cifar(
    depth: int = 20,
    *,
    input_shape=(32, 32, 3),
    num_classes: int = 10,
    width: int = 16,
    classifier_activation: str | None = None,
    batch_normalization: bool = True,
    initializer: str = "he_normal",
    kernel_regularizer=None,
) -> keras.Model:
    """Return ``resnet_v1`` of this depth without its shortcuts: the same layers under the same names.

    Arguments, result and errors as in ``resnet_v1``. He et al. 2016, section 4.2, "plain".
    """
    options = _options(batch_normalization, initializer, kernel_regularizer)
    return _two_layer_net(
        f"plain{depth}", input_shape, depth, num_classes, None, width, classifier_activation, options
    )


def resnet_v2(
    input_shape=(32, 32, 3),
    depth: int = 20,
    num_classes: int = 10,
    *,
    widths: str = "paper",
    width: int = 16,
    classifier_activation: str | None = None,
    batch_normalization: bool = True,
    initializer: str = "he_normal",
    kernel_regularizer=None,
) -> keras.Model:
    """Return the pre-activation net of ``depth`` = 9n+2 layers: three stages of n bottlenecks.

    Each block is x + F(x), F being BN-ReLU-conv three times over (1x1 with the stride, 3x3, 1x1). Shapes
    change in the first block of a stage, whose shortcut is a 1x1 convolution without BN.

    Args:
        input_shape: (height, width, channels) of the images, float input.
        depth: layers with weights, 9n+2 (11, 20, 29, ..., 164, 1001), projections not counted.
        num_classes: number of classes.
        widths: ``"paper"``: channels 16/32/64 inside the bottlenecks and 64/128/256 after them, and
            projections read the activated x; ``"tutorial"``: 16/64/128 inside, biases everywhere, and
            projections read x itself.
        width: channels of the first convolution, 16 in both; the others follow it.
        classifier_activation: None for logits, or ``"softmax"``.
        batch_normalization: whether there is any BN; without it the convolutions have biases.
        initializer: name of the initializer of all kernels.
        kernel_regularizer: Keras regularizer of the convolutions' kernels, or None.

    Returns:
        Model from (batch, height, width, channels) to (batch, num_classes).

    Raises:
        ValueError: the depth is not 9n+2, or another argument is not of these.
    """
    if widths not in V2_WIDTHS:
        raise ValueError(f"resnet_v2: widths is {widths!r}; it can be 'paper' or 'tutorial'.")
    blocks = blocks_per_stage(depth, 9)
    options = _options(batch_normalization, initializer, kernel_regularizer)
    options["use_bias"] |= widths == "tutorial"
    inputs = keras.Input(_checked_shape(input_shape))
    x = resnet_layer(
        inputs, width, activation=None, name="stem_conv", **options | {"batch_normalization": False}
    )
    for stage, (inside, after) in enumerate(V2_WIDTHS[widths], start=1):
        for block in range(1, blocks + 1):
            strides = 2 if stage > 1 and block == 1 else 1
            name = f"stage{stage}_block{block}"
            x = _bottleneck_v2(x, inside * width, after * width, strides, widths == "paper", name, options)
    x = _activate(x, "top", "", batch_normalization)
    outputs = _classifier(x, num_classes, classifier_activation, initializer)
    return keras.Model(inputs, outputs, name=f"resnet{depth}_v2")


def blocks_per_stage(depth: int, layers_per_block: int) -> int:
    """Return n of ``depth`` = layers_per_block * n + 2, where layers_per_block counts all three stages.

    Raises:
        ValueError: there is no such n of 1 or more; the nearest depths are named.
    """
    formula, smallest = f"{layers_per_block}n+2", layers_per_block + 2
    if not isinstance(depth, int):
        raise ValueError(f"depth is {depth!r}; give an integer of the form {formula}, such as {smallest}.")
    blocks, rest = divmod(depth - 2, layers_per_block)
    if blocks < 1:
        raise ValueError(f"depth {depth} is not {formula} with n of 1 or more; the smallest is {smallest}.")
    if rest:
        below = depth - rest
        nearest = f"{below} and {below + layers_per_block}"
        raise ValueError(f"depth {depth} is not {formula}; the nearest are {nearest}.")
    return blocks


def _options(batch_normalization: bool, initializer, kernel_regularizer) -> dict:
    """Return the arguments that every ``resnet_layer`` of a net shares."""
    return {
        "batch_normalization": batch_normalization,
        "use_bias": not batch_normalization,  # what BN's beta does otherwise
        "kernel_initializer": initializer,
        "kernel_regularizer": kernel_regularizer,
    }


def _two_layer_net(
    name, input_shape, depth, num_classes, shortcut, width, activation, options
) -> keras.Model:
    blocks = blocks_per_stage(depth, 6)
    inputs = keras.Input(_checked_shape(input_shape))
    x = resnet_layer(inputs, width, name="stem_conv", **options)
    for stage in (1, 2, 3):
        for block in range(1, blocks + 1):
            strides = 2 if stage > 1 and block == 1 else 1
            filters = width * 2 ** (stage - 1)
            x = two_layer_block(x, filters, strides, shortcut, f"stage{stage}_block{block}", **options)
    outputs = _classifier(x, num_classes, activation, options["kernel_initializer"])
    return keras.Model(inputs, outputs, name=name)


def _bottleneck_v2(x, inside: int, filters: int, strides: int, paper: bool, name: str, options: dict):
    """Return x + F(x), or W x + F(x) where the channels change."""
    bare = options | {"activation": None, "batch_normalization": False}
    activated = _activate(x, name, "1", options["batch_normalization"])
    y = resnet_layer(activated, inside, 1, strides, name=f"{name}_conv1", **bare)
    y = resnet_layer(y, inside, 3, conv_first=False, name=f"{name}_conv2", **options)
    y = resnet_layer(y, filters, 1, conv_first=False, name=f"{name}_conv3", **options)
    if x.shape[-1] != filters:
        # The stem's output is activated in both nets: there is nothing before it to keep an identity to.
        source = activated if paper or name == "stage1_block1" else x
        x = resnet_layer(source, filters, 1, strides, name=f"{name}_shortcut_conv", **bare)
    return layers.Add(name=f"{name}_add")([y, x])


def _activate(x, name: str, number: str, batch_normalization: bool):
    if batch_normalization:
        x = layers.BatchNormalization(name=f"{name}_bn{number}")(x)
    return layers.Activation("relu", name=f"{name}_relu{number}")(x)


def _classifier(x, num_classes: int, activation: str | None, initializer):
    if not isinstance(num_classes, int) or num_classes < 1:
        raise ValueError(f"num_classes is {num_classes!r}; give the number of classes, 1 or more.")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    dense = layers.Dense(
        num_classes,
        activation=activation,
        kernel_initializer=initializer,
        dtype=keras.config.dtype_policy().variable_dtype,  # float32, also in a net of bfloat16
        name="classifier",
    )
    return dense(x)


def _checked_shape(input_shape) -> tuple:
    if len(tuple(input_shape)) != 3:
        raise ValueError(f"input_shape is {input_shape!r}; give (height, width, channels).")
    return tuple(input_shape)
