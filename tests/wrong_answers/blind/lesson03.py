"""Lesson 3's answers, written from the students' text alone; a class an exercise."""

from tests.wrong_answers.blind.lesson03_block import E3_2
from tests.wrong_answers.blind.lesson03_mended import E3_4
from tests.wrong_answers.blind.lesson03_size import E3_1
from tests.wrong_answers.blind.lesson03_v15 import E3_3

__all__ = ["E3_1", "E3_2", "E3_3", "E3_4"]
