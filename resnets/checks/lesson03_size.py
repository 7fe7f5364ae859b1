"""The check of lesson 3's first exercise: the size of a map."""

import inspect
from collections.abc import Callable
from functools import cache
from numbers import Integral, Real

from keras import layers

from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import CheckFailed

SIZE_CASES = [
    (n, k, s, padding)
    for n in range(5, 17)
    for k in (1, 2, 3, 5)
    for s in (1, 2, 3)
    for padding in ("valid", "same", 0, 1, 3)
]
ARGUMENTS = ["n", "k", "s", "padding"]
DEFAULT = (7, 3, 2)  # 3 pixels, with "same" 4
LARGE_KERNELS = [(3, 5, 1, "same"), (3, 5, 2, 1), (2, 4, 1, 3)]


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


def _zeros(padding: str | int) -> int:
    return padding if isinstance(padding, int) else 0


def _size(
    n, k, s, padding, zeros=2, late=0, plus=1, extra=0, kernel=1,
    same=lambda n, k, s: _up(n, s), divide=lambda room, s: room // s, brackets=True, every=None, own=None,
):  # fmt: skip
    """Return the size by a formula in which one thing may be wrong."""
    if own is not None:
        return own(n, k, s, padding)
    if (every or padding) == "same":
        return same(n, k, s)
    p = _zeros(padding)
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
        "the last position that fits is not counted, as where a range ends one step early, or where rounding "
        "up stands in place of the + 1.",
        {"same": lambda n, k, s: _up(n, s), "divide": _up, "plus": 0},
    ),
    ("1 is added twice, before the division and behind it; it belongs behind.", {"extra": 1}),
    (
        "the remainder of the division is taken; what is asked is how many times s fits.",
        {"divide": lambda room, s: room % s},
    ),
    (
        "it gives the place of the last position; asked is how many positions there are.",
        {"same": lambda n, k, s: (n - 1) // s * s, "divide": lambda room, s: room // s * s, "plus": 0},
    ),
    (
        "this is the size of a transposed convolution, which makes a map larger.",
        {"own": lambda n, k, s, p: n * s if p == "same" else (n - 1) * s + k - 2 * _zeros(p)},
    ),
    ("a number of zeros is counted four times, twice for each end.", {"zeros": 4}),
    (
        "the result is limited to n; with zeros enough a map comes out larger than it went in.",
        {"own": lambda n, k, s, p: min(n, _size(n, k, s, p))},
    ),
    (
        "with stride 1 the size is taken to stay; that is so for 'same' alone.",
        {"own": lambda n, k, s, p: n if s == 1 else _size(n, k, s, p)},
    ),
    (
        "a kernel of 1 is treated apart, and by another rule; the formula holds for it too.",
        {"own": lambda n, k, s, p: n // s if k == 1 and p != "same" else _size(n, k, s, p)},
    ),
    (
        "'valid' is n over s, rounded down, as if the kernel were as wide as the stride.",
        {"own": lambda n, k, s, p: n // s if p == "valid" else _size(n, k, s, p)},
    ),
    (
        "'valid' is treated like 'same'.",
        {"own": lambda n, k, s, p: _size(n, k, s, "same" if p == "valid" else p)},
    ),
    (
        "a number of zeros is treated like 'same'.",
        {"own": lambda n, k, s, p: _size(n, k, s, p if p == "valid" else "same")},
    ),
    ("'same' comes out negative: of two minus signs one is missing.", {"same": lambda n, k, s: -n // s}),
    (
        "'same' is rounded up, and then the formula is applied to what comes out; rounding up is all.",
        {"same": lambda n, k, s: (_up(n, s) - k) // s + 1},
    ),
    (
        "'same' is treated like 'valid' where the stride is not 1.",
        {"same": lambda n, k, s: n if s == 1 else (n - k) // s + 1},
    ),
    (
        "'same' is quotient and remainder added up; that is n / s rounded up for strides 1 and 2 only.",
        {"same": lambda n, k, s: n // s + n % s},
    ),
    (
        "'same' is taken as k - 1 zeros at each end; it is as few as give n / s, rounded up.",
        {"same": lambda n, k, s: (n + k - 2) // s + 1},
    ),
    (
        "'same' is taken as k - s zeros, which are enough only where s divides n.",
        {"same": lambda n, k, s: (n + max(k - s, 0) - k) // s + 1},
    ),
]


def check_output_size(function: Callable, cases: list[tuple] = SIZE_CASES) -> None:
    """Check ``function(n, k, s, padding)`` against Keras in 720 cases; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong, or shows a case.
    """
    require_function(function, "output_size")
    _require_order(function)
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
    _check_default(function)
    _check_large_kernels(function)
    print(f"output_size is right: it agrees with Keras in {len(cases)} cases, odd and even, padded or not.")


def _require_order(function: Callable) -> None:
    """Raise CheckFailed if the arguments have their names, but not their order: the course gives no names."""
    try:
        found = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return
    if found != ARGUMENTS and sorted(found) == sorted(ARGUMENTS):
        raise CheckFailed(
            f"output_size is not right yet: its arguments come as {', '.join(found)}; the order asked for is "
            f"{', '.join(ARGUMENTS)}.\n"
            "Look at: the function's first line, which is given in the exercise and stays as it is."
        )


def _check_default(function: Callable) -> None:
    """Raise CheckFailed unless the function, which is right, takes "valid" where ``padding`` is not given."""
    yours = call(function, "output_size", *DEFAULT)
    if not _is(yours, _size(*DEFAULT, "valid")):
        raise CheckFailed(
            "output_size is not right yet: where padding is not given, it is to be 'valid', and it is "
            f"another: output_size{DEFAULT} is {yours!r}.\n"
            "Look at: the function's first line; the default given there stays."
        )


def _check_large_kernels(function: Callable) -> None:
    """Raise CheckFailed unless the function, else right, knows kernels that fit only with zeros."""
    for case in LARGE_KERNELS:
        n, k, s, padding = case
        what = f"output_size({n}, {k}, {s}, {padding!r})"
        try:
            yours = call(function, "output_size", *case)
        except BuildFailed as failure:
            stop = str(failure).split("\n")[0].removeprefix("output_size is not right yet: ")
            what += f" does not come out: {stop.removesuffix('.')}"
        else:
            if _is(yours, _size(*case)):
                continue
            what += f" is {yours!r}"
        raise CheckFailed(
            "output_size is not right yet: a kernel may be larger than n where zeros are added; with 'valid' "
            f"alone it may not. But {what}.\nLook at: what you do where k is larger than n."
        )


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
