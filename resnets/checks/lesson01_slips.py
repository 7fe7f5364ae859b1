"""Slips on the way back through lesson 1's smallest unit, and what each makes of its three numbers."""

from collections.abc import Iterator

import numpy as np

Numbers = tuple[float, float, float]


def slips(cases) -> Iterator[tuple[np.ndarray, str, str]]:
    """Yield (what comes out in all cases, what the slip is, where to look), the values as (cases, 3)."""
    for column in zip(*(_slips(*case) for case in cases), strict=True):
        yield np.array([numbers for numbers, _, _ in column]), column[0][1], column[0][2]


def _slips(x: float, w1: float, w2: float, g: float) -> list[tuple[Numbers, str, str]]:
    a = w1 * x
    h = max(a, 0.0)
    b = w2 * h
    y = max(b, 0.0) + x

    def back(outer, inner, h=h) -> Numbers:
        db = g * outer
        da = db * w2 * inner
        return da * w1 + g, da * x, db * h

    dx, dw1, dw2 = back(b > 0, a > 0)
    gate = "what opens a ReLU: its own input in the forward pass, where it is positive, and nothing else."
    slope = "the slope of a ReLU: 1 where its input is positive, and 0 elsewhere."
    once = "where g enters: once, at the beginning of the way back."
    twice = "g is multiplied in twice."
    return [
        (((dx - g) * g + g, dw1 * g, dw2 * g), twice, once),
        ((dx * g, dw1 * g, dw2 * g), twice, once),
        (
            (dx / 2, dw1 / 2, dw2 / 2),
            "everything is half of what it should be: an addition does not split g.",
            "the addition: each of the two ways gets all of g.",
        ),
        (
            back(max(b, 0.0), h),
            "the gradient is multiplied by what a ReLU has given, not by its slope.",
            slope,
        ),
        (
            back(np.sign(b), np.sign(a)),
            "the slope of ReLU comes out as -1 where its input is negative: a sign is no slope.",
            slope,
        ),
        (back(y > 0, a > 0), "the outer ReLU opens by the sign of y, which has x in it.", gate),
        (back(b > 0, w1 > 0), "the inner ReLU opens by the sign of w1 alone.", gate),
        (back(b < 0, a < 0), "the gates are the wrong way round: open where the input is negative.", gate),
        (
            (dx, dw1, g * h),
            "dL/dw2 goes through the outer ReLU as if it were open wherever the inner one is.",
            gate,
        ),
        (
            back(w2 * a > 0, a > 0, h=a),
            "the inner ReLU is left out on the way forward, and asked on the way back only.",
            "the forward pass, step by step: what w2 multiplies.",
        ),
    ]


def branch_slips(x, w1, w2, g) -> list[tuple[int, float, str, str]]:
    """Return (place, value, what, where): what dL/dx is where one step of the branch is taken otherwise."""
    a = w1 * x
    h = max(a, 0.0)
    db = g * float(w2 * h > 0)
    da = db * w2
    after_sum = g * float(w2 * h + x > 0)
    positive = max(max(g, 0.0) * w2, 0.0)
    steps = "the forward pass, step by step: a = w1 x, h = relu(a), b = w2 h, relu(b), and then + x."
    gate = "what opens a ReLU: its own input in the forward pass, and nothing else."
    return [
        (0, float(w2 * a > 0) * g * w2 * w1 + g, "the inner ReLU is left out on both ways.", steps),
        (
            0,
            after_sum * float(a > 0) * w2 * w1 + after_sum,
            "the outer ReLU is taken behind the addition; here it stands before it, inside the branch.",
            steps,
        ),
        (
            0,
            da * w1 + da,
            "the shortcut brings back what is left of g in the branch.",
            "whether g is overwritten.",
        ),
        (
            0,
            da * w1 + db,
            "the shortcut brings back g only where the outer ReLU is open.",
            "whether g is overwritten.",
        ),
        (
            0,
            db * w1 + g,
            "the way back to x passes over w2.",
            "the factors of the branch, one for each step.",
        ),
        (
            0,
            da * float(a > 0) + g,
            "the last step back to x passes over w1.",
            "the factors of the branch, one for each step.",
        ),
        (0, positive * w1 + g, "a ReLU is applied to the gradient itself.", gate),
        (0, g * float(w2 > 0) * w2 * float(x > 0) * w1 + g, "the inner ReLU opens by the sign of x.", gate),
    ]
