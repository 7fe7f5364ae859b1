"""The register of exercises, and its answers: right ones pass, wrong ones are told what is wrong.

``make test-answers`` judges all of them; here are all whose checks take well under a second, and a few of the
whole networks'.
"""

import sys

import keras
import pytest

from tests.judged import all_faults, faults
from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.judging import NOTEBOOKS, judge
from tests.wrong_answers.registry import (
    EXERCISES,
    blind_answers,
    exercise,
    first_contact,
    house_answers,
    marked,
)

sys.path.insert(0, str(NOTEBOOKS.parent / "tools"))
# Those of lessons 1 to 3 run in test_answers_first_lessons.py: two files run at a time.
QUICK = [one.number for one in EXERCISES if one.quick and one.number > "4"]
SLOW = [one.number for one in EXERCISES if not one.quick]
FEW = {"stub_deleted", "stub_left", "returns_none", "raises"}


def written(number: str) -> dict:
    """Return the house answers to an exercise that were written by hand, by their names."""
    one = exercise(number)
    return {name: answer for place in one.house for name, answer in marked(place).items()}


def test_the_register_is_that_of_the_lessons():
    from exercise_cards import cards

    lessons = [(c.number, c.name, c.check) for c in cards() if c.kind == "Exercise"]
    known = [(one.number, one.name, one.check) for one in EXERCISES]
    assert known == lessons, "mend tests/wrong_answers/registry.py"


@pytest.mark.parametrize("number", [one.number for one in EXERCISES])
@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="some are written with TensorFlow")
def test_there_are_ten_wrong_answers_and_three_right_ones(number):
    one = exercise(number)
    phrases = [answer.phrase for answer in written(number).values()]
    right, named = phrases.count(None), len({phrase for phrase in phrases if phrase})
    assert right >= 3 and named >= 10, (
        f"{number} has {right} right house answers (3 are wanted) and wrong ones with {named} different "
        f"phrases (10): write more into tests/wrong_answers/, {', '.join(one.house)}"
    )
    blind = [answer.phrase for answer in blind_answers(one).values()]
    right, wrong = blind.count(None), len(blind) - blind.count(None)
    assert right >= 3 and wrong >= 10, (
        f"{number} has {right} right blind answers (3 are wanted) and {wrong} wrong ones (10): write more "
        f"into tests/wrong_answers/blind/lesson0{number[0]}_….py, class E{number.replace('.', '_')}"
    )


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="some are written with TensorFlow")
def test_half_of_all_answers_are_written_by_who_has_not_seen_the_catalogues():
    for kind in ("wrong", "right"):
        house, blind = (
            sum((a.phrase is None) == (kind == "right") for one in EXERCISES for a in answers(one).values())
            for answers in (house_answers, blind_answers)
        )
        assert blind >= house, (
            f"{house} {kind} answers are the house's and {blind} are not: ask somebody who has read the "
            "student edition only for more (CONTRIBUTING.md, Add an exercise, 5)"
        )


@pytest.mark.parametrize("number", [one.number for one in EXERCISES])
@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="some are written with TensorFlow")
def test_first_contact_is_recorded_of_each_blind_answer(number):
    """A new one's is written down by whoever adds it, before any check is changed for it."""
    later = {("2.1", "with_keepdims"), ("3.4", "sliced")}  # written after a check had been mended
    there = {name for name in blind_answers(exercise(number)) if (number, name) not in later}
    assert set(first_contact(exercise(number))) == there


@pytest.mark.parametrize("number", QUICK)
def test_answers_to_quick_checks(number):
    if number == "5.3" and keras.backend.backend() != "tensorflow":
        pytest.skip("asks for a pipeline of TensorFlow's")
    assert all_faults(number) == []


@pytest.mark.parametrize("number", SLOW)
def test_a_few_answers_to_whole_networks(number):
    found = written(number)
    passing = [name for name, answer in found.items() if answer.phrase is None][:1]
    failing = [name for name, answer in found.items() if answer.phrase][::8][:3]
    few = {name: found[name] for name in passing + failing}
    generic = {name: answer for name, answer in house_answers(exercise(number)).items() if name in FEW}
    assert not faults(number, few | generic)


def test_a_verdict_tells_what_slips_through_and_what_is_not_named():
    rates = exercise("6.5")

    def schedule(epoch):
        return 1e-3

    slips = wrong("anything")(lambda epoch: (1e-3, 1e-4, 1e-5, 1e-6, 5e-7)[(epoch >= 80) + epoch // 200])
    for mark, fault in (
        (wrong("never drops"), ""),
        (wrong("no such words"), "rejected but not named"),
        (unnamed, ""),
        (right, "is right and was rejected"),
    ):
        verdict = judge(rates, "schedule", mark(schedule))
        assert fault in verdict.fault and bool(fault) == bool(verdict.fault)
    assert judge(rates, "slips", slips).rejected
    from tests.wrong_answers.schedule import by_table

    assert "slips through" in judge(rates, "by_table", wrong("x")(lambda epoch: by_table(epoch))).fault


def test_a_check_that_crashes_has_not_rejected():
    class Odd(float):
        def __abs__(self):
            raise ZeroDivisionError("in the check")

        def __sub__(self, other):
            return self

        def __float__(self):
            raise ZeroDivisionError("in the check")

    verdict = judge(exercise("6.5"), "odd", wrong("x")(lambda epoch: Odd(1e-3)))
    assert not verdict.rejected and "The check itself stops with ZeroDivisionError" in verdict.fault
