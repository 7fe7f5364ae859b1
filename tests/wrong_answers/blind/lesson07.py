"""The answers to lesson 7, by exercise."""

from tests.wrong_answers.blind import (
    lesson07_features,
    lesson07_freeze,
    lesson07_head,
    lesson07_mended,
    lesson07_unfreeze,
    lesson07_unfreeze_more,
)
from tests.wrong_answers.blind.parts import together

E7_1 = together(lesson07_freeze.E7_1)
E7_2 = together(lesson07_head.E7_2)
E7_3 = together(lesson07_features.E7_3)
E7_4 = together(lesson07_unfreeze.E7_4, lesson07_unfreeze_more.E7_4)
E7_5 = together(lesson07_mended.E7_5)
