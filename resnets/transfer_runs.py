"""Lesson 7's grid, recorded: ways to learn new classes against examples a class, into results/transfer/.

Near: a net that has seen six classes of CIFAR-10 learns the other four. Far: a net that has seen all ten
learns hand signs, reduced to 32x32 or as they are at 64x64. One file a task, number of examples and draw;
it grows way by way, and what it holds already is not run again.
"""

import argparse
import contextlib
import datetime
import functools
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from resnets import recording
from resnets.cifar import cifar10_source, load_cifar10
from resnets.cifar_runs import changed, of_classes
from resnets.data import dataset_fingerprint, load_signs, signs_source
from resnets.environment import describe_environment, device_name
from resnets.errors import DataError
from resnets.prepare import stratified_split
from resnets.pretrain_runs import FOUR
from resnets.pretrained import CHECKPOINTS, load_pretrained, read_record
from resnets.results import write_result
from resnets.small_cifar import halved
from resnets.transfer_table import table
from resnets.transfer_ways import ASIDE, COMPARED, WAYS, Problem, measure

SIZES = (5, 10, 20, 50, 100, 180)
FEW_AND_MANY = (20, 180)  # where two ends answer the question, and a whole curve would cost hours
DRAWS = (0, 1, 2)


class Task(NamedTuple):
    """New classes, and the net that is carried to them."""

    checkpoint: str
    side: int  # of the pictures, pixels
    load: Callable  # (source, side) -> (x, y), (x_test, y_test), what the data is
    held: int  # pictures a class that ``--validate`` holds back
    sizes: tuple[int, ...] = SIZES  # examples a class that the grid has
    ways: tuple[str, ...] = COMPARED
    aside: tuple[str, ...] = ASIDE  # of the grid at its two ends alone


def near_pictures(source: str = "auto", side: int = 32):
    """Return the pictures of the four classes: (x, y), (x_test, y_test), what the data is.

    x uint8 (n, 32, 32, 3); y int64 (n,), 0 to 3.
    """
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        parts = load_cifar10(source)
    train, test = (of_classes(x, y[:, 0], FOUR) for x, y in parts)
    return train, test, _told("CIFAR-10, four classes", cifar10_source(source), said, *train, *test)


