"""Lesson 6's comparison of v1 and v2, recorded: 20 layers, small pictures, several seeds, results/versions/.

10,000 training pictures of CIFAR-10 at 16x16, and 5,000 other training pictures to measure on: the test
set is left for the runs in results/cifar10/. Every net has the same recipe, chosen for none of them.
"""

import argparse
import statistics
from pathlib import Path

import keras

from resnets import recording
from resnets.augment_cifar import CifarAugmentation
from resnets.checkpoint import RunCheckpoint
from resnets.counts import count_multiply_adds, count_trainable
from resnets.intervals import detectable_difference, mean_and_spread, pooled_spread, welch_interval
from resnets.nets import build_net
from resnets.recipe import Recipe
from resnets.results import RESULTS, read_results, run_record
from resnets.seeding import set_random_seed
from resnets.small_cifar import SMALL, held_out_pictures
from resnets.training import fit

EXAMPLES, HELD = 10_000, 5_000
NETS = ("resnet20v1-B", "resnet20v1-tutorial", "resnet20v2", "resnet20v2-tutorial")
# (what is looked at, what it is compared with)
PAIRS = (
    ("resnet20v2", "resnet20v1-B"),
    ("resnet20v2-tutorial", "resnet20v1-B"),
    ("resnet20v2-tutorial", "resnet20v2"),
    ("resnet20v1-tutorial", "resnet20v1-B"),
)
# Pictures of half the side are padded by half of the paper's 4 pixels.
VERSIONS = SMALL.but(
    name="versions",
    epochs=8,
    weight_decay=5e-4,
    augmentation=CifarAugmentation(crop=2, flip="random"),
    clean_epochs=1,
)


def planned(arguments: argparse.Namespace) -> list[tuple[str, Recipe, Path]]:
    """Return (net, recipe, path of the result) for every run that is asked for.

    Tries, on fewer pictures or other epochs, belong to versions/tries/, drawn pictures to versions/drawn/.
    """
    tried = (arguments.examples, arguments.held, arguments.epochs) != (EXAMPLES, HELD, VERSIONS.epochs)
    folder = "tries" if tried else "drawn" if arguments.source == "drawn" else ""
    few = f"-{arguments.examples}examples-{arguments.epochs}ep" if tried else ""
    runs = []
    for seed in arguments.seeds:  # seed by seed, so that runs cut short leave nets with as many seeds
        for net in arguments.nets:
            path = Path(arguments.out) / "versions" / folder / f"{net}{few}-seed{seed}.json"
            runs.append((net, VERSIONS.but(seed=seed, epochs=arguments.epochs), path))
    return runs


def train_version(
    model: str, recipe: Recipe, data, *, steps: int | None = None, checkpoint: RunCheckpoint | None = None
) -> tuple[keras.Model, dict[str, list[float]]]:
    """Train the net of that name (``resnets.nets``) by ``recipe``; return it and its history.

    Args:
        data: (train, test, ...), each (x, y), as ``held_out_pictures`` returns them.
        steps: batches an epoch, if fewer than all are wanted (the smoke preset).
        checkpoint: as for ``resnets.training.fit``.
    """
    set_random_seed(recipe.seed)
    net = build_net(model, data[0][0].shape[1:])
    label = f"{model}, seed {recipe.seed}"
    return net, fit(net, recipe, data[0], data[1], steps=steps, checkpoint=checkpoint, label=label)


def run(model: str, recipe: Recipe, data, checkpoint_file: Path) -> dict:
    """Train one net and return its record; ``data`` is what ``held_out_pictures`` returns.

    ``validation_accuracy_last`` is measured after the last epoch, on the pictures held out.
    """
    dataset = data[2]
    told = {"model": model, "recipe": recipe.to_dict(), "dataset": dataset}
    net, history = train_version(model, recipe, data, checkpoint=RunCheckpoint(checkpoint_file, told))
    record = run_record(
        recipe.to_dict(), dataset, history, sum(history["seconds"]), model=model,
        parameters=net.count_params(), trainable_parameters=count_trainable(net),
        multiply_adds=count_multiply_adds(net),
    )  # fmt: skip
    record["validation_accuracy_last"] = record.pop("test_accuracy_last")  # the test set was not touched
    return record


