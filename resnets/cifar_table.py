"""The benchmark tutorial's table with its empty cells filled as far as runs are recorded, for lesson 6.

Beside our runs stand the tutorial's figures and the papers'. What was published is data here; what is
ours is read from results/cifar10/.
"""

import argparse
import functools
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from resnets.cifar_limits import limits
from resnets.cifar_plan import commands_left
from resnets.counts import count_multiply_adds, count_trainable
from resnets.intervals import mean_and_spread
from resnets.nets import build_net
from resnets.results import RESULTS, read_results


class Published(NamedTuple):
    """What the tutorial and the papers print for one net; accuracies in per cent, None for no figure."""

    depth: int
    version: int
    tutorial: float | None
    paper: str
    unlike: str  # how the paper's net differs from ours; empty if it does not
    tutorial_seconds: int | None  # an epoch, on a GTX 1080 Ti


# He et al. 2016 (CVPR, table 6; ECCV, tables 4 and 5), and the tutorial's own table.
PUBLISHED = (
    Published(20, 1, 92.16, "91.25", "", 35),
    Published(32, 1, 92.46, "92.49", "", 50),
    Published(44, 1, 92.50, "92.83", "", 70),
    Published(56, 1, 92.71, "93.03", "", 90),
    Published(110, 1, 92.65, "93.39 ± 0.16", "", 165),
    Published(164, 1, None, "94.07", "bottlenecks", None),
    Published(1001, 1, None, "92.39", "bottlenecks", None),
    Published(20, 2, None, "", "", None),
    Published(56, 2, 93.01, "", "", 100),
    Published(110, 2, 93.15, "93.63", "two-layer blocks", 180),
    Published(164, 2, None, "94.54", "", None),
    Published(1001, 2, None, "95.08 ± 0.14", "", None),
)
HEADINGS = (
    "net", "trainable parameters", "multiply-adds", "ours, test accuracy %", "runs", "s/epoch", "hardware",
    "tutorial %", "tutorial s/epoch", "paper %",
)  # fmt: skip
NOT_RUN = "not run"


class Group(NamedTuple):
    """The finished runs of one net that share recipe and epochs."""

    model: str
    recipe: str
    epochs: int
    records: list[dict]

    @property
    def accuracies(self) -> list[float]:
        """Test accuracy of the last epoch of each run, per cent."""
        return [100 * record["test_accuracy_last"] for record in self.records]


def groups(out: Path = RESULTS) -> list[Group]:
    """Return the recorded runs on CIFAR-10, grouped; most epochs first, then most seeds."""
    found: dict[tuple, list[dict]] = {}
    for record in read_results(Path(out) / "cifar10"):
        key = (record["model"], record["recipe"]["name"], record["recipe"]["epochs"])
        found.setdefault(key, []).append(record)
    made = [Group(*key, records) for key, records in found.items()]
    return sorted(made, key=lambda g: (g.model, -g.epochs, -len(g.records)))


@functools.cache
def cost(model: str) -> tuple[int, int]:
    """Return trainable parameters and multiply-adds of a CIFAR-10 net by its name, without building it.

    Both grow by the same amount with every block a stage, so nets of one and of two blocks tell all.
    """
    kind, depth = ("v1", 6) if "v1" in model else ("v2", 9)
    number = int(model[len("resnet") : model.index(kind)])
    small = [build_net(model.replace(str(number), str(n * depth + 2), 1)) for n in (1, 2)]
    (p1, m1), (p2, m2) = ((count_trainable(net), count_multiply_adds(net)) for net in small)
    more = (number - 2) // depth - 1
    return p1 + more * (p2 - p1), m1 + more * (m2 - m1)


def rows(out: Path = RESULTS) -> list[dict]:
    """Return the table, one dict a row with the keys of HEADINGS; cells without a figure are empty."""
    recorded, table = groups(out), []
    for published in PUBLISHED:
        name = f"resnet{published.depth}v{published.version}"
        if (published.depth - 2) % (6 if published.version == 1 else 9):
            ours = [{}]  # such a depth exists with other blocks only, as in the paper
        else:
            ours = [_ours(group) for group in recorded if group.model == name] or [{}]
            parameters, work = cost(name)
            for row in ours:
                row |= {"trainable parameters": f"{parameters:,}", "multiply-adds": f"{work / 1e6:,.1f} M"}
        wider = " (wider: another net)" if published.version == 2 else ""  # ours has the paper's widths
        note = f" ({published.unlike}: another net)" if published.unlike else ""
        beside = {
            "net": f"ResNet{published.depth} v{published.version}",
            "tutorial %": f"{published.tutorial:.2f}{wider}" if published.tutorial else "",
            "tutorial s/epoch": str(published.tutorial_seconds or ""),
            "paper %": published.paper + note if published.paper else "",
        }
        for row in ours:
            empty = dict.fromkeys(HEADINGS, "") | {"ours, test accuracy %": NOT_RUN}
            table.append(empty | row | beside)
    shown = {f"resnet{p.depth}v{p.version}" for p in PUBLISHED}
    for group in recorded:
        if group.model not in shown:
            record = group.records[0]
            counts = {
                "net": group.model,
                "trainable parameters": f"{record['trainable_parameters']:,}",
                "multiply-adds": f"{record['multiply_adds'] / 1e6:,.1f} M",
            }
            table.append(dict.fromkeys(HEADINGS, "") | _ours(group) | counts)
    return table


