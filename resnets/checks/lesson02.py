"""The check of lesson 2: the identity block."""

from collections.abc import Callable

from resnets.checks.blockcheck import Case, check_block
from resnets.checks.isolation import report_as
from resnets.checks.mistakes import BLOCK_MISTAKES, Mistake
from resnets.checks.recipe import Step, bn, conv, identity_recipe, relu, set_part
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


def _norms_first(part):
    """Put normalisation and ReLU before each convolution; the last steps of the block stay."""
    units = [[part.step(f"{kind} {branch}") for kind in ("BN", "conv")] for branch in ("2a", "2b", "2c")]
    main = [(norm, relu(norm.name.replace("BN", "ReLU")), one) for norm, one in units]
    return set_part(main=sum(main, ()))(part)


MISTAKES = [
    *BLOCK_MISTAKES,
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
    Mistake(
        "the order is that of a pre-activation block: normalisation, ReLU, convolution, three times.",
        "the order within each third of the main path: the convolution opens it.",
        _norms_first,
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