def recorded(out: Path = RESULTS) -> dict[str, list[dict]]:
    """Return the finished runs of each net that has any, in the order of ``NETS``, then of seeds."""
    records = read_results(Path(out).resolve() / "versions")
    found = {net: [r for r in records if r["model"] == net] for net in NETS}
    return {net: runs for net, runs in found.items() if runs}


def accuracies(runs: list[dict]) -> list[float]:
    """Return the accuracy of the last epoch of each run, in per cent."""
    return [100 * run["validation_accuracy_last"] for run in runs]


def compared(out: Path = RESULTS) -> list[dict]:
    """Return what is known of each of ``PAIRS`` that has two seeds or more of both nets.

    Keys: first, second, seeds, difference (of means), low and high (95 % interval, Welch), detectable
    (the smallest difference that so many seeds show in 8 of 10 cases); all in percentage points.
    """
    runs, known = recorded(out), []
    for pair in PAIRS:
        first, second = (accuracies(runs.get(net, [])) for net in pair)
        if min(len(first), len(second)) < 2:
            continue
        low, high = welch_interval(first, second)
        known.append({
            "first": pair[0], "second": pair[1], "seeds": (len(first), len(second)),
            "difference": statistics.mean(first) - statistics.mean(second), "low": low, "high": high,
            "detectable": detectable_difference(pooled_spread(first, second), min(len(first), len(second))),
        })  # fmt: skip
    return known


def verdict(low: float, high: float) -> str:
    """Return what an interval of first - second says in words."""
    return "the first is better" if low > 0 else "the second is better" if high < 0 else "no difference shown"


def table(out: Path = RESULTS) -> str:
    """Return the recorded runs as Markdown, as they stand in results/README.md."""
    rows = ["| net | trainable parameters | multiply-adds | seeds | accuracy %, mean ± spread |"]
    rows.append("|---|---|---|---|---|")
    found = recorded(out)
    for net in NETS:
        runs = found.get(net)
        if not runs:
            rows.append(f"| {net} | | | 0 | not run |")
            continue
        values = accuracies(runs)
        counts = f"{runs[0]['trainable_parameters']:,} | {runs[0]['multiply_adds'] / 1e6:.1f} M"
        rows.append(f"| {net} | {counts} | {len(values)} | {mean_and_spread(values)} |")
    rows += [
        "",
        "| first - second | difference | 95 % interval | detectable | verdict |",
        "|---|---|---|---|---|",
    ]
    for c in compared(out):
        interval = f"{c['low']:+.2f} to {c['high']:+.2f}"
        rows.append(
            f"| {c['first']} - {c['second']} | {c['difference']:+.2f} | {interval} | {c['detectable']:.2f} | "
            f"{verdict(c['low'], c['high'])} |"
        )
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark versions``."""
    parser.add_argument("--nets", nargs="+", choices=NETS, default=list(NETS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="pictures to train on (a try)")
    parser.add_argument("--held", type=int, default=HELD, help="pictures to measure on (a try)")
    parser.add_argument("--epochs", type=int, default=VERSIONS.epochs, help="epochs (a try)")
    recording.add_arguments(parser)


def main(arguments: argparse.Namespace) -> None:
    """Do every run whose result is not there yet; one that was cut short goes on from its last epoch."""
    if arguments.table:
        print(table(arguments.out))
        return

    def load():
        return held_out_pictures(arguments.source, arguments.examples, arguments.held)

    def said(record):
        return f"accuracy held out {record['validation_accuracy_last']:.4f}"

    recording.record(planned(arguments), arguments, load, run, said)
