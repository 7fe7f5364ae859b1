"""Figures of lesson 7: what the ways come to, and what a trained net behind them is worth."""

import statistics
from collections.abc import Sequence

from resnets.intervals import mean_and_spread
from resnets.plots.base import new_figure, provenance, show
from resnets.style import BLUE, GREEN, GREY, INK, LIGHT, ORANGE, PURPLE, SKY, VERMILION
from resnets.transfer_table import (
    TASK_LABELS,
    accuracies,
    at_size,
    compare,
    transfer_verdict,
    verdict,
)
from resnets.transfer_ways import COMPARED, WAYS

LOOKS = {
    "two-stage": (VERMILION, "-", "o"),
    "features": (BLUE, "--", "s"),
    "all-layers": (ORANGE, "-.", "^"),
    "scratch": (GREEN, "-", "D"),
    "pixels": (GREY, ":", "v"),
    "random-features": (SKY, ":", "P"),
    "two-stage-bn": (PURPLE, "--", "X"),
    "head-512": (PURPLE, "-.", "*"),
}


def _sizes_of(found: dict[str, dict[int, list[float]]]) -> list[int]:
    return sorted({size for by_size in found.values() for size in by_size})


def _size_axis(axes, sizes: Sequence[int]) -> None:
    """Set a logarithmic axis that names the sizes there are."""
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("labelled examples a class")


def _mean_and_spread(axes, by_size: dict[int, list[float]], way: str, shift: float = 1.0) -> None:
    colour, line, marker = LOOKS[way]
    sizes = sorted(by_size)
    means = [statistics.mean(by_size[size]) for size in sizes]
    spreads = [statistics.stdev(by_size[size]) if len(by_size[size]) > 1 else 0 for size in sizes]
    places = [size * shift for size in sizes]  # side by side, so that bars do not hide each other
    axes.errorbar(
        places, means, spreads, color=colour, linestyle=line, marker=marker, markersize=5, capsize=2,
        label=WAYS[way].label,
    )  # fmt: skip


def who_wins(found: dict[str, dict[int, list[float]]], size: int) -> str:
    """Return in words which of the compared ways is best at a size, of ``accuracies``."""
    best = verdict(at_size(found, size))
    if best is None:
        return f"at {size} a class one way alone was run"
    if best.clear:
        return f"at {size} a class: {WAYS[best.best].label}"
    return f"at {size} a class not told apart"


def accuracy_against_examples(
    records: Sequence[dict], mine: dict[str, dict[int, float]] | None = None
) -> None:
    """Draw the test accuracy of every way against examples a class; means, and the spread over draws as bars.

    Args:
        records: result files of ``python -m resnets.benchmark transfer``, of one task.
        mine: way -> examples a class -> the reader's own accuracy, per cent; hollow marks.
    """
    found, mine = accuracies(list(records)), mine or {}
    figure, axes = new_figure(8.8, 4.2)
    said = []
    for number, way in enumerate(way for way in COMPARED if way in found):
        _mean_and_spread(axes, found[way], way, 1 + 0.02 * (number - 2))
        values = [f"{statistics.mean(v):.1f} at {size}" for size, v in sorted(found[way].items())]
        said.append(f"{WAYS[way].label} {', '.join(values)}")
    for way, by_size in mine.items():
        colour, _, marker = LOOKS[way]
        axes.plot(list(by_size), list(by_size.values()), marker, mfc="none", mec=colour, markersize=11)
    if mine:
        axes.plot([], [], "o", mfc="none", mec=INK, markersize=11, label="yours (hollow, one draw)")
    sizes = sorted({*_sizes_of(found), *(size for by_size in mine.values() for size in by_size)})
    _size_axis(axes, sizes)
    axes.set_ylabel("test accuracy, %")
    axes.grid(axis="y", color=LIGHT)
    if said or mine:
        figure.legend(loc="outside right center", fontsize=9)
    known = _sizes_of(found)
    ends = "; ".join(who_wins(found, size) for size in dict.fromkeys(known[:1] + known[-1:]))
    task = TASK_LABELS[records[0]["task"]] if records else "your own runs"
    axes.set_title(f"{task[0].upper()}{task[1:]}\nBest: {ends}" if known else "Your runs (none recorded)")
    provenance(figure, records)
    own = [f"{WAYS[w].label} {v:.1f} at {size}" for w, b in mine.items() for size, v in b.items()]
    yours = f" Yours: {', '.join(own)}." if own else ""
    show(figure, f"Test accuracy by examples a class, {task}. {'; '.join(said) or 'None recorded'}.{yours}")


