"""Lesson 4's answers, written from the students' text alone; a class an exercise."""

from tests.wrong_answers.blind.lesson04_accuracy import E4_3
from tests.wrong_answers.blind.lesson04_confusion import E4_2
from tests.wrong_answers.blind.lesson04_net import E4_1

__all__ = ["E4_1", "E4_2", "E4_3"]
