"""The checks of lesson 3's other exercises. Their answers stand in wrong_answers/."""

import re

import pytest

from resnets.checks import (
    ExerciseUnfinished,
    check_convolutional_block_v15,
    check_output_size,
    lesson03_extra,
    lesson03_size,
)
from tests.catalogues import CODE, assert_block_catalogue
from tests.wrong_answers import convolutional_v15, output_size


def test_what_was_verified_is_printed(capsys):
    check_output_size(output_size.by_the_book)
    assert "720 cases" in capsys.readouterr().out
    check_convolutional_block_v15(convolutional_v15.by_the_book)
    assert "convolutional_block_v15 is right" in capsys.readouterr().out


def test_no_two_wrong_sizes_look_alike():
    slips = [("right", {}), *lesson03_size.SIZE_MISTAKES]
    sizes = [
        tuple(lesson03_size._size(*case, **slip) for case in lesson03_size.SIZE_CASES) for _, slip in slips
    ]
    assert len(set(sizes)) == len(sizes) >= 10
    assert not any(re.search(CODE, what) for what, _ in slips)


def test_catalogue_of_the_block():
    assert_block_catalogue(lesson03_extra.V15_CASES, lesson03_extra.V15_MISTAKES)


def test_stubs_are_unfinished():
    def stub(*args, **kwargs):
        raise ExerciseUnfinished("3.1")

    for one in (check_output_size, check_convolutional_block_v15):
        with pytest.raises(ExerciseUnfinished):
            one(stub)
