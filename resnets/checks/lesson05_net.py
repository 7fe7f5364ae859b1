"""The check of lesson 5's net: ResNet18 for small pictures, as a class or as a function."""

import inspect
import json
from collections.abc import Callable

import keras
import numpy as np

from resnets.checks.blockrules import refuse_initialisers
from resnets.checks.build import call, require_function, require_tensor
from resnets.checks.isolation import isolated
from resnets.checks.lesson05 import NO_CONFIG, require_class
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.mistakes_nets import HEAD, HEAD_LAYOUT, PLAIN_HEAD, SOFTMAX, STEM, STEM_LAYOUT
from resnets.checks.mistakes_stages import layout_mistakes, other_layout, stage_mistakes
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from resnets.checks.netcheck import (
    Net,
    NetworkMistake,
    check_classes,
    check_network,
    check_outside,
    failed,
)
from resnets.checks.recipe import Part
from resnets.checks.recipes_cifar import Layout, count_parameters, net_recipe
from resnets.checks.trace import conv_biases, weight_layers
from resnets.checks.unfinished import CheckFailed

BLOCKS = (2, 2, 2, 2)
# (blocks, width, classes or the default, shape): the last map is 3x2, and no side stays even all along.
CASES = [(BLOCKS, 4, 5, (20, 12, 3)), ((1, 2, 1, 1), 6, None, (9, 11, 2))]
THREE = (3, 1, 1, 1)
FULL_WIDTH, FULL_SHAPE = 64, (32, 32, 3)

ONLY_HERE = [
    NetworkMistake(
        "the net ends in a softmax; it should return logits, and leave the softmax to the loss.",
        "the activation of the last layer, and what `from_logits` would have to be.",
        SOFTMAX,
    ),
]


def check_resnet18(net: Callable, cases=CASES) -> None:
    """Check ``net`` against the ResNet18 of lesson 5, and print what was verified.

    A subclass of keras.Model is made as ``net(blocks_per_stage, num_classes=5, width=4)`` and called on
    pictures; a function is called as ``net(width=4, num_classes=5, input_shape=(20, 12, 3))`` and returns a
    model. Both are compared with NumPy in inference and in training mode, and the parameters are counted at
    full width, where no weights are made. Expected are logits.

    Raises:
        ExerciseUnfinished: it is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check, net, cases))


def expected_net(name: str, blocks, width: int, classes: int, shape) -> Net:
    """Return what the call should give."""
    layout = _layout(blocks, width)
    mistakes = [
        *(ONLY_HERE + STEM + HEAD + PLAIN_HEAD + STEM_LAYOUT + HEAD_LAYOUT),
        *stage_mistakes(layout, classes),
        *layout_mistakes(layout, classes),
        other_layout(
            layout,
            classes,
            "the stages have 3, 4, 6 and 3 blocks: that is ResNet34.",
            "the numbers of blocks; ResNet18 has two in each stage.",
            blocks=(3, 4, 6, 3),
        ),
        other_layout(
            layout,
            classes,
            "numbers of filters and numbers of blocks are exchanged.",
            "the order of the arguments where the blocks of a stage are asked for.",
            blocks=layout.widths,
            widths=layout.blocks,
        ),
        NetworkMistake(
            "only the blocks of the last stage are there.",
            "how the blocks of a stage are put behind those before: what is assigned anew forgets them.",
            lambda network: tuple(p for p in network if "of stage" not in p.name or "of stage 4" in p.name),
        ),
    ]

    def inside(part: Part) -> tuple[str | None, list[Mistake]]:
        if part.merge is None:
            return None, [FROZEN, FIXED]
        return "your BasicBlock; its own check says more.", TWO_LAYER_MISTAKES

    return Net(name, shape, classes, net_recipe(layout, classes), mistakes, inside, 3, False)


def _layout(blocks, width: int) -> Layout:
    widths = tuple(width * 2**stage for stage in range(4))
    return Layout(tuple(blocks), widths, strides=(1, 2, 2, 2), stem=width)


def _check(net: Callable, cases) -> str:
    is_class = isinstance(net, type)
    name = getattr(net, "__name__", "ResNet18")
    if is_class:
        require_class(net, name, keras.Model, "a subclass of keras.Model, or a function")
    else:
        require_function(net, name)
    models = []
    for blocks, width, classes, shape in cases:
        blocks = blocks if is_class else BLOCKS
        given = {"width": width} | ({} if classes is None else {"num_classes": classes})
        wanted = expected_net(name, blocks, width, classes or 10, shape)
        make = _Maker(net, blocks, shape, given)
        if is_class and models:
            models.append(_rebuilt(wanted, make))
        else:
            try:
                models.append(_direct(wanted, make))
            except CheckFailed as failure:
                raise _untold(wanted, net, failure) or failure from failure.__cause__
    if conv_biases(models[0]):
        raise failed(
            wanted,
            "the convolutions have biases, which the batch normalisation that follows subtracts again.\n"
            "Look at: the arguments of the convolutions, in the stem as well.",
        )
    if is_class:
        _check_three(net, wanted)
        _check_fit(net, wanted)
    refuse_initialisers(name, models[0])
    return _report(name, is_class, models, cases, _check_full(net, wanted))


class _Maker:
    """The learner's class or function as a function without arguments that returns a functional model."""

    def __init__(self, net, blocks, shape, given: dict, rebuilt: bool = False) -> None:
        self.net, self.blocks, self.shape = net, blocks, shape
        self.given, self.rebuilt = given, rebuilt
        source = net.call if isinstance(net, type) else net
        self.__code__ = getattr(source, "__code__", None)

    def config(self):
        return self.net(list(self.blocks), **self.given).get_config()

    def __call__(self):
        if isinstance(self.net, type):
            model = self.net(list(self.blocks), **self.given)
        else:
            model = self.net(**self.given, input_shape=self.shape)
        if self.rebuilt:
            model = self.net.from_config(json.loads(json.dumps(model.get_config())))
        if isinstance(model, keras.Model) and not hasattr(model, "inputs"):
            inputs = keras.Input(self.shape)
            outputs = model(inputs)
            require_tensor(outputs, self.net.__name__)
            model = keras.Model(inputs, outputs)
        return model


