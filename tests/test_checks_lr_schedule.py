"""check_lr_schedule: right answers pass, wrong ones are told what is wrong."""

import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished, check_lr_schedule
from resnets.checks.lesson06_schedule import EPOCHS, MISTAKES, schedule


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


def by_table(epoch):
    return (1e-3, 1e-4, 1e-5, 1e-6, 5e-7)[sum(epoch >= start for start in (80, 120, 160, 180))]


def by_numpy(epoch):
    factors = np.array([1, 1e-1, 1e-2, 1e-3, 0.5e-3], np.float32)
    return np.float32(1e-3) * factors[np.searchsorted([79, 119, 159, 179], epoch)]


@pytest.mark.parametrize("function", [by_branches, by_table, by_numpy])
def test_right_schedules_pass(function, capsys):
    check_lr_schedule(function)
    assert "right in all 200 epochs: 0.001 first, then 0.0001 from epoch 80" in capsys.readouterr().out


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


def remembers(epoch):
    if epoch in (80, 120, 160):
        memory[0] /= 10
    elif epoch == 180:
        memory[0] /= 2
    return memory[0]


def remembers_until_the_end(epoch):
    if epoch == 0:
        memory[0] = 1e-3
    return remembers(epoch)


WRONG = {
    "every drop comes one epoch late": steps(*DOWN, sign=">"),
    "every drop comes one epoch early": lambda epoch: by_branches(epoch + 1),
    "only the drop at epoch 80 ever comes: ": steps(*UP),
    "only the drop at epoch 80 ever comes, and one epoch late": steps(*UP, sign=">"),
    "the factors multiply up: ": steps(*UP, how="times", chain=False),
    "the factors multiply up, and each drop": steps(*DOWN, how="times", chain=False, sign=">"),
    "every drop divides by 10": lambda epoch: 1e-3 * 0.1 ** sum(epoch >= s for s in (80, 120, 160, 180)),
    "the factor is returned": lambda epoch: by_branches(epoch) / 1e-3,
    "the factors are taken as rates": lambda epoch: 1e-3 if epoch < 80 else by_branches(epoch) * 1e3,
    "the rate never drops": lambda epoch: 1e-3,
    "the first rate is 0.01": steps(*DOWN, base=1e-2),
    "the drop at epoch 160 is missing": steps(DOWN[0], *DOWN[2:]),
    "the last factor is 0.5;": steps((180, 0.5), *DOWN[1:]),
    "asked again for epoch": remembers_until_the_end,
    "returns nothing (None) in every epoch": lambda epoch: None,
    "returns nothing (None) in epoch 80": lambda epoch: 1e-3 if epoch < 80 else None,
    "type ndarray; Keras asks for one float": lambda epoch: np.array([by_branches(epoch)]),
    "type str": lambda epoch: f"{by_branches(epoch)}",
    "the integer 0": lambda epoch: 1 // 1000,
    "in epoch 100 (counted from 0) the rate is 1e-05, expected 0.0001": lambda epoch: (
        by_branches(epoch) if epoch < 100 or epoch >= 120 else 1e-5
    ),
    "it stops with ZeroDivisionError": lambda epoch: 1 / (epoch - 80),
}


@pytest.mark.parametrize("phrase", WRONG)
def test_wrong_schedules_are_explained(phrase, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_lr_schedule(WRONG[phrase])
    assert phrase in str(caught.value)
    others = [other for other in WRONG if other != phrase and not other.startswith("only")]
    assert not any(other in str(caught.value) for other in others)
    assert capsys.readouterr().out == ""


def test_no_two_mistakes_look_alike():
    assert len({what for what, _, _ in MISTAKES}) == len(MISTAKES) >= 10
    curves = [[rate(epoch) for epoch in EPOCHS] for rate in (schedule, *(m[2] for m in MISTAKES))]
    for k, one in enumerate(curves):
        assert not any(np.allclose(one, other, rtol=1e-5, atol=0) for other in curves[k + 1 :])


def test_a_stub_is_unfinished():
    def stub(epoch):
        raise ExerciseUnfinished("6.4")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 6\.4"):
        check_lr_schedule(stub)
