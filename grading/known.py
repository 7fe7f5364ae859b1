"""The layers, operations, initialisers and losses that a description may name: anything else is refused."""

from collections.abc import Callable

import keras
import numpy as np
from keras import ops

from grading.protocol import ProtocolError
from grading.values import word

LAYERS = frozenset(
    """
    Conv1D Conv2D DepthwiseConv2D SeparableConv2D Conv2DTranspose Dense BatchNormalization
    LayerNormalization GroupNormalization UnitNormalization Activation ReLU LeakyReLU PReLU ELU Softmax
    ZeroPadding2D Cropping2D UpSampling2D MaxPooling2D AveragePooling2D GlobalAveragePooling2D
    GlobalMaxPooling2D Flatten Reshape Permute RepeatVector Dropout SpatialDropout2D AlphaDropout
    GaussianNoise GaussianDropout Add Subtract Multiply Average Maximum Minimum Concatenate Dot Rescaling
    Normalization Identity Resizing CenterCrop RandomFlip RandomTranslation RandomRotation RandomZoom
    RandomContrast RandomBrightness RandomCrop ActivityRegularization Masking
    """.split()
)
# The class of an operation and the function that applies it.
OPERATIONS = {
    "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softmax": "softmax",
    "LogSoftmax": "log_softmax", "Softplus": "softplus", "Softsign": "softsign", "Silu": "silu",
    "Elu": "elu", "Selu": "selu", "Gelu": "gelu", "LeakyRelu": "leaky_relu", "HardSigmoid": "hard_sigmoid",
    "HardSilu": "hard_silu", "Add": "add", "Subtract": "subtract", "Multiply": "multiply",
    "Divide": "divide", "TrueDivide": "true_divide", "Maximum": "maximum", "Minimum": "minimum",
    "Negative": "negative", "Absolute": "absolute", "Abs": "abs", "Square": "square", "Sqrt": "sqrt",
    "Power": "power", "Exp": "exp", "Log": "log", "Mean": "mean", "Sum": "sum", "Max": "max", "Min": "min",
    "Amax": "amax", "Amin": "amin", "Average": "average", "Var": "var", "Std": "std", "Clip": "clip",
    "Concatenate": "concatenate", "Stack": "stack", "Reshape": "reshape", "Transpose": "transpose",
    "ExpandDims": "expand_dims", "Squeeze": "squeeze", "Pad": "pad", "Flip": "flip", "Tile": "tile",
    "Repeat": "repeat", "Take": "take", "Split": "split", "Roll": "roll", "Cast": "cast",
    "ZerosLike": "zeros_like", "OnesLike": "ones_like", "StopGradient": "stop_gradient",
    "MaxPool": "max_pool", "AveragePool": "average_pool", "Copy": "copy", "Swapaxes": "swapaxes",
    "Moveaxis": "moveaxis", "Ravel": "ravel", "Matmul": "matmul", "Dot": "dot", "Normalize": "normalize",
}  # fmt: skip
SPECIAL = {"GetItem": lambda x, key: x[key], "ReLU": keras.activations.relu}  # no functions of keras.ops
ACTIVATIONS = frozenset(
    """
    linear relu relu6 leaky_relu softmax log_softmax sigmoid hard_sigmoid log_sigmoid tanh elu selu celu gelu
    softplus softsign silu swish hard_silu hard_swish exponential mish
    """.split()
)
GROUPS = {
    "initializer": (
        keras.initializers,
        """
        Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling HeNormal HeUniform
        GlorotNormal GlorotUniform LecunNormal LecunUniform Orthogonal Identity
        """.split(),
    ),
    "regularizer": (keras.regularizers, ["L1", "L2", "L1L2", "OrthogonalRegularizer"]),
    "constraint": (keras.constraints, ["MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"]),
}
OPTIMIZERS = frozenset("SGD Adam AdamW RMSprop Adagrad Adadelta Adamax Nadam Ftrl Lion Lamb Muon".split())
LOSSES = frozenset(
    """
    SparseCategoricalCrossentropy CategoricalCrossentropy BinaryCrossentropy MeanSquaredError
    MeanAbsoluteError Poisson KLDivergence Hinge SquaredHinge CategoricalHinge Huber LogCosh
    """.split()
)
DTYPES = frozenset(
    "float16 bfloat16 float32 float64 mixed_float16 mixed_bfloat16 int32 int64 uint8 bool".split()
)
# No answer of this course needs more: ResNet50 has 23.6 million weights, and small pictures.
WEIGHTS_LIMIT, VALUES_LIMIT = 60_000_000, 50_000_000


