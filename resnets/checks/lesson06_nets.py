"""The checks of lesson 6's two nets: ``resnet_v1`` and ``resnet_v2``."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import isolated, report_as
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.mistakes_bottleneck import BOTTLENECK_MISTAKES, OTHER_SIZES, post_activated
from resnets.checks.mistakes_nets import (
    HEAD,
    HEAD_LAYOUT,
    PLAIN_HEAD,
    PRE_ACTIVATION_HEAD,
    SOFTMAX,
    STEM,
    STEM_LAYOUT,
)
from resnets.checks.mistakes_stages import layout_mistakes, other_layout, stage_mistakes
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from resnets.checks.netcheck import (
    Net,
    NetworkMistake,
    Verdict,
    check_classes,
    check_network,
    check_outside,
    on_larger_pictures,
)
from resnets.checks.network import edit_part
from resnets.checks.recipe import Part, bn, relu
from resnets.checks.recipes_cifar import Layout, block_name, net_recipe
from resnets.checks.report import biases_note, initialiser_note
from resnets.checks.unfinished import CheckFailed

# An odd last map (5x3) tells a global pool from a typed-in one; the second case has odd sides all along.
# (shape, n, whether num_classes is given: else the default of 10 counts)
CASES = [((20, 12, 3), 2, 5), ((9, 11, 2), 1, None)]
LARGER_SHAPE = (72, 40, 3)  # where a typed-in 8x8 pool finds something to pool
BAD_DEPTH = 21  # neither 6n+2 nor 9n+2


class Family(NamedTuple):
    """What ``resnet_v1`` and ``resnet_v2`` differ in."""

    name: str
    layers: int  # layers more when n grows by one
    layout: Callable[[int], Layout]
    head: list[NetworkMistake]
    more: Callable[[Layout, int], list[NetworkMistake]]
    inside: list[Mistake]


def _v1_layout(n: int) -> Layout:
    return Layout((n, n, n))


def _v2_layout(n: int) -> Layout:
    return Layout((n, n, n), (64, 128, 256), inside=(16, 32, 64))


STEM_NORM = (bn("the stem's BN"), relu("the stem's ReLU"))


def _v2_more(layout: Layout, classes: int) -> list[NetworkMistake]:
    first = block_name(1, 1)

    other = partial(other_layout, layout, classes)
    return [
        other(
            "the 3x3 convolutions have 16, 64 and 128 channels, as in circulating tutorials; in the paper "
            "they have 16, 32 and 64.",
            "the channels inside a bottleneck: a quarter of those after it, in every stage.",
            inside=(16, 64, 128),
        ),
        other(
            "the blocks do not widen: they have 16, 32 and 64 channels after them, expected 64, 128 and 256.",
            "the filters of the last 1x1 convolution: four times those inside.",
            widths=(16, 32, 64),
        ),
        other(
            "the bottlenecks are as wide inside as outside, so they are none.",
            "the filters of the first two convolutions: a quarter of the last one's.",
            inside=(64, 128, 256),
        ),
        other(
            "the bottlenecks have 64, 128 and 256 channels inside, and four times as many after them; these "
            "are the numbers after them.",
            "the filters of the first two convolutions: 16, 32 and 64, and four times these at the end.",
            inside=(64, 128, 256),
            widths=(256, 512, 1024),
        ),
        NetworkMistake(
            "the stem has BN and ReLU, and the first block begins with both once more.",
            "what stands between the first convolution and the next: one BN, one ReLU.",
            edit_part(first, lambda part: replace(part, main=(*STEM_NORM, *part.main))),
        ),
        NetworkMistake(
            "after the stem each convolution comes before its normalisation and ReLU, as in v1.",
            "the order of the three layers in a block: BN, ReLU, convolution.",
            edit_part(first, post_activated(before=STEM_NORM)),
        ),
        NetworkMistake(
            "after the stem come the blocks of ResNet50, convolutions first, with normalised projections.",
            "the order of the three layers in a block, and what stands on the short way.",
            edit_part(first, post_activated(bn("the projection's BN"), before=STEM_NORM)),
        ),
    ]


V1 = Family("resnet_v1", 6, _v1_layout, PLAIN_HEAD, lambda layout, classes: [], TWO_LAYER_MISTAKES)
V2_INSIDE = [*BOTTLENECK_MISTAKES, *OTHER_SIZES]
V2 = Family("resnet_v2", 9, _v2_layout, PRE_ACTIVATION_HEAD, _v2_more, V2_INSIDE)


def check_resnet_v1(function: Callable, cases=CASES, bad_depth: int = BAD_DEPTH) -> None:
    """Check ``function`` against the residual net of lesson 6, and print what was verified.

    It is called as ``function(input_shape, depth, num_classes=5)`` and ``function(input_shape, depth)``, for
    depths 14 and 8, and must raise ValueError for depths 21 and 2. Expected are two-layer blocks, and 1x1
    projections with BN (shortcut B) where the shape changes. It may return logits or probabilities, have
    biases or not, and start from any weights.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check, function, V1, cases, bad_depth))


