"""What check_convolutional_block prints. Its answers stand in wrong_answers/."""

from resnets.blocks import convolutional_block
from resnets.checks import check_convolutional_block, lesson03
from tests.catalogues import assert_no_two_alike


def test_library_block_passes_and_says_what_was_verified(capsys):
    check_convolutional_block(convolutional_block)
    printed = capsys.readouterr().out
    assert "convolutional_block is right" in printed and "305 and 264" in printed
    assert "names" not in printed


def test_mistakes_that_show_in_the_counts_are_no_other_ones():
    assert_no_two_alike(lesson03.CASES, lesson03.MISTAKES + lesson03.OTHER_COUNTS)
