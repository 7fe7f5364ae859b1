"""Figures of lesson 6: the benchmark's table as a picture."""

import numpy as np

from resnets.cifar_table import PUBLISHED, Group
from resnets.plots.base import new_figure
from resnets.style import BLUE, GREY, ORANGE


def table_picture(groups: list[Group]):
    """Return a figure: test accuracy against depth for v1 and v2, ours beside tutorial and papers.

    Ours are means over seeds, with every seed as a small dot; the longest runs of each net. A hollow
    mark is a figure for a net that is built otherwise.
    """
    fig, axes = new_figure(9, 3.6, 1, 2, sharey=True)
    for axis, version in zip(axes, (1, 2), strict=True):
        published = [row for row in PUBLISHED if row.version == version]
        places = {row.depth: k for k, row in enumerate(published)}
        points = [(places[r.depth] - 0.2, r.tutorial) for r in published if r.tutorial]
        wider = {"facecolors": "none"} if version == 2 else {}
        label = "tutorial (best epoch on the test set)" + ", wider nets" * (version == 2)
        _points(axis, points, "s", GREY, label, **wider)
        for unlike, face, label in ((False, ORANGE, "paper"), (True, "none", "paper, another net")):
            rows = [r for r in published if r.paper and bool(r.unlike) == unlike]
            points = [(places[r.depth] + 0.2, float(r.paper.split()[0])) for r in rows]
            _points(axis, points, "D", ORANGE, label, facecolors=face)
        for depth, place in places.items():
            mine = [g for g in groups if g.model == f"resnet{depth}v{version}"]
            if mine:
                longest = max(mine, key=lambda g: (g.epochs, len(g.records)))
                axis.plot([place] * len(longest.records), longest.accuracies, ".", color=BLUE, alpha=0.5)
                axis.plot(place, np.mean(longest.accuracies), "o", color=BLUE)
                axis.annotate(f"{longest.epochs} ep", (place, np.mean(longest.accuracies)), xytext=(7, -3),
                              textcoords="offset points", fontsize=8, color=BLUE)  # fmt: skip
        axis.set_xticks(list(places.values()), [str(depth) for depth in places])
        axis.set(xlabel="layers", xlim=(-0.6, len(places) - 0.4), title=f"Version {version}")
    axes[0].plot([], [], "o", color=BLUE, label="ours (last epoch; mean, and each seed)")
    axes[0].set_ylabel("test accuracy, %")
    handles = {label: h for axis in axes for h, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=2, fontsize=9)
    return fig


def _points(axis, points, marker: str, colour: str, label: str, **kwargs) -> None:
    if points:
        axis.scatter(*zip(*points, strict=True), marker=marker, edgecolors=colour, label=label,
                     **({"facecolors": colour} | kwargs))  # fmt: skip
