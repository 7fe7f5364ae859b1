"""Lesson 1's nets, recorded: plain and residual, several depths and seeds, into results/degradation/."""

import argparse
from pathlib import Path

from resnets import recording
from resnets.checkpoint import RunCheckpoint
from resnets.counts import count_trainable
from resnets.recipe import Recipe
from resnets.results import RESULTS, read_results, run_record
from resnets.small_cifar import EXAMPLES, KINDS, SMALL, error_of, small_net, small_pictures, train_small


def planned(arguments: argparse.Namespace) -> list[tuple[str, int, Recipe, Path]]:
    """Return (kind, depth, recipe, path of the result) for every run that is asked for.

    Tries, on fewer pictures or other epochs, belong to degradation/tries/, drawn pictures to
    degradation/drawn/.
    """
    tried = arguments.examples != EXAMPLES or arguments.epochs != SMALL.epochs
    folder = "tries" if tried else "drawn" if arguments.source == "drawn" else ""
    few = f"-{arguments.examples}examples-{arguments.epochs}ep" if tried else ""
    runs = []
    for depth in arguments.depths:
        for kind in arguments.kinds:
            for seed in arguments.seeds:
                path = Path(arguments.out) / "degradation" / folder / f"{kind}{depth}{few}-seed{seed}.json"
                runs.append((kind, depth, SMALL.but(seed=seed, epochs=arguments.epochs), path))
    return runs


def run(kind: str, depth: int, recipe: Recipe, data, checkpoint_file: Path) -> dict:
    """Train one net and return its record; ``data`` is what ``small_pictures`` returns.

    ``training_error_last`` is measured after the last epoch, in inference mode, on the training
    pictures; the history's accuracy is the running mean over each epoch, in training mode.
    """
    x, y, dataset = data
    told = {"net": [kind, depth], "recipe": recipe.to_dict(), "dataset": dataset}
    net, history = train_small(kind, depth, recipe, x, y, checkpoint=RunCheckpoint(checkpoint_file, told))
    return run_record(
        recipe.to_dict(), dataset, history, sum(history["seconds"]), model=f"{kind}{depth}", kind=kind,
        depth=depth, training_error_last=round(error_of(net, x, y), 5),
        trainable_parameters=count_trainable(net),
    )  # fmt: skip


def table(out: Path = RESULTS) -> str:
    """Return the recorded training errors as Markdown, as they stand in results/README.md."""
    found: dict[tuple[int, str], list[str]] = {}
    for record in read_results(Path(out).resolve() / "degradation"):
        error = f"{record['training_error_last']:.3f}"
        found.setdefault((record["depth"], record["kind"]), []).append(error)
    rows = ["| layers | " + " | ".join(f"{kind}, by seed" for kind in KINDS) + " |", "|---|---|---|"]
    for depth in sorted({depth for depth, _ in found}):
        cells = [" / ".join(found.get((depth, kind), ["not run"])) for kind in KINDS]
        rows.append(f"| {depth} | {' | '.join(cells)} |")
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark degradation``."""
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--depths", type=int, nargs="+", default=[8, 20], help="6n+2: 8, 14, 20, ..., 44")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="pictures, if not all (a try)")
    parser.add_argument(
        "--epochs", type=int, default=SMALL.epochs, help="epochs, if not the recipe's (a try)"
    )
    recording.add_arguments(parser)


def main(arguments: argparse.Namespace) -> None:
    """Do every run whose result is not there yet; one that was cut short goes on from its last epoch."""
    if arguments.table:
        print(table(arguments.out))
        return
    runs = planned(arguments)
    for kind, depth, *_ in runs:
        small_net(kind, depth)  # a wrong depth is said before anything is loaded

    def load():
        return small_pictures(arguments.source, arguments.examples)

    def said(record):
        return f"training error {record['training_error_last']:.4f}"

    recording.record(runs, arguments, load, run, said)
