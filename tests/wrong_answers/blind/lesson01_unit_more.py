"""More of exercise 1.3, unit_gradients, written from the students' text alone."""

import numpy as np

from tests.wrong_answers import right, wrong


def relu(a):
    """Return the positive part of a number."""
    return np.maximum(a, 0)


class E1_3:
    """unit_gradients, continued."""

    @wrong("g enters dL/dx through the shortcut only")
    def g_on_the_shortcut_only(x, w1, w2, g):
        """The branch starts with 1; only the shortcut gets g."""
        h = relu(w1 * x)
        db = 1.0 if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("g is multiplied in twice")
    def g_twice(x, w1, w2, g):
        """The results are multiplied by g at the end, though g is in them already."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return (da * w1 + 1) * g, da * x * g, db * h * g

    @wrong("passes over w1")
    def w1_skipped(x, w1, w2, g):
        """The way back to x passes over w1."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da + g, da * x, db * h

    @wrong("brings back g only where the outer ReLU is open")
    def all_zero_when_closed(x, w1, w2, g):
        """Three zeros as soon as a ReLU is closed, so the shortcut is lost with the branch."""
        a = w1 * x
        b = w2 * relu(a)
        if a <= 0 or b <= 0:
            return 0.0, 0.0, 0.0
        return g * w2 * w1 + g, g * w2 * x, g * relu(a)

    @wrong("multiplied by what a ReLU has given")
    def relus_value_as_slope(x, w1, w2, g):
        """The gradient is multiplied by what the ReLU gave instead of by its slope, 0 or 1."""
        a = w1 * x
        h = relu(a)
        b = w2 * h
        db = g * relu(b)
        da = db * w2 * relu(a)
        return da * w1 + g, da * x, db * h

    @wrong("opens by the sign of y")
    def outer_gate_by_y(x, w1, w2, g):
        """The outer ReLU is taken as open where y, x included, is positive."""
        a = w1 * x
        h = relu(a)
        y = relu(w2 * h) + x
        db = g if y > 0 else 0.0
        da = db * w2 if a > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("opens by the sign of w1")
    def inner_gate_by_w1(x, w1, w2, g):
        """The inner ReLU is taken as open where w1 is positive, whatever x is."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        dh = db * w2
        da = dh if w1 > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("dL/dw1 has h as its factor")
    def dw1_with_h(x, w1, w2, g):
        """dw1 is multiplied by h instead of x."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * h, db * h

    @wrong("the gates are the wrong way round")
    def gates_the_wrong_way(x, w1, w2, g):
        """The gates are turned round: a gradient passes where the ReLU's input is negative."""
        a = w1 * x
        h = relu(a)
        db = g if w2 * h < 0 else 0.0
        da = db * w2 if a < 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("as if it were open wherever the inner one is")
    def gates_swapped(x, w1, w2, g):
        """The two gates have changed places: the outer one asks a, the inner one b."""
        a = w1 * x
        h = relu(a)
        b = w2 * h
        db = g if a > 0 else 0.0
        da = db * w2 if b > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("a sign is no slope")
    def sign_as_slope(x, w1, w2, g):
        """np.sign as the slope of ReLU, which is -1 where it should be 0."""
        a = w1 * x
        h = relu(a)
        db = g * np.sign(w2 * h)
        da = db * w2 * np.sign(a)
        return da * w1 + g, da * x, db * h

    @wrong("rounded, to 2 places")
    def rounded(x, w1, w2, g):
        """The results are rounded to two places."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return round(da * w1 + g, 2), round(da * x, 2), round(db * h, 2)

    @wrong("its arguments come in another order")
    def weights_first(w1, w2, x, g):
        """The arguments stand in another order: the weights first, then x."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g, da * x, db * h

    @wrong("takes 3 positional arguments but 4 were given")
    def g_not_an_argument(x, w1, w2):
        """The function takes three arguments and no g."""
        h = relu(w1 * x)
        db = 1.0 if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + 1.0, da * x, db * h

    @wrong("left out on the way forward")
    def inner_relu_not_forwards(x, w1, w2, g):
        """The inner ReLU is left out on the way forward, and asked on the way back only."""
        a = w1 * x
        b = w2 * a
        db = g if b > 0 else 0.0
        da = db * w2 if a > 0 else 0.0
        return da * w1 + g, da * x, db * a

    @wrong("the shortcut's part of dL/dx is subtracted")
    def shortcut_subtracted(x, w1, w2, g):
        """The shortcut's part is subtracted."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 - g, da * x, db * h

    @wrong("passes g on only where x is positive")
    def shortcut_gated(x, w1, w2, g):
        """The shortcut gets a gate too: it passes g only where x is positive."""
        h = relu(w1 * x)
        db = g if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + (g if x > 0 else 0.0), da * x, db * h

    @wrong("an addition does not split g")
    def g_split_in_halves(x, w1, w2, g):
        """The addition is thought to split the gradient, so each way gets half of g."""
        h = relu(w1 * x)
        db = g / 2 if w2 * h > 0 else 0.0
        da = db * w2 if w1 * x > 0 else 0.0
        return da * w1 + g / 2, da * x, db * h

    @wrong("cannot access local variable 'db'")
    def no_else(x, w1, w2, g):
        """An ``if`` without ``else``, so a closed ReLU leaves a name unset."""
        a = w1 * x
        b = w2 * relu(a)
        if b > 0:
            db = g
        if a > 0:
            da = db * w2
        return da * w1 + g, da * x, db * relu(a)

    @right
    def three_slopes_forwards(x, w1, w2, g):
        """The three slopes are carried along from the front, as an array, and multiplied by g at the end."""
        dx, dw1, dw2 = np.eye(3)
        a, da = w1 * x, w1 * dx + x * dw1
        h, dh = max(a, 0.0), da * (a > 0)
        b, db = w2 * h, w2 * dh + h * dw2
        return tuple(float(slope) for slope in g * (db * (b > 0) + dx))
