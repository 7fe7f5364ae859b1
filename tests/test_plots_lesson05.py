"""Lesson 5's figures: titles and words say what the numbers say, and what has not been run."""

import IPython.display
import numpy as np
import pytest

from resnets.plots import lesson05 as plots
from resnets.plots import lesson05_pictures as pictures


@pytest.fixture
def shown(monkeypatch):
    """What was shown, as (PNG, text alternative)."""
    found = []

    def display(data, **more):
        found.append((data["image/png"], data["text/plain"]))

    monkeypatch.setattr(IPython.display, "display", display)
    return found


def record(last, **more):
    history = {"val_accuracy": [last - 0.2, last]}
    common = {"hardware": {"device": "CPU, 2 cores"}, "dataset": {"name": "made", "source": "drawn"}}
    return {"history": history, "date": "2026-01-02", "recipe": {"epochs": 2}, **common, **more}


def run(model, last):
    return record(last, model=model, test_accuracy_last=last)


def test_the_width_that_was_not_run_is_named(shown):
    plots.recorded_widths([run("resnet18-w16", 0.8), run("resnet18-w16", 0.9)], [0.3, 0.5])
    plots.recorded_widths([run("resnet18-w16", 0.8), run("resnet18", 0.95)], [0.3, 0.5])
    plots.recorded_widths([], [0.3, 0.5])
    texts = [text for _, text in shown]
    assert "quarter width 0.800 after 2, 0.900 after 2 epochs; full width not run yet" in texts[0]
    assert "full width 0.950 after 2 epochs" in texts[1] and "not run" not in texts[1]
    assert texts[2].count("not run yet") == 2 and "Yours ends at 0.50" in texts[2]


def test_schedules_are_drawn_or_said_not_to_have_been_run(shown, capsys):
    plots.schedule_runs([])
    assert "Not run yet" in capsys.readouterr().out and not shown
    records = [record(v, schedule=s, validation_accuracy_last=v) for s, v in (("step", 0.5), ("cosine", 0.6))]
    plots.schedule_runs(records)
    assert "step 0.500; cosine 0.600" in shown[0][1]


def test_the_commonest_mistake_is_off_the_diagonal(shown):
    matrix = [[9, 0, 1], [3, 5, 2], [0, 0, 7]]
    assert pictures.most_confused(matrix, ["cat", "dog", "car"]) == ("dog", "cat", 3)
    pictures.confusion(matrix, ["cat", "dog", "car"])
    assert shown[0][1] == "Confusion matrix: 21 of 27 on the diagonal; 3 dog called cat."


def test_mistakes_come_with_the_surest_first(shown, capsys):
    images = np.zeros((3, 32, 32, 3), np.uint8)
    pictures.mistakes(images, [0, 1, 0], [1, 1, 1], [0.6, 0.99, 0.9], ["cat", "dog"])
    assert shown[0][1] == "2 misread pictures: cat called dog (0.90); cat called dog (0.60)."
    pictures.mistakes(images, [0, 1, 0], [0, 1, 0], [0.6, 0.9, 0.9], ["cat", "dog"])
    assert "No mistake" in capsys.readouterr().out


def test_every_figure_is_a_picture_with_words(shown):
    images = np.zeros((20, 32, 32, 3), np.uint8)
    history = {"loss": [2, 1], "val_loss": [2, 1.5], "accuracy": [0.2, 0.6], "val_accuracy": [0.3, 0.5]}
    plots.plot_acc_loss(history)
    plots.schedules({"constant": [0.1, 0.1], "triangular": [0.05, 0.1]}, 1)
    plots.losses_compared({"once": [0.2, 0.6], "twice": [0.2, 0.3]})
    plots.loss_of_a_margin(np.linspace(-5, 5, 11), {"once": np.ones(11), "twice": np.ones(11) + 1})
    pictures.class_examples(images, np.arange(20) % 10, list("abcdefghij"))
    pictures.picture_rows({"before": images[:4], "after": images[:4] / 255}, "Two rows")
    assert all(png.startswith(b"\x89PNG") and text.endswith(".") for png, text in shown) and len(shown) == 6
    assert "test accuracy 0.30, 0.50" in shown[0][1]
