"""The answers to lesson 5, by exercise."""

from tests.wrong_answers.blind import (
    lesson05_block,
    lesson05_block_right,
    lesson05_mended,
    lesson05_net,
    lesson05_net_more,
    lesson05_pipeline,
    lesson05_pipeline_more,
)
from tests.wrong_answers.blind.parts import together

E5_1 = together(lesson05_block.E5_1, lesson05_block_right.E5_1)
E5_2 = together(lesson05_net.E5_2, lesson05_net_more.E5_2)
E5_3 = together(lesson05_pipeline.E5_3, lesson05_pipeline_more.E5_3)
E5_4 = together(lesson05_mended.E5_4)
