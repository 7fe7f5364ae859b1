"""Predictions are recorded before the result, and the reply depends on the answer."""

import pytest

from resnets import predictions

OPTIONS = {"a": "up", "b": "down"}
REPLIES = {"a": "Tempting.", "b": "It falls."}


@pytest.fixture(autouse=True)
def nothing_recorded(monkeypatch):
    monkeypatch.setattr(predictions, "_RECORDED", {})


@pytest.mark.parametrize(
    "answer,reply",
    [
        ("b", "and so it is. It falls."),
        (" A ", "Tempting. What happened is b): It falls."),
        (None, "not recorded"),
    ],
)
def test_feedback_depends_on_the_answer(answer, reply, capsys):
    predictions.predict("2.2", OPTIONS, answer)
    said = capsys.readouterr().out
    assert "It falls" not in said and "right" not in said
    predictions.feedback("2.2", "b", REPLIES)
    assert reply in capsys.readouterr().out


def test_an_answer_that_is_no_option_is_named():
    with pytest.raises(ValueError, match="'z' is not an option; choose from a, b"):
        predictions.predict("2.2", OPTIONS, "z")
