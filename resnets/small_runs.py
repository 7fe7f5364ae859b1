"""What is measured on trained nets of lesson 1's setting: they are trained once, kept, and measured.

The programs ``lesions`` and ``landscape`` share these options, these nets and this order of things. A net
that is trained is kept in weights/small/, beside the results, so that the second program finds it.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import keras

from resnets import recording
from resnets.checkpoint import RunCheckpoint
from resnets.counts import count_trainable
from resnets.recipe import Recipe
from resnets.results import run_record, write_result
from resnets.small_cifar import EXAMPLES, KINDS, SMALL, small_net, small_pictures, train_small


class Run(NamedTuple):
    """One net to be trained and measured."""

    kind: str
    depth: int
    recipe: Recipe
    path: Path  # of the result
    kept: Path  # of the trained net

    @property
    def model(self) -> str:
        return f"{self.kind}{self.depth}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that the programs share."""
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--depths", type=int, nargs="+", default=[20, 44], help="6n+2: 8, 14, 20, ..., 44")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="pictures to train on (a try)")
    parser.add_argument(
        "--epochs", type=int, default=SMALL.epochs, help="epochs, if not the recipe's (a try)"
    )
    recording.add_arguments(parser, again="measure even where the result is already there")


def planned(arguments: argparse.Namespace, folder: str, marks: Iterable[str] = ()) -> list[Run]:
    """Return every run that is asked for.

    Args:
        folder: of the results, below ``--out``. Tries belong to its tries/, drawn pictures to its drawn/.
        marks: what is measured otherwise than usual, one word each, for the file's name; makes it a try.
    """
    trained = [f"{arguments.examples}examples"] if arguments.examples != EXAMPLES else []
    trained += [f"{arguments.epochs}ep"] if arguments.epochs != SMALL.epochs else []
    trained += ["drawn"] if arguments.source == "drawn" else []
    marks = [*trained, *marks]
    place = "tries" if set(marks) - {"drawn"} else "drawn" if marks else ""
    out, runs = Path(arguments.out), []
    for depth in arguments.depths:
        for kind in arguments.kinds:
            for seed in arguments.seeds:
                name, end = f"{kind}{depth}", f"seed{seed}"
                path = out / folder / place / ("-".join([name, *marks, end]) + ".json")
                kept = out / "weights" / "small" / ("-".join([name, *trained, end]) + ".npz")
                recipe = SMALL.but(seed=seed, epochs=arguments.epochs)
                runs.append(Run(kind, depth, recipe, path, kept))
    return runs


def trained_net(run: Run, data) -> tuple[keras.Model, dict[str, list[float]]]:
    """Return the trained net of ``run`` and its history: from its file, or trained now, and kept.

    Args:
        data: what ``small_pictures`` returns.

    Raises:
        DataError: the file is of another run, or cannot be written.
    """
    x, y, dataset = data
    told = {"net": [run.kind, run.depth], "recipe": run.recipe.to_dict(), "dataset": dataset}
    checkpoint = RunCheckpoint(run.kept, told)  # of a finished run, nothing is left to be trained
    return train_small(run.kind, run.depth, run.recipe, x, y, checkpoint=checkpoint)


def measure(runs: Sequence[Run], arguments: argparse.Namespace, measured: Callable, said: Callable) -> None:
    """Do every run whose result is not there yet; training that was cut short goes on from its last epoch.

    Args:
        runs: of ``planned``.
        measured: function of (net, run, data of ``small_pictures``) that returns what goes into the record.
        said: function of the record that returns what is printed of it.
    """
    for run in runs:
        small_net(run.kind, run.depth)  # a wrong depth is said before anything is loaded
    todo = recording.left_to_do(runs, arguments.again, lambda run: run.path)
    data = small_pictures(arguments.source, arguments.examples) if todo else None
    for run in todo:
        net, history = trained_net(run, data)
        started = time.monotonic()
        found = measured(net, run, data)
        record = run_record(
            run.recipe.to_dict(), data[2], history, sum(history["seconds"]), model=run.model, kind=run.kind,
            depth=run.depth, **found, measuring_seconds=round(time.monotonic() - started, 1),
            trainable_parameters=count_trainable(net),
        )  # fmt: skip
        write_result(run.path, record)
        print(f"{run.path.name}: {said(record)}", flush=True)


def in_order(records: list[dict]) -> list[dict]:
    """Return records by depth, kind and seed."""
    return sorted(records, key=lambda record: (record["depth"], record["kind"], record["seed"]))


def markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(line) + " |" for line in (headings, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(headings), *lines[1:]])
