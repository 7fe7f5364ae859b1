"""The check of lesson 2: the identity block."""

from collections.abc import Callable

from resnets.checks.blockcheck import Case, check_block
from resnets.checks.isolation import report_as
from resnets.checks.mistakes import BLOCK_MISTAKES, Mistake
from resnets.checks.recipe import (
    Part,
    Step,
    bn,
    both,
    change,
    conv,
    drop,
    identity_recipe,
    insert_after,
    relu,
    set_part,
)
from resnets.checks.report import block_report

NAME = "identity_block"
# Sizes differ pairwise, so that a swapped axis or filter number cannot go unseen; the second case
# has another size of everything, so that a number typed into the function cannot either.
CASES = [
    Case((8, 5, 6, 7), (3, [2, 4, 7], 1, "a"), identity_recipe(3, (2, 4, 7))),
    Case((7, 8, 6, 5), (2, [4, 3, 5], 3, "c"), identity_recipe(2, (4, 3, 5))),
]


def _projected(*tail: Step):
    def edit(part):
        F3 = part.step("conv 2c").options["filters"]
        return set_part(shortcut=(conv("conv 1", F3, 1), *tail))(part)

    return edit


def _middle_twice(part: Part) -> Part:
    middle = part.step("conv 2b").options
    again = conv("conv again", middle["filters"], middle["kernel"], padding="same")
    return insert_after("ReLU 2b", again, bn("BN again"), relu("ReLU again"))(part)


def _two_layers(left_out: str, first: str):
    """Return an edit that leaves one of the first two convolutions out and makes the two others f x f."""

    def edit(part):
        if any(step.name == "conv again" for step in part.main):
            raise ValueError("the middle one out, and there twice: that is another mistake")
        f = part.step("conv 2b").options["kernel"]
        without = drop(*[f"{kind} {left_out}" for kind in ("conv", "BN", "ReLU")])
        return both(without, change(first, "conv 2c", kernel=f, padding="same"))(part)

    return edit


def _normalised_first(part: Part) -> Part:
    thirds = [[part.step(f"{kind} {branch}") for kind in ("BN", "conv")] for branch in ("2a", "2b", "2c")]
    main = [step for norm, one in thirds for step in (norm, relu(f"ReLU of {norm.name}"), one)]
    return set_part(main=tuple(main))(part)


def _narrow(width):
    """Return an edit that gives both convolutions of the narrow middle ``width(F3)`` filters."""
    return lambda part: change("conv 2a", "conv 2b", filters=width(part.step("conv 2c").options["filters"]))(
        part
    )


MISTAKES = [
    *BLOCK_MISTAKES,
    Mistake(
        "the middle convolution is there twice, with its normalisation and ReLU.",
        "the number of convolutions in the main path: a bottleneck has three.",
        _middle_twice,
    ),
    *[
        Mistake(
            f"the main path has two f x f convolutions, as ResNet18's unit has, {which}; here it has three.",
            "the diagram of the identity block, not that of the two-layer unit before it.",
            _two_layers(left_out, first),
        )
        for which, left_out, first in (
            ("of F1 and F3 filters", "2b", "conv 2a"),
            ("of F2 and F3 filters", "2a", "conv 2b"),
        )
    ],
    Mistake(
        "normalisation and ReLU come before each convolution; here they follow it.",
        "the order of the steps in the diagram: what does the input X meet first?",
        _normalised_first,
    ),
    Mistake(
        "it is the block of ResNet v2: normalisation and ReLU come first, and no ReLU follows the sum.",
        "the order of the steps in the diagram: what X meets first, and what the sum.",
        lambda part: set_part(after=())(_normalised_first(part)),
    ),
    Mistake(
        "its result is that of the first convolution, with normalisation and ReLU; nothing more is done.",
        "how far the return is indented: inside a loop it ends everything in the first round.",
        lambda part: set_part(main=part.main[:3], merge=None, after=())(part),
    ),
    Mistake(
        "all three convolutions have F3 filters, so there is no bottleneck.",
        "which of the three filter numbers each convolution takes.",
        _narrow(lambda F3: F3),
    ),
    Mistake(
        "the narrow middle is a quarter of the channels wide, whatever F1 and F2 are.",
        "the arguments of the function: is each of the three filter numbers used?",
        _narrow(lambda F3: F3 // 4),
    ),
    Mistake(
        "the function returns its input unchanged.",
        "the result that is handed back: it should be that of the last step.",
        set_part(merge="neither", after=()),
    ),
    Mistake(
        "there is neither shortcut nor last ReLU; it returns F(X).",
        "the last two steps in the diagram: they are what makes the block residual.",
        set_part(merge=None, after=()),
    ),
    Mistake(
        "the shortcut has a convolution and a normalisation; in the identity block it is X itself.",
        "the name of the block: what does an identity change?",
        _projected(bn("BN 1")),
    ),
    Mistake(
        "the shortcut has a convolution; in the identity block it is X itself.",
        "the lower path in the diagram: no box lies on it.",
        _projected(),
    ),
    Mistake(
        "the shortcut goes through a batch normalisation; in the identity block it is X itself.",
        "what lies between the input and the plus sign on the short way.",
        set_part(shortcut=(bn("BN 1"),)),
    ),
    Mistake(
        "the shortcut goes through a ReLU; in the identity block it is X itself.",
        "the moment at which the input is put aside.",
        set_part(shortcut=(relu("ReLU 1"),)),
    ),
    Mistake(
        "the shortcut is the third convolution's result; it should be X as it came.",
        "the line that puts the input aside: before the first convolution, outside of any loop.",
        set_part(shortcut_from="conv 2c"),
    ),
]


def check_identity_block(function: Callable, name: str = NAME, cases: list[Case] = CASES) -> None:
    """Check ``function`` against the identity block of lesson 2, and print what was verified.

    It is called as ``function(X, f, filters, stage, block)`` on small tensors of pairwise different
    sizes, gets weights far from their defaults, and is compared with the NumPy reference in inference
    and in training mode. Names of layers do not matter, nor does the order in which they are made.

    Args:
        name: what the learner calls the answer.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    report_as(name, NAME, _check, function, cases)


def _check(function: Callable, cases: list[Case]) -> str:
    return block_report(NAME, check_block(function, NAME, cases, MISTAKES))
