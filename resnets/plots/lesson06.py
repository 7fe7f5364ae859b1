"""Figures of lesson 6: the benchmark's table as a picture, and what goes before it."""

from collections.abc import Sequence

import numpy as np

from resnets.cifar_table import PUBLISHED, Group
from resnets.plots.base import new_figure, provenance, show
from resnets.style import BLUE, GREEN, GREY, LIGHT, ORANGE, VERMILION

LINES = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (VERMILION, "-.", "^"), (GREEN, ":", "D"))


def table_picture(groups: list[Group]):
    """Return a figure: test accuracy against depth for v1 and v2, ours beside tutorial and papers.

    Ours are means over seeds, with every seed as a small dot; the longest runs of each net. A hollow
    mark is a figure for a net that is built otherwise: in version 2, as wide as the tutorial's.
    """
    fig, axes = new_figure(9, 3.6, 1, 2, sharey=True)
    for axis, version in zip(axes, (1, 2), strict=True):
        published = [row for row in PUBLISHED if row.version == version]
        places = {row.depth: k for k, row in enumerate(published)}
        points = [(places[r.depth] - 0.2, r.tutorial) for r in published if r.tutorial]
        wider = {"facecolors": "none"} if version == 2 else {}
        label = "tutorial (200 epochs, one seed)" + ", wider nets" * (version == 2)
        _points(axis, points, "s", GREY, label, **wider)
        for unlike, face, label in ((False, ORANGE, "paper"), (True, "none", "paper, another net")):
            rows = [r for r in published if r.paper and bool(r.unlike) == unlike]
            points = [(places[r.depth] + 0.2, float(r.paper.split()[0])) for r in rows]
            _points(axis, points, "D", ORANGE, label, facecolors=face)
        for depth, place in places.items():
            _ours(axis, place, [g for g in groups if g.model == f"resnet{depth}v{version}"])
            if version == 2:
                _ours(axis, place, [g for g in groups if g.model == f"resnet{depth}v2-tutorial"], mfc="none")
        axis.set_xticks(list(places.values()), [str(depth) for depth in places])
        axis.set(xlabel="layers", xlim=(-0.6, len(places) - 0.4), title=f"Version {version}")
    axes[0].plot([], [], "o", color=BLUE, label="ours (last epoch; mean, and each seed)")
    axes[0].set_ylabel("test accuracy, %")
    handles = {label: h for axis in axes for h, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=2, fontsize=9)
    return fig


def _ours(axis, place: float, groups: list[Group], **kwargs) -> None:
    """Mark the longest of a net's groups of runs: the mean, each seed as a dot, and the epochs."""
    if groups:
        longest = max(groups, key=lambda g: (g.epochs, len(g.records)))
        mean = np.mean(longest.accuracies)
        axis.plot([place] * len(longest.records), longest.accuracies, ".", color=BLUE, alpha=0.5)
        axis.plot(place, mean, "o", color=BLUE, **kwargs)
        axis.annotate(f"{longest.epochs} ep", (place, mean), xytext=(7, -3),
                      textcoords="offset points", fontsize=8, color=BLUE)  # fmt: skip


def _points(axis, points, marker: str, colour: str, label: str, **kwargs) -> None:
    if points:
        axis.scatter(*zip(*points, strict=True), marker=marker, edgecolors=colour, label=label,
                     **({"facecolors": colour} | kwargs))  # fmt: skip


def table_in_words(groups: list[Group]) -> str:
    """Return what ``table_picture`` shows, as its text alternative."""
    ours = [f"{g.model} by {g.recipe}, {g.epochs} epochs, {np.mean(g.accuracies):.2f}" for g in groups]
    said = "; ".join(ours) or "none recorded yet"
    return f"Test accuracy against depth, ours beside tutorial and papers. Ours: {said}."


def show_table(groups: list[Group]) -> None:
    """Show ``table_picture`` with its words."""
    show(table_picture(groups), table_in_words(groups))


def drift(growth: dict[str, np.ndarray], layers_per_unit: int = 2) -> None:
    """Draw how far two nearly equal inputs drift apart, logarithmic, against depth in layers.

    Args:
        growth: kind of unit -> distance after each unit, in units of the distance before the first.
    """
    figure, axes = new_figure(7, 3.5)
    said = []
    for (kind, values), (colour, line, _) in zip(growth.items(), LINES, strict=False):
        layers = layers_per_unit * np.arange(1, len(values) + 1) + 2
        axes.semilogy(layers, values, line, color=colour, linewidth=2, label=kind)
        said.append(f"{kind} {values[8]:.1f} times at 20 layers, {values[-1]:.2g} times at {layers[-1]}")
    for depth in (20, layers[-1]):
        axes.axvline(depth, color=GREY, linewidth=1, linestyle=":")
    worst = max(growth, key=lambda kind: growth[kind][-1])
    axes.set(xlabel="layers", ylabel="distance, times that at the start")
    much = float(f"{growth[worst][-1]:.2g}")
    axes.set_title(f"{worst}: {growth[worst][8]:.0f} times at 20 layers, {much:,.0f} at {layers[-1]}")
    axes.legend(loc="upper left", fontsize=9)
    show(figure, "How far two nearly equal inputs drift apart: " + "; ".join(said) + ".")


