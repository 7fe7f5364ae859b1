"""The check of lesson 6's learning-rate schedule."""

from collections.abc import Callable
from numbers import Real

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import not_right

NAME = "lr_schedule"
BASE = 1e-3
DROPS = ((80, 1e-1), (120, 1e-2), (160, 1e-3), (180, 0.5e-3))  # from this epoch on, what share of BASE
EPOCHS = range(200)  # counted from 0, as Keras counts
AGAIN = (190, 0, 100)  # asked once more, out of order


def schedule(epoch: int, base: float = BASE, drops=DROPS, shift: int = 0) -> float:
    """Return the rate at an epoch: ``base`` times the share of the last drop that has come."""
    share = 1.0
    for start, factor in drops:
        if epoch >= start + shift:
            share = factor
    return base * share


def _first_branch(epoch: int, strict: bool = False) -> float:
    return schedule(epoch, drops=DROPS[:1], shift=int(strict))


def _cumulative(epoch: int, shift: int = 0) -> float:
    rate = BASE
    for start, factor in DROPS:
        rate *= factor if epoch >= start + shift else 1
    return rate


def _each_by_ten(epoch: int, shift: int = 0) -> float:
    return BASE * 0.1 ** sum(epoch >= start + shift for start, _ in DROPS)


def _only_at_the_epoch(epoch: int) -> float:
    return schedule(epoch) if epoch in dict(DROPS) else BASE


def _without(start: int) -> Callable[[int], float]:
    drops = tuple(drop for drop in DROPS if drop[0] != start)
    return lambda epoch: schedule(epoch, drops=drops)


def _by_the_share(epoch: int) -> float:
    return schedule(epoch, drops=[(start, 1 - share) for start, share in DROPS])


def _exchanged(epoch: int) -> float:
    factors = [factor for _, factor in DROPS][::-1]
    return schedule(epoch, drops=[(start, f) for (start, _), f in zip(DROPS, factors, strict=True)])


