"""The check of lesson 3's second block, with its stride on the 3x3."""

from collections.abc import Callable

from resnets.checks import lesson03
from resnets.checks.blockcheck import Case, check_block
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import Mistake
from resnets.checks.recipe import Step, bn, both, change, insert_after, relu, set_part
from resnets.checks.report import block_report


def _stride_from_2a_to(name: str):
    def edit(part):
        return both(
            change(name, strides=part.step("conv 2a").options["strides"]), change("conv 2a", strides=1)
        )(part)

    return edit


def _stride_from_2b_to(name: str):
    def edit(part):
        return both(
            change(name, strides=part.step("conv 2b").options["strides"]), change("conv 2b", strides=1)
        )(part)

    return edit


def _padded(part):
    return both(
        change("conv 2b", padding="valid"), insert_after("ReLU 2a", Step("pad", "pad", {"pixels": 1}))
    )(part)


def _pool_behind(kind: str):
    def edit(part):
        s = part.step("conv 2b").options["strides"]
        pool = Step(kind, "pool", {"size": s, "strides": s, "padding": "same"})
        return both(change("conv 2b", strides=1), insert_after("ReLU 2b", pool))(part)

    return edit


def _pool_behind_the_block(part):
    s = part.step("conv 2b").options["strides"]
    pool = Step("max_pool", "pool", {"size": s, "strides": s, "padding": "same"})
    return both(change("conv 2b", "conv 1", strides=1), set_part(after=(*part.after, pool)))(part)


def _dropped_before(part):
    options = part.step("conv 2b").options
    dropping = Step("zeros", "dropping", {"filters": part.step("conv 2a").options["filters"],
                                          "strides": options["strides"]})  # fmt: skip
    return both(change("conv 2b", strides=1), insert_after("ReLU 2a", dropping))(part)


def _second_middle(part):
    options = part.step("conv 2b").options
    more = (Step("conv", "conv more", dict(options)), bn("BN more"), relu("ReLU more"))
    return both(change("conv 2b", strides=1), insert_after("ReLU 2b", *more))(part)


def v15_case(case: Case) -> Case:
    """Return a case of the convolutional block with the stride where v1.5 has it."""
    return case._replace(recipe=_stride_from_2a_to("conv 2b")(case.recipe))


V15_CASES = [v15_case(case) for case in lesson03.CASES]

OWN = [
    Mistake(
        "the stride is still on the first 1x1, so most pixels of the input go unread.",
        "the first and the middle convolution: one argument moves from one to the other.",
        _stride_from_2b_to("conv 2a"),
    ),
    Mistake(
        "the stride sits on the last 1x1, so the 3x3 works on every pixel and most of it is dropped.",
        "which convolution has kernel f: that one takes s.",
        _stride_from_2b_to("conv 2c"),
    ),
    Mistake(
        "the stride is always 2, whatever s is.",
        "the numbers you typed: which of them is an argument of the function?",
        change("conv 2b", "conv 1", strides=2),
    ),
    *[
        Mistake(
            f"the projection starts from the {word}; it should start from X.",
            "which tensor the short way takes: X may have been overwritten by then.",
            set_part(shortcut_from=step),  # no stride lies before it, so the projection keeps its own
        )
        for step, word in {
            "conv 2a": lesson03.EARLIER["conv 2a"],
            "BN 2a": lesson03.EARLIER["BN 2a"],
            "ReLU 2a": "main path's first ReLU",
        }.items()
    ],
    Mistake(
        "the middle convolution is padded by the same number of zeros on both sides; 'same' adds as few as "
        "it can, the odd one behind.",
        "the padding of the middle convolution: the sizes agree, the places of its windows do not.",
        _padded,
    ),
    Mistake(
        "the stride is a pool behind the middle convolution, which itself works on every pixel.",
        "how the main path shrinks the picture: an argument of the middle convolution.",
        _pool_behind("max_pool"),
    ),
    Mistake(
        "the stride is a mean pool behind the middle convolution, which itself works on every pixel.",
        "how the main path shrinks the picture: an argument of the middle convolution.",
        _pool_behind("average_pool"),
    ),
    Mistake(
        "the stride is a max pool behind the whole block, in which nothing is strided.",
        "how each of the two paths shrinks the picture: by an argument of a convolution.",
        _pool_behind_the_block,
    ),
    Mistake(
        "pixels are dropped in front of the middle convolution, which reads those alone that are left.",
        "how the main path shrinks the picture: by an argument of the middle convolution.",
        _dropped_before,
    ),
    Mistake(
        "a second convolution of the middle's size takes the stride, and the first has stayed as it was.",
        "the number of convolutions in the main path: the stride moves, and none is added.",
        _second_middle,
    ),
]

V15_MISTAKES = OWN + [
    mistake
    for mistake in lesson03.MISTAKES
    if not mistake.what.startswith("the stride") and mistake.what not in {own.what for own in OWN}
]


def check_convolutional_block_v15(function: Callable, cases: list[Case] = V15_CASES) -> None:
    """Check ``function`` against the block of "ResNet v1.5", and print what was verified.

    It is called and judged as ``check_convolutional_block`` does.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    name = "convolutional_block_v15"
    answers = isolated(check_block, function, name, cases, V15_MISTAKES)
    isolated(lesson03.require_default_stride, function, name)
    isolated(lesson03.require_block_2a, function, name, v15_case(lesson03.UNSTRIDED), V15_MISTAKES)
    print(block_report(name, answers))
