"""check_resnet_layer: what it prints, and its catalogue; its answers run in test_answers.py."""

from resnets.checks import check_resnet_layer, mistakes_layer
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import layer


def test_right_answer_passes_and_says_what_was_verified(capsys):
    check_resnet_layer(layer.list_of_steps)
    assert "resnet_layer is right. Compared with NumPy in 9 calls" in capsys.readouterr().out


def test_catalogue():
    assert_block_catalogue(mistakes_layer.LAYER_CASES, mistakes_layer.LAYER_MISTAKES)