def costs_by_depth(costs: dict[str, dict[int, tuple[int, int]]]) -> None:
    """Draw trainable parameters and multiply-adds against depth, one line a family of nets.

    Args:
        costs: family -> depth -> (parameters, multiply-adds).
    """
    figure, panels = new_figure(7.6, 3.3, 1, 2)
    for axes, place, what in zip(
        panels, (0, 1), ("parameters, millions", "multiply-adds, millions"), strict=True
    ):
        for (family, by_depth), (colour, line, marker) in zip(costs.items(), LINES, strict=False):
            values = [pair[place] / 1e6 for pair in by_depth.values()]
            axes.plot(list(by_depth), values, marker + line, color=colour, label=family, markersize=5)
        axes.set(xlabel="layers", ylabel=what, ylim=(0, None))
    last = [(family, max(by_depth), by_depth[max(by_depth)]) for family, by_depth in costs.items()]
    most, least = (choose(last, key=lambda one: one[2][0]) for choose in (max, min))
    panels[0].set_title(f"At {most[1]} layers a factor of {most[2][0] / least[2][0]:.1f}")
    panels[1].set_title("Equal depth is not equal work")
    panels[0].legend(fontsize=9)
    said = [
        f"{family} at {depth} layers {p / 1e6:.2f} M and {m / 1e6:.0f} M" for family, depth, (p, m) in last
    ]
    show(figure, "Parameters and multiply-adds against depth: " + "; ".join(said) + ".")


def seeds_and_differences(
    runs: dict[str, list[float]], comparisons: list[dict], records: Sequence[dict]
) -> None:
    """Draw every seed's accuracy, one row a net, and beside it the intervals of the differences.

    Args:
        runs: net -> accuracy of each seed, per cent.
        comparisons: as ``resnets.version_runs.compared`` returns them.
        records: the result files, for the line that says where they were made.
    """
    figure, (left, right) = new_figure(7.8, 3.4, 1, 2)
    names = list(runs)[::-1]
    for row, name in enumerate(names):
        left.plot(runs[name], [row] * len(runs[name]), "o", color=BLUE, alpha=0.5)
        left.plot(np.mean(runs[name]), row, "|", color=VERMILION, markersize=18, markeredgewidth=2)
    left.set_yticks(range(len(names)), names)
    left.set(
        xlabel="accuracy on pictures held out, %",
        ylim=(-0.6, len(names) - 0.4),
        title="Every seed, and the mean",
    )
    said = [f"{name} {np.mean(values):.2f}" for name, values in runs.items()]
    right.axvline(0, color=GREY, linewidth=1)
    ticks = []
    for row, c in enumerate(comparisons[::-1]):
        shown = c["low"] > 0 or c["high"] < 0
        right.plot([c["low"], c["high"]], [row, row], color=VERMILION if shown else BLUE, linewidth=3)
        right.plot(c["difference"], row, "o", color=VERMILION if shown else BLUE)
        ticks.append(f"{c['first'].removeprefix('resnet20')}\n− {c['second'].removeprefix('resnet20')}")
        said.append(f"{c['first']} minus {c['second']} {c['low']:+.2f} to {c['high']:+.2f}")
    right.set_yticks(range(len(ticks)), ticks, fontsize=9)
    right.set(xlabel="difference, points, 95 % interval", ylim=(-0.6, len(ticks) - 0.4))
    apart = sum(c["low"] > 0 or c["high"] < 0 for c in comparisons)
    right.set_title(f"{apart} of {len(comparisons)} leave zero out")
    provenance(figure, records)
    show(figure, "Accuracy, means over seeds, and differences: " + "; ".join(said) + ".")


def time_to_accuracy(groups: list[Group]) -> None:
    """Draw test accuracy against epochs and against seconds, one line a recipe and number of epochs.

    Curves are means over seeds; the end of a run is marked, as it alone counts in the table. Seconds are
    epochs times the median epoch, so that a pause of the machine does not count.
    """
    figure, panels = new_figure(7.8, 3.4, 1, 2, sharey=True)
    said, recipes = [], {group.recipe: [] for group in groups}
    for group in groups:
        recipes[group.recipe].append(group)
    colours = dict(zip(recipes, (BLUE, GREEN, VERMILION), strict=False)) | {"tutorial": ORANGE}
    for group in groups:
        colour = colours.get(group.recipe, GREY)
        mine = sorted({g.epochs for g in recipes[group.recipe]})
        line = ("-", "--", ":", "-.")[mine.index(group.epochs) % 4]
        curves = np.mean([record["history"]["val_accuracy"] for record in group.records], axis=0)
        epochs = np.arange(1, group.epochs + 1)
        seconds = epochs * np.mean([record["seconds_per_epoch"] for record in group.records])
        label = f"{group.recipe}, {group.epochs} epochs, {len(group.records)} seed" + "s" * (
            len(group.records) > 1
        )
        for axes, x in zip(panels, (epochs, seconds), strict=True):
            axes.plot(x, 100 * curves, line, color=colour, label=label)
            axes.plot(x[-1], 100 * curves[-1], "o", color=colour, markersize=6)
        said.append(f"{label}: {100 * curves[-1]:.2f} % after {seconds[-1]:.0f} s")
    panels[0].set(xlabel="epochs", ylabel="test accuracy, %")
    panels[1].set(xlabel="seconds, at the pace of the median epoch")
    longest = [max(some, key=lambda g: g.epochs) for some in recipes.values()]
    ends = [f"{g.recipe} {np.mean(g.accuracies):.1f} % in {g.epochs} epochs" for g in longest]
    figure.suptitle("; ".join(ends), x=0.01, ha="left", fontsize=12)
    panels[0].grid(axis="y", color=LIGHT)
    panels[1].grid(axis="y", color=LIGHT)
    panels[0].legend(loc="lower right", fontsize=8.5)
    provenance(figure, [record for group in groups for record in group.records])
    show(figure, "Test accuracy by epochs and seconds. " + "; ".join(said) + ".")
