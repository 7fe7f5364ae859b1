"""The check of lesson 5's block: a layer made of layers, which can be saved and loaded."""

import inspect
import json

import keras
import numpy as np

from resnets.checks.blockcheck import Answer, Case, check_block, matches, run_case
from resnets.checks.blockrules import refuse_biases, refuse_initialisers
from resnets.checks.build import build_model
from resnets.checks.isolation import report_as
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from resnets.checks.recipes_cifar import two_layer_recipe
from resnets.checks.trace import weight_layers, written
from resnets.checks.unfinished import CheckFailed, not_right
from resnets.checks.weights import random_input

NAME = "BasicBlock"
# Nothing changes; the picture shrinks and the channels stay; the channels change alone; both change.
CASES = [
    Case((4, 6, 5, 8), (8,), two_layer_recipe(8, 1, False), biases=False),
    Case((5, 9, 8, 6), (6, 2), two_layer_recipe(6, 2, True), biases=False),
    Case((4, 5, 6, 3), (7, 1), two_layer_recipe(7, 1, True), biases=False),
    Case((3, 7, 10, 4), (9, 3), two_layer_recipe(9, 3, True), biases=False),
]


NO_CONFIG = "get_config returns nothing (None), expected the settings, by their names."


class Maker:
    """The learner's class as a function of a tensor; ``rebuilt`` makes the layer from its own config."""

    def __init__(self, cls: type, rebuilt: bool = False) -> None:
        self.cls, self.rebuilt = cls, rebuilt
        self.__code__ = getattr(cls.call, "__code__", None)  # errors are shown with lines of this file

    def __call__(self, X, *arguments):
        layer = self.cls(*arguments)
        if self.rebuilt:
            layer = self.cls.from_config(json.loads(json.dumps(layer.get_config())))
        return layer(X)


def check_basic_block(cls: type, name: str = NAME, cases: list[Case] = CASES) -> None:
    """Check the class ``cls`` against the BasicBlock of lesson 5, and print what was verified.

    It is made as ``cls(filters)`` or ``cls(filters, stride)`` and called on tensors, with and without a
    change of shape, compared with NumPy in inference and in training mode, and made again from its config.

    Args:
        name: what the learner calls the answer.

    Raises:
        ExerciseUnfinished: the class is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    report_as(name, NAME, _check, cls, cases)


def require_class(cls, name: str, base: type, article: str) -> None:
    """Raise CheckFailed unless ``cls`` is a subclass of ``base``."""
    if isinstance(cls, type) and issubclass(cls, base):
        return
    what = f"the class {cls.__name__}" if isinstance(cls, type) else f"an object of type {type(cls).__name__}"
    raise CheckFailed(
        f"{name} is not right yet: the check was given {what}, expected is {article}.\n"
        "Look at: the line that begins with class; the check takes its name alone, without brackets."
    )


def _check(cls: type, cases: list[Case]) -> str:
    require_class(cls, NAME, keras.layers.Layer, "a subclass of keras.layers.Layer")
    make = Maker(cls)
    try:
        answers = check_block(make, NAME, cases, TWO_LAYER_MISTAKES, _unfitting)
    except CheckFailed as failure:
        raise _made_in_call(make, failure, cases) or _other_axis(make, failure) or failure from failure
    refuse_biases(NAME, answers[1].model)
    _check_config(cls, cases[-1])
    refuse_initialisers(NAME, answers[1].model)
    return _report(answers)


def _made_in_call(make: Maker, failure: CheckFailed, cases: list[Case]) -> CheckFailed | None:
    """Return the reason why a block has other weights at every call, or None."""
    look = "where the layers are made: in __init__ or build, once; call only uses them."
    if "add new elements of state" in str(failure.__cause__):
        return not_right(
            NAME, "it makes a layer in call and keeps it, which Keras forbids once a layer is built.", look
        )
    if failure.__cause__ is not None:
        return None
    for case in cases[:2]:
        model = build_model(make, NAME, case.input_shape[1:], *case.arguments)
        x = random_input(case.input_shape)
        one = keras.ops.convert_to_numpy(model(x, training=False))
        before = _next_numbers()
        two = keras.ops.convert_to_numpy(model(x, training=False))
        made = any(after > number + 1 for number, after in zip(before, _next_numbers(), strict=True))
        if made or not np.allclose(one, two, atol=1e-5):  # new kernels show, new normalisations do not
            return not_right(
                NAME, "its layers are made anew in every call, with new weights each time.", look
            )
    return None


def _other_axis(make: Maker, failure: CheckFailed) -> CheckFailed | None:
    """Return what is wrong where another number than that of the channels decides about the projection."""
    if "even where the shape stays" not in str(failure):
        return None
    for axis, word in ((0, "height"), (1, "width")):
        shape = [5, 6, 7]
        shape[axis] = shape[2]
        model = build_model(make, NAME, tuple(shape), shape[2])
        if all(getattr(one, "kernel_size", None) != (1, 1) for one in weight_layers(model)):
            return not_right(
                NAME,
                f"there is a projection even where the shape stays: the {word} is taken for the channels.",
                "`input_shape`: batch, height, width, and the channels last.",
            )
    return None


def _next_numbers() -> list[int]:
    """Make a layer of each kind that has weights; return the numbers in their names: Keras counts them."""
    names = (keras.layers.BatchNormalization().name, keras.layers.Conv2D(1, 1).name)
    return [int(end) if (end := name.rpartition("_")[2]).isdigit() else 0 for name in names]


def _unfitting(make: Maker, name: str, case: Case) -> str | None:
    """Return why the two paths do not fit together, read from a build on a picture of one pixel."""
    channels, filters = case.input_shape[3], case.arguments[0]
    s = case.arguments[1] if len(case.arguments) > 1 else 1
    start = "Look at: the condition under which there is a projection."
    try:
        model = build_model(make, name, (1, 1, channels), *case.arguments)
    except CheckFailed:
        if channels == filters:
            return None
        return f"{start} Here the stride is {s}, and the channels change from {channels} to {filters}."
    convolutions = [c for c in model._flatten_layers() if isinstance(c, keras.layers.Conv2D)]
    for one in convolutions:
        if one.strides not in ((1, 1), (s, s)):
            sizes = "a kernel of {}x{} and strides of {}x{}".format(*one.kernel_size, *one.strides)
            return (
                f"Look at: the order of the arguments; a convolution has {sizes}, the block's stride is {s}."
            )
    idle = next((c for c in convolutions if _is_idle(c, model, channels)), None)
    if idle is not None:
        word = "the projection" if idle.kernel_size == (1, 1) else "one of the 3x3 convolutions"
        return (
            f"Look at: what goes into each step and into the sum; {word} is made, and nothing of it reaches "
            "the result."
        )
    projections = [c for c in weight_layers(model) if getattr(c, "kernel_size", None) == (1, 1)]
    if projections and s != 1 and projections[0].strides == (s, s):
        return f"Look at: the main path; the first of its two convolutions has the stride of {s}, no other."
    if projections and s != 1:
        return f"Look at: the projection; its strides are {projections[0].strides}, expected {(s, s)}."
    if s == 1:
        return None
    return (
        f"{start} Here the channels stay {filters}, and the stride of {s} shrinks the picture all the same."
    )


def _is_idle(convolution, model: keras.Model, channels: int) -> bool:
    """Return whether the result stays as it is when this layer's kernel changes."""
    if not convolution.built:  # one that another has taken the place of is still in Keras's list
        blocks = written(model)
        return any(convolution is part for block in blocks for part in vars(block).values())
    x = random_input((16, 1, 1, channels))
    before = keras.ops.convert_to_numpy(model(x, training=False))
    kernel = keras.ops.convert_to_numpy(convolution.kernel).copy()
    convolution.kernel.assign(3 * kernel[..., ::-1] + 1)
    after = keras.ops.convert_to_numpy(model(x, training=False))
    convolution.kernel.assign(kernel)
    return np.array_equal(before, after)


