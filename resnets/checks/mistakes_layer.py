"""The catalogue of mistakes in lesson 6's layer, and the calls that tell them apart."""

from dataclasses import replace
from itertools import product

from resnets.checks.blockcheck import Case
from resnets.checks.mistakes import FIXED, FROZEN, Mistake, activation_mistakes
from resnets.checks.recipe import (
    Part,
    Step,
    bn,
    both,
    change,
    change_kind,
    drop,
    insert_after,
    relu,
    replace_kind,
    swap,
)
from resnets.checks.recipes_cifar import layer_recipe


def layer_case(number: int, activation, norm: bool, conv_first: bool) -> Case:
    """Return a call with sizes of its own: kernels 1, 2, 3 and 5, strides 1, 2 and 3.

    There are as many filters as channels, so that no count of parameters shows where the BN stands.
    """
    filters, kernel, strides = 4 + number, (3, 1, 5, 2)[number % 4], (1, 2, 3)[number % 3]
    shape = (3 + number % 2, 9 + number % 3, 12 + number % 2, filters)
    arguments = (filters, kernel, strides, activation, norm, conv_first)
    return Case(shape, arguments, layer_recipe(*arguments), biases=False)


LAYER_CASES = [
    layer_case(number, *choice)
    for number, choice in enumerate(product(("relu", None), (True, False), (True, False)))
]
LAYER_CASES[2] = layer_case(2, "tanh", False, True)  # an activation is applied by its name
# Called with nothing but the inputs, which shows the defaults.
DEFAULTS = Case((3, 7, 6, 4), (), layer_recipe(16, 3, 1, "relu", True, True), biases=False)
LAYER_CASES.append(DEFAULTS)


def _conv_first(part: Part) -> Part:
    convolution = part.step("conv")
    return replace(part, main=(convolution, *[s for s in part.main if s is not convolution]))


def _conv_last(part: Part) -> Part:
    convolution = part.step("conv")
    return replace(part, main=(*[s for s in part.main if s is not convolution], convolution))


def _exchanged(part: Part) -> Part:
    return _conv_last(part) if part.name == "conv first" else _conv_first(part)


def _with(*steps: Step):
    """Return an edit that adds BN or ReLU where none is asked for, at the place where it would be."""

    def edit(part):
        there = {s.name: s for s in (*steps, *part.main)}
        order = ("conv", "BN", "ReLU") if part.name == "conv first" else ("BN", "ReLU", "conv")
        return replace(part, main=tuple(there[name] for name in order if name in there))

    return edit


def _given(**options):
    """Change the convolution's options in the calls that name them, not in the one of the defaults."""
    return lambda part: part if part == DEFAULTS.recipe else change("conv", **options)(part)


def _by_default(edit):
    return lambda part: edit(part) if part == DEFAULTS.recipe else part


def _when(name: str, edit):
    return lambda part: edit(part) if part.name == name else part


def _order(*names: str):
    def edit(part):
        there = {s.name: s for s in part.main}
        return replace(part, main=tuple(there[name] for name in names if name in there))

    return edit


def kinds(part: Part) -> set[str]:
    """Return which kinds of steps a part has."""
    return {step.kind for step in part.main}


def _normed_again(part: Part) -> Part:
    return insert_after("conv", bn("BN again"))(part)


def _pooled(part: Part) -> Part:
    by = part.step("conv").options["strides"]
    pool = Step("max_pool", "pool", {"size": by, "strides": by, "padding": "same"})
    return both(change("conv", strides=1), insert_after("conv", pool))(part)


def _both_orders(part: Part) -> Part:
    companions = [s for s in part.main if s.name != "conv"]
    again = [replace(s, name=f"{s.name} again") for s in companions]
    return replace(part, main=(*companions, part.step("conv"), *again))


