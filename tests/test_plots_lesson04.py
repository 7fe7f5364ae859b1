"""Lesson 4's figures: each can be drawn, and says in words what there is to see."""

import IPython.display
import numpy as np
import pytest

from resnets.plots import lesson04 as plots
from resnets.plots import lesson04_hands as hands
from resnets.plots import lesson04_looks as looks

RNG = np.random.default_rng(0)
IMAGES = RNG.random((12, 64, 64, 3), dtype=np.float32)
HISTORY = {"loss": [2, 1], "accuracy": [0.2, 0.5], "val_loss": [2, 1.5], "val_accuracy": [0.2, 0.4]}


def record(name, momentum=0.9):
    return {
        "recipe": {"name": name, "bn_momentum": momentum},
        "history": {**HISTORY, "val_accuracy_reestimated": [0.3, 0.6]},
        "test_accuracy_last": 0.4,
        "hardware": {"device": "CPU, 2 cores"},
        "dataset": {"source": "real", "line": "SIGNS: photographs from datasets/ (the original files)"},
        "date": "2026-01-02",
    }


@pytest.fixture
def shown(monkeypatch):
    """What display() was given, as (PNG bytes, text alternative)."""
    found = []
    monkeypatch.setattr(
        IPython.display, "display", lambda d, **kwargs: found.append((d["image/png"], d["text/plain"]))
    )
    return found


@pytest.mark.parametrize(
    "draw,words",
    [
        (lambda: hands.class_examples(IMAGES, np.repeat(range(6), 2), rows=2), "2 pictures for each of 6"),
        (lambda: hands.pixel_values((IMAGES[0] * 255).astype("uint8"), 3, 4), "5 x 5 of its pixels"),
        (lambda: hands.nearest_pairs(IMAGES[:3], IMAGES[3:6], [0, 1, 2], [0, 1, 5]), "2 labels agree"),
        (lambda: hands.softmax_templates(RNG.normal(size=(64 * 64 * 3, 6))), "one a class"),
        (lambda: plots.memory_of_averages([0.99, 0.9], 34), "71 % at momentum 0.99, 3 % at momentum 0.9"),
        (lambda: plots.learning_rates(lambda step: 0.01 * (1 - step / 8), 8, 4), "to 0.0100 and falls"),
        (lambda: plots.training_curves(HISTORY), "0.20 after epoch 1, 0.40 after the last"),
        (lambda: plots.confusion(np.eye(6, dtype=int) * 3 + np.eye(6, k=1, dtype=int)), "5 of 23 off"),
        (lambda: plots.mistakes(IMAGES, [0] * 12, [0] * 11 + [4], np.full(12, 0.9)), "a 0 called 4"),
        (lambda: plots.mode_accuracies({"inference": 0.9, "training": 0.3}), "training 0.300"),
        (lambda: plots.shares_with_intervals([("net", 117, 120)], "t"), "net 0.975 (0.93 to 0.99)"),
        (lambda: plots.momentum_runs([record("m", 0.9), record("m", 0.99)]), "momentum 0.99, test accuracy"),
        (lambda: plots.recorded_runs([record("hand-signs")], HISTORY), "1 recorded runs end between 0.400"),
        (lambda: plots.recorded_runs([], HISTORY), "ends at 0.400"),
        (lambda: plots.stem_runs([record("stem-relu-with"), record("stem-relu-without")]), "without the"),
        (lambda: hands.augmented(IMAGES[0], IMAGES[:5]), "5 changed copies"),
        (lambda: looks.heat_maps(IMAGES[:2], RNG.random((2, 8, 8)), ["a", "b"]), "2 pictures (a, b)"),
        (lambda: looks.masked_examples(IMAGES[:3], {"whole": IMAGES[:3], "hid": IMAGES[:3]},
                                       {"whole": np.ones(3), "hid": np.zeros(3)}), "whole, hid"),
        (lambda: looks.mean_drops({"ours": (0.5, 0.4, 0.6), "rival": (0.1, 0, 0.2)}), "rival 0.10 (0.00 to"),
        (lambda: looks.pictures_and_answers({"sun": IMAGES[0]}, np.eye(6)[:1]), "sun: 0 with 1.00"),
    ],
)  # fmt: skip
def test_figures_are_drawn_and_described(draw, words, shown):
    draw()
    [(png, alt)] = shown
    assert png.startswith(b"\x89PNG") and words in alt


def test_where_nothing_is_recorded_the_way_to_record_it_is_said(shown, capsys):
    plots.momentum_runs([])
    plots.stem_runs([])
    said = capsys.readouterr().out
    assert "sign_experiments momentum" in said and "sign_experiments stem-relu" in said and not shown


def test_a_net_without_mistakes_gets_a_sentence(shown, capsys):
    plots.mistakes(IMAGES, [1] * 12, [1] * 12, np.ones(12))
    assert "No mistake" in capsys.readouterr().out and not shown
