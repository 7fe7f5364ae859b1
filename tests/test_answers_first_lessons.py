"""All answers of lessons 1 to 3: right ones pass, wrong ones are told what is wrong. See test_answers.py."""

import keras
import pytest

from tests.judged import all_faults
from tests.wrong_answers.registry import EXERCISES


@pytest.mark.filterwarnings("ignore:invalid value encountered")  # the root of a negative number, in an answer
@pytest.mark.parametrize("number", [one.number for one in EXERCISES if one.number < "4"])
def test_answers_to_quick_checks(number):
    if number == "1.2" and keras.backend.backend() != "tensorflow":
        pytest.skip("is about TensorFlow's tape")
    assert all_faults(number) == []
