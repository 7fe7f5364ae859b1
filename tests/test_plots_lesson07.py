"""Lesson 7's figures: titles and words say what the numbers say."""

import pytest

from resnets.plots import lesson07 as plots
from resnets.transfer_ways import WAYS


@pytest.fixture
def shown(monkeypatch):
    """What was shown, as (titles of all panels, text alternative)."""
    found = []

    def show(figure, alt, colours=None):
        figure.canvas.draw()
        found.append((" | ".join(axes.get_title(loc="left") for axes in figure.axes), alt))

    monkeypatch.setattr(plots, "show", show)
    return found


def records(task, by_way):
    """Return result files: by_way is way -> size -> accuracy of each draw, shares."""
    sizes = sorted({size for by_size in by_way.values() for size in by_size})
    place = {"hardware": {"device": "CPU, 2 cores"}, "dataset": {"name": "made", "source": "drawn"},
             "date": "2026-01-02"}  # fmt: skip
    found = []
    for size in sizes:
        for number in range(max(len(by_size.get(size, ())) for by_size in by_way.values())):
            ways = {way: {"accuracy": by_size[size][number]} for way, by_size in by_way.items()
                    if number < len(by_size.get(size, ()))}  # fmt: skip
            found.append(place | {"task": task, "per_class": size, "draw": number, "ways": ways})
    return found


GRID = {
    "features": {5: [0.80, 0.81, 0.82], 180: [0.90, 0.90, 0.91]},
    "scratch": {5: [0.40, 0.42, 0.44], 180: [0.90, 0.91, 0.90]},
    "two-stage-bn": {5: [0.70, 0.71, 0.72]},
}


def test_the_winner_stands_in_the_title_where_there_is_one(shown):
    plots.accuracy_against_examples(records("near", GRID), {"features": {5: 79.0, 50: 85.0}})
    title, alt = shown[0]
    assert "Best: at 5 a class: frozen features, linear head; at 180 a class not told apart" in title
    assert "Six CIFAR-10 classes" in title and "from scratch 42.0 at 5, 90.3 at 180" in alt
    assert "Yours: frozen features, linear head 79.0 at 5" in alt and "batch statistics" not in alt


def test_a_grid_that_was_not_run_is_said_so(shown):
    plots.accuracy_against_examples([], {"pixels": {5: 50.0}})
    assert shown[0][0] == "Your runs (none recorded)" and "None recorded" in shown[0][1]
    plots.worth_of_transfer({"near": []})
    plots.two_ways_compared([], "two-stage", "two-stage-bn")
    assert "none run" in shown[1][0] and shown[2][1].endswith("not run.")


def test_the_sizes_at_which_transfer_pays_are_counted(shown):
    plots.worth_of_transfer({"near": records("near", GRID), "far32": records("far32", GRID)})
    title, alt = shown[0]
    assert title == (
        "Sizes at which transfer surely pays: 1 of 2 (the other four), 1 of 2 (hand signs at 32x32)"
    )
    assert "six CIFAR-10 classes to the other four 5 a class +39.0" in alt


def test_two_ways_are_compared_where_both_were_run(shown):
    plots.two_ways_compared(records("near", GRID), "features", "two-stage-bn")
    title, alt = shown[0]
    assert title.endswith("1 of 1 leave zero out") and "5 a class +10.0" in alt and "180" not in alt


def runs(*accuracies):
    place = {"hardware": {"device": "CPU, 2 cores"}, "dataset": {"name": "made", "source": "drawn"},
             "date": "2026-01-02"}  # fmt: skip
    return [place | {"test_accuracy_last": value} for value in accuracies]


def test_heads_stand_beside_the_net_trained_whole(shown):
    heads = {("base", 1, "pool"): runs(0.60, 0.62), ("base", 2, "flatten"): runs(0.65)}
    plots.heads_compared(heads, {10: runs(0.80), 30: runs(0.90)})
    title, alt = shown[0]
    assert title == "The better head is 25.0 points below the whole net"
    assert "pool head on base 61.0 ± 1.4; " in alt and "flatten head on base x2 65.0; " in alt
    assert "all layers, 30 epochs 90.0" in alt


def test_heads_that_were_not_run_are_said_so(shown):
    plots.heads_compared({}, {10: runs(0.80)})
    plots.heads_compared({}, {})
    assert shown[0][0] == "Heads: not run" and shown[1] == (
        "Nothing run", "Nothing run. Test accuracy, %: none recorded."
    )  # fmt: skip


def test_bases_are_compared_by_both_costs(shown):
    plots.bases_compared({"ResNet50": (23_600_000, 3_900_000_000), "VGG16": (14_700_000, 15_300_000_000)})
    assert shown[0][0] == "ResNet50: 1.61 times VGG16 | VGG16: 3.92 times ResNet50"
    assert "VGG16 14.7 M parameters, 15,300 M multiply-adds" in shown[0][1]


def test_every_way_has_a_look_of_its_own():
    assert set(plots.LOOKS) == set(WAYS) and len(set(plots.LOOKS.values())) == len(WAYS)