def _ours(group: Group) -> dict:
    first = group.records[0]
    seconds = statistics.median(record["seconds_per_epoch"] for record in group.records)
    seeds = f"{len(group.records)} seed" + "s" * (len(group.records) > 1)
    half = ", bfloat16" if "bfloat16" in first["recipe"].get("precision", "") else ""
    return {
        "ours, test accuracy %": mean_and_spread(group.accuracies),
        "runs": f"{seeds}, {group.epochs} epochs, {group.recipe}{half}",
        "s/epoch": f"{seconds:.1f}",
        "hardware": first["hardware"]["device"],
    }


def markdown(out: Path = RESULTS) -> str:
    """Return the table as Markdown, with the lines that say what its columns are."""
    copies = {record["dataset"]["source"] for group in groups(out) for record in group.records}
    words = {"jpeg": "the JPEG copy of CIFAR-10", "real": "the original CIFAR-10"}
    where = " and ".join(words.get(copy, copy) for copy in sorted(copies)) or "CIFAR-10 (no run yet)"
    return "\n".join(
        [
            *_lines(HEADINGS, rows(out)),
            "",
            f"Ours: accuracy of the last epoch on the test set of {where}, mean ± standard deviation over "
            "seeds. The tutorial's are for 200 epochs and one seed.",
        ]
    )


def brief(out: Path = RESULTS) -> str:
    """Return what has been run, and nothing else, as Markdown for the course's README."""
    headings = ("net", "runs", "ours, test accuracy %", "tutorial %", "paper %")
    return "\n".join(_lines(headings, [row for row in rows(out) if row["runs"]]))


def _lines(headings: Sequence[str], table: Sequence[dict]) -> list[str]:
    """Return a Markdown table of these columns of ``rows``, line by line."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(row[heading] for heading in headings) + " |" for row in table]


def tries(out: Path = RESULTS) -> str:
    """Return the tries on pictures held out of the training set as Markdown, best of each length first."""
    found = [r for r in read_results(Path(out) / "cifar10" / "tries") if "validation_accuracy_last" in r]
    found.sort(key=lambda r: (r["model"], r["recipe"]["epochs"], -r["validation_accuracy_last"]))
    lines = [
        "| net | recipe | epochs | seed | validation accuracy of the last epoch |",
        "|---|---|---|---|---|",
    ]
    for record in found:
        recipe = record["recipe"]
        lines.append(
            f"| {record['model']} | {recipe['name']} | {recipe['epochs']} | {recipe['seed']} "
            f"| {100 * record['validation_accuracy_last']:.2f} |"
        )
    return "\n".join(lines)


def controls(out: Path = RESULTS) -> str:
    """Return the runs that check ours as Markdown: the same recipe by other code, or in another precision."""
    headings = ("net", "epochs", "seed", "trained by", "computed in", "test accuracy of the last epoch, %")
    table = [
        (record["model"], record["recipe"]["epochs"], record["seed"], record["code"],
         f"{record['recipe']['precision']}, {record['backend']}", f"{100 * record['test_accuracy_last']:.2f}")
        for record in read_results(Path(out) / "controls")
    ]  # fmt: skip
    return "\n".join(_lines(headings, [dict(zip(headings, map(str, row), strict=True)) for row in table]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark table``."""
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of results (default: results/)")
    parser.add_argument("--tries", action="store_true", help="print the tries that recipes were chosen by")
    parser.add_argument("--controls", action="store_true", help="print the runs that check ours")
    parser.add_argument("--limits", action="store_true", help="print GPU runs beside the device's limits")
    parser.add_argument("--brief", action="store_true", help="print only what has been run")
    parser.add_argument("--left", action="store_true", help="print the commands of the runs that are missing")
    parser.add_argument("--picture", type=Path, help="draw the table into this file (.svg, .png or .pdf)")


def main(arguments: argparse.Namespace) -> None:
    """Print the table, and draw it where that is asked for."""
    printers = {"left": commands_left, "tries": tries, "brief": brief, "controls": controls, "limits": limits}
    printed = next((function for name, function in printers.items() if getattr(arguments, name)), markdown)
    print(printed(arguments.out))
    if arguments.picture:
        from resnets.plots.lesson06 import table_picture

        arguments.picture.parent.mkdir(parents=True, exist_ok=True)
        table_picture(groups(arguments.out)).savefig(arguments.picture)
        print(f"\nDrawn: {arguments.picture}")