def _check_config(cls: type, case: Case) -> None:
    """Check that a block made from another one's config is the same block."""
    layer = cls(*case.arguments)
    if layer.get_config() is None:
        raise not_right(NAME, NO_CONFIG, "the last line of get_config.")
    try:
        cls.from_config(json.loads(json.dumps(layer.get_config())))
    except Exception as error:
        told = f"{type(error).__name__}: " + str(error).strip().split("\n")[0][:160]
        unknown = _unknown(cls, layer.get_config())
        if unknown:
            told = f"__init__ has no argument {' or '.join(unknown)}."
        raise not_right(
            NAME,
            f"it cannot be made again from its config, so a saved net could not be loaded: {told}",
            "__init__, which also gets the name and what else the config says; and get_config, which gives "
            "back plain numbers and words.",
        ) from error
    try:
        same = matches(run_case(Maker(cls, rebuilt=True), NAME, case), case.recipe)
    except CheckFailed:
        same = False
    if not same:
        raise not_right(
            NAME,
            "made again from its config it is another block, so a loaded net would be another net.",
            "get_config: every argument of __init__ belongs into it, under its own name.",
        )


def _unknown(cls: type, config: dict) -> list[str]:
    """Return the names in a layer's config that neither its ``__init__`` nor Keras's own layer has."""
    known = {*inspect.signature(cls.__init__).parameters, *keras.layers.Layer().get_config()}
    return sorted(set(config) - known)


def _report(answers: list[Answer]) -> str:
    shapes = [f"{a.case.input_shape[1:]} -> {a.traces[False].output.shape[1:]}" for a in answers]
    counts = [str(answer.model.count_params()) for answer in answers]
    return "\n".join(
        [
            f"{NAME} is right. Compared with NumPy, weights far from their defaults:",
            f"  shapes           {', '.join(shapes)}",
            "  projection       1x1 with BN where the stride is not 1 or the channels change, else none",
            "  inference mode   values equal, moving mean and variance in use",
            "  training mode    values equal, batch statistics in use, moving ones updated",
            f"  parameters       {', '.join(counts)}, all that should be trainable are",
            "  config           made again from it, it is the same block",
        ]
    )
