"""The answers to lesson 6, by exercise."""

from tests.wrong_answers.blind import (
    lesson06_layer,
    lesson06_mended,
    lesson06_schedule,
    lesson06_v1,
    lesson06_v1_more,
    lesson06_v2,
    lesson06_v2_more,
)
from tests.wrong_answers.blind.parts import together

E6_1 = together(lesson06_layer.E6_1)
E6_2 = together(lesson06_v1.E6_2, lesson06_v1_more.E6_2)
E6_3 = together(lesson06_v2.E6_3, lesson06_v2_more.E6_3)
E6_4 = together(lesson06_mended.E6_4)
E6_5 = together(lesson06_schedule.E6_5)
