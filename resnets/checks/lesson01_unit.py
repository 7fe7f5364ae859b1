"""The checks of lesson 1's residual units: the gradients of one by hand, and one of two layers."""

from collections.abc import Callable
from itertools import permutations

import keras
import numpy as np

from resnets.checks.blockcheck import Answer, Case, check_block
from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.lesson01_slips import branch_slips, slips
from resnets.checks.lesson01_unit_mistakes import UNIT_MISTAKES
from resnets.checks.recipes_cifar import two_layer_recipe
from resnets.checks.unfinished import not_right
from resnets.checks.weights import random_input
from resnets.gradients import gradient

UNIT = "unit_gradients"
# x, w1, w2, g. Both ReLUs open, and g negative; the outer closed; the inner closed; x negative with both
# open, y negative too, and digits that rounding loses; a ReLU of exactly 0, where its derivative is 0; the
# inner closed, though w2 w1 x is positive.
UNIT_CASES = [
    (2.0, 0.5, 3.0, -0.7), (1.5, 0.8, -2.0, 1.3), (1.2, -0.9, 1.7, 0.6), (-1.137, -0.613, 1.339, 0.0917),
    (0.0, 0.7, 1.9, -0.8), (0.4, -2.5, -0.3, 1.6),
]  # fmt: skip
NAMES = ("x", "w1", "w2")


def unit_gradients(x: float, w1: float, w2: float, g: float, **wrong) -> tuple[float, float, float]:
    """Return (dL/dx, dL/dw1, dL/dw2) of y = relu(w2 relu(w1 x)) + x, where g = dL/dy.

    Keyword arguments put other values in the place of right ones: the open gates (1 or 0), and g.
    """
    a = w1 * x
    h = max(a, 0.0)
    b = w2 * h
    outer, inner = wrong.get("outer", float(b > 0)), wrong.get("inner", float(a > 0))
    db = g * outer
    da = db * w2 * inner
    return da * w1 + g, da * x, db * h


def _unit_mistakes(x, w1, w2, g) -> list[tuple[int, float, str, str]]:
    """Return (place in the answer, wrong value, what it means, where to look)."""
    dx, dw1, dw2 = unit_gradients(x, w1, w2, g)
    branch, a, h = dx - g, w1 * x, max(w1 * x, 0.0)
    # An inner gate that is always open changes nothing by itself: where h is 0, so is b, and its gate shut.
    no_outer, neither = (
        unit_gradients(x, w1, w2, g, outer=1.0),
        unit_gradients(x, w1, w2, g, outer=1.0, inner=1.0),
    )
    gate = "the two ReLUs: each passes the gradient on where its input is positive, and stops it elsewhere."
    sum_of = "the addition: its gradient goes both ways, and what comes back is added."
    wrong = [
        (0, branch, "dL/dx lacks what comes back through the shortcut.", sum_of),
        (0, g, "dL/dx is what comes back through the shortcut alone.", sum_of),
        (
            0,
            branch + 1,
            "the shortcut's part of dL/dx is 1; it is 1 times the gradient g that arrives.",
            sum_of,
        ),
        (
            0,
            (dx - g) / g + g,
            "g enters dL/dx through the shortcut only; it comes through the branch too.",
            sum_of,
        ),
        (0, branch - g, "the shortcut's part of dL/dx is subtracted.", sum_of),
        (
            0,
            branch + g * float(x > 0),
            "the shortcut passes g on only where x is positive; it has no ReLU.",
            sum_of,
        ),
        (0, branch * g, "dL/dx multiplies the two ways; they are added.", sum_of),
        (0, branch + g * x, "the shortcut's part of dL/dx is g times x; the derivative of x is 1.", sum_of),
        (
            0,
            (w1 + w2) * float(dw2 != 0) * g + g,
            "dL/dx adds w1 and w2 in the branch; the chain rule multiplies.",
            "the branch.",
        ),
        (1, dw1 + g, "the shortcut is in dL/dw1; w1 lies in the branch only.", sum_of),
        (
            1,
            dw1 / w2,
            "dL/dw1 lacks the factor w2, through which the gradient has come back.",
            "the order of the steps.",
        ),
        (
            1,
            branch,
            "dL/dw1 has w1 as its last factor; the derivative of w1 x for w1 is x.",
            "the last step.",
        ),
        (1, dw1 / x * h if x else 0.0, "dL/dw1 has h as its factor; w1 multiplies x.", "what w1 meets."),
        (2, dw2 + g, "the shortcut is in dL/dw2; w2 lies in the branch only.", sum_of),
        (
            2,
            float(dw2 != 0) * g * x,
            "dL/dw2 has x as its factor; w2 multiplies the inner ReLU's result.",
            "what w2 meets.",
        ),
        (
            2,
            branch / w1,
            "dL/dw2 has w2 as its factor; the derivative of w2 h for w2 is h.",
            "what w2 meets.",
        ),
    ]
    at_zero = unit_gradients(x, w1, w2, g, outer=float(w2 * h >= 0), inner=float(a >= 0))[0]
    wrong.append(
        (0, at_zero, "dL/dx goes through a ReLU whose input is exactly 0, where its derivative is 0.", gate)
    )
    wrong += branch_slips(x, w1, w2, g)
    for place, name in enumerate(NAMES):
        if place < 2:  # where the inner gate is shut, h is 0, and with it dL/dw2
            what = f"dL/d{name} goes through both ReLUs as if they were always open."
            wrong.append((place, neither[place], what, gate))
        what = f"dL/d{name} goes through the outer ReLU as if it were always open."
        wrong.append((place, no_outer[place], what, gate))
    wrong.append(
        (2, g * float(w2 * h > 0 or a < 0) * a, "dL/dw2 has w1 x as its factor, not its ReLU.", gate)
    )
    return wrong


