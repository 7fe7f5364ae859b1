"""The check of lesson 3: the convolutional block."""

from collections.abc import Callable
from dataclasses import replace

from resnets.checks.blockcheck import Case, check_block
from resnets.checks.build import build_model
from resnets.checks.isolation import report_as
from resnets.checks.mistakes import BLOCK_MISTAKES, Mistake
from resnets.checks.recipe import (
    Step,
    both,
    change,
    convolutional_recipe,
    drop,
    insert_after,
    relu,
    set_part,
    swap,
)
from resnets.checks.report import block_report
from resnets.checks.unfinished import CheckFailed

NAME = "convolutional_block"
# Odd and even sides, since strides round them differently; s = 3 shows a stride that is typed in.
CASES = [
    Case((4, 9, 10, 5), (3, [2, 6, 7], 1, "a", 2), convolutional_recipe(3, (2, 6, 7), 2)),
    Case((5, 10, 11, 4), (2, [7, 3, 6], 3, "a", 3), convolutional_recipe(2, (7, 3, 6), 3)),
]
# Block 2a, which has no stride and as many filters first as X has channels: much that is wrong fits there.
UNSTRIDED = Case((3, 7, 6, 4), (3, [4, 3, 8], 2, "a", 1), convolutional_recipe(3, (4, 3, 8), 1))


def _stride_to(name: str):
    def edit(part):
        s = part.step("conv 2a").options["strides"]
        return both(change("conv 2a", strides=1), change(name, strides=s))(part)

    return edit


def _projection_f(part):
    f = part.step("conv 2b").options["kernel"]
    return change("conv 1", kernel=f, padding="same")(part)


def _pooled(kind: str):
    def edit(part):
        s = part.step("conv 1").options["strides"]
        pool = Step(kind, "pool 1", {"size": s, "strides": s, "padding": "same"})
        first, *others = change("conv 1", strides=1)(part).shortcut
        return set_part(shortcut=(pool, first, *others))(part)

    return edit


def _projection_from(step: str):
    return both(change("conv 1", strides=1), set_part(shortcut_from=step))


def _forked_at(step: str):
    """Return an edit whose projection reads ``step`` and runs before what follows on the main path.

    Where both paths hold kernels of one shape, the order in which Keras runs them decides who gets which.
    """

    def edit(part):
        there = [one.name for one in part.main].index(step) + 1
        short = change("conv 1", strides=1)(part).shortcut
        return set_part(main=part.main[:there] + short, shortcut=part.main[there:], shortcut_from=step)(part)

    return edit


EARLIER = {
    "conv 2a": "first convolution",
    "BN 2a": "first batch normalisation",
}
LATER = {"conv 2b": "middle convolution"}

MISTAKES = [
    *BLOCK_MISTAKES,
    Mistake(
        "the function returns its shortcut without the last ReLU, and F(X) not at all.",
        "the result that is handed back: it should be that of the last step.",
        set_part(merge="neither", after=()),
    ),
    Mistake(
        "the stride sits on the middle convolution; here it belongs to the first 1x1.",
        "which of the three convolutions takes s. (Later releases of ResNet50, called v1.5, moved it.)",
        _stride_to("conv 2b"),
    ),
    Mistake(
        "the stride sits on the last convolution of the main path; it belongs to the first 1x1.",
        "which of the three convolutions takes s: the one that makes the other two cheaper.",
        _stride_to("conv 2c"),
    ),
    Mistake(
        "the stride is always 2, whatever s is.",
        "the numbers you typed: which of them is an argument of the function?",
        change("conv 2a", "conv 1", strides=2),
    ),
    Mistake(
        "the projection on the shortcut has no batch normalisation.",
        "what follows the convolution on the short way.",
        drop("BN 1"),
    ),
    Mistake(
        "the shortcut goes through a ReLU before the addition.",
        "what follows the projection's normalisation: the sum follows at once.",
        insert_after("BN 1", relu("ReLU 1")),
    ),
    Mistake(
        "the projection has a ReLU between convolution and normalisation.",
        "the shortcut: a linear map and its normalisation, nothing else.",
        insert_after("conv 1", relu("ReLU 1")),
    ),
    *[
        Mistake(
            f"the projection starts from the {word}; it should start from X.",
            "the line that puts the input aside: before any layer has touched it.",
            edit(step),
        )
        for steps, edit in ((EARLIER, _projection_from), (LATER, _forked_at))
        for step, word in steps.items()
    ],
    Mistake(
        "the projection reads ReLU(X); it should read X as it came.",
        "what stands between the block's input and the projection.",
        lambda part: set_part(shortcut=(relu("early"), *part.shortcut))(part),
    ),
    Mistake(
        "the projection starts from the main path's first ReLU; it should start from X.",
        "which tensor the short way takes: X may have been overwritten by then.",
        _projection_from("ReLU 2a"),
    ),
    Mistake(
        "the projection starts from the main path's second ReLU; it should start from X.",
        "which tensor the short way takes, and when it is put aside.",
        _projection_from("ReLU 2b"),
    ),
    Mistake(
        "the projection starts from F(X); it should start from X.",
        "which tensor the short way takes: at the end of the main path X is no longer the input.",
        _projection_from("BN 2c"),
    ),
    Mistake(
        "the shortcut is pooled, then projected; the projection itself should take the stride.",
        "how the short way shrinks the picture.",
        _pooled("average_pool"),
    ),
    Mistake(
        "the shortcut goes through a max pool, then the projection, which should take the stride itself.",
        "how the short way shrinks the picture.",
        _pooled("max_pool"),
    ),
    Mistake(
        "one batch normalisation serves both the main path's end and the projection; each needs its own.",
        "normalisations: a layer object that is called twice shares weights and statistics.",
        change("BN 1", share="BN 2c"),
    ),
]


