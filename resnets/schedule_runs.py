"""Lesson 5's learning-rate schedules, compared on one small net, several seeds, into results/schedules/."""

import argparse
from pathlib import Path

from resnets import recording
from resnets.augment_cifar import CifarAugmentation
from resnets.cifar_runs import cifar_sets
from resnets.cifar_runs import run as run_cifar
from resnets.recipe import Recipe
from resnets.results import RESULTS, read_results

NET, EXAMPLES, EPOCHS = "resnet18-w16", 10_000, 6
# What all have in common, the highest rate above all.
COMMON = Recipe(
    "common", optimizer="sgd", learning_rate=0.1, epochs=EPOCHS, batch_size=128, weight_decay=5e-4,
    bn_momentum=0.9, pixels="channels", augmentation=CifarAugmentation(), clean_epochs=1,
)  # fmt: skip
SCHEDULES = {
    "constant": COMMON.but(name="constant"),
    # He et al. 2016, section 4.2: a tenth at 32k and a hundredth at 48k of 64k steps.
    "step": COMMON.but(name="step", schedule="steps", milestones=(0.5, 0.75)),
    "cosine": COMMON.but(name="cosine", schedule="cosine", warmup_epochs=1),
    "triangular": COMMON.but(name="triangular", schedule="triangular", warmup_epochs=2),
}


def planned(arguments: argparse.Namespace) -> list[tuple[Recipe, Path]]:
    """Return (recipe, path of the result) for every run that is asked for.

    Tries, on fewer pictures or other epochs, belong to schedules/tries/, drawn pictures to
    schedules/drawn/.
    """
    tried = arguments.examples != EXAMPLES or arguments.epochs != EPOCHS
    folder = "tries" if tried else "drawn" if arguments.source == "drawn" else ""
    few = f"-{arguments.examples}examples-{arguments.epochs}ep" if tried else ""
    runs = []
    for name in arguments.schedules:
        for seed in arguments.seeds:
            path = Path(arguments.out) / "schedules" / folder / f"{name}{few}-seed{seed}.json"
            runs.append((SCHEDULES[name].but(seed=seed, epochs=arguments.epochs), path))
    return runs


def run(recipe: Recipe, sets, checkpoint_file: Path) -> dict:
    """Train one net and return its record; ``sets`` is what ``cifar_sets`` returns with ``validate=True``.

    The record has ``validation_accuracy_last``: the share of 5,000 training pictures, held back from all
    runs alike, that the net names rightly after the last epoch. The test set is not touched.
    """
    record = run_cifar(NET, recipe, sets, checkpoint_file)
    record["validation_accuracy_last"] = record.pop("test_accuracy_last")
    return record | {"schedule": recipe.name}


def table(out: Path = RESULTS) -> str:
    """Return the recorded accuracies as Markdown, as they stand in results/README.md."""
    found: dict[str, list[float]] = {}
    for record in read_results(Path(out).resolve() / "schedules"):
        found.setdefault(record["schedule"], []).append(100 * record["validation_accuracy_last"])
    rows = ["| schedule | validation accuracy, %, by seed | mean |", "|---|---|---|"]
    for name in SCHEDULES:
        values = found.get(name)
        by_seed = " / ".join(f"{value:.1f}" for value in values) if values else "not run"
        rows.append(f"| {name} | {by_seed} | {f'{sum(values) / len(values):.1f}' if values else ''} |")
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark schedules``."""
    parser.add_argument("--schedules", nargs="+", choices=list(SCHEDULES), default=list(SCHEDULES))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="pictures, if not all (a try)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="epochs, if not the recipe's (a try)")
    recording.add_arguments(parser)


def main(arguments: argparse.Namespace) -> None:
    """Do every run whose result is not there yet; one that was cut short goes on from its last epoch."""
    if arguments.table:
        print(table(arguments.out))
        return

    def load():
        return cifar_sets(COMMON, arguments.source, True, arguments.examples)

    def said(record):
        return f"validation accuracy {record['validation_accuracy_last']:.4f}"

    recording.record(planned(arguments), arguments, load, run, said)
