"""More of exercise 6.5, numbers of the drops, written from the students' text alone."""

import numpy as np

from tests.wrong_answers import right, wrong


class E6_5:
    """The schedule, continued."""

    @wrong("the last factor is 0.5")
    def half_the_first_rate(epoch):
        """From 180 on 0.5 times the first rate, not 0.0005 times."""
        lr = 1e-3
        if epoch >= 180:
            lr *= 0.5
        elif epoch >= 160:
            lr *= 1e-3
        elif epoch >= 120:
            lr *= 1e-2
        elif epoch >= 80:
            lr *= 1e-1
        return lr

    @wrong("the drop at epoch 160 is missing")
    def factor_copied(epoch):
        """The line of 120 is copied for 160 and its factor stays 1e-2."""
        if epoch >= 180:
            return 1e-3 * 0.5e-3
        if epoch >= 160:
            return 1e-3 * 1e-2
        if epoch >= 120:
            return 1e-3 * 1e-2
        if epoch >= 80:
            return 1e-3 * 1e-1
        return 1e-3

    @wrong("the rate changes in epoch 40, where it should stay")
    def every_40_epochs(epoch):
        """A tenth every 40 epochs, from 40 on."""
        if epoch >= 180:
            return 0.5e-6
        return 1e-3 * 0.1 ** (epoch // 40)

    @wrong("the rate does not change in epochs 120 and 180")
    def every_80_epochs(epoch):
        """A tenth every 80 epochs: the first drop repeated."""
        return 1e-3 * 0.1 ** (epoch // 80)

    @wrong("the rate drops by a tenth and by a hundredth")
    def by_a_tenth(epoch):
        """Lowered by a tenth, by a hundredth and so on, not to it."""
        for start, part in ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)):
            if epoch >= start:
                return 1e-3 * (1 - part)
        return 1e-3

    @wrong("0.367879 from 80 on")
    def powers_of_e(epoch):
        """1e-1 is taken for e to the power -1: the factors are np.exp(-1), exp(-2), exp(-3)."""
        if epoch >= 180:
            return 1e-3 * 0.5 * np.exp(-3)
        if epoch >= 160:
            return 1e-3 * np.exp(-3)
        if epoch >= 120:
            return 1e-3 * np.exp(-2)
        if epoch >= 80:
            return 1e-3 * np.exp(-1)
        return 1e-3

    @wrong("0.005 from 180 on")
    def a_zero_too_few(epoch):
        """0.005 for 0.0005 from 180 on."""
        if epoch >= 180:
            return 0.001 * 0.005
        if epoch >= 160:
            return 0.001 * 0.001
        if epoch >= 120:
            return 0.001 * 0.01
        if epoch >= 80:
            return 0.001 * 0.1
        return 0.001

    @wrong("in epochs 1, 2, 3 and 4, where it should stay")
    def warms_up(epoch):
        """Five epochs of warm-up in front, which nobody has asked for."""
        if epoch < 5:
            return 1e-3 * (epoch + 1) / 5
        for start, factor in ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)):
            if epoch >= start:
                return 1e-3 * factor
        return 1e-3

    @wrong("0.001 from 80 on, 1e-06 from 120 on")
    def powers_of_the_rate(epoch):
        """Each drop multiplies by 0.001, the first rate, instead of 0.1."""
        lr = 1e-3
        for start in (80, 120, 160):
            if epoch >= start:
                lr *= 1e-3
        return lr * 0.5 if epoch >= 180 else lr

    @wrong("in epoch 0 the rate is 0")
    def times_for_power(epoch):
        """0.1 * drops instead of 0.1 ** drops: the rate begins with 0 and rises."""
        drops = sum(epoch >= start for start in (80, 120, 160))
        lr = 1e-3 * 0.1 * drops
        return lr * 0.5 if epoch >= 180 else lr

    @wrong("the rate changes in epochs 8, 12, 16 and 18")
    def for_a_run_of_20(epoch):
        """Drops at 8, 12, 16 and 18: the milestones of a run of 20 epochs."""
        for start, factor in ((18, 0.5e-3), (16, 1e-3), (12, 1e-2), (8, 1e-1)):
            if epoch >= start:
                return 1e-3 * factor
        return 1e-3

    @wrong("the factors are taken as rates")
    def assigned_for_multiplied(epoch):
        """lr = 1e-1 where lr *= 1e-1 is meant: from 80 on the factors are the rates."""
        lr = 1e-3
        if epoch >= 80:
            lr = 1e-1
        if epoch >= 120:
            lr = 1e-2
        if epoch >= 160:
            lr = 1e-3
        if epoch >= 180:
            lr = 0.5e-3
        return lr

    @wrong("0.316228 from 80 on")
    def root_of_a_tenth(epoch):
        """The reducer's factor, the root of 0.1, for a tenth."""
        drops = sum(epoch >= start for start in (80, 120, 160))
        lr = 1e-3 * np.sqrt(0.1) ** drops
        return float(lr * 0.5 if epoch >= 180 else lr)

    @wrong("in epoch 80 the rate is 0")
    def whole_division(epoch):
        """Divides by 10, 100, 1000 with //, so that every later rate is 0."""
        if epoch >= 180:
            return 1e-3 // 2000
        if epoch >= 160:
            return 1e-3 // 1000
        if epoch >= 120:
            return 1e-3 // 100
        if epoch >= 80:
            return 1e-3 // 10
        return 1e-3

    @wrong("in epoch 120 the rate is 0")
    def rounded(epoch):
        """Rounded to four places, so that the rate is 0 from 120 on."""
        lr = 1e-3
        for start, factor in ((80, 1e-1), (120, 1e-2), (160, 1e-3), (180, 0.5e-3)):
            if epoch >= start:
                lr = 1e-3 * factor
        return round(lr, 4)

    @right
    def table_of_200(epoch):
        """A table of 200 rates, and the epoch is its index."""
        return ([1e-3] * 80 + [1e-4] * 40 + [1e-5] * 40 + [1e-6] * 20 + [0.5e-6] * 20)[epoch]