def check_unit_gradients(function: Callable, cases=UNIT_CASES) -> None:
    """Check ``function(x, w1, w2, g)``: (dL/dx, dL/dw1, dL/dw2) of y = relu(w2 relu(w1 x)) + x.

    ``g`` is dL/dy; all are floats.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, UNIT)
    found = np.array([_three_numbers(isolated(call, function, UNIT, *case)) for case in cases])
    right = np.array([unit_gradients(*case) for case in cases])
    _refuse_wholly_wrong(found, right, cases)
    for place, name in enumerate(NAMES):
        if np.allclose(found[:, place], right[:, place]):
            continue
        for _, values, what, where in _unit_columns(place, cases):
            if np.allclose(found[:, place], values):
                raise not_right(UNIT, what, where)
        k = int(np.flatnonzero(~np.isclose(found[:, place], right[:, place]))[0])
        how = f"Moving {name} a little, one finds" if cases[k][0] else "With a derivative of 0 at 0 it is"
        arguments = ", ".join(str(number) for number in cases[k])
        raise not_right(
            UNIT,
            f"in unit_gradients({arguments}) dL/d{name} comes out as {found[k, place]:.4g}.\n"
            f"{how} {right[k, place]:.4g}.",
            "these numbers on paper: first forward through all steps, then back, one factor a step.",
        )
    print(
        f"unit_gradients is right, at {len(cases)} points: both ReLUs open, the outer one closed, the\n"
        "inner one closed, negative x, negative g."
    )


def _three_numbers(answer) -> np.ndarray:
    """Return the answer to one case as an array, (3,)."""
    if answer is None:
        raise not_right(
            UNIT, "it returns nothing (None).", "its last line; the three numbers have to be handed back."
        )
    if not isinstance(answer, (tuple, list, np.ndarray)) or len(answer) != 3:
        raise not_right(UNIT, "it should return three numbers, dL/dx, dL/dw1 and dL/dw2.", "its last line.")
    for name, value in zip(NAMES, answer, strict=True):
        try:
            float(value)
        except (TypeError, ValueError) as error:
            raise not_right(
                UNIT, f"dL/d{name} comes out as {value!r}: the three are to be numbers.", "its last line."
            ) from error
    return np.array([float(value) for value in answer])


def _refuse_wholly_wrong(found: np.ndarray, right: np.ndarray, cases) -> None:
    """Raise CheckFailed where one slip explains all three numbers, (cases, 3)."""
    if np.allclose(found, right):
        return
    for order in permutations(range(3)):
        if order != (0, 1, 2) and np.allclose(found, right[:, order]):
            words = ", ".join(f"dL/d{NAMES[place]}" for place in order)
            raise not_right(
                UNIT, f"the three numbers come in another order: {words}.", "its last line: x, w1, w2."
            )
    if np.allclose(found, found[0]):
        raise not_right(
            UNIT, "it gives the same three numbers whatever it is given.", "numbers that are typed in."
        )
    ones = np.array([unit_gradients(x, w1, w2, 1.0) for x, w1, w2, _ in cases])
    if np.allclose(found, ones):
        raise not_right(
            UNIT,
            "g has no effect: these are the gradients of y, not of L.",
            "where the way back starts: with g, which is dL/dy.",
        )
    for order in permutations(range(4)):
        if order != (0, 1, 2, 3) and np.allclose(
            found, [unit_gradients(*(case[k] for k in order)) for case in cases]
        ):
            raise not_right(
                UNIT,
                "its arguments come in another order; the check gives x, w1, w2 and g.",
                "the function's first line.",
            )
    for places in range(7):
        if np.allclose(found, np.round(right, places), rtol=0, atol=1e-12):
            raise not_right(
                UNIT,
                f"the numbers are rounded, to {places} places.",
                "its last line: a gradient may be small, and is handed back as it is.",
            )
    for values, what, where in slips(cases):
        if np.allclose(found, values):
            raise not_right(UNIT, what, where)


def _unit_columns(place: int, cases=UNIT_CASES):
    """Yield, for one place of the answer, each mistake with its values at all cases."""
    rows = [[m for m in _unit_mistakes(*case) if m[0] == place] for case in cases]
    for column in zip(*rows, strict=True):
        yield place, [m[1] for m in column], column[0][2], column[0][3]


# As many filters as channels: the shortcut is the input itself.
CASES = [
    Case((4, 7, 6, 5), (5,), two_layer_recipe(5, 1, projected=False), biases=False),
    Case((3, 5, 8, 4), (4,), two_layer_recipe(4, 1, projected=False), biases=False),
]


def _nothing_more(function: Callable, name: str, case: Case) -> None:
    """Add nothing to what Keras says of two shapes: both come from the lines of the learner."""


def _check_unit(function: Callable, name: str, cases: list[Case]) -> list[Answer]:
    answers = check_block(function, name, cases, UNIT_MISTAKES, _nothing_more)
    for answer in answers:
        if not _shortcut_brings_back(answer.model, answer.case):
            raise not_right(
                name,
                "no gradient comes back along the shortcut: where F is 0, nothing reaches X.",
                "what the shortcut goes through: it should be X itself, in both directions.",
            )
    return answers


def _shortcut_brings_back(model: keras.Model, case: Case) -> bool:
    """Return whether, with every gamma and beta 0, the outputs' sum has the gradient 1 at each positive x."""
    for weight in model.trainable_weights:
        if weight.name in ("gamma", "beta"):
            weight.assign(np.zeros(weight.shape, "float32"))
    x = keras.ops.convert_to_tensor(np.abs(random_input(case.input_shape)) + 0.1)
    found = gradient(lambda x: keras.ops.sum(model(x, training=False)), x)
    return np.allclose(keras.ops.convert_to_numpy(found), 1, atol=1e-3)


def check_residual_unit(function: Callable, name: str = "residual_unit", cases: list[Case] = CASES) -> None:
    """Check ``function(X, filters)``, ReLU(F(X) + X) with two 3x3 convolutions in F; print what was verified.

    X has ``filters`` channels. F is conv -> BN -> ReLU -> conv -> BN, convolutions padded. It is compared
    with NumPy in inference and in training mode.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    answers = isolated(_check_unit, function, name, cases)
    counts = " and ".join(str(answer.model.count_params()) for answer in answers)
    print(
        f"{name} is right: ReLU(F(X) + X), compared with NumPy in inference and in training mode, on\n"
        f"two shapes; {counts} parameters."
    )
