"""check_identity_block: right answers pass, wrong ones are told what is wrong."""

import pytest

from resnets.blocks import identity_block
from resnets.checks import CheckFailed, check_identity_block
from tests.wrong_answers import answers, identity_layers, identity_paths, identity_right

WRONG = answers(identity_paths, identity_layers)


def test_library_block_passes_and_says_what_was_verified(capsys):
    check_identity_block(identity_block)
    printed = capsys.readouterr().out
    assert "identity_block is right" in printed
    assert "inference mode" in printed and "training mode" in printed and "179 and 143" in printed
    assert "names" not in printed


@pytest.mark.parametrize("function", answers(identity_right), ids=lambda f: f.__name__)
def test_right_answer_passes(function):
    check_identity_block(function)


@pytest.mark.parametrize("function", WRONG, ids=lambda f: f.__name__)
def test_wrong_answer_is_named(function, capsys):
    with pytest.raises(CheckFailed) as caught:
        check_identity_block(function)
    message = str(caught.value)
    assert function.phrase in message
    assert message.startswith("identity_block is not right yet: ")
    assert capsys.readouterr().out == ""


def test_other_names_get_a_remark(capsys):
    check_identity_block(identity_right.other_names)
    assert "'my_conv_0' and others are not the published names" in capsys.readouterr().out
