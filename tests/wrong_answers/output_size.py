"""``output_size`` of lesson 3 as learners write it, wrong and right."""

import math

import numpy as np

from tests.wrong_answers import right, wrong


@right
def by_the_book(n, k, s, padding="valid"):
    if padding == "same":
        return -(-n // s)
    p = 0 if padding == "valid" else padding
    return (n + 2 * p - k) // s + 1


@right
def with_floor_and_ceil(n, k, s, padding="valid"):
    if padding == "same":
        return math.ceil(n / s)
    p = padding if isinstance(padding, int) else 0
    return math.floor((n + 2 * p - k) / s + 1)


@right
def by_counting(n, k, s, padding="valid"):
    if padding == "same":
        return len(range(0, n, s))
    n += 0 if padding == "valid" else 2 * padding
    return len(range(0, n - k + 1, s))


@right
def as_tensorflow_documents_it(n, k, s, padding="valid"):
    zeros = {"valid": 0, "same": k - 1}.get(padding)
    room = n + (2 * padding if zeros is None else zeros)
    return int(np.ceil((room - k + 1) / s))


@right
def in_numpys_integers(n, k, s, padding="valid"):
    if padding == "same":
        return np.int64(n + s - 1) // s
    return np.floor_divide(n - k + (0 if padding == "valid" else 2 * padding), s) + 1


def zeros(padding):
    return padding if isinstance(padding, int) else 0


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


def same_by(name: str, phrase: str, same):
    """Name an answer whose ``same(n, k, s)`` is wrong, and all else right."""
    named(name, phrase, lambda n, k, s, p: same(n, k, s) if p == "same" else by_the_book(n, k, s, p))


def numbers_by(name: str, phrase: str, size):
    """Name an answer whose ``size(n, k, s, p)`` is wrong, and "same" right."""
    named(name, phrase, lambda n, k, s, p: -(-n // s) if p == "same" else size(n, k, s, zeros(p)))


same_by("same_stays", "that is so for stride 1", lambda n, k, s: n)
same_by("same_down", "is rounded down", lambda n, k, s: n // s)
same_by("same_down_as_float", "is rounded down", lambda n, k, s: int(n / s))
same_by("same_rounded", "rounded to the nearest", lambda n, k, s: round(n / s))
same_by("same_plus_one", "one too many", lambda n, k, s: n // s + 1)
same_by("same_as_half_the_kernel", "half the kernel", lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1)
same_by("same_as_half_the_rest", "half the kernel", lambda n, k, s: (n + 2 * ((k - 1) // 2) - k) // s + 1)
same_by("same_as_one", "padding 1", lambda n, k, s: (n + 2 - k) // s + 1)
named("same_forgotten", "treated like 'valid'", lambda n, k, s, p: (n + 2 * zeros(p) - k) // s + 1)

numbers_by("no_plus_one", "+ 1 is missing", lambda n, k, s, p: (n + 2 * p - k) // s)
numbers_by("plus_one_inside", "before the division", lambda n, k, s, p: (n + 2 * p - k + 1) // s)
numbers_by("rounds_up", "rounds up; a position", lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1)
numbers_by(
    "rounds_to_the_nearest", "rounds to the nearest", lambda n, k, s, p: round((n + 2 * p - k) / s) + 1
)
numbers_by("no_brackets", "brackets", lambda n, k, s, p: n + 2 * p - k // s + 1)
numbers_by("no_stride", "the stride has no effect", lambda n, k, s, p: n + 2 * p - k + 1)
numbers_by("padding_once", "counted once", lambda n, k, s, p: (n + p - k) // s + 1)
numbers_by("padding_taken_away", "taken away", lambda n, k, s, p: (n - 2 * p - k) // s + 1)
numbers_by("padding_ignored", "has no effect", lambda n, k, s, p: (n - k) // s + 1)
numbers_by("padding_after_the_division", "after the division", lambda n, k, s, p: (n - k) // s + 1 + 2 * p)
numbers_by("kernel_ignored", "is not subtracted", lambda n, k, s, p: (n + 2 * p) // s + 1)
numbers_by("kernel_and_one_ignored", "is not subtracted, and the + 1", lambda n, k, s, p: (n + 2 * p) // s)
numbers_by("off_for_stride_2", "Draw 5 squares", lambda n, k, s, p: (n + 2 * p - k) // s + 1 + (s == 2))

named("as_float", "is no integer", lambda n, k, s, p: float(by_the_book(n, k, s, p)))
named("true_division", "Look at: the division", lambda n, k, s, p: (
    n / s if p == "same" else (n + 2 * zeros(p) - k) / s + 1))  # fmt: skip
named("always_same", "every padding is treated like 'same'", lambda n, k, s, p: -(-n // s))
named("half", "output_size(5, 1, 1, 'valid') is 2, Keras gives 5", lambda n, k, s, p: n // 2)
named("one_constant", "it gives 8 whatever the arguments are", lambda n, k, s, p: 8)
named(
    "resnets_chain", "is None, Keras gives 5", lambda n, k, s, p: {64: 32, 32: 15, 15: 8, 8: 4, 4: 2}.get(n)
)
named("as_text", "is '5', Keras gives 5", lambda n, k, s, p: str(by_the_book(n, k, s, p)))
named("both_axes", "is (5, 5), Keras gives 5", lambda n, k, s, p: (by_the_book(n, k, s, p),) * 2)
named("as_array", "is array([5]), Keras gives 5", lambda n, k, s, p: np.array([by_the_book(n, k, s, p)]))
named("forgets_to_return", "it returns nothing (None)", lambda n, k, s, p: None)
named("divides_by_zero", "ZeroDivisionError", lambda n, k, s, p: n // 0)
named(
    "stride_for_kernel", "kernel and stride have changed places", lambda n, k, s, p: by_the_book(n, s, k, p)
)


@wrong("TypeError")
def words_are_numbers(n, k, s, padding="valid"):
    return (n + 2 * padding - k) // s + 1


@wrong("UnboundLocalError")
def knows_words_only(n, k, s, padding="valid"):
    if padding == "same":
        size = math.ceil(n / s)
    elif padding == "valid":
        size = (n - k) // s + 1
    return size


@wrong("a number of zeros has no effect")
def two_words_only(n, k, s, padding="valid"):
    if padding == "same":
        return math.ceil(n / s)
    return (n - k) // s + 1


@wrong("output_size(5, 1, 1, 0) is None")
def nothing_for_numbers(n, k, s, padding="valid"):
    if padding == "same":
        return math.ceil(n / s)
    if padding == "valid":
        return (n - k) // s + 1