def _check_width(wanted: Net, model, width: int) -> None:
    """Check before anything runs that a narrow net is narrow: full width in NumPy would take seconds."""
    found = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    _, narrow = count_parameters(wanted.network, wanted.shape[2])
    if found > 30 * narrow:
        raise failed(
            wanted,
            f"asked for width={width}, it has {found:,} parameters, expected {narrow:,}.\n"
            "Look at: the numbers of filters you typed: all of them follow from the width.",
        )


def _direct(wanted: Net, make: "_Maker"):
    model = call(make, wanted.name)
    check_outside(wanted, model)
    if not any(isinstance(layer, keras.layers.Dense) for layer in weight_layers(model)):
        raise failed(
            wanted,
            "there is no dense layer: the features come out, not one number a class.\n"
            "Look at: what is returned, and what the head consists of.",
        )
    check_classes(wanted, model, "num_classes")
    _check_width(wanted, model, make.given["width"])
    check_network(wanted, model)
    return model


def _rebuilt(wanted: Net, make: "_Maker"):
    """Return a model made again from the config of another one, if it is the same."""
    again = _Maker(make.net, make.blocks, make.shape, make.given, rebuilt=True)
    try:
        if again.config() is None:
            raise failed(wanted, f"{NO_CONFIG}\nLook at: the last line of get_config.")
        model = again()
        check_network(wanted, model)
    except Exception as error:
        _direct(wanted, make)  # says what is wrong if the config is not to blame
        if NO_CONFIG in str(error):
            raise
        if isinstance(error, CheckFailed):
            told = "made again from its config it is another net."
        else:
            first = str(error).strip().split("\n")[0][:160]
            told = f"it cannot be made again from its config: {type(error).__name__}: {first}"
        look = "get_config: it gives back every argument of __init__ as plain numbers and words, by its name."
        raise failed(wanted, f"{told}\nLook at: {look}") from error
    return model