LAYER_MISTAKES = [
    Mistake(
        "conv_first has no effect: the convolution always comes first.",
        "what happens when conv_first is False.",
        _conv_first,
    ),
    Mistake(
        "conv_first has no effect: the convolution always comes last.",
        "what happens when conv_first is True.",
        _conv_last,
    ),
    Mistake(
        "the two orders are exchanged: with conv_first the convolution comes last.",
        "the condition, and which branch belongs to it.",
        _exchanged,
    ),
    Mistake(
        "the ReLU comes before the batch normalisation, in both orders.",
        "the order of these two: normalisation, then activation, wherever the convolution stands.",
        swap("BN", "ReLU"),
    ),
    Mistake(
        "with conv_first=False the ReLU comes before the batch normalisation.",
        "the second branch: its order is normalisation, activation, convolution.",
        _when("conv last", swap("BN", "ReLU")),
    ),
    Mistake(
        "with conv_first=True the ReLU comes before the batch normalisation.",
        "the first branch: its order is convolution, normalisation, activation.",
        _when("conv first", swap("BN", "ReLU")),
    ),
    Mistake(
        "with conv_first=False the batch normalisation comes after the convolution, not first of all.",
        "the second branch: which of the three layers is first.",
        _when("conv last", _order("ReLU", "conv", "BN")),
    ),
    Mistake(
        "with conv_first=False the activation comes after the convolution, not before it.",
        "the second branch: which of the three layers is last.",
        _when("conv last", _order("BN", "conv", "ReLU")),
    ),
    Mistake(
        "with conv_first=True the activation comes before the convolution, not after it.",
        "the first branch: which of the three layers is last.",
        _when("conv first", _order("ReLU", "conv", "BN")),
    ),
    Mistake(
        "there is a ReLU even where activation is None.",
        "the condition on `activation`: None stands for no activation.",
        _with(relu("ReLU")),
    ),
    Mistake(
        "there is always a ReLU, whatever `activation` says.",
        "the condition on `activation`, and the name that it gives.",
        both(_with(relu("ReLU")), replace_kind("relu", "ReLU")),
    ),
    Mistake(
        "the activation is a ReLU, whatever name `activation` gives.",
        'where the argument `activation` is used: it is a name, and "tanh" is one too.',
        replace_kind("relu", "ReLU"),
    ),
    Mistake(
        "there is no activation, whatever `activation` says.",
        "where the argument `activation` is used.",
        drop("ReLU"),
    ),
    Mistake(
        "where batch_normalization is False, the activation is missing too.",
        "the two conditions: each stands by itself, neither inside the other.",
        lambda part: part if "bn" in kinds(part) else drop("ReLU")(part),
    ),
    Mistake(
        "where activation is None, the batch normalisation is missing too.",
        "the two conditions: each stands by itself, neither inside the other.",
        lambda part: part if len(kinds(part) - {"bn", "conv"}) else drop("BN")(part),
    ),
    Mistake(
        "where there is a batch normalisation, there is no activation: it takes the one or the other.",
        "the two conditions: each is asked by itself, whatever the other one says.",
        lambda part: drop("ReLU")(part) if "bn" in kinds(part) else part,
    ),
    Mistake(
        "an activation of another name than relu is left out.",
        'the condition on `activation`: "tanh" is a name too, and only None stands for no activation.',
        lambda part: part if "relu" in kinds(part) else drop("ReLU")(part),
    ),
    Mistake(
        "with conv_first=False the convolution reads the inputs: no normalisation, no activation before it.",
        "what the convolution at the end is called on.",
        _when("conv last", drop("BN", "ReLU")),
    ),
    Mistake(
        "with conv_first=True the convolution alone is returned, without normalisation and activation.",
        "what the first branch returns, and what should come before that.",
        _when("conv first", drop("BN", "ReLU")),
    ),
    Mistake(
        "with conv_first=True the batch normalisation reads the inputs, so the convolution is lost.",
        "what the batch normalisation is called on.",
        _when("conv first", lambda part: drop("conv")(part) if "bn" in kinds(part) else part),
    ),
    Mistake(
        "with conv_first=False a second batch normalisation follows the convolution.",
        "the second branch: its last layer is the convolution.",
        _when("conv last", lambda part: _normed_again(part) if "bn" in kinds(part) else part),
    ),
    Mistake(
        "with conv_first=False there is no activation.",
        "the second branch: three layers, as in the first.",
        _when("conv last", drop("ReLU")),
    ),
    Mistake(
        "with conv_first=True there is no activation.",
        "the first branch: three layers, as in the second.",
        _when("conv first", drop("ReLU")),
    ),
    Mistake(
        "there is a batch normalisation even where batch_normalization is False.",
        "the condition on `batch_normalization`.",
        _with(bn("BN")),
    ),
    Mistake(
        "there is no batch normalisation, whatever `batch_normalization` says.",
        "where the argument `batch_normalization` is used.",
        drop("BN"),
    ),
    Mistake(
        "with conv_first=False there is no batch normalisation.",
        "the second branch: which layers it has.",
        _when("conv last", drop("BN")),
    ),
    Mistake(
        "with conv_first=True there is no batch normalisation.",
        "the first branch: which layers it has.",
        _when("conv first", drop("BN")),
    ),
    Mistake(
        "the convolution has stride 1, whatever `strides` says.",
        "the arguments of the convolution: one of yours is not handed on.",
        _given(strides=1),
    ),
    Mistake(
        "with conv_first=False the convolution has stride 1, whatever `strides` says.",
        "the arguments of the second convolution: one of the first one's is missing.",
        _when("conv last", _given(strides=1)),
    ),
    Mistake(
        "the convolution has stride 1, and a max pool behind it makes the maps smaller.",
        "the arguments of the convolution: it can step itself, and then computes only what is kept.",
        _pooled,
    ),
    Mistake(
        "the kernel is always 3x3, whatever `kernel_size` says.",
        "the numbers you typed: which of them is an argument of the function?",
        _given(kernel=3),
    ),
    Mistake(
        "there are always 16 filters, whatever `num_filters` says.",
        "the numbers you typed: one of them is an argument of the function.",
        _given(filters=16),
    ),
    Mistake(
        "the convolution does not pad, so the picture shrinks by the kernel's rim.",
        "the convolution's padding.",
        change("conv", padding="valid"),
    ),
    Mistake(
        "the convolution applies a ReLU of its own, before whatever comes next.",
        "the arguments of the convolution: the activation is a layer of its own.",
        insert_after("conv", relu("early")),
    ),
    Mistake(
        "left at their defaults the arguments give no batch normalisation.",
        "the default of `batch_normalization` in the first line.",
        _by_default(drop("BN")),
    ),
    Mistake(
        "left at their defaults the arguments give no activation.",
        "the default of `activation` in the first line.",
        _by_default(drop("ReLU")),
    ),
    Mistake(
        "left at their defaults the arguments put the convolution last.",
        "the default of `conv_first` in the first line.",
        _by_default(_conv_last),
    ),
    Mistake(
        "the batch normalisation has another epsilon than Keras's own 0.001.",
        "the arguments of the normalisation layer.",
        change_kind("bn", epsilon=1e-5),
    ),
    Mistake(
        "both orders are run one after the other: there are two batch normalisations and two activations.",
        "how the two branches are kept apart.",
        _both_orders,
    ),
    FROZEN,
    FIXED,
    *activation_mistakes("ReLU"),
]
