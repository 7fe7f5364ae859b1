"""The three budgets and the environment variable that chooses among them."""

import pytest

from resnets.presets import PRESETS, by_preset, preset


@pytest.mark.parametrize("unset", [None, ""])
def test_quick_is_the_default(monkeypatch, unset):
    if unset is None:
        monkeypatch.delenv("RESNETS_PRESET", raising=False)
    else:
        monkeypatch.setenv("RESNETS_PRESET", unset)
    assert preset() == "quick"


@pytest.mark.parametrize("name", PRESETS)
def test_the_variable_chooses(monkeypatch, name):
    monkeypatch.setenv("RESNETS_PRESET", name)
    assert preset() == name
    assert by_preset(quick="quick", full="full", smoke="smoke") == name


@pytest.mark.parametrize("wrong", ["Quick", "fast", "smoke "])
def test_another_word_is_named_with_the_three_that_are_known(monkeypatch, wrong):
    monkeypatch.setenv("RESNETS_PRESET", wrong)
    with pytest.raises(ValueError) as error:
        preset()
    assert repr(wrong) in str(error.value)
    assert all(name in str(error.value) for name in PRESETS)


def test_a_budget_names_all_three():
    with pytest.raises(TypeError, match="full"):
        by_preset(quick=1, smoke=2)
