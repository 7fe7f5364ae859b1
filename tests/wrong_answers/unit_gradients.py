"""``unit_gradients`` of lesson 1 as learners write it, wrong and right."""

import numpy as np

from tests.wrong_answers import right, wrong


def relu(a):
    return max(a, 0.0)


@right
def by_the_book(x, w1, w2, g):
    a = w1 * x
    h = max(a, 0.0)
    b = w2 * h
    db = g if b > 0 else 0.0
    da = db * w2 if a > 0 else 0.0
    return da * w1 + g, da * x, db * h


@right
def one_case_for_the_open_branch(x, w1, w2, g):
    if w1 * x > 0 and w2 > 0:
        return [g * (1 + w1 * w2), g * w2 * x, g * w1 * x]
    return [g, 0, 0]


@right
def with_signs(x, w1, w2, g):
    inner = np.heaviside(w1 * x, 0)
    outer = np.heaviside(w2 * np.maximum(w1 * x, 0), 0)
    return np.array([g + g * outer * inner * w1 * w2, g * outer * inner * w2 * x, g * outer * relu(w1 * x)])


@right
def by_hand_on_vectors(x, w1, w2, g):
    a, gate = np.array([w1 * x, w2 * relu(w1 * x)]), {}
    for name, value in zip(("inner", "outer"), a, strict=True):
        gate[name] = 1.0 if value > 0 else 0.0
    back = g * gate["outer"]
    return (
        back * w2 * gate["inner"] * w1 + g,
        back * w2 * gate["inner"] * x,
        back * gate["inner"] * w1 * x,
    )


def back(change):
    """Return the right answer with one step changed: change(x, w1, w2, g, h, db, da) -> three numbers."""

    def unit_gradients(x, w1, w2, g):
        h = max(w1 * x, 0)
        db = g * (w2 * h > 0)
        return change(x, w1, w2, g, h, db, db * w2 * (w1 * x > 0))

    return unit_gradients


def named(name: str, phrase: str, change):
    function = back(change)
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("no_shortcut", "lacks what comes back through the shortcut",
      lambda x, w1, w2, g, h, db, da: (da * w1, da * x, db * h))  # fmt: skip
named("shortcut_alone", "shortcut alone", lambda x, w1, w2, g, h, db, da: (g, da * x, db * h))
named("one_for_the_shortcut", "dL/dx is 1; it is 1 times",
      lambda x, w1, w2, g, h, db, da: (da * w1 + 1, da * x, db * h))  # fmt: skip
named("product_of_ways", "they are added",
      lambda x, w1, w2, g, h, db, da: (da * w1 * g, da * x, db * h))  # fmt: skip
named("shortcut_times_x", "g times x", lambda x, w1, w2, g, h, db, da: (da * w1 + g * x, da * x, db * h))
named("g_in_the_shortcut_only", "it comes through the branch too", lambda x, w1, w2, g, h, db, da: (
    da * w1 / g + g, da * x, db * h))  # fmt: skip
named("sum_of_weights", "the chain rule multiplies", lambda x, w1, w2, g, h, db, da: (
    db * (w1 + w2) * (h > 0) + g, da * x, db * h))  # fmt: skip
named("no_w2", "lacks the factor w2", lambda x, w1, w2, g, h, db, da: (da * w1 + g, da / w2 * x, db * h))
named("w1_for_x", "derivative of w1 x for w1 is x",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * w1, db * h))  # fmt: skip
named("w2_for_h", "derivative of w2 h for w2 is h",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, da))  # fmt: skip
named("x_for_h", "dL/dw2 has x as its factor",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, db * x))  # fmt: skip
named("outer_open_for_x", "dL/dx goes through the outer ReLU", lambda x, w1, w2, g, h, db, da: (
    g * w2 * (w1 * x > 0) * w1 + g, da * x, db * h))  # fmt: skip
named("shortcut_in_w1", "shortcut is in dL/dw1",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x + g, db * h))  # fmt: skip
named("shortcut_in_w2", "shortcut is in dL/dw2",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, da * x, db * h + g))  # fmt: skip
named("a_constant", "dL/dx comes out as 0.3",
      lambda x, w1, w2, g, h, db, da: (0.3, da * x, db * h))  # fmt: skip
named("one_number", "three numbers", lambda x, w1, w2, g, h, db, da: da * w1 + g)
named(
    "the_result_too", "three numbers", lambda x, w1, w2, g, h, db, da: (h * w2, da * w1 + g, da * x, db * h)
)
named("weights_first", "in another order",
      lambda x, w1, w2, g, h, db, da: (da * x, db * h, da * w1 + g))  # fmt: skip
named("weights_swapped", "in another order",
      lambda x, w1, w2, g, h, db, da: (da * w1 + g, db * h, da * x))  # fmt: skip
named(
    "g_is_one", "g has no effect", lambda x, w1, w2, g, h, db, da: (da / g * w1 + 1, da / g * x, db / g * h)
)
named("text", "the three are to be numbers", lambda x, w1, w2, g, h, db, da: ("dx", "dw1", "dw2"))
named(
    "names", "three numbers", lambda x, w1, w2, g, h, db, da: {"x": da * w1 + g, "w1": da * x, "w2": db * h}
)
named("pairs", "the three are to be numbers", lambda x, w1, w2, g, h, db, da: ((da * w1, g), da * x, db * h))


@wrong("dL/dx goes through both ReLUs as if they were always open")
def no_gates(x, w1, w2, g):
    return g * w1 * w2 + g, g * w2 * x, g * w1 * x


@wrong("dL/dx goes through the outer ReLU")
def inner_gate_alone(x, w1, w2, g):
    h = relu(w1 * x)
    da = g * w2 * (w1 * x > 0)
    return da * w1 + g, da * x, g * h


@wrong("0, where its derivative is 0")
def open_at_zero(x, w1, w2, g):
    a = w1 * x
    h = max(a, 0.0)
    db = g if w2 * h >= 0 else 0.0
    da = db * w2 if a >= 0 else 0.0
    return da * w1 + g, da * x, db * h


@wrong("the same three numbers whatever it is given")
def the_worked_example(x, w1, w2, g):
    return 2.5, 6.0, 1.0


@wrong("the outer ReLU is taken behind the addition")
def relu_around_the_sum(x, w1, w2, g):
    b = w2 * relu(w1 * x)
    db = g if b + x > 0 else 0.0
    da = db * w2 if w1 * x > 0 else 0.0
    return da * w1 + db, da * x, db * relu(w1 * x)


@wrong("returns nothing (None)")
def forgets_to_return(x, w1, w2, g):
    by_the_book(x, w1, w2, g)


@wrong("ZeroDivisionError")
def divides(x, w1, w2, g):
    h = max(w1 * x, 0)
    return g * (1 + (w1 * w2 if w2 * h > 0 else 0)), g * w2 * h / h * x, g * h


@wrong("missing 1 required positional argument")
def takes_h_too(x, w1, w2, g, h):
    return by_the_book(x, w1, w2, g)