def worth_of_transfer(by_task: dict[str, Sequence[dict]]) -> None:
    """Draw the best way that transfers minus the best that does not, with its interval, against examples.

    Args:
        by_task: task -> its result files.
    """
    figure, axes = new_figure(7.2, 3.6)
    axes.axhline(0, color=GREY, linewidth=1)
    said, pays, every = [], {}, set()
    looks = ((BLUE, "o", 0.95), (VERMILION, "s", 1.0), (ORANGE, "^", 1.05))
    for (task, records), (colour, marker, shift) in zip(by_task.items(), looks, strict=False):
        found = accuracies(list(records))
        label = TASK_LABELS[task]
        for size in _sizes_of(found):
            one = transfer_verdict(at_size(found, size))
            if one is None:
                continue
            every.add(size)
            low, high = one.ends
            axes.plot([size * shift] * 2, [low, high], color=colour, linewidth=2)
            axes.plot(size * shift, one.difference, marker, color=colour, label=label)
            label = None
            pays.setdefault(task, []).append(one.clear)
            said.append(
                f"{TASK_LABELS[task]} {size} a class {one.difference:+.1f} ({low:+.1f} to {high:+.1f})"
            )
    if every:
        _size_axis(axes, sorted(every))
        axes.legend(fontsize=9)
    counted = [f"{sum(sure)} of {len(sure)} ({TASK_LABELS[task].rsplit(' to ', 1)[1]})"
               for task, sure in pays.items()]  # fmt: skip
    axes.set_ylabel("transfer minus the best without, points")
    axes.set_title("Sizes at which transfer surely pays: " + (", ".join(counted) or "none run"), fontsize=11)
    provenance(figure, [record for records in by_task.values() for record in records])
    show(figure, "What transfer is worth, points of accuracy, 95 % intervals: " + "; ".join(said) + ".")


def two_ways_compared(records: Sequence[dict], first: str, second: str) -> None:
    """Draw two ways against examples a class, and the difference with its interval.

    Args:
        records: result files of one task.
        first, second: keys of ``WAYS``, such as ``"two-stage"`` and ``"two-stage-bn"``.
    """
    found = accuracies(list(records))
    figure, (left, right) = new_figure(7.8, 3.4, 1, 2)
    for way, shift in ((first, 0.98), (second, 1.02)):
        if way in found:
            _mean_and_spread(left, found[way], way, shift)
    shared = [size for size in _sizes_of(found) if all(size in found.get(way, {}) for way in (first, second))]
    right.axhline(0, color=GREY, linewidth=1)
    said, sure = [], []
    for size in shared:
        one = compare(first, found[first][size], second, found[second][size])
        low, high = one.ends
        leaves_zero = one.low is not None and (low > 0 or high < 0)
        sure.append(leaves_zero)
        colour = VERMILION if leaves_zero else BLUE
        right.plot([size] * 2, [low, high], color=colour, linewidth=2)
        right.plot(size, one.difference, "o", color=colour)
        said.append(f"{size} a class {one.difference:+.1f} ({low:+.1f} to {high:+.1f})")
    if shared:
        _size_axis(left, sorted({size for way in (first, second) for size in found[way]}))
        _size_axis(right, shared)
    left.set(ylabel="test accuracy, %", title="Means, and the spread over draws")
    if shared:
        figure.legend(loc="outside upper left", ncols=2, fontsize=8.5)
    right.set(ylabel="difference, points", title=f"{sum(sure)} of {len(sure)} leave zero out")
    provenance(figure, records)
    names = f"{WAYS[first].label} minus {WAYS[second].label}"
    show(figure, f"{names}, points of accuracy: {'; '.join(said) or 'not run'}.")


