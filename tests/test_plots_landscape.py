"""Figures of lesions and landscapes: the titles say what the numbers say; without results they say that."""

import json

import numpy as np
import pytest

from resnets.landscape import summary, symmetric_axis
from resnets.plots import landscape as plots

AXIS = symmetric_axis(1.0, 5)


@pytest.fixture
def shown(monkeypatch):
    """What was shown, as (title of each panel and of the figure, text alternative)."""
    found = []

    def show(figure, alt):
        figure.canvas.draw()
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        found.append(([*titles, figure.get_suptitle()], alt))

    monkeypatch.setattr(plots, "show", show)
    return found


def write(folder, kind, depth, **more):
    record = {"kind": kind, "depth": depth, "seed": 0, "hardware": {"device": "CPU"}, "date": "2026-01-02",
              "dataset": {"name": "made", "source": "drawn"}}  # fmt: skip
    (folder / f"{kind}{depth}.json").write_text(json.dumps(record | more))


def lesions(folder, kind, depth, whole, **without):
    errors = {f"stage{name[1]}_block{name[2]}": error for name, error in without.items()}
    write(folder, kind, depth, error_whole=whole, error_without=errors)


def bowl(folder, kind, depth, lowest, steepness):
    first, second = np.meshgrid(AXIS, AXIS)
    losses = lowest + steepness * (first**2 + second**2)
    write(folder, kind, depth, axis=AXIS.tolist(), losses=losses.tolist(), **summary(losses, AXIS))


def test_lesions_are_compared_over_the_blocks_that_both_nets_can_lose(tmp_path, shown):
    lesions(tmp_path, "plain", 8, 0.5, b11=0.9)
    lesions(tmp_path, "residual", 8, 0.4, b11=0.5, b21=0.9, b31=0.9)
    plots.draw_lesions(tmp_path)
    titles, alt = shown[0]
    assert titles[0] == "8 layers: plain 100 %, residual 20 %"
    assert titles[-1] == "One block fewer costs the plain net more (median, in % of the way to guessing)"
    assert "residual-8 whole 0.400, without one of 3 blocks 0.500 to 0.900, median 0.900" in alt


@pytest.mark.parametrize(
    "losses, words",
    [
        ({20: {"plain": 0.1, "residual": 0.2}}, "costs the residual net more"),
        ({8: {"plain": 0.1, "residual": 0.2}, 20: {"plain": 0.3, "residual": 0.2}}, "no kind of net always"),
        ({20: {"plain": None, "residual": 0.2}, 44: {"residual": 0.1}}, "What the loss of one block costs"),
    ],
)
def test_the_title_of_lesions_is_worked_out(losses, words):
    assert words in plots.lesion_finding(losses)


def test_a_net_that_only_guesses_has_no_share_to_lose(tmp_path, shown):
    lesions(tmp_path, "plain", 8, 0.91, b11=0.9)
    plots.draw_lesions(tmp_path)
    assert shown[0][0][0] == "8 layers: plain not trained"


def test_the_wider_valley_is_found(tmp_path, shown):
    bowl(tmp_path, "plain", 20, 1.5, 8)
    bowl(tmp_path, "residual", 20, 0.5, 2)
    bowl(tmp_path, "plain", 44, 2.0, 3)
    plots.draw_landscapes(tmp_path)
    titles, alt = shown[0]
    # within 1 of the lowest: the middle alone (0.25 * 8 = 2 is too much); all squares of a radius below 0.71
    assert titles[:2] == ["plain-20, loss 1.50: 4.0 %", "plain-44, loss 2.00: 20.0 %"]
    assert titles[2:4] == ["residual-20, loss 0.50: 20.0 %", "residual-44: not run yet"]
    assert titles[-1].startswith("The wider valley is the residual net's at 20 layers\n")
    assert "plain-20 1.50 at the net, lowest 1.50, highest 17.5, within 1 of the lowest on 4.0 %" in alt


def test_valleys_may_be_no_wider():
    nets = {(20, "plain"): {"share_within_one": 0.3}, (20, "residual"): {"share_within_one": 0.31}}
    assert plots.landscape_finding(nets) == "No clear difference between the valleys"
    nets |= {(44, "plain"): {"share_within_one": 0.4}, (44, "residual"): {"share_within_one": 0.31}}
    wanted = "The wider valley is the plain net's at 44 layers; no clear difference at 20"
    assert plots.landscape_finding(nets) == wanted


@pytest.mark.parametrize(
    "draw, what", [(plots.draw_lesions, "lesions"), (plots.draw_landscapes, "landscape")]
)
def test_without_results_the_command_is_named(draw, what, tmp_path, shown, capsys):
    draw(tmp_path)
    assert not shown
    assert f"Not run yet: python -m resnets.benchmark {what}" in capsys.readouterr().out
