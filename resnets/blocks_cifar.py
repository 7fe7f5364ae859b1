"""The pieces of the CIFAR-10 nets: one convolution with its companions, two shortcuts, two blocks.

He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2, and Identity
Mappings in Deep Residual Networks, ECCV 2016. Lesson 6 builds ``resnet_layer``, lesson 5 ``BasicBlock``.
"""

import keras
from keras import layers, ops


def resnet_layer(
    inputs,
    num_filters: int = 16,
    kernel_size: int = 3,
    strides: int = 1,
    activation: str | None = "relu",
    batch_normalization: bool = True,
    conv_first: bool = True,
    *,
    use_bias: bool = False,
    kernel_initializer: str = "he_normal",
    kernel_regularizer=None,
    name: str | None = None,
):
    """Return conv -> BN -> activation of ``inputs``, or BN -> activation -> conv.

    The benchmark tutorial's layer is this one with ``use_bias=True`` and
    ``kernel_regularizer=keras.regularizers.L2(1e-4)``. Here neither is the default: BN subtracts any bias
    that comes before it, and weight decay is said by the recipe.

    Args:
        inputs: Keras tensor, float, (batch, height, width, channels).
        num_filters: channels of the output.
        kernel_size: side of the kernel, in pixels; the padding is "same".
        strides: step of the kernel, in pixels, both axes.
        activation: name of the activation, or None for none.
        batch_normalization: whether there is a BN.
        conv_first: convolution before BN and activation if True, after them if False.
        use_bias: whether the convolution has a bias.
        kernel_initializer: name of the initializer.
        kernel_regularizer: Keras regularizer of the kernel, or None.
        name: name of the convolution, with "conv" in it; BN and activation are named after it, with
            "bn" and "relu" instead: ``stage1_block1_conv1``, ``stage1_block1_bn1``, ``stage1_block1_relu1``.

    Returns:
        Keras tensor, (batch, ceil(height / strides), ceil(width / strides), num_filters).
    """
    conv = layers.Conv2D(
        num_filters,
        kernel_size,
        strides=strides,
        padding="same",
        use_bias=use_bias,
        kernel_initializer=kernel_initializer,
        kernel_regularizer=kernel_regularizer,
        name=name,
    )
    x = conv(inputs) if conv_first else inputs
    if batch_normalization:
        x = layers.BatchNormalization(name=companion(name, "bn"))(x)
    if activation is not None:
        x = layers.Activation(activation, name=companion(name, "relu"))(x)
    return x if conv_first else conv(x)


def companion(name: str | None, kind: str) -> str | None:
    """Return ``name`` with its last "conv" replaced by ``kind``; None for None."""
    return name and kind.join(name.rsplit("conv", 1))


