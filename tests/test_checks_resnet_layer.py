"""check_resnet_layer: what it prints, and its catalogue; its answers run in test_answers.py."""

import pytest

from resnets.checks import check_resnet_layer, lesson06
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import layer


@pytest.mark.parametrize("function", [layer.library, layer.tutorial, layer.list_of_steps])
def test_right_answer_passes_and_says_what_was_verified(function, capsys):
    check_resnet_layer(function)
    printed = capsys.readouterr().out
    assert "resnet_layer is right. Compared with NumPy in 9 calls" in printed


def test_catalogue():
    assert_block_catalogue(lesson06.LAYER_CASES, lesson06.LAYER_MISTAKES)
