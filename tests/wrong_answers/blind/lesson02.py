"""Lesson 2's answers, written from the students' text alone; a class an exercise."""

from tests.wrong_answers.blind.lesson02_block import E2_2
from tests.wrong_answers.blind.lesson02_mended import E2_3
from tests.wrong_answers.blind.lesson02_norm import E2_1

__all__ = ["E2_1", "E2_2", "E2_3"]
