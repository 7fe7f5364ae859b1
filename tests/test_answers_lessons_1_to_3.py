"""Every house answer of lessons 1 to 3: wrong ones are rejected and named, right ones pass."""

import re

import keras
import pytest

from tests.catalogues import CODE
from tests.wrong_answers.judging import judge
from tests.wrong_answers.registry import EXERCISES, house_answers, marked

OURS = [one for one in EXERCISES if one.number < "4"]


@pytest.mark.filterwarnings("ignore:invalid value encountered")  # the root of a negative number, in an answer
@pytest.mark.parametrize("exercise", OURS, ids=lambda one: one.number)
def test_house_answers(exercise):
    if exercise.number == "1.2" and keras.backend.backend() != "tensorflow":
        pytest.skip("is about TensorFlow's tape")
    verdicts = [judge(exercise, name, answer) for name, answer in house_answers(exercise).items()]
    assert [f"{v.answer}: {v.fault}" for v in verdicts if v.fault] == []
    told = [(v.answer, v.message) for v in verdicts if _holds_code(v.message)]
    assert told == []


def _holds_code(message: str) -> bool:
    """Return whether a message holds code that is not the learner's own."""
    quoted = r"^In your code, .*$|it stops with .*$"
    return bool(re.search(CODE, re.sub(quoted, "", message, flags=re.MULTILINE)))


@pytest.mark.parametrize("exercise", OURS, ids=lambda one: one.number)
def test_there_are_ten_wrong_and_three_right_answers(exercise):
    found = {name: one for place in exercise.house for name, one in marked(place).items()}
    right = [name for name, one in found.items() if one.phrase is None]
    assert len(right) >= 3 and len(found) - len(right) >= 10