@keras.saving.register_keras_serializable(package="resnets")
class PaddedShortcut(layers.Layer):
    """Shortcut A: every ``stride``-th pixel of x, and channels of zeros behind its own; no parameters.

    He et al. 2016, section 3.3, option A. Input (batch, height, width, channels), output
    (batch, ceil(height / stride), ceil(width / stride), filters), of the same dtype.

    Raises:
        ValueError: the input has more channels than ``filters``.
    """

    def __init__(self, filters: int, stride: int = 1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride

    def compute_output_shape(self, input_shape):
        batch, *pixels, channels = input_shape
        if channels > self.filters:
            raise ValueError(
                f"{self.name}: the input has {channels} channels, more than the output's {self.filters}; "
                "zeros can widen a shortcut but not narrow it. Use a projection (shortcut B)."
            )
        return (batch, *(n and -(-n // self.stride) for n in pixels), self.filters)

    def build(self, input_shape):
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        missing = self.filters - inputs.shape[-1]
        x = inputs[:, :: self.stride, :: self.stride, :]
        return ops.pad(x, [[0, 0], [0, 0], [0, 0], [0, missing]]) if missing else x

    def get_config(self):
        return super().get_config() | {"filters": self.filters, "stride": self.stride}


def shortcut_path(x, filters: int, strides: int, shortcut: str, name: str, **options):
    """Return x where its shape is kept, else what stands for it in the addition.

    Args:
        x: Keras tensor, (batch, height, width, channels).
        filters: channels after the block.
        strides: stride of the block, in pixels.
        shortcut: ``"A"``, ``PaddedShortcut``; ``"B"``, a 1x1 convolution with BN; ``"tutorial"``, without.
        name: name of the block.
        options: further arguments of ``resnet_layer``.
    """
    if strides == 1 and x.shape[-1] == filters:
        return x
    if shortcut == "A":
        return PaddedShortcut(filters, strides, name=f"{name}_shortcut")(x)
    if shortcut == "tutorial":
        options = options | {"batch_normalization": False}
    return resnet_layer(x, filters, 1, strides, activation=None, name=f"{name}_shortcut_conv", **options)


def two_layer_block(x, filters: int, strides: int, shortcut: str | None, name: str, **options):
    """Return ReLU(F(x) + shortcut): two 3x3 convolutions (He et al. 2016, figure 5, left), as a function.

    Without a ``shortcut`` (None) it is the same two layers in a row, under the same names. Further
    arguments as in ``shortcut_path``.
    """
    y = resnet_layer(x, filters, 3, strides, name=f"{name}_conv1", **options)
    y = resnet_layer(y, filters, 3, activation=None, name=f"{name}_conv2", **options)
    if shortcut is not None:
        x = shortcut_path(x, filters, strides, shortcut, name, **options)
        y = layers.Add(name=f"{name}_add")([y, x])
    return layers.Activation("relu", name=f"{name}_relu2")(y)


@keras.saving.register_keras_serializable(package="resnets")
class BasicBlock(layers.Layer):
    """The two-layer block as a layer: 3x3/stride conv -> BN -> ReLU -> 3x3 conv -> BN, add, ReLU.

    The shortcut is the input, or, where the stride is not 1 *or* the channels change, a 1x1 convolution
    with BN (He et al. 2016, figure 5, left; section 3.3, option B). Convolutions have no biases.
    Input (batch, height, width, channels), output (batch, ceil(height / stride), ceil(width / stride),
    filters).

    Args:
        filters: channels of the output.
        stride: step of the first convolution and of the projection, in pixels.
        kernel_initializer: name of the initializer.
    """

    def __init__(self, filters: int, stride: int = 1, *, kernel_initializer: str = "he_normal", **kwargs):
        super().__init__(**kwargs)
        for what, value in (("filters", filters), ("stride", stride)):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"BasicBlock: {what} is {value!r}; give an integer, 1 or more.")
        self.filters, self.stride = filters, stride
        self.kernel_initializer = kernel_initializer
        self.conv1 = self._conv(3, stride, "conv1")
        self.bn1 = self._part(layers.BatchNormalization, "bn1")
        self.relu1 = self._part(layers.ReLU, "relu1")
        self.conv2 = self._conv(3, 1, "conv2")
        self.bn2 = self._part(layers.BatchNormalization, "bn2")
        self.add = self._part(layers.Add, "add")
        self.relu2 = self._part(layers.ReLU, "relu2")
        self.projection = self.projection_bn = None  # known in build

    def _part(self, kind, part: str, *args, **kwargs):
        # The name of the block in each name keeps names unique in a whole net.
        return kind(*args, name=f"{self.name}_{part}", dtype=self.dtype_policy, **kwargs)

    def _conv(self, kernel_size: int, strides: int, part: str):
        return self._part(layers.Conv2D, part, self.filters, kernel_size, strides=strides, padding="same",
                          use_bias=False, kernel_initializer=self.kernel_initializer)  # fmt: skip

    def build(self, input_shape):
        output_shape = self.compute_output_shape(input_shape)
        for layer in (self.bn1, self.conv2, self.bn2):
            layer.build(output_shape)
        self.conv1.build(input_shape)
        if self.stride != 1 or input_shape[-1] != self.filters:
            self.projection = self._conv(1, self.stride, "shortcut_conv")
            self.projection_bn = self._part(layers.BatchNormalization, "shortcut_bn")
            self.projection.build(input_shape)
            self.projection_bn.build(output_shape)

    def call(self, inputs, training=None):
        x = self.relu1(self.bn1(self.conv1(inputs), training=training))
        x = self.bn2(self.conv2(x), training=training)
        shortcut = inputs
        if self.projection is not None:
            shortcut = self.projection_bn(self.projection(inputs), training=training)
        return self.relu2(self.add([x, shortcut]))

    def compute_output_shape(self, input_shape):
        batch, *pixels, _ = input_shape
        return (batch, *(n and -(-n // self.stride) for n in pixels), self.filters)

    def get_config(self):
        own = {
            "filters": self.filters,
            "stride": self.stride,
            "kernel_initializer": self.kernel_initializer,
        }
        return super().get_config() | own
