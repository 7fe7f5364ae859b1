"""What the recorded grid of lesson 7 says: means, spreads, and who wins with what certainty."""

import statistics
from pathlib import Path
from typing import NamedTuple

from resnets.intervals import mean_and_spread, welch_interval
from resnets.results import RESULTS, read_results
from resnets.transfer_ways import COMPARED, WAYS

TASK_LABELS = {
    "near": "six CIFAR-10 classes to the other four",
    "far32": "CIFAR-10 to hand signs at 32x32",
    "far64": "CIFAR-10 to hand signs at 64x64",
}


class Verdict(NamedTuple):
    """The best of several ways at one size, and the next; accuracies in per cent, the interval of 95 %."""

    best: str
    second: str
    difference: float
    low: float | None  # None where a single draw leaves the spread unknown
    high: float | None

    @property
    def clear(self) -> bool:
        return self.low is not None and self.low > 0

    @property
    def ends(self) -> tuple[float, float]:
        """The interval's ends as they are drawn: the difference itself where there is no interval."""
        return (self.difference, self.difference) if self.low is None else (self.low, self.high)

    def __str__(self) -> str:
        if self.clear:
            return f"{self.best}, by {self.difference:.1f} ({self.low:.1f} to {self.high:.1f})"
        return f"{self.best} or {self.second}"


def recorded(task: str, out: Path = RESULTS) -> list[dict]:
    """Return the files of one task in the order of sizes and draws."""
    records = [r for r in read_results(Path(out).resolve() / "transfer") if r["task"] == task]
    return sorted(records, key=lambda record: (record["per_class"], record["draw"]))


def accuracies(records: list[dict]) -> dict[str, dict[int, list[float]]]:
    """Return way -> examples a class -> accuracy of each draw, per cent; ways in the order of ``WAYS``."""
    found: dict[str, dict[int, list[float]]] = {}
    for way in WAYS:
        for record in records:
            if way in record["ways"]:
                values = found.setdefault(way, {}).setdefault(record["per_class"], [])
                values.append(100 * record["ways"][way]["accuracy"])
    return found


def verdict(values: dict[str, list[float]]) -> Verdict | None:
    """Return which way is best: way -> accuracy of each draw, per cent; None with fewer than two ways."""
    if len(values) < 2:
        return None
    best, second = sorted(values, key=lambda way: statistics.mean(values[way]), reverse=True)[:2]
    return compare(best, values[best], second, values[second])


def transfer_verdict(values: dict[str, list[float]]) -> Verdict | None:
    """Return the best way that has a trained net behind it against the best without; None without both."""
    sides = [{w: v for w, v in values.items() if WAYS[w].transfers == side} for side in (True, False)]
    if not all(sides):
        return None
    (with_it, without) = (max(side, key=lambda way: statistics.mean(side[way])) for side in sides)
    return compare(with_it, values[with_it], without, values[without])


def compare(first: str, a: list[float], second: str, b: list[float]) -> Verdict:
    """Return mean(a) - mean(b) with Welch's interval."""
    low, high = welch_interval(a, b) if min(len(a), len(b)) > 1 else (None, None)
    return Verdict(first, second, statistics.mean(a) - statistics.mean(b), low, high)


def at_size(found: dict, size: int, ways=COMPARED) -> dict[str, list[float]]:
    """Return way -> accuracies at one size, of ``accuracies``, for the ways that have any."""
    return {way: found[way][size] for way in ways if size in found.get(way, {})}


def decisions(by_task: dict[str, list[dict]]) -> str:
    """Return what the grid says one should do, as Markdown: a row a size, a column a task.

    A cell names the best way, or the two that the draws cannot tell apart, and what transfer is worth.

    Args:
        by_task: task -> its result files.
    """
    found = {task: accuracies(records) for task, records in by_task.items()}
    sizes = sorted({record["per_class"] for records in by_task.values() for record in records})
    heads = [TASK_LABELS[task] + ("" if by_task[task] else ": not run") for task in by_task]
    rows = [f"| labelled pictures a class | {' | '.join(heads)} |", "|---|" + "---|" * len(heads)]
    for size in sizes:
        cells = [_decision(at_size(found[task], size)) for task in by_task]
        rows.append(f"| {size} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _decision(values: dict[str, list[float]]) -> str:
    best, worth = verdict(values), transfer_verdict(values)
    if best is None or worth is None:
        return ""
    ways = [best.best] if best.clear else [best.best, best.second]
    pays = f"transfer pays {worth.difference:.0f} points" if worth.clear else "transfer not shown to pay"
    return f"{' or '.join(WAYS[way].label for way in ways)}; {pays}"


def table(out: Path = RESULTS) -> str:
    """Return the grid as Markdown, as it stands in results/README.md: one table a task."""
    return "\n\n".join(_task_table(task, recorded(task, out)) for task in TASK_LABELS)


def _task_table(task: str, records: list[dict]) -> str:
    if not records:
        return f"**{TASK_LABELS[task]}**: not run"
    found = accuracies(records)
    sizes = sorted({record["per_class"] for record in records})
    draws = sorted({record["draw"] for record in records})
    rows = [
        f"**{TASK_LABELS[task]}**, test accuracy %, mean ± spread over {len(draws)} draws",
        "",
        "| examples a class | " + " | ".join(map(str, sizes)) + " |",
        "|" + "---|" * (len(sizes) + 1),
    ]
    for way, by_size in found.items():
        rows.append(f"| {WAYS[way].label} | " + " | ".join(_cell(by_size.get(s, [])) for s in sizes) + " |")
    verdicts = [verdict(at_size(found, size)) for size in sizes]
    rows.append("| **best** | " + " | ".join(str(v) if v else "" for v in verdicts) + " |")
    return "\n".join(rows)


def _cell(values: list[float]) -> str:
    return mean_and_spread(values, 1) if values else ""
