"""check_plain_stack: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.checks import CheckFailed, check_plain_stack, lesson01
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import answers, plain


@pytest.mark.parametrize("function", [f for f in answers(plain) if not f.phrase], ids=lambda f: f.__name__)
def test_right_answer_passes_and_says_what_was_verified(function, capsys):
    check_plain_stack(function)
    printed = capsys.readouterr().out
    assert "plain_stack is right" in printed and "3 layers of 5 filters and 2 layers of 7" in printed


@pytest.mark.parametrize("function", [f for f in answers(plain) if f.phrase], ids=lambda f: f.__name__)
def test_wrong_answer_is_named(function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_plain_stack(function)
    assert function.phrase in str(caught.value)
    assert str(caught.value).startswith("plain_stack is not right yet: ")
    assert capsys.readouterr().out == ""


def test_catalogue():
    assert_block_catalogue(lesson01.CASES, lesson01.MISTAKES, judged=lesson01.CASES[:1])