def far_pictures(source: str = "auto", side: int = 32):
    """Return the hand signs as ``near_pictures`` returns its own; ``side`` 64, or 32: means of 2x2 pixels."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        x, y, x_test, y_test, _ = load_signs(source)
    if side == 32:
        x, x_test = halved(x), halved(x_test)
    train, test = (x, y[0]), (x_test, y_test[0])
    return train, test, _told(f"SIGNS at {side}x{side}", signs_source(source), said, *train, *test)


def _told(name: str, source: str, said, *arrays) -> dict:
    line = said.getvalue().strip()
    return {"name": name, "source": source, "line": line, "fingerprint": dataset_fingerprint(*arrays)}


TASKS = {
    "near": Task("resnet20v1-cifar10-six", 32, near_pictures, 500),
    "far32": Task("resnet20v1-cifar10", 32, far_pictures, 30),
    # The same hands, seen with four times the pixels: asked is whether that helps a net that was trained at
    # 32x32, so the ways that it stands behind are run, and the cheap baselines.
    "far64": Task(
        "resnet20v1-cifar10", 64, far_pictures, 30, FEW_AND_MANY,
        tuple(way for way in COMPARED if way != "scratch"), (),
    ),
}  # fmt: skip


def load_task(task: str, source: str = "auto", validate: bool = False):
    """Return (x, y) to draw examples from, (x, y) to measure on, and what the data is.

    With ``validate`` both are of the training set: some of each class are held back to measure on.
    """
    known = TASKS[task]
    train, test, dataset = known.load(source, known.side)
    if validate:
        kept, held = stratified_split(train[1], known.held)
        train, test = ((train[0][part], train[1][part]) for part in (kept, held))
        dataset["split"] = f"measured on {len(held)} of the training pictures, which are not drawn"
    return train, test, dataset


def draw(y: np.ndarray, per_class: int, number: int) -> np.ndarray:
    """Return the places of ``per_class`` pictures of each class, those of draw ``number``.

    A larger draw of the same number holds the smaller one, so that a curve differs by what is added.

    Raises:
        ValueError: some class has fewer pictures.
    """
    fewest = int(np.bincount(y).min())
    if not 0 < per_class <= fewest:
        raise ValueError(f"{per_class} examples a class; the smallest class has {fewest}, so give 1 to that.")
    rng = np.random.default_rng([number, 7])
    chosen = [rng.permutation(np.flatnonzero(y == c))[:per_class] for c in np.unique(y)]
    return np.concatenate(chosen)


def problem_of(task: str, data, per_class: int, number: int, folder: Path = CHECKPOINTS) -> Problem:
    """Return what is to be learned: a draw of ``data`` (of ``load_task``), and the base of the task."""
    (x, y), test, _ = data
    places = draw(y, per_class, number)

    def base(pretrained: bool) -> keras.Model:
        return load_pretrained(
            TASKS[task].checkpoint, include_top=False, input_shape=x.shape[1:], weights=pretrained,
            folder=folder,
        )  # fmt: skip

    return Problem((x[places], y[places]), test, len(np.unique(y)), base)


class Cell(NamedTuple):
    """One file to be filled."""

    task: str
    per_class: int
    number: int  # of the draw
    ways: tuple[str, ...]
    path: Path


def ways_at(task: str, per_class: int) -> tuple[str, ...]:
    """Return the ways that the grid runs for a task at a number of examples a class."""
    known = TASKS[task]
    return known.ways + (known.aside if per_class in FEW_AND_MANY else ())


def planned(arguments: argparse.Namespace) -> list[Cell]:
    """Return every file that is asked for, draw by draw, so that a grid cut short has whole curves.

    Sizes and ways that are not named are those of the grid: ``Task.sizes`` and ``ways_at``. Tries, with a
    changed recipe or on pictures held back, belong to transfer/tries/, drawn data to drawn/.
    """
    tried = arguments.set or arguments.validate
    folder = Path(arguments.out) / "transfer" / (
        "tries" if tried else "drawn" if arguments.source == "drawn" else ""
    )  # fmt: skip
    marks = [setting.replace("=", "-") for setting in arguments.set] + ["held"] * arguments.validate
    return [
        Cell(
            task, size, number, tuple(arguments.ways or ways_at(task, size)),
            folder / ("-".join([task, f"{size:03d}", *marks, f"draw{number}"]) + ".json"),
        )
        for number in arguments.draws
        for task in arguments.tasks
        for size in arguments.sizes or TASKS[task].sizes
    ]  # fmt: skip


def begun(cell: Cell, dataset: dict, source: dict, again: bool) -> dict:
    """Return the record of ``cell``, with the ways that are in it already.

    Raises:
        DataError: the file is of other pictures or of another checkpoint.
    """
    fresh = {
        "task": cell.task, "per_class": cell.per_class, "draw": cell.number, "seed": cell.number,
        **describe_environment(), "dataset": dataset, "source_net": source, "ways": {},
    }  # fmt: skip
    if again or not cell.path.exists():
        return fresh
    there = json.loads(cell.path.read_text(encoding="utf-8"))
    for key, what in (("dataset", "pictures"), ("source_net", "checkpoint")):
        mark = "fingerprint" if key == "dataset" else "sha256"
        if there[key][mark] != fresh[key][mark]:
            raise DataError(
                f"{cell.path.name} was measured with another {what} ({mark} {there[key][mark][:16]}, here "
                f"{fresh[key][mark][:16]}). Ask for --again to run all of it anew, or for another --out."
            )
    return there


def left_in(cell: Cell, again: bool) -> list[str]:
    """Return the ways that are asked for and not in the file of ``cell``."""
    if again or not cell.path.exists():
        return list(cell.ways)
    there = json.loads(cell.path.read_text(encoding="utf-8"))["ways"]
    return [way for way in cell.ways if way not in there]


def fill(cell: Cell, data, arguments: argparse.Namespace) -> None:
    """Run the ways of one cell that are missing; the file is written whole after each."""
    known = read_record(TASKS[cell.task].checkpoint, arguments.checkpoints)["checkpoint"]
    source = {"name": TASKS[cell.task].checkpoint, "sha256": known["sha256"]}
    missing, record = left_in(cell, arguments.again), begun(cell, data[2], source, arguments.again)
    problem = problem_of(cell.task, data, cell.per_class, cell.number, arguments.checkpoints)
    for way in missing:
        keras.utils.clear_session(free_memory=True)
        recipe = WAYS[way].recipe
        changes = _changes(recipe, arguments) if recipe else {}
        found = measure(way, problem, cell.number, steps=arguments.steps, **changes)
        found |= {"date": datetime.date.today().isoformat(), "device": device_name()}
        record["ways"][way], record["date"] = found, found["date"]
        write_result(cell.path, record)
        print(f"{cell.path.name}: {way} {found['accuracy']:.4f} in {found['seconds']:.0f} s", flush=True)


def _changes(recipe, arguments: argparse.Namespace) -> dict:
    epochs = {"epochs": arguments.epochs} if arguments.epochs else {}
    wanted = changed(recipe, arguments.set).but(**epochs)
    names = ("name", "epochs", *(setting.partition("=")[0].partition(".")[0] for setting in arguments.set))
    return {name: getattr(wanted, name) for name in names}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark transfer``."""
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--sizes", type=int, nargs="+", help="examples a class, if not the grid's")
    parser.add_argument("--draws", type=int, nargs="+", default=list(DRAWS), help="draws, each with its seed")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), help="ways to learn, if not the grid's")
    parser.add_argument(
        "--validate", action="store_true", help="measure on training pictures held back (a try)"
    )
    parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE", help="change recipes (a try)")
    parser.add_argument("--epochs", type=int, help=argparse.SUPPRESS)  # for tests, as is the next
    parser.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS, help="folder of the source nets")
    recording.add_arguments(parser, again="run even what is already there")


def main(arguments: argparse.Namespace) -> None:
    """Fill every file that is asked for; a grid that was cut short goes on with the next way."""
    if arguments.table:
        print(table(arguments.out))
        return
    for task in arguments.tasks:  # a checkpoint that is missing is said before anything is loaded
        read_record(TASKS[task].checkpoint, arguments.checkpoints)
    loaded = functools.cache(lambda task: load_task(task, arguments.source, arguments.validate))
    for cell in planned(arguments):
        if left_in(cell, arguments.again):
            fill(cell, loaded(cell.task), arguments)
        else:
            print(f"{cell.path.name}: already there")
