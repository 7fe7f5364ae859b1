"""``lr_schedule`` as learners write it, wrong and right."""

import numpy as np

from tests.wrong_answers import right, wrong


@right
def by_branches(epoch):
    rate = 1e-3
    if epoch >= 180:
        rate *= 0.5e-3
    elif epoch >= 160:
        rate *= 1e-3
    elif epoch >= 120:
        rate *= 1e-2
    elif epoch >= 80:
        rate *= 1e-1
    return rate


@right
def by_table(epoch):
    return (1e-3, 1e-4, 1e-5, 1e-6, 5e-7)[sum(epoch >= start for start in (80, 120, 160, 180))]


@right
def by_numpy(epoch):
    factors = np.array([1, 1e-1, 1e-2, 1e-3, 0.5e-3], np.float32)
    return np.float32(1e-3) * factors[np.searchsorted([79, 119, 159, 179], epoch)]


@right
def upwards(epoch):
    if epoch < 80:
        return 0.001
    if epoch < 120:
        return 0.0001
    if epoch < 160:
        return 0.00001
    return 1e-6 if epoch < 180 else 5e-7


@right
def later_ones_overwrite(epoch):
    rate = first = 1e-3
    for start, share in ((80, 0.1), (120, 0.01), (160, 0.001), (180, 0.0005)):
        if epoch > start - 1:
            rate = first * share
    return rate


def steps(*pairs, base=1e-3, how="set", sign=">=", chain=True):
    """Return a schedule of branches in this order: ``pairs`` of epoch and factor."""

    def function(epoch):
        rate = base
        for start, factor in pairs:
            if epoch > start or (sign == ">=" and epoch == start):
                rate = rate * factor if how == "times" else base * factor
                if chain:
                    break
        return rate

    return function


DOWN = ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1))
UP = DOWN[::-1]
memory = [1e-3]


def named(name: str, phrase: str, function):
    function.__name__ = name
    globals()[name] = wrong(phrase)(function)


named("strictly_greater", "every drop comes one epoch late", steps(*DOWN, sign=">"))
named("counted_from_one", "every drop comes one epoch early", lambda epoch: by_branches(epoch + 1))
named("smallest_first", "only the drop at epoch 80 ever comes: ", steps(*UP))
named("smallest_first_late", "only the drop at epoch 80 ever comes, and one epoch late", steps(*UP, sign=">"))
named("multiplied_up", "the factors multiply up: ", steps(*UP, how="times", chain=False))
named("multiplied_up_late", "the factors multiply up, and each drop", steps(
    *DOWN, how="times", chain=False, sign=">"))  # fmt: skip
named("tens", "every drop divides by 10", lambda epoch: (
    1e-3 * 0.1 ** sum(epoch >= s for s in (80, 120, 160, 180))))  # fmt: skip
named("tens_late", "every drop divides by 10, and", lambda epoch: (
    1e-3 * 0.1 ** sum(epoch > s for s in (80, 120, 160, 180))))  # fmt: skip
named("factor_alone", "the factor is returned", lambda epoch: by_branches(epoch) / 1e-3)
named("factors_as_rates", "the factors are taken as rates", lambda epoch: (
    1e-3 if epoch < 80 else by_branches(epoch) * 1e3))  # fmt: skip
named("never", "the rate never drops", lambda epoch: 1e-3)
named("divided", "the rate goes up where it should go down", lambda epoch: 1e-6 / by_branches(epoch))
named("one_hundredth", "the first rate is 0.01;", steps(*DOWN, base=1e-2))
named("one_tenth", "the first rate is 0.1;", steps(*DOWN, base=1e-1))
named("without_160", "the drop at epoch 160 is missing", steps(DOWN[0], *DOWN[2:]))
named("without_180", "the drop at epoch 180 is missing", steps(*DOWN[1:]))
named("half", "the last factor is 0.5;", steps((180, 0.5), *DOWN[1:]))
named("half_of_first", "the last factor is 0.05", steps((180, 0.5e-1), *DOWN[1:]))
named("only_last_late", "the drop at epoch 80 is one epoch late", steps(*DOWN[:3], (81, 1e-1)))
named("all_overwritten", "only the drop at epoch 80 ever comes: ", steps(*DOWN, chain=False))
named(
    "another_tenth",
    "the last one, at epoch 180, only halves",
    lambda epoch: 1e-7 if epoch >= 180 else by_branches(epoch),
)
named("at_the_epoch_alone", "only in epochs 80, 120, 160 and 180", lambda epoch: (
    by_branches(epoch) if epoch in (80, 120, 160, 180) else 1e-3))  # fmt: skip
named("nothing", "returns nothing (None) in every epoch", lambda epoch: None)
named(
    "no_else", "returns nothing (None) in epoch 0", lambda epoch: by_branches(epoch) if epoch >= 80 else None
)
named("half_written", "returns nothing (None) in epoch 80", lambda epoch: 1e-3 if epoch < 80 else None)
named("array", "type ndarray; Keras asks for one float", lambda epoch: np.array([by_branches(epoch)]))
named("text", "type str", lambda epoch: f"{by_branches(epoch)}")
named("pair", "type tuple", lambda epoch: (epoch, by_branches(epoch)))
named("whole_number", "the integer 0", lambda epoch: 1 // 1000)
named("other_number", "in epoch 100 (counted from 0) the rate is 1e-05, expected 0.0001", lambda epoch: (
    by_branches(epoch) if epoch < 100 or epoch >= 120 else 1e-5))  # fmt: skip
named(
    "smooth",
    "changes in nearly every epoch",
    lambda epoch: 1e-3 * 0.5 * (1 + np.cos(np.pi * (epoch + 5) / 200)),
)
named("crashing", "it stops with ZeroDivisionError", lambda epoch: 1 / (epoch - 80))
named("misspelt", "it stops with NameError", lambda epoch: rate * 0.1)  # noqa: F821


@wrong("asked again for epoch")
def remembers(epoch):
    if epoch == 0:
        memory[0] = 1e-3
    if epoch in (80, 120, 160):
        memory[0] /= 10
    elif epoch == 180:
        memory[0] /= 2
    return memory[0]