def heads_compared(heads: dict[tuple[str, int, str], list[dict]], whole: dict[int, list[dict]]) -> None:
    """Draw the test accuracy of heads on a frozen base beside that of the net trained whole, and the spread.

    Args:
        heads: (base, upsample, head) -> records, as ``resnets.head_runs.recorded`` returns them.
        whole: epochs -> records, as ``resnets.head_runs.without_transfer`` returns them.
    """
    runs = {f"{head} head on {base}{f' x{times}' * (times > 1)}": records
            for (base, times, head), records in sorted(heads.items())}  # fmt: skip
    runs |= {f"all layers, {epochs} epochs": records for epochs, records in whole.items()}
    figure, axes = new_figure(7.6, 1.2 + 0.42 * max(len(runs), 1))
    said, means = [], {}
    for row, (name, records) in enumerate(runs.items()):
        values = [100 * record["test_accuracy_last"] for record in records]
        means[name], spread = statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0
        colour, marker = (ORANGE, "D") if name.startswith("all layers") else (BLUE, "o")
        axes.errorbar(means[name], row, xerr=spread, color=colour, marker=marker, capsize=3)
        said.append(f"{name} {mean_and_spread(values, 1)}")
    axes.set_yticks(range(len(runs)), list(runs))
    axes.invert_yaxis()
    axes.set_xlabel("test accuracy of the last epoch, %")
    axes.grid(axis="x", color=LIGHT)
    on_base = [name for name in runs if not name.startswith("all layers")]
    if on_base and whole:
        lead = max(means[name] for name in on_base) - max(means[n] for n in runs if n not in on_base)
        title = f"The better head is {abs(lead):.1f} points {'above' if lead > 0 else 'below'} the whole net"
    else:
        title = "Heads: not run" if whole else "Nets without transfer: not run" if on_base else "Nothing run"
    axes.set_title(title)
    provenance(figure, [record for records in runs.values() for record in records])
    show(figure, f"{title}. Test accuracy, %: {'; '.join(said) or 'none recorded'}.")


def bases_compared(costs: dict[str, tuple[int, int]]) -> None:
    """Draw parameters and multiply-adds of bases beside each other, logarithmic.

    Args:
        costs: name -> (parameters, multiply-adds of one picture).
    """
    figure, panels = new_figure(7.6, 0.9 + 0.5 * len(costs), 1, 2, sharey=True)
    names = list(costs)[::-1]
    for axes, place, what, colour in zip(
        panels, (0, 1), ("parameters", "multiply-adds a picture"), (BLUE, ORANGE), strict=True
    ):
        values = [costs[name][place] / 1e6 for name in names]
        axes.plot(values, names, "o", color=colour, markersize=9)
        for row, value in enumerate(values):
            axes.text(value, row, f"   {_round(value)} M", va="center", fontsize=9)
        axes.set_xscale("log")
        axes.set(xlabel=f"{what}, millions", xlim=(min(values) / 2, max(values) * 8))
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.grid(axis="y", color=LIGHT)
    ranked = [sorted(costs, key=lambda name: costs[name][place]) for place in (0, 1)]
    factors = [costs[rank[-1]][place] / costs[rank[0]][place] for place, rank in enumerate(ranked)]
    for axes, rank, factor in zip(panels, ranked, factors, strict=True):
        axes.set_title(f"{rank[-1]}: {_round(factor)} times {rank[0].split()[0]}", fontsize=10.5)
    said = [
        f"{name} {_round(p / 1e6)} M parameters, {_round(m / 1e6)} M multiply-adds"
        for name, (p, m) in costs.items()
    ]
    show(figure, "What bases cost: " + "; ".join(said) + ".")


def _round(value: float) -> str:
    """Return a positive number with three digits or more, none of them behind a thousand."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
