"""check_plain_stack: its catalogue, and what it prints. Its answers stand in wrong_answers/plain.py."""

from resnets.checks import check_plain_stack, lesson01
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import plain


def test_what_was_verified_is_printed(capsys):
    check_plain_stack(plain.by_the_book)
    printed = capsys.readouterr().out
    assert "plain_stack is right" in printed and "3 layers of 5 filters and 2 layers of 7" in printed


def test_catalogue():
    assert_block_catalogue(lesson01.CASES, lesson01.MISTAKES, judged=lesson01.CASES[:1])
