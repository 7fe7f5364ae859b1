"""The two bottleneck blocks of ResNet50, as Keras functions on tensors.

He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, section 4.1 and
figure 5 (right). Names, order and strides are those of the first release: the stride sits on the
first 1x1 convolution, and convolutions carry biases. Lessons 2 and 3 build both functions.
"""

import keras
from keras import layers


def main_path(X, f: int, filters, stage: int, block: str, strides: int = 1):
    """Return F(X): 1x1 -> BN -> ReLU -> fxf -> BN -> ReLU -> 1x1 -> BN, without shortcut and last ReLU."""
    F1, F2, F3 = filters
    conv_name, bn_name = f"res{stage}{block}_branch", f"bn{stage}{block}_branch"

    X = layers.Conv2D(F1, 1, strides=strides, padding="valid", name=conv_name + "2a")(X)
    X = layers.BatchNormalization(axis=-1, name=bn_name + "2a")(X)
    X = layers.Activation("relu")(X)

    X = layers.Conv2D(F2, f, padding="same", name=conv_name + "2b")(X)
    X = layers.BatchNormalization(axis=-1, name=bn_name + "2b")(X)
    X = layers.Activation("relu")(X)

    X = layers.Conv2D(F3, 1, padding="valid", name=conv_name + "2c")(X)
    return layers.BatchNormalization(axis=-1, name=bn_name + "2c")(X)


def identity_block(X, f: int, filters, stage: int, block: str):
    """Return ReLU(F(X) + X), the block whose input and output have the same shape.

    Args:
        X: Keras tensor, float, shape (batch, height, width, channels).
        f: kernel size of the middle convolution, in pixels.
        filters: three integers (F1, F2, F3), channels of the three convolutions; F3 = channels of X.
        stage: number of the stage, used in layer names (``res{stage}{block}_branch2a``).
        block: letter of the block within its stage, used in layer names.

    Returns:
        Keras tensor of the shape of X.

    Raises:
        ValueError: F3 differs from the channels of X. (``Add`` alone would broadcast a single
            channel without a word.)
    """
    channels, F3 = X.shape[-1], filters[2]
    if F3 != channels:
        raise ValueError(
            f"identity_block {stage}{block}: the input has {channels} channels but F3 is {F3}; F(X) + X "
            "needs equal shapes. Give F3 = channels, or use convolutional_block, which projects the shortcut."
        )
    F_X = main_path(X, f, filters, stage, block)
    return layers.Activation("relu")(layers.Add()([F_X, X]))


def convolutional_block(X, f: int, filters, stage: int, block: str, s: int = 2):
    """Return ReLU(F(X) + BN(W X)), the block that changes the shape, with a projection W as shortcut.

    Args:
        X: Keras tensor, float, shape (batch, height, width, channels).
        f: kernel size of the middle convolution, in pixels.
        filters: three integers (F1, F2, F3), channels of the three convolutions.
        stage: number of the stage, used in layer names.
        block: letter of the block within its stage, used in layer names.
        s: stride, in pixels, of the first 1x1 convolution and of the projection.

    Returns:
        Keras tensor of shape (batch, ceil(height / s), ceil(width / s), F3).
    """
    F_X = main_path(X, f, filters, stage, block, strides=s)
    shortcut = layers.Conv2D(filters[2], 1, strides=s, padding="valid", name=f"res{stage}{block}_branch1")(X)
    shortcut = layers.BatchNormalization(axis=-1, name=f"bn{stage}{block}_branch1")(shortcut)
    return layers.Activation("relu")(layers.Add()([F_X, shortcut]))


# Lesson 3 shows the finished block before its readers write theirs; ``block_model`` opens it.
finished_block = convolutional_block


def block_model(block_function, input_shape, *args, **kwargs) -> keras.Model:
    """Return a model of one block on inputs of ``input_shape`` (height, width, channels).

    Further arguments go to ``block_function`` after the tensor.
    """
    X = keras.Input(input_shape)
    return keras.Model(X, block_function(X, *args, **kwargs))
