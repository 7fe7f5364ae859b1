"""The register of exercises, and its answers: right ones pass, wrong ones are told what is wrong.

``make test-answers`` judges all of them; here are all whose checks take well under a second, and a few of the
whole networks'.
"""

import re
import sys

import pytest

from tests.catalogues import CODE
from tests.wrong_answers import right, unnamed, wrong
from tests.wrong_answers.judging import NOTEBOOKS, Verdict, judge
from tests.wrong_answers.registry import EXERCISES, blind_answers, exercise, house_answers, marked

sys.path.insert(0, str(NOTEBOOKS.parent / "tools"))
QUICK = [one.number for one in EXERCISES if one.quick]
SLOW = [one.number for one in EXERCISES if not one.quick]
FEW = {"stub_deleted", "stub_left", "returns_none", "raises"}
# What a learner must not be told shows in these as well: points on paper, and lines of their own code.
NUMBERS = {"1.3", "3.1"}


def written(number: str) -> dict:
    """Return the house answers to an exercise that were written by hand, by their names."""
    one = exercise(number)
    return {name: answer for place in one.house for name, answer in marked(place).items()}


def test_the_register_is_that_of_the_lessons():
    from exercise_cards import cards

    lessons = [(c.number, c.name, c.check) for c in cards() if c.kind == "Exercise"]
    assert [(one.number, one.name, one.check) for one in EXERCISES] == lessons


@pytest.mark.parametrize("number", [one.number for one in EXERCISES])
def test_there_are_ten_wrong_answers_and_three_right_ones(number):
    for found in (written(number), blind_answers(exercise(number))):
        phrases = [answer.phrase for answer in found.values()]
        assert phrases.count(None) >= 3
        assert len({phrase for phrase in phrases if phrase}) >= 10


def faults(number: str, answers: dict, half: str = "house") -> list[str]:
    """Judge these answers; return in a line each what is not as it should be."""
    verdicts = [judge(exercise(number), name, answer, half) for name, answer in answers.items()]
    return [f"{v.answer}: {what}" for v in verdicts for what in (v.fault, bad_message(v)) if what]


def bad_message(verdict: Verdict) -> str:
    """Return what is wrong with how a check rejects: without its opening, or with the solution's code."""
    if not verdict.wrong or verdict.answer in ("stub_deleted", "stub_left"):
        return ""
    if " is not right yet: " not in verdict.message:
        return f"its message begins in another way: {verdict.message}"
    if verdict.number not in NUMBERS and "it stops with" not in verdict.message:
        shown = re.search(CODE, verdict.message)
        return f"its message shows code, {shown[0]!r}: {verdict.message}" if shown else ""
    return ""


@pytest.mark.parametrize("number", QUICK)
def test_answers_to_quick_checks(number):
    one = exercise(number)
    assert not (faults(number, house_answers(one)) + faults(number, blind_answers(one), "blind"))


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
        (wrong("the first rate"), "rejected but not named"),
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