def check_resnet_v2(function: Callable, name: str = V2.name, cases=CASES, bad_depth: int = BAD_DEPTH) -> None:
    """Check ``function`` against the pre-activation net of lesson 6, and print what was verified.

    Called and judged as in ``check_resnet_v1``, for depths 20 and 11. Expected are pre-activation
    bottlenecks of the paper's widths (16/32/64 inside, 64/128/256 after), projections without BN that read
    the activated input, and BN and ReLU before the last pool.

    Args:
        name: what the learner calls the answer.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    report_as(name, V2.name, _check, function, V2, cases, bad_depth)


def expected_nets(family: Family, cases=CASES) -> list[tuple[Net, int]]:
    """Return (expected net, depth) of each call."""
    return [(_net(family, shape, n, classes or 10), family.layers * n + 2) for shape, n, classes in cases]


def _net(family: Family, shape, n: int, classes: int) -> Net:
    layout = family.layout(n)
    mistakes = [
        *(STEM[:2] if layout.inside else STEM),
        *(HEAD + family.head + STEM_LAYOUT + HEAD_LAYOUT),
        *stage_mistakes(layout, classes),
        *family.more(layout, classes),
        *layout_mistakes(layout, classes),
    ]

    def inside(part: Part) -> tuple[None, list[Mistake]]:
        return None, (family.inside if part.merge else [FROZEN, FIXED])

    network = net_recipe(layout, classes)
    return Net(family.name, shape, classes, network, mistakes, inside, 3, False, {"probabilities": SOFTMAX})


def _check(function: Callable, family: Family, cases, bad_depth: int) -> str:
    require_function(function, family.name)
    found = []
    for (net, depth), (shape, _, classes) in zip(expected_nets(family, cases), cases, strict=True):
        given = {} if classes is None else {"num_classes": classes}
        try:
            model = call(function, net.name, shape, depth, **given)
        except BuildFailed as failure:
            raise _explained(function, family, failure, depth) from failure
        check_outside(net, model)
        check_classes(net, model, "num_classes")
        found.append((model, check_network(net, model)))
    for bad in (bad_depth, 2):
        _check_bad_depth(function, family, bad)
    return _report(family, found, cases, bad_depth)


def _explained(function: Callable, family: Family, failure: BuildFailed, depth: int) -> CheckFailed:
    """Return what is wrong with a function that raised, as closely as can be said."""
    cause = failure.__cause__
    if isinstance(cause, ValueError) and "depth" in str(cause).lower():
        return CheckFailed(
            f"{family.name} is not right yet: it refuses depth {depth}, which is {family.layers}n+2: "
            f"{cause}\nLook at: the condition under which you raise ValueError."
        )
    net = _net(family, LARGER_SHAPE, 1, 5)
    build = _at(function, LARGER_SHAPE, family.layers + 2)
    return on_larger_pictures(net, build, "num_classes") or failure


def _at(function: Callable, shape, depth: int) -> Callable:
    return lambda: function(shape, depth, num_classes=5)


def _check_bad_depth(function: Callable, family: Family, depth: int) -> None:
    why = "a net without any unit" if depth == 2 else f"not {family.layers}n+2"
    start = f"{family.name} is not right yet: depth {depth} is {why}; "
    look = "\nLook at: the first lines; a net of another depth than the one asked for must not come out."
    if depth == 2:
        look = "\nLook at: the condition under which you raise ValueError: n is 1 or more."
    try:
        function((9, 11, 2), depth)
    except ValueError:
        return
    except Exception as error:
        what = f"ValueError is expected, and it raises {type(error).__name__}."
        raise CheckFailed(start + what + look) from error
    raise CheckFailed(start + "ValueError is expected, and it returns something." + look)


def _report(family: Family, found: list[tuple[object, Verdict]], cases, bad_depth) -> str:
    depths = [str(family.layers * n + 2) for _, n, _ in cases]
    shapes = [str(shape) for shape, _, _ in cases]
    counts = [f"{verdict.trainable:,}" for _, verdict in found]
    model, verdict = found[0]
    output = verdict.kind or "logits"
    lines = [
        f"{family.name} is right. Compared with NumPy on {' and '.join(shapes)}:",
        f"  depths           {' and '.join(depths)}; ValueError for {bad_depth}",
        "  stem, blocks, head   values equal after each, in inference and in training mode",
        f"  parameters       {' and '.join(counts)} trainable, biases of convolutions not counted",
        f"  output           {output}",
    ]
    return "\n".join(lines + biases_note(model) + initialiser_note(model))