# (what is wrong, where to look, the rate that this mistake gives)
MISTAKES: list[tuple[str, str, Callable[[int], float]]] = [
    (
        "every drop comes one epoch late: the rate of epoch 80 is still 0.001.",
        "the comparison: `>` leaves the epoch itself out.",
        lambda epoch: schedule(epoch, shift=1),
    ),
    (
        "every drop comes one epoch early; epochs are counted from 0, and 80 is the first of the lower rate.",
        "the comparison, and the rate at epoch 79.",
        lambda epoch: schedule(epoch, shift=-1),
    ),
    (
        "only the drop at epoch 80 ever comes: whatever is past 160 is past 80 too.",
        "the order of the branches: the first one that is true is taken, and the others are not looked at.",
        _first_branch,
    ),
    (
        "only the drop at epoch 80 ever comes, and one epoch late.",
        "the order of the branches, and the comparison.",
        lambda epoch: _first_branch(epoch, strict=True),
    ),
    (
        "the factors multiply up: at epoch 120 the rate has been multiplied by 0.1 and by 0.01.",
        "what each factor refers to: the first rate, not the one before.",
        _cumulative,
    ),
    (
        "the factors multiply up, and each drop comes one epoch late.",
        "what each factor refers to, and the comparison.",
        lambda epoch: _cumulative(epoch, 1),
    ),
    (
        "every drop divides by 10; the last one, at epoch 180, only halves.",
        "the last factor: 0.0005, half of the one before.",
        _each_by_ten,
    ),
    (
        "every drop divides by 10, and one epoch late; the last one, at epoch 180, only halves.",
        "the last factor, and the comparison.",
        lambda epoch: _each_by_ten(epoch, 1),
    ),
    (
        "the rate is lower only in epochs 80, 120, 160 and 180 themselves; then it is 0.001 again.",
        "the comparison: `==` asks for one epoch, the drop holds from it on.",
        _only_at_the_epoch,
    ),
    (
        "the largest drop comes first: the factors are in the wrong order.",
        "which factor belongs to which epoch.",
        _exchanged,
    ),
    (
        "the rate drops by a tenth and by a hundredth, where it should drop to a tenth and to a hundredth.",
        "what is taken away and what is left: of 0.001 a tenth is left.",
        _by_the_share,
    ),
    (
        "the factor is returned, not the rate.",
        "what the factor has to be multiplied by.",
        lambda epoch: schedule(epoch) / BASE,
    ),
    (
        "the factors are taken as rates: it begins with 0.001, and from epoch 80 the rate is 0.1.",
        "each drop: it multiplies the first rate, it does not replace it.",
        lambda epoch: BASE if epoch < DROPS[0][0] else schedule(epoch) / BASE,
    ),
    (
        "the rate goes up where it should go down: it is divided by the factors.",
        "the operator in front of the factors.",
        lambda epoch: BASE**2 / schedule(epoch),
    ),
    (
        "the rate never drops.",
        "what happens between the first rate and the line that returns it.",
        lambda epoch: BASE,
    ),
    (
        "the first rate is 0.01; it should be 0.001.",
        "the number in the first line.",
        lambda epoch: schedule(epoch, base=1e-2),
    ),
    (
        "the first rate is 0.1; it should be 0.001.",
        "the number in your first line.",
        lambda epoch: schedule(epoch, base=1e-1),
    ),
    *[
        (
            f"the drop at epoch {start} is missing.",
            "the four drops, one by one.",
            _without(start),
        )
        for start, _ in DROPS
    ],
    (
        "the last factor is 0.5; it should be 0.0005, half of the one before it.",
        "the factor of epoch 180: it refers to the first rate.",
        lambda epoch: schedule(epoch, drops=(*DROPS[:3], (180, 0.5))),
    ),
    (
        "the last factor is 0.05; it should be 0.0005, half of the one before it.",
        "the zeros of the factor of epoch 180.",
        lambda epoch: schedule(epoch, drops=(*DROPS[:3], (180, 0.05))),
    ),
    (
        "the last factor is taken of the rate before it, not of the first one.",
        "the rate from epoch 180 on: 0.0005 times the first rate.",
        lambda epoch: schedule(epoch, drops=(*DROPS[:3], (180, 0.5e-6))),
    ),
    (
        "epochs 80, 120, 160 and 180 themselves have the first rate: no branch takes them.",
        "the comparisons: which of them take the epoch of the drop itself?",
        lambda epoch: BASE if epoch in dict(DROPS) else schedule(epoch),
    ),
    (
        "the drop at epoch 80 is one epoch late, the others are right.",
        "the comparison of the last branch.",
        lambda epoch: schedule(epoch, drops=((81, 1e-1), *DROPS[1:])),
    ),
]


def check_lr_schedule(function: Callable, again: tuple[int, ...] = AGAIN) -> None:
    """Check ``function(epoch)``, the rate in each of 200 epochs counted from 0; print what was verified.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong, or shows an epoch.
    """
    require_function(function, NAME)
    rates = isolated(lambda: [call(function, NAME, epoch) for epoch in EPOCHS])
    _check_types(rates)
    wrong = [epoch for epoch in EPOCHS if not _equal(rates[epoch], schedule(epoch))]
    if wrong:
        raise not_right(NAME, *_reason(rates, wrong))
    rates = isolated(lambda: {epoch: call(function, NAME, epoch) for epoch in again})
    for epoch, rate in rates.items():
        if not _equal(rate, schedule(epoch)):
            raise not_right(
                NAME,
                f"asked again for epoch {epoch}, it gives {rate!r}: it remembers earlier calls.",
                "variables outside the function; after a resumed run they start anew.",
            )
    print(
        f"{NAME} is right in all {len(EPOCHS)} epochs: {BASE} first, then "
        + ", ".join(f"{schedule(start):g} from epoch {start}" for start, _ in DROPS)
        + "."
    )


def _equal(a, b: float) -> bool:
    return abs(float(a) - b) <= 1e-6 * b


