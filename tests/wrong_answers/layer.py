"""``resnet_layer`` as learners write it, wrong and right."""

from keras import activations, layers, regularizers
from keras.layers import Activation, BatchNormalization, Conv2D

from resnets.blocks_cifar import resnet_layer
from tests.wrong_answers import right, wrong


@right
def library(*args, **kwargs):
    return resnet_layer(*args, **kwargs)


@wrong("the convolution has a bias")
def tutorial(
    inputs,
    num_filters=16,
    kernel_size=3,
    strides=1,
    activation="relu",
    batch_normalization=True,
    conv_first=True,
):
    conv = Conv2D(
        num_filters,
        kernel_size=kernel_size,
        strides=strides,
        padding="same",
        kernel_initializer="he_normal",
        kernel_regularizer=regularizers.L2(1e-4),
    )
    x = inputs
    if conv_first:
        x = conv(x)
        if batch_normalization:
            x = BatchNormalization()(x)
        if activation is not None:
            x = Activation(activation)(x)
    else:
        if batch_normalization:
            x = BatchNormalization()(x)
        if activation is not None:
            x = Activation(activation)(x)
        x = conv(x)
    return x


@right
def list_of_steps(x, filters=16, size=3, strides=1, activation="relu", norm=True, conv_first=True):
    def convolve(x):
        return Conv2D(filters, size, strides, padding="same", use_bias=False, kernel_initializer="he_normal")(
            x
        )

    def normalise(x):
        return BatchNormalization()(x) if norm else x

    def activate(x):
        return activations.get(activation)(x) if activation else x

    steps = [normalise, activate]
    for step in [convolve, *steps] if conv_first else [*steps, convolve]:
        x = step(x)
    return x


@right
def by_condition(
    inputs, num_filters=16, kernel_size=3, strides=1, activation="relu", batch_normalization=True,
    conv_first=True,
):  # fmt: skip
    settings = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"}
    conv = Conv2D(num_filters, kernel_size, strides, **settings)
    x = conv(inputs) if conv_first else inputs
    x = BatchNormalization()(x) if batch_normalization else x
    x = Activation(activation)(x) if activation is not None else x
    return x if conv_first else conv(x)


def variant(default_norm=True, default_act="relu", default_first=True, **slips):
    """Return the layer with slips; each name below says which."""

    def layer(
        inputs,
        num_filters=16,
        kernel_size=3,
        strides=1,
        activation=default_act,
        batch_normalization=default_norm,
        conv_first=default_first,
    ):
        def seen(name, value):
            return slips.get(name, value)

        conv = Conv2D(
            seen("filters", num_filters),
            seen("kernel", kernel_size),
            strides=seen("strides", strides),
            padding=seen("padding", "same"),
            activation=slips.get("own"),
        )
        first = seen("conv_first", conv_first) != slips.get("exchanged", False)
        steps = [BatchNormalization(**slips.get("bn", {}))] if seen("norm", batch_normalization) else []
        act = seen("activation", activation)
        steps += [Activation(act)] if act else []
        outer = {"activation": batch_normalization, "norm": act}  # what each stands within by mistake
        if "nested" in slips and not outer[slips["nested"]]:
            steps = []
        if slips.get("swapped") in ("both", first):
            steps.reverse()
        if first is slips.get("bare"):
            steps = []
        x = inputs
        for step in [conv, *steps] if first else [*steps, conv]:
            x = step(x)
        return x

    return layer


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("always_conv_first", "convolution always comes first", variant(conv_first=True))
named("always_conv_last", "convolution always comes last", variant(conv_first=False))
named("orders_exchanged", "two orders are exchanged", variant(exchanged=True))
named("relu_first", "before the batch normalisation, in both orders", variant(swapped="both"))
named("relu_first_there", "with conv_first=False the ReLU comes before", variant(swapped=False))
named("relu_first_here", "with conv_first=True the ReLU comes before", variant(swapped=True))
named("always_activated", "there is always a ReLU", variant(activation="relu"))
named("never_activated", "no activation, whatever", variant(activation=None))
named("always_normed", "a batch normalisation even where", variant(norm=True))
named("never_normed", "no batch normalisation, whatever", variant(norm=False))
named("no_stride", "stride 1, whatever", variant(strides=1))
named("always_3x3", "always 3x3", variant(kernel=3))
named("always_16", "always 16 filters", variant(filters=16))
named("not_padded", "does not pad", variant(padding="valid"))
named("own_relu", "applies a ReLU of its own", variant(own="relu"))
named("default_without_bn", "defaults the arguments give no batch normalisation", variant(default_norm=False))
named("default_without_relu", "defaults the arguments give no activation", variant(default_act=None))
named("default_conv_last", "defaults the arguments put the convolution last", variant(default_first=False))
named("epsilon", "another epsilon", variant(bn={"epsilon": 1e-5}))
named("frozen", "frozen in inference mode", variant(bn={"trainable": False}))
named("activation_inside", "is False, the activation is missing too", variant(nested="activation"))
named("norm_inside", "is None, the batch normalisation is missing too", variant(nested="norm"))
named("height_normed", "axis is 1, expected the channels", variant(bn={"axis": 1}))
named("two_slips", "two things at once", variant(strides=1, swapped="both"))
named("half_written", "the convolution reads the inputs: no normalisation", variant(bare=False))


@wrong("nothing (None)")
def forgets_return(inputs, *args, **kwargs):
    resnet_layer(inputs, *args, **kwargs)


@wrong("batch normalisation comes after the convolution, not first of all")
def norm_behind(inputs, filters=16, kernel=3, strides=1, activation="relu", norm=True, conv_first=True):
    if conv_first:
        return resnet_layer(inputs, filters, kernel, strides, activation, norm)
    x = layers.Activation(activation)(inputs) if activation else inputs
    x = Conv2D(filters, kernel, strides=strides, padding="same")(x)
    return BatchNormalization()(x) if norm else x


@wrong("both orders are run one after the other")
def falls_through(inputs, filters=16, kernel=3, strides=1, activation="relu", norm=True, conv_first=True):
    def companions(x):
        x = BatchNormalization()(x) if norm else x
        return Activation(activation)(x) if activation else x

    return companions(Conv2D(filters, kernel, strides=strides, padding="same")(companions(inputs)))


@wrong("with conv_first=False the activation comes after the convolution")
def relu_behind(inputs, filters=16, kernel=3, strides=1, activation="relu", norm=True, conv_first=True):
    if conv_first:
        return resnet_layer(inputs, filters, kernel, strides, activation, norm)
    x = BatchNormalization()(inputs) if norm else inputs
    x = Conv2D(filters, kernel, strides=strides, padding="same")(x)
    return Activation(activation)(x) if activation else x


def second_branch(**options):
    """Return a layer whose convolution is written twice, the second time with these options."""

    def function(inputs, filters=16, kernel=3, strides=1, activation="relu", norm=True, conv_first=True):
        if conv_first:
            return resnet_layer(inputs, filters, kernel, strides, activation, norm)
        x = BatchNormalization()(inputs) if norm else inputs
        x = Activation(activation)(x) if activation else x
        given = {"padding": "same", "use_bias": False, "kernel_initializer": "he_normal"} | options
        return Conv2D(filters, kernel, strides=strides, **given)(x)

    return function


named("bias_there", "with conv_first=False the convolution has a bias", second_branch(use_bias=True))
named("glorot_there", "start from GlorotUniform", second_branch(kernel_initializer="glorot_uniform"))
named(
    "l2_there",
    "with conv_first=False the convolution has a regulariser",
    second_branch(kernel_regularizer=regularizers.L2(1e-4)),
)
