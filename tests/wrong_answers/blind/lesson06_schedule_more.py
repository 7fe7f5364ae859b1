"""More of exercise 6.5, the branches and what is returned, written from the students' text alone."""

import bisect

import keras

from tests.wrong_answers import right, wrong


class E6_5:
    """The schedule, continued."""

    @wrong("an object of type list")
    def whole_table(epoch):
        """Returns the rates of all epochs up to this one, as a list."""
        table = [1e-3] * 80 + [1e-4] * 40 + [1e-5] * 40 + [1e-6] * 20 + [0.5e-6] * 20
        return table[: epoch + 1]

    @wrong("missing 1 required positional argument: 'lr'")
    def wants_lr_too(epoch, lr):
        """Wants the current rate as a second argument and multiplies that: with one argument a TypeError."""
        if epoch in (80, 120, 160):
            return lr * 0.1
        return lr * 0.5 if epoch == 180 else lr

    @wrong("cannot access local variable 'lr'")
    def lr_without_value(epoch):
        """The first line, lr = 1e-3, is missing: it stops with an UnboundLocalError."""
        if epoch >= 180:
            lr *= 0.5e-3  # noqa: F821
        elif epoch >= 160:
            lr *= 1e-3
        elif epoch >= 120:
            lr *= 1e-2
        elif epoch >= 80:
            lr *= 1e-1
        return lr

    @wrong("an `else` belongs to the `if` right above")
    def else_of_the_last_if(epoch):
        """Four `if`s, and an else that belongs to the last one alone: before 180 always the first rate."""
        if epoch >= 80:
            lr = 1e-4
        if epoch >= 120:
            lr = 1e-5
        if epoch >= 160:
            lr = 1e-6
        if epoch >= 180:
            lr = 0.5e-6
        else:
            lr = 1e-3
        return lr

    @wrong("an object of type EagerTensor")
    def a_tensor(epoch):
        """Keras's PiecewiseConstantDecay is asked, with the right steps, and its tensor returned."""
        values = [1e-3, 1e-4, 1e-5, 1e-6, 0.5e-6]
        return keras.optimizers.schedules.PiecewiseConstantDecay([79, 119, 159, 179], values)(epoch)

    @wrong("an object of type PiecewiseConstantDecay")
    def schedule_object(epoch):
        """Returns one of Keras's schedules, not a rate."""
        values = [1e-3, 1e-4, 1e-5, 1e-6, 0.5e-6]
        return keras.optimizers.schedules.PiecewiseConstantDecay([79, 119, 159, 179], values)

    @wrong("list index out of range")
    def index_shifted(epoch):
        """The list of factors has no 1 in front: begins with a tenth, and an IndexError from 180 on."""
        factors = [1e-1, 1e-2, 1e-3, 0.5e-3]
        return 1e-3 * factors[bisect.bisect_right([80, 120, 160, 180], epoch)]

    @wrong("in epochs 119, 159, 179 and 199, where it should stay")
    def ranges_end_early(epoch):
        """range(80, 119) and so on: in the last epoch of each range the first rate comes back."""
        if epoch in range(80, 119):
            return 1e-4
        if epoch in range(120, 159):
            return 1e-5
        if epoch in range(160, 179):
            return 1e-6
        if epoch in range(180, 199):
            return 0.5e-6
        return 1e-3

    @wrong("the rate rises: it begins with 5e-07")
    def less_than(epoch):
        """< for >=: the smallest rate comes first and the rate goes up."""
        if epoch < 80:
            return 1e-3 * 0.5e-3
        if epoch < 120:
            return 1e-3 * 1e-3
        if epoch < 160:
            return 1e-3 * 1e-2
        if epoch < 180:
            return 1e-3 * 1e-1
        return 1e-3

    @wrong("max() arg is an empty sequence")
    def largest_of_nothing(epoch):
        """The largest milestone that is past: before 80 there is none, and max stops with a ValueError."""
        factors = {80: 1e-1, 120: 1e-2, 160: 1e-3, 180: 0.5e-3}
        return 1e-3 * factors[max(start for start in factors if epoch >= start)]

    @wrong("name 'optimizer' is not defined")
    def sets_torchs_optimizer(epoch):
        """Sets the rate in PyTorch's optimizer, which is not there: it stops with a NameError."""
        lr = 1e-3 * 0.1 ** sum(epoch >= start for start in (80, 120, 160))
        if epoch >= 180:
            lr *= 0.5
        for group in optimizer.param_groups:  # noqa: F821
            group["lr"] = lr
        return lr

    @right
    def keras_steps(epoch):
        """Keras's PiecewiseConstantDecay, whose steps hold up to and with a boundary, as a float."""
        values = [1e-3, 1e-4, 1e-5, 1e-6, 0.5e-6]
        return float(keras.optimizers.schedules.PiecewiseConstantDecay([79, 119, 159, 179], values)(epoch))
