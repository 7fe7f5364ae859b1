"""Lesson 6's figures: the titles say what the numbers say, and the words say what there is to see."""

import numpy as np
import pytest

from resnets.cifar_table import Group
from resnets.plots import lesson06 as plots


@pytest.fixture
def shown(monkeypatch):
    """What was shown, as (title of each panel and of the figure, text alternative)."""
    found = []

    def show(figure, alt, colours=None):
        figure.canvas.draw()
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        found.append(([*titles, figure.get_suptitle()], alt))

    monkeypatch.setattr(plots, "show", show)
    return found


PLACE = {
    "hardware": {"device": "CPU, 2 cores"},
    "dataset": {"name": "made", "source": "drawn"},
    "date": "2026-01-02",
}


def group(recipe: str, epochs: int, *lasts: float) -> Group:
    curves = [np.linspace(0.1, last, epochs) for last in lasts]
    records = [
        PLACE | {"test_accuracy_last": c[-1], "seconds_per_epoch": 2.0, "history": {"val_accuracy": list(c)}}
        for c in curves
    ]
    return Group("resnet20v1", recipe, epochs, records)


def test_the_drift_is_named_after_its_worst(shown):
    growth = {"good": np.linspace(1, 5, 54), "bad": np.geomspace(1, 4e4, 54)}
    plots.drift(growth)
    (titles, alt), = shown  # fmt: skip
    assert titles[0] == "bad: 5 times at 20 layers, 40,000 at 110"
    assert "good 1.6 times at 20 layers, 5 times at 110" in alt


def test_costs_are_compared_at_the_largest_depth(shown):
    plots.costs_by_depth({"small": {20: (1, 5), 56: (10**6, 7 * 10**6)}, "large": {56: (3 * 10**6, 10**7)}})
    assert shown[0][0][0] == "At 56 layers a factor of 3.0"
    assert "large at 56 layers 3.00 M and 10 M" in shown[0][1]


def test_differences_that_leave_zero_out_are_counted(shown):
    pair = {"first": "resnet20v2", "second": "resnet20v1-B", "difference": 1.0}
    comparisons = [pair | {"low": 0.5, "high": 1.5}, pair | {"low": -0.5, "high": 2.5}]
    plots.seeds_and_differences({"resnet20v2": [71, 73], "resnet20v1-B": [70, 72]}, comparisons, [PLACE])
    titles, alt = shown[0]
    assert titles[1] == "1 of 2 leave zero out"
    assert "resnet20v2 72.00" in alt and "resnet20v2 minus resnet20v1-B +0.50 to +1.50" in alt


def test_the_race_names_the_longest_run_of_each(shown):
    plots.time_to_accuracy(
        [group("short", 10, 0.88, 0.86), group("short", 5, 0.8), group("tutorial", 20, 0.85)]
    )
    titles, alt = shown[0]
    assert titles[-1] == "short 87.0 % in 10 epochs; tutorial 85.0 % in 20 epochs"
    assert "short, 10 epochs, 2 seeds: 87.00 % after 20 s" in alt


def test_the_table_is_drawn_with_and_without_runs(shown):
    plots.show_table([])
    plots.show_table([group("short", 5, 0.8)])
    assert "none recorded yet" in shown[0][1] and "resnet20v1 by short, 5 epochs, 80.00" in shown[1][1]
