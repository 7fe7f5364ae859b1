"""Exercise 1.3, unit_gradients, written from the students' text alone."""

import numpy as np

from tests.wrong_answers import right, unnamed, wrong


class E1_3:
    """unit_gradients."""

    @wrong("dL/dx lacks what comes back through the shortcut")
    def no_shortcut(x, w1, w2, g):
        """What comes along the shortcut is forgotten."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1, da * x, db * h

    @wrong("the shortcut's part of dL/dx is 1")
    def shortcut_of_one(x, w1, w2, g):
        """The shortcut adds 1 instead of g."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + 1, da * x, db * h

    @wrong("the shortcut's part of dL/dx is g times x")
    def shortcut_times_x(x, w1, w2, g):
        """The shortcut adds g times x."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g * x, da * x, db * h

    @wrong("g has no effect")
    def g_is_one(x, w1, w2, g):
        """g is taken to be 1, as in the example."""
        h = max(w1 * x, 0)
        db = 1.0 if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + 1, da * x, db * h

    @wrong("the shortcut brings back what is left of g in the branch")
    def g_overwritten(x, w1, w2, g):
        """g is overwritten on the way back, so the shortcut gets what is left in the branch."""
        a = w1 * x
        h = max(a, 0)
        g = g if w2 * h > 0 else 0.0
        dw2 = g * h
        g = g * w2 if a > 0 else 0.0
        return g * w1 + g, g * x, dw2

    @wrong("dL/dx goes through both ReLUs as if they were always open")
    def relus_always_open(x, w1, w2, g):
        """The ReLUs are forgotten on the way back."""
        h = max(w1 * x, 0)
        return g * w2 * w1 + g, g * w2 * x, g * h

    @wrong("dL/dx goes through both ReLUs as if they were always open")
    def no_relus_at_all(x, w1, w2, g):
        """The ReLUs are forgotten on both ways."""
        return g * w2 * w1 + g, g * w2 * x, g * w1 * x

    @wrong("dL/dx goes through the outer ReLU as if it were always open")
    def outer_relu_forgotten(x, w1, w2, g):
        """Only the inner ReLU is respected."""
        a = w1 * x
        da = g * w2 if a > 0 else 0.0
        return da * w1 + g, da * x, g * max(a, 0)

    @wrong("the inner ReLU is left out on both ways")
    def inner_relu_forgotten(x, w1, w2, g):
        """The inner ReLU is left out on both ways."""
        a = w1 * x
        db = g if w2 * a > 0 else 0.0
        return db * w2 * w1 + g, db * w2 * x, db * a

    @wrong("dL/dx goes through a ReLU whose input is exactly 0")
    def open_at_zero(x, w1, w2, g):
        """A ReLU whose input is 0 is taken as open."""
        a = w1 * x
        h = max(a, 0)
        db = g if w2 * h >= 0 else 0.0
        da = db * w2 if a >= 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("the outer ReLU is taken behind the addition")
    def relu_after_the_addition(x, w1, w2, g):
        """The outer ReLU is put after the addition, as in the formula above the picture."""
        a = w1 * x
        h = max(a, 0)
        db = g if w2 * h + x > 0 else 0.0
        da = db * w2 if a > 0 else 0.0
        return da * w1 + db, da * x, db * h

    @wrong("the three numbers come in another order")
    def order_of_the_answer(x, w1, w2, g):
        """dw1, dw2, dx instead of dx, dw1, dw2."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * x, db * h, da * w1 + g

    @wrong("the three numbers come in another order")
    def weights_swapped(x, w1, w2, g):
        """dw1 and dw2 have changed places."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, db * h, da * x

    @wrong("dL/dw1 has w1 as its last factor")
    def times_the_weight(x, w1, w2, g):
        """A weight's gradient is multiplied by the weight instead of by what it multiplies."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * w1, db * w2

    @wrong("dL/dw2 has x as its factor")
    def dw2_with_x(x, w1, w2, g):
        """dw2 is multiplied by x instead of h."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * x

    @wrong("the way back to x passes over w2")
    def w2_skipped(x, w1, w2, g):
        """The way back to w1 and x passes over w2."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("a ReLU is applied to the gradient itself")
    def relu_of_the_gradient(x, w1, w2, g):
        """ReLU is applied to the gradient instead of a gate from the forward pass."""
        h = max(w1 * x, 0)
        db = max(g, 0)
        da = max(db * w2, 0)
        return da * w1 + g, da * x, db * h

    @wrong("the inner ReLU opens by the sign of x")
    def gate_by_x(x, w1, w2, g):
        """The inner ReLU is taken as open where x is positive."""
        h = max(w1 * x, 0)
        db = g if w2 > 0 else 0.0
        da = db * w2 if x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @unnamed
    def by_differences(x, w1, w2, g, h=1e-5):
        """Differences instead of the way back; wrong where a ReLU's input is 0."""

        def y(x, w1, w2):
            return max(w2 * max(w1 * x, 0), 0) + x

        return (
            g * (y(x + h, w1, w2) - y(x - h, w1, w2)) / (2 * h),
            g * (y(x, w1 + h, w2) - y(x, w1 - h, w2)) / (2 * h),
            g * (y(x, w1, w2 + h) - y(x, w1, w2 - h)) / (2 * h),
        )

    @unnamed
    def forward_only(x, w1, w2, g):
        """The forward pass is returned."""
        a = w1 * x
        return a, w2 * max(a, 0), max(w2 * max(a, 0), 0) + x

    @wrong("it gives the same three numbers whatever it is given")
    def from_the_example(x, w1, w2, g):
        """The numbers of the worked example."""
        return 2.5, 6.0, 1.0

    @wrong("it should return three numbers")
    def dx_only(x, w1, w2, g):
        """dL/dx alone is returned."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        return (db * w2 if w1 * x > 0 else 0.0) * w1 + g

    @wrong("it returns nothing (None)")
    def no_return(x, w1, w2, g):
        """Everything is computed and nothing returned."""
        h = max(w1 * x, 0)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        dx, dw1, dw2 = da * w1 + g, da * x, db * h  # noqa: F841

    @wrong("name 'dh' is not defined")
    def undefined_name(x, w1, w2, g):
        """A name that was never set: dh."""
        a = w1 * x
        da = dh if a > 0 else 0.0  # noqa: F821
        return da * w1 + g, da * x, 0.0

    @right
    def with_gates(x, w1, w2, g):
        """Gates as numbers 0 and 1; a list is returned."""
        a = w1 * x
        open_a = float(a > 0)
        b = w2 * a * open_a
        open_b = float(b > 0)
        return [g * (1 + open_b * open_a * w2 * w1), g * open_b * open_a * w2 * x, g * open_b * open_a * a]

    @right
    def case_by_case(x, w1, w2, g):
        """Two cases: the branch is open, or nothing but the shortcut is left."""
        if w1 * x > 0 and w2 > 0:
            return g + g * w1 * w2, g * w2 * x, g * w1 * x
        return g, 0.0, 0.0

    @right
    def in_numpy(x, w1, w2, g):
        """np.where and an array of three."""
        a = w1 * x
        h = np.maximum(a, 0)
        db = np.where(w2 * h > 0, g, 0.0)
        da = np.where(a > 0, db * w2, 0.0)
        return np.array([da * w1 + g, da * x, db * h])
