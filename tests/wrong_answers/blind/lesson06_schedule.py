"""Exercise 6.5, the schedule, written from the students' text alone."""

import numpy as np

from tests.wrong_answers import right, wrong

rate_so_far = 1e-3


class E6_5:
    """The schedule."""

    @wrong("every drop comes one epoch late: the rate of epoch 80 is still")
    def later_than(epoch):
        """> for >=, as in the tutorial."""
        rate = 1e-3
        if epoch > 180:
            rate *= 0.5e-3
        elif epoch > 160:
            rate *= 1e-3
        elif epoch > 120:
            rate *= 1e-2
        elif epoch > 80:
            rate *= 1e-1
        return rate

    @wrong("only the drop at epoch 80 ever comes: whatever is past 160 is")
    def earliest_first(epoch):
        """The earliest drop is asked for first, so that no later one ever comes."""
        if epoch >= 80:
            return 1e-4
        elif epoch >= 120:
            return 1e-5
        elif epoch >= 160:
            return 1e-6
        elif epoch >= 180:
            return 0.5e-6
        return 1e-3

    @wrong("the factors multiply up: at epoch 120 the rate has been")
    def multiplied_up(epoch):
        """Each drop is taken of the rate before, not of the first one."""
        rate = 1e-3
        for start, factor in ((80, 1e-1), (120, 1e-2), (160, 1e-3), (180, 0.5e-3)):
            if epoch >= start:
                rate *= factor
        return rate

    @wrong("every drop comes one epoch early")
    def from_one(epoch):
        """Epochs counted from 1."""
        epoch = epoch + 1
        for start, rate in ((180, 0.5e-6), (160, 1e-6), (120, 1e-5), (80, 1e-4)):
            if epoch >= start:
                return rate
        return 1e-3

    @wrong("the factor is returned, not the rate")
    def factor_only(epoch):
        """Returns the factor, not the rate."""
        for start, factor in ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)):
            if epoch >= start:
                return factor
        return 1.0

    @wrong("the drop at epoch 180 is missing")
    def no_last_drop(epoch):
        """The drop at 180 is forgotten."""
        if epoch >= 160:
            return 1e-6
        if epoch >= 120:
            return 1e-5
        return 1e-4 if epoch >= 80 else 1e-3

    @wrong("every drop divides by 10")
    def tenth_every_time(epoch):
        """At 180 another tenth instead of 0.0005."""
        return 1e-3 * 0.1 ** sum(epoch >= start for start in (80, 120, 160, 180))

    @wrong("the last factor is taken of the rate before it")
    def half_of_a_thousandth_of_a_thousandth(epoch):
        """0.0005 times the rate of epoch 160 instead of the first one."""
        for start, rate in ((180, 1e-6 * 0.5e-3), (160, 1e-6), (120, 1e-5), (80, 1e-4)):
            if epoch >= start:
                return rate
        return 1e-3

    @wrong("the last factor is 0.5")
    def last_is_the_rate(epoch):
        """0.0005 is taken for the rate itself, so that it rises at the end."""
        for start, rate in ((180, 0.0005), (160, 1e-6), (120, 1e-5), (80, 1e-4)):
            if epoch >= start:
                return rate
        return 1e-3

    @wrong("the first rate is 0.01")
    def tenfold_rate(epoch):
        """Begins with 0.01."""
        for start, factor in ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)):
            if epoch >= start:
                return 1e-2 * factor
        return 1e-2

    @wrong("it returns nothing (None) in epoch 0")
    def nothing_early(epoch):
        """No rate before epoch 80: the last return is missing."""
        if epoch >= 180:
            return 0.5e-6
        if epoch >= 160:
            return 1e-6
        if epoch >= 120:
            return 1e-5
        if epoch >= 80:
            return 1e-4

    @wrong("it returns nothing (None) in every epoch")
    def only_printed(epoch):
        """Printed, as in the tutorial, and not returned."""
        rate = 1e-3
        for start, factor in ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)):
            if epoch >= start:
                rate *= factor
                break
        print("Learning rate:", rate)

    @wrong("themselves have the first rate")
    def open_ranges(epoch):
        """Ranges open on both sides: the epochs 80, 120, 160, 180 themselves fall through."""
        if 80 < epoch < 120:
            return 1e-4
        if 120 < epoch < 160:
            return 1e-5
        if 160 < epoch < 180:
            return 1e-6
        if epoch > 180:
            return 0.5e-6
        return 1e-3

    @wrong("only in epochs 80, 120, 160 and 180")
    def only_at_the_milestones(epoch):
        """== for >=: the rate drops for one epoch and comes back."""
        return {80: 1e-4, 120: 1e-5, 160: 1e-6, 180: 0.5e-6}.get(epoch, 1e-3)

    @wrong("it stops with KeyError: 1")
    def looked_up(epoch):
        """A dictionary of milestones alone: a KeyError in every other epoch."""
        return {0: 1e-3, 80: 1e-4, 120: 1e-5, 160: 1e-6, 180: 0.5e-6}[epoch]

    @wrong("it remembers earlier calls")
    def remembers(epoch):
        """Lowers a rate that it remembers between calls, and so depends on what was asked before."""
        global rate_so_far
        if epoch in (80, 120, 160):
            rate_so_far *= 0.1
        if epoch == 180:
            rate_so_far *= 0.5
        return rate_so_far

    @wrong("the rate changes in nearly every epoch")
    def smooth(epoch):
        """A smooth fall instead of steps."""
        return 1e-3 * 10 ** (-epoch / 60)

    @wrong("the rate never drops")
    def constant(epoch):
        """Always the first rate."""
        return 1e-3

    @wrong("the rate changes in epochs 82 and 123")
    def milestones_of_the_paper(epoch):
        """Drops at 82 and 123, remembered from the paper."""
        return 1e-3 * 0.1 ** ((epoch >= 82) + (epoch >= 123))

    @wrong("it returns an object of type str")
    def as_text(epoch):
        """Returns the rate as text."""
        for start, rate in ((180, "0.5e-6"), (160, "1e-6"), (120, "1e-5"), (80, "1e-4")):
            if epoch >= start:
                return rate
        return "1e-3"

    @right
    def chain(epoch):
        """ifs, the latest first."""
        if epoch >= 180:
            return 1e-3 * 0.5e-3
        if epoch >= 160:
            return 1e-3 * 1e-3
        if epoch >= 120:
            return 1e-3 * 1e-2
        if epoch >= 80:
            return 1e-3 * 1e-1
        return 1e-3

    @right
    def overwritten(epoch):
        """ifs, the earliest first, each overwriting the one before."""
        factor = 1
        for start, new in {80: 1e-1, 120: 1e-2, 160: 1e-3, 180: 0.5e-3}.items():
            if epoch > start - 1:
                factor = new
        return 0.001 * factor

    @right
    def searched(epoch):
        """NumPy looks the step up."""
        place = np.searchsorted([80, 120, 160, 180], epoch, side="right")
        return float(np.array([1e-3, 1e-4, 1e-5, 1e-6, 5e-7])[place])

    @right
    def ranges(epoch):
        """Ranges from the first drop to the last."""
        if epoch < 80:
            return 0.001
        elif 80 <= epoch < 120:
            return 0.0001
        elif 120 <= epoch <= 159:
            return 0.00001
        elif 160 <= epoch < 180:
            return 0.000001
        else:
            return 0.0000005