def _check_three(net: type, wanted: Net) -> None:
    """Check a stage of three blocks: its second and third may be one and the same object."""
    model = _Maker(net, THREE, (8, 8, 1), {"num_classes": 2, "width": 2})()
    found = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    _, expected = count_parameters(net_recipe(_layout(THREE, 2), 2), 1)
    if found != expected:
        raise failed(
            wanted,
            f"with {list(THREE)} blocks it has {found:,} parameters to train, expected {expected:,}: are the "
            "second and the third of the three blocks one and the same?\n"
            "Look at: how a stage's blocks are made; a list times a number holds one object several times.",
        )


def _check_fit(net: type, wanted: Net) -> None:
    """Check that a training step of Keras runs the net in training mode: its moving statistics move."""
    model = net([1, 1, 1, 1], num_classes=2, width=2)
    x = np.random.default_rng(0).normal(2, 3, (3, 8, 8, 1)).astype("float32")
    model(x)
    before = [keras.ops.convert_to_numpy(w).copy() for w in model.non_trainable_weights]
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True, jit_compile=False)
    model.fit(x, np.zeros((3, 2), "float32"), batch_size=3, verbose=0)
    after = [keras.ops.convert_to_numpy(w) for w in model.non_trainable_weights]
    if before and all(np.array_equal(a, b) for a, b in zip(before, after, strict=True)):
        raise failed(
            wanted,
            "in `fit` its batch normalisation stays in inference mode, although called by hand it follows "
            f"`training`: {_why_not_told(net)}",
        )


def _untold(wanted: Net, net: Callable, failure: CheckFailed) -> CheckFailed | None:
    """Return what to say where batch normalisation looks frozen to a class that is not told of training."""
    if FROZEN.what not in str(failure) or not isinstance(net, type):
        return None
    if "training" in inspect.signature(net.call).parameters:
        return None
    return failed(wanted, f"its batch normalisation stays in inference mode: {_why_not_told(net)}")


def _why_not_told(net: type) -> str:
    """Return why ``fit`` does not reach the layers inside, and where to look."""
    if "training" in inspect.signature(net.call).parameters:  # Keras 3.15 with JAX: fit runs call itself
        return (
            f"on {keras.backend.backend()} `fit` runs `call` itself, and only `call` can hand it on.\n"
            "Look at: the layers in `call`; each that has batch normalisation takes `training=training`."
        )
    return (
        "`fit` says that it trains to a model only if its `call` has an argument of that name.\n"
        "Look at: the line `def call(self, x)`; it lacks `training=None`."
    )


def _check_full(net: Callable, wanted: Net) -> tuple[int, int]:
    """Return (all, trainable) parameters with default arguments, counted without making the weights."""
    expected = count_parameters(net_recipe(_layout(BLOCKS, FULL_WIDTH), 10), FULL_SHAPE[2])
    with keras.StatelessScope(initialize_variables=False):
        model = call(_Maker(net, BLOCKS, FULL_SHAPE, {}), wanted.name)
        trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
        total = trainable + sum(int(np.prod(w.shape)) for w in model.non_trainable_weights)
    if (total, trainable) != expected:
        raise failed(
            wanted,
            f"with its defaults it has {trainable:,} trainable parameters, expected {expected[1]:,}.\n"
            "Look at: the defaults in the first line: width 64 and 10 classes.",
        )
    return total, trainable


def _report(name: str, is_class: bool, models: list, cases, full: tuple[int, int]) -> str:
    shapes = " and ".join(str(shape) for *_, shape in cases)
    counts = " and ".join(f"{model.count_params():,}" for model in models)
    widths = " and ".join(str(width) for _, width, *_ in cases)
    lines = [
        f"{name} is right. Compared with NumPy on {shapes}, at widths {widths}:",
        "  stem, blocks, head   values equal after each, in inference and in training mode",
        "  output           logits",
        f"  parameters       {counts}; at full width {full[1]:,} trainable, {full[0]:,} in all",
    ]
    of_class = [
        "  fit              trains in training mode",
        "  config           made again from it, it is the same net",
    ]
    return "\n".join(lines + (of_class if is_class else []))