def _check_types(rates: list) -> None:
    kinds = {type(rate).__name__: rate for rate in rates}
    for kind, rate in kinds.items():
        if rate is None:
            epochs = [epoch for epoch, one in enumerate(rates) if one is None]
            which = "in every epoch" if len(epochs) == len(rates) else f"in epoch {epochs[0]}"
            raise not_right(
                NAME,
                f"it returns nothing (None) {which}.",
                "its last line: the rate is handed back, not printed, on every way through the function.",
            )
        if isinstance(rate, bool) or not isinstance(rate, Real):
            raise not_right(
                NAME,
                f"it returns an object of type {kind}; Keras asks for one float.",
                "what the last line returns.",
            )
        if isinstance(rate, int):
            raise not_right(
                NAME,
                f"it returns the integer {rate}; Keras asks for a float.",
                "the arithmetic: a whole number is no rate, and `//` rounds down.",
            )


def _reason(rates: list, wrong: list[int]) -> tuple[str, str]:
    for what, look, mistaken in MISTAKES:
        if all(_equal(rates[epoch], mistaken(epoch)) for epoch in EPOCHS):
            return what, look
    for other in (_of_smooth_rates, _of_no_rate, _of_rising_rates, _of_epochs, _of_shares):
        found = other([float(rate) for rate in rates])
        if found:
            return found
    return (
        f"{_in_epoch(rates, wrong[0])}; {len(wrong)} of {len(EPOCHS)} epochs differ.",
        f"your lines with {wrong[0]} in mind: which branch is taken?",
    )


def _in_epoch(rates: list, epoch: int) -> str:
    return (
        f"in epoch {epoch} (counted from 0) the rate is {float(rates[epoch]):g}, expected {schedule(epoch):g}"
    )


def _of_no_rate(rates: list[float]) -> tuple[str, str] | None:
    if 0 not in rates:
        return None
    return (
        f"in epoch {rates.index(0)} the rate is 0, and a net learns nothing at it.",
        "whether something is rounded: by `//`, by `round`, by `int`; or whether a factor of 0 gets in.",
    )


def _of_smooth_rates(rates: list[float]) -> tuple[str, str] | None:
    if len(set(rates)) <= 100:
        return None
    return (
        f"the rate changes in nearly every epoch, from {rates[0]:g} to {rates[-1]:g}; "
        "it should stay the same from one drop to the next.",
        "what the rate depends on: which drops have come, and not how long ago.",
    )


def _of_rising_rates(rates: list[float]) -> tuple[str, str] | None:
    if sorted(rates) != rates:
        return None
    return (
        f"the rate rises: it begins with {rates[0]:g} and ends with {rates[-1]:g}.",
        "the comparisons: which epochs does each of your branches take?",
    )


def _of_epochs(rates: list[float]) -> tuple[str, str] | None:
    """Return what is wrong where the rate changes in other epochs than it should, if in few."""
    found = [epoch for epoch in EPOCHS[1:] if not _equal(rates[epoch], rates[epoch - 1])]
    extra = [epoch for epoch in found if epoch not in dict(DROPS)]
    missing = [epoch for epoch in dict(DROPS) if epoch not in found]
    if not (extra or missing) or len(found) > 12:
        return None
    epoch = next(epoch for epoch in EPOCHS if not _equal(rates[epoch], schedule(epoch)))
    example = _in_epoch(rates, epoch)
    if not extra:
        return (
            f"the rate does not change {_epochs(missing)}, where it should: {example}.",
            "which of your lines sets the rate last; an `else` belongs to the `if` right above it.",
        )
    also = f", and does not {_epochs(missing)}, where it should" if missing else ", where it should stay"
    return (
        f"the rate changes {_epochs(extra)}{also}: {example}.",
        "the epochs in your conditions, one by one; of a range also where it ends.",
    )


def _epochs(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"in epochs {', '.join(most)} and {last}" if most else f"in epoch {last}"


def _of_shares(rates: list[float]) -> tuple[str, str] | None:
    """Return what is wrong where the rate begins right and drops in the right epochs, to other values."""
    if not _equal(rates[0], BASE) or _of_epochs(rates):
        return None
    wrong = [(epoch, share) for epoch, share in DROPS if not _equal(rates[epoch], schedule(epoch))]
    found = ", ".join(f"{rates[epoch] / BASE:g} from {epoch} on" for epoch, _ in wrong)
    right = ", ".join(f"{share:g}" for _, share in wrong)
    return (
        f"the rate drops in the right epochs, to the wrong share of the first rate: {found}. "
        f"It should be {right}.",
        "the numbers by which you multiply the first rate.",
    )
