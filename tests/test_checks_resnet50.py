"""check_resnet50: what it prints; its answers run in test_answers.py."""

from resnets.checks import check_resnet50
from resnets.models import ResNet50


def test_library_network_passes_and_says_what_was_verified(capsys):
    check_resnet50(ResNet50)
    printed = capsys.readouterr().out
    assert "ResNet50 is right" in printed and "23,597,957" in printed and "23,600,006" in printed
