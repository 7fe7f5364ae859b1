"""Lesson 1's figures: the titles say what the numbers say, and the words say what there is to see."""

import IPython.display
import numpy as np
import pytest

from resnets.plots import lesson01 as plots


@pytest.fixture
def shown(monkeypatch):
    """What was shown, as (title of each panel and of the figure, text alternative)."""
    found = []

    def show(figure, alt, colours=None):
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        found.append(([*titles, figure.get_suptitle()], alt))

    monkeypatch.setattr(plots, "show", show)
    return found


def record(kind, depth, error):
    return {
        "kind": kind,
        "depth": depth,
        "training_error_last": error,
        "hardware": {"device": "CPU, 2 cores"},
        "dataset": {"name": "made", "source": "drawn"},
        "date": "2026-01-02",
    }


def records(plain_deep, residual_deep):
    pairs = {("plain", 8): (0.3, 0.4), ("plain", 20): plain_deep, ("residual", 8): (0.3, 0.4),
             ("residual", 20): residual_deep, ("plain", 44): (0.9,)}  # fmt: skip
    return [record(*net, error) for net, errors in pairs.items() for error in errors]


MINE = {("plain", 8): 0.35, ("plain", 20): 0.5, ("residual", 8): 0.3, ("residual", 20): 0.2}


@pytest.mark.parametrize(
    "deep, words",
    [
        (((0.5, 0.6), (0.1, 0.2)), "plain worse, residual better"),
        (((0.35, 0.6), (0.5, 0.6)), "plain no clear matter, residual worse"),
    ],
)
def test_the_title_is_worked_out_from_the_seeds(shown, deep, words):
    plots.errors_by_depth(records(*deep), MINE)
    (titles, alt), = shown  # fmt: skip
    assert titles[0] == f"From 8 to 20 layers, over all seeds: {words}"
    assert f"plain-20 {deep[0][0]:.3f}, {deep[0][1]:.3f}" in alt and "plain-44 0.900" in alt


def test_without_records_the_own_nets_are_drawn(shown):
    plots.errors_by_depth([], MINE)
    assert shown[0][0][0] == "Your nets (no recorded ones)"


def test_curves_say_which_ended_lower(shown):
    plots.training_curves({net: [0.9, last] for net, last in MINE.items()})
    assert shown[0][0][:2] == ["Plain: deeper is worse", "Residual: deeper is better"]


def test_gradient_profiles_name_the_growth_towards_the_input(shown):
    values = np.array([80.0, 20, 2, 1])
    plots.gradient_profiles({"plain-56": {"BN, He": values, "no BN, He": values / 1e9}})
    assert shown[0][0][0] == "plain-56, BN, He: grows 40-fold"
    assert "no BN, He, first 8.0e-08, last convolution 2.0e-09" in shown[0][1]


def test_figures_can_be_shown(monkeypatch):
    found = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **more: found.append(data))
    x = np.linspace(-2, 2, 8)
    plots.shattered(x, {"a": x, "b": x**2, "c": x**3}, {"a": 0.9, "b": -0.01, "c": 0.7})
    plots.errors_by_depth(records((0.5, 0.6), (0.1, 0.2)), MINE)
    assert all(data["image/png"].startswith(b"\x89PNG") for data in found) and len(found) == 2
    assert "b -0.01" in found[0]["text/plain"]
