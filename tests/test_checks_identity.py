"""What check_identity_block prints. Its answers stand in wrong_answers/."""

from resnets.blocks import identity_block
from resnets.checks import check_identity_block
from tests.wrong_answers import identity_right


def test_library_block_passes_and_says_what_was_verified(capsys):
    check_identity_block(identity_block)
    printed = capsys.readouterr().out
    assert "identity_block is right" in printed
    assert "inference mode" in printed and "training mode" in printed and "179 and 143" in printed
    assert "names" not in printed


def test_other_names_get_a_remark(capsys):
    check_identity_block(identity_right.other_names)
    assert "'my_conv_0' and others are not the published names" in capsys.readouterr().out
