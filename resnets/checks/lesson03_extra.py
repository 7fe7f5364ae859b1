"""The checks of lesson 3's other exercises: the size of a map, and the block with its stride on the 3x3."""

from collections.abc import Callable

from keras import layers

from resnets.checks import lesson03
from resnets.checks.blockcheck import Case, check_block
from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import BLOCK_MISTAKES, Mistake
from resnets.checks.recipe import both, change, set_part
from resnets.checks.report import block_report
from resnets.checks.unfinished import CheckFailed

# --- the size of a map ---------------------------------------------------------------------------

SIZE_CASES = [
    (n, k, s, padding)
    for n in range(5, 17)
    for k in (1, 2, 3, 5)
    for s in (1, 2, 3)
    for padding in ("valid", "same", 0, 1, 3)
]


def keras_size(n: int, k: int, s: int, padding: str | int) -> int:
    """Return the pixels that Keras's convolution gives along one axis."""
    zeros, word = (0, padding) if isinstance(padding, str) else (padding, "valid")
    side = n + 2 * zeros
    return layers.Conv2D(1, k, strides=s, padding=word).compute_output_shape((1, side, side, 1))[1]


def _size(n, k, s, padding, zeros=2, plus=1, same=None, kernel=1, up=False):
    """Return the size by a formula in which one thing may be wrong."""
    if padding == "same":
        return -(-n // s) if same is None else same(n, k, s)
    room = n + zeros * (padding if isinstance(padding, int) else 0) - kernel * k
    return (-(-room // s) if up else room // s) + plus


SIZE_MISTAKES = [
    ("the + 1 is missing: position 0 counts too.", {"plus": 0}),
    ("'same' is taken as 'the size stays'; that is so for stride 1 only.", {"same": lambda n, k, s: n}),
    ("'same' is rounded down; it rounds up.", {"same": lambda n, k, s: n // s}),
    ("'same' is treated like 'valid'.", {"same": lambda n, k, s: (n - k) // s + 1}),
    ("'same' is n // s + 1, one too many where s divides n.", {"same": lambda n, k, s: n // s + 1}),
    ("a number of zeros is counted once; they go on both ends.", {"zeros": 1}),
    ("a number of zeros has no effect.", {"zeros": 0}),
    ("the kernel is not subtracted: it has to fit in.", {"kernel": 0}),
    ("the division rounds up; a position counts only if the whole kernel fits.", {"up": True}),
]


def check_output_size(function: Callable, cases: list[tuple] = SIZE_CASES) -> None:
    """Check ``function(n, k, s, padding)`` against Keras in 720 cases; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong, or shows a case.
    """
    require_function(function, "output_size")
    right = isolated(lambda: {case: keras_size(*case) for case in cases})
    yours = {case: call(function, "output_size", *case) for case in cases}
    wrong = [case for case in cases if yours[case] != right[case]]
    if wrong:
        raise CheckFailed("output_size is not right yet: " + _size_reason(yours, right, wrong))
    first = cases[0]
    if not all(isinstance(size, int) for size in yours.values()):
        raise CheckFailed(
            f"output_size is not right yet: the values are right, but {yours[first]!r} is no integer.\n"
            "Look at: the division; `//` gives whole numbers."
        )
    print(f"output_size is right: it agrees with Keras in {len(cases)} cases, odd and even, padded or not.")


def _size_reason(yours: dict, right: dict, wrong: list) -> str:
    for what, slip in SIZE_MISTAKES:
        if all(yours[case] == _size(*case, **slip) for case in right):
            return what
    n, k, s, padding = case = wrong[0]
    return (
        f"output_size({n}, {k}, {s}, {padding!r}) is {yours[case]!r}, Keras gives {right[case]}. "
        f"{len(wrong)} of {len(right)} cases differ.\n"
        f"Look at: this case on paper. Draw {n} squares and lay the kernel on them, step by step."
    )


# --- the block with its stride on the 3x3 --------------------------------------------------------


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


def v15_case(case: Case) -> Case:
    """Return a case of the convolutional block with the stride where v1.5 has it."""
    return case._replace(recipe=_stride_from_2a_to("conv 2b")(case.recipe))


V15_CASES = [v15_case(case) for case in lesson03.CASES]

V15_MISTAKES = [
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
    Mistake(
        "the projection starts from the main path's first ReLU; it should start from X.",
        "which tensor the short way takes: X may have been overwritten by then.",
        set_part(shortcut_from="ReLU 2a"),
    ),
    *BLOCK_MISTAKES,
    *[
        mistake
        for mistake in lesson03.MISTAKES
        if "stride" not in mistake.what and mistake not in BLOCK_MISTAKES
    ],
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
    print(block_report(name, answers))
