"""check_plain_stack: what it prints, and its catalogue; its answers run in test_answers.py."""

from resnets.checks import check_plain_stack, lesson01
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers.registry import marked


def test_right_answer_passes_and_says_what_was_verified(capsys):
    check_plain_stack(next(one for one in marked("plain").values() if one.phrase is None))
    printed = capsys.readouterr().out
    assert "plain_stack is right" in printed and "3 layers of 5 filters and 2 layers of 7" in printed


def test_catalogue():
    assert_block_catalogue(lesson01.CASES, lesson01.MISTAKES, judged=lesson01.CASES[:1])