def _second_projection(part):
    step = part.step("conv 1")
    again = replace(step, name="conv 1 again")
    return both(change("conv 1", strides=1), insert_after("conv 1", again))(part)


def _middle_of_f1(part):
    return change("conv 2b", filters=part.step("conv 2a").options["filters"])(part)


def _four_times_f1(part):
    width = part.step("conv 2a").options["filters"]
    return both(_middle_of_f1, change("conv 2c", "conv 1", filters=4 * width))(part)


def _zeros_for_channels(part):
    options = {key: part.step("conv 1").options[key] for key in ("filters", "strides")}
    return set_part(shortcut=(Step("zeros", "zeros", options),))(part)


def _main_path_from_projection(part):
    main = change("conv 2a", strides=1)(part).main
    return set_part(main=(*part.shortcut, *main), shortcut=(), shortcut_from="BN 1")(part)


# Those that show in the number of parameters, or in the shape.
OTHER_COUNTS = [
    Mistake(
        "the function returns the end of the main path, F(X), and not the ReLU of the sum.",
        "the result that is handed back: it should be that of the last step.",
        set_part(merge=None, shortcut=(), after=()),
    ),
    Mistake(
        "the middle convolution takes F1 filters, as the first does; it should take F2.",
        "which of the three filter numbers each convolution takes. In ResNet50 the first two are equal.",
        _middle_of_f1,
    ),
    Mistake(
        "all widths are made of F1, the last as 4 F1; each convolution has a number of its own in filters.",
        "which of the three filter numbers each convolution takes. In ResNet50 the last is 4 F1.",
        _four_times_f1,
    ),
    Mistake(
        "the shortcut is filled up with channels of zeros (option A); here it is projected (option B).",
        "how the short way gets its channels: a convolution and its normalisation.",
        _zeros_for_channels,
    ),
    Mistake(
        "the shortcut has two convolutions, one for the channels and one for the stride; one does both.",
        "the number of convolutions on the short way.",
        _second_projection,
    ),
    Mistake(
        "the shortcut is normalised before its projection; the normalisation belongs behind it.",
        "the order on the short way: first the convolution.",
        swap("conv 1", "BN 1"),
    ),
    Mistake(
        "the main path starts from the projected shortcut; both paths should start from X.",
        "which tensor the first convolution of the main path reads.",
        _main_path_from_projection,
    ),
]


def require_default_stride(function: Callable, name: str) -> None:
    """Raise CheckFailed unless the block, which is right, has stride 2 where ``s`` is not given."""
    model = build_model(function, name, (6, 6, 3), 2, (2, 3, 4), 1, "a")
    if model.output_shape[1:3] != (3, 3):
        raise CheckFailed(
            f"{name} is not right yet: where s is not given, the stride is to be 2, and it is another.\n"
            "Look at: the function's first line; the default given there stays."
        )


def require_block_2a(function: Callable, name: str, case: Case, mistakes: list[Mistake]) -> None:
    """Raise CheckFailed unless the block, which is right where it has a stride, is right without one too."""
    try:
        check_block(function, name, [case], mistakes)
    except CheckFailed as failure:
        begin = f"{name} is not right yet: "
        where = f"{begin}strides of 2 and more come out right; in stage 2, where s is 1, "
        raise CheckFailed(str(failure).replace(begin, where, 1)) from failure


def check_convolutional_block(function: Callable, name: str = NAME, cases: list[Case] = CASES) -> None:
    """Check ``function`` against the convolutional block of lesson 3, and print what was verified.

    It is called as ``function(X, f, filters, stage, block, s)``, for two strides and without one, and judged
    as ``check_identity_block`` judges.

    Args:
        name: what the learner calls the answer.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    report_as(name, NAME, _check, function, cases)


def _check(function: Callable, cases: list[Case]) -> str:
    answers = check_block(function, NAME, cases, MISTAKES + OTHER_COUNTS)
    require_default_stride(function, NAME)
    require_block_2a(function, NAME, UNSTRIDED, MISTAKES + OTHER_COUNTS)
    return block_report(NAME, answers)