def refuse(what: str) -> ProtocolError:
    """Return the error."""
    return ProtocolError(f"its answer holds {what}, which cannot be judged.")


def group_of(key: str) -> str | None:
    """Return "initializer", "regularizer" or "constraint" for an argument that takes one."""
    return next((group for group in GROUPS if key.endswith(group)), None)


def make_layer(name: str, config: dict) -> keras.layers.Layer:
    """Return a layer of Keras.

    Args:
        name: of its class.
        config: plain arguments; activations by name, other objects as ``{"class", "config"}``.

    Raises:
        ProtocolError: the class is not known here, or its arguments are not.
    """
    if name not in LAYERS:
        raise refuse(f"a layer of type {word(name)}")
    given = {}
    for key, value in config.items():
        if not isinstance(key, str):
            raise refuse("a layer's argument without a name")
        given[key] = _argument(key, value)
    try:
        return getattr(keras.layers, name)(**given)
    except Exception as error:
        raise refuse(f"a {name} with arguments that it cannot have") from error


def _argument(key: str, value):
    group = group_of(key)
    if value is not None and group:
        return _object(group, value)
    if key.endswith("activation"):
        if value is not None and value not in ACTIVATIONS:
            raise refuse("an activation that is not one of Keras's own")
        return value
    if key == "dtype" and value is not None and value not in DTYPES:
        raise refuse("an unknown kind of number")
    return plain(value)


def _object(group: str, value):
    module, names = GROUPS[group]
    if not isinstance(value, dict) or value.get("class") not in names:
        raise refuse(f"an unknown {group}")
    return getattr(module, value["class"])(**plain(value["config"]))


def plain(value, depth: int = 0):
    """Return a value that consists of numbers, texts, lists and dictionaries.

    Raises:
        ProtocolError: it does not.
    """
    small = type(value) is not int or abs(value) <= 10**9
    if depth < 8 and value is None or type(value) in (bool, int, float) and small:
        return value
    if depth < 8 and type(value) is str and len(value) <= 200:
        return value
    if depth < 8 and isinstance(value, (list, tuple)) and len(value) <= 10_000:
        return type(value)(plain(one, depth + 1) for one in value)
    if depth < 8 and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(one, depth + 1) for key, one in value.items()}
    raise refuse("an argument that is no plain value")


def operation(name: str) -> Callable:
    """Return the function of ``keras.ops`` for an operation's class.

    Raises:
        ProtocolError: the operation is not known here.
    """
    if name in SPECIAL:
        return SPECIAL[name]
    if name not in OPERATIONS:
        raise refuse(f"the operation {word(name)}")
    return getattr(ops, OPERATIONS[name])


def make_optimizer(name: str, rate: float) -> keras.optimizers.Optimizer:
    """Return an optimizer; of its settings only the learning rate counts."""
    if name not in OPTIMIZERS or type(rate) not in (int, float):
        raise refuse("an unknown optimizer")
    return getattr(keras.optimizers, name)(rate)


def make_loss(description):
    """Return a loss: one of Keras's by name, or by class and arguments; None for none."""
    if description is None:
        return None
    name, config = description["class"], plain(description["config"])
    if name not in LOSSES:
        raise refuse("a loss that is not one of Keras's own")
    return getattr(keras.losses, name)(**config)


def expected_weights(layer: keras.layers.Layer, shape) -> int:
    """Return about how many weights a layer will have for inputs of this shape, before it is built."""
    channels = max((side for side in shape[1:] if side), default=1) if shape else 1
    units = max(getattr(layer, "filters", None) or 1, getattr(layer, "units", None) or 1)
    kernel = getattr(layer, "kernel_size", None) or (1,)
    return int(channels) * int(units) * int(np.prod(kernel, dtype=float))
