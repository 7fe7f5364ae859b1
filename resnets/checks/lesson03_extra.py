"""The checks of lesson 3's other exercises: the size of a map, and the block with its stride on the 3x3."""

from collections.abc import Callable
from functools import cache
from numbers import Integral, Real

from keras import layers

from resnets.checks import lesson03
from resnets.checks.blockcheck import Case, check_block
from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import Mistake
from resnets.checks.recipe import Step, both, change, insert_after, set_part
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


@cache
def _keras_sizes(cases: tuple) -> dict:
    """Return what Keras gives in each case; asking it takes longer than all the rest."""
    return {case: keras_size(*case) for case in cases}


def _up(room: int, s: int) -> int:
    return -(-room // s)


def _size(
    n, k, s, padding, zeros=2, late=0, plus=1, extra=0, kernel=1,
    same=lambda n, k, s: _up(n, s), divide=lambda room, s: room // s, brackets=True, every=None, own=None,
):  # fmt: skip
    """Return the size by a formula in which one thing may be wrong."""
    if own is not None:
        return own(n, k, s, padding)
    if (every or padding) == "same":
        return same(n, k, s)
    p = padding if isinstance(padding, int) else 0
    if not brackets:
        return n + zeros * p - k // s + plus
    return divide(n + zeros * p - kernel * k + extra, s) + plus + late * p


OTHER = {"valid": "same", "same": "valid"}
SIZE_MISTAKES = [
    ("the + 1 is missing: position 0 counts too.", {"plus": 0}),
    ("'same' is taken as 'the size stays'; that is so for stride 1 only.", {"same": lambda n, k, s: n}),
    ("'same' is rounded down; it rounds up.", {"same": lambda n, k, s: n // s}),
    ("'same' is treated like 'valid'.", {"same": lambda n, k, s: (n - k) // s + 1}),
    ("'same' is n // s + 1, one too many where s divides n.", {"same": lambda n, k, s: n // s + 1}),
    ("'same' is rounded to the nearest whole number; it rounds up.", {"same": lambda n, k, s: round(n / s)}),
    (
        "'same' is taken as padding of half the kernel; with a kernel of 2 that is too much.",
        {"same": lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1},
    ),
    (
        "'same' is taken as padding of half the kernel, rounded down; with a kernel of 2 that is too little.",
        {"same": lambda n, k, s: (n + 2 * ((k - 1) // 2) - k) // s + 1},
    ),
    (
        "'same' is taken as padding 1; that is so for a kernel of 3 only.",
        {"same": lambda n, k, s: (n + 2 - k) // s + 1},
    ),
    ("a number of zeros is counted once; they go on both ends.", {"zeros": 1}),
    ("a number of zeros is taken away; it makes the row longer.", {"zeros": -2}),
    ("a number of zeros has no effect.", {"zeros": 0}),
    (
        "a number of zeros is added after the division; the kernel steps over them too.",
        {"zeros": 0, "late": 2},
    ),
    ("the kernel is not subtracted: it has to fit in.", {"kernel": 0}),
    ("the kernel is not subtracted, and the + 1 is missing.", {"kernel": 0, "plus": 0}),
    ("the 1 is added before the division; it belongs behind it.", {"extra": 1, "plus": 0}),
    ("the division rounds up; a position counts only if the whole kernel fits.", {"divide": _up}),
    (
        "the division rounds to the nearest whole number; a position counts only if the whole kernel fits.",
        {"divide": lambda room, s: round(room / s)},
    ),
    ("the stride has no effect on what is not 'same'.", {"divide": lambda room, s: room}),
    ("brackets are missing: the whole of what is left is divided, not k alone.", {"brackets": False}),
    ("every padding is treated like 'same'.", {"every": "same"}),
    ("'valid' and 'same' have changed places.", {"own": lambda n, k, s, p: _size(n, k, s, OTHER.get(p, p))}),
    (
        "the number 0 is taken for 'same'; it means that no zeros are added.",
        {"own": lambda n, k, s, p: _size(n, k, s, p or "same")},
    ),
    ("kernel and stride have changed places.", {"own": lambda n, k, s, p: _size(n, s, k, p)}),
    ("the stride has no effect.", {"own": lambda n, k, s, p: _size(n, k, 1, p)}),
    (
        "the last position that fits is not counted, as where a range ends one step early.",
        {"same": lambda n, k, s: _up(n, s), "divide": _up, "plus": 0},
    ),
]


def check_output_size(function: Callable, cases: list[tuple] = SIZE_CASES) -> None:
    """Check ``function(n, k, s, padding)`` against Keras in 720 cases; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong, or shows a case.
    """
    require_function(function, "output_size")
    right = isolated(_keras_sizes, tuple(cases))
    yours = {case: call(function, "output_size", *case) for case in cases}
    wrong = [case for case in cases if not _is(yours[case], right[case])]
    if wrong:
        raise CheckFailed("output_size is not right yet: " + _size_reason(yours, right, wrong))
    first = cases[0]
    if not all(isinstance(size, Integral) for size in yours.values()):
        raise CheckFailed(
            f"output_size is not right yet: the values are right, but {yours[first]!r} is no integer.\n"
            "Look at: the division; `//` gives whole numbers."
        )
    print(f"output_size is right: it agrees with Keras in {len(cases)} cases, odd and even, padded or not.")


def _is(yours, size: int) -> bool:
    """Return whether the answer is this number; an array or a text is none."""
    return isinstance(yours, Real) and yours == size


def _size_reason(yours: dict, right: dict, wrong: list) -> str:
    for what, slip in SIZE_MISTAKES:
        if all(_is(yours[case], _size(*case, **slip)) for case in right):
            return what
    if all(size is None for size in yours.values()):
        return "it returns nothing (None).\nLook at: its last line; the size has to be handed back."
    one = next(iter(yours.values()))
    if all(_is(size, one) for size in yours.values()):
        return f"it gives {one!r} whatever the arguments are.\nLook at: numbers that are typed in."
    parts = [case for case in wrong if isinstance(yours[case], float) and yours[case] % 1]
    if parts:
        n, k, s, padding = case = parts[0]
        return (
            f"output_size({n}, {k}, {s}, {padding!r}) is {yours[case]:.4g}, and a map has whole pixels.\n"
            "Look at: the division, and which way it rounds: for 'same' up, else down."
        )
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
    print(block_report(name, answers))
