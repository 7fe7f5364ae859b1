"""Lesson 1's answers, written from the students' text alone; a class an exercise."""

from tests.wrong_answers.blind.lesson01_gradients import E1_2
from tests.wrong_answers.blind.lesson01_mended import E1_4
from tests.wrong_answers.blind.lesson01_stack import E1_1
from tests.wrong_answers.blind.lesson01_unit import E1_3

__all__ = ["E1_1", "E1_2", "E1_3", "E1_4"]
