"""The course's checkpoints, made: ``python -m resnets.benchmark pretrain``, into checkpoints/.

ResNet20 v1, by the recipe ``fast`` of ``python -m resnets.benchmark train``: once on all of CIFAR-10 and
once on six of its classes, so that lesson 7 can carry it to the four that it has never seen. Where a finished
run of ``train`` has left its weights in results/weights/, they are taken, and nothing is trained.
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

from resnets import cifar_runs, recording
from resnets.cifar import CIFAR10_CLASSES
from resnets.errors import DataError
from resnets.nets import build_net
from resnets.pretrained import CHECKPOINTS, NAMES, available, read_record, save_pretrained
from resnets.recipe import Recipe

MODEL = "resnet20v1"
# Each of the four has a relative among the six: cat and dog, deer and horse, airplane and ship, automobile
# and truck. So the task is a near one.
SIX, FOUR = (0, 1, 2, 3, 4, 6), (5, 7, 8, 9)
EPOCHS = dict(zip(NAMES, (30, 15), strict=True))  # the first is a run of the benchmark's table


class Plan(NamedTuple):
    """One checkpoint to be made."""

    name: str
    classes: tuple[int, ...]  # of CIFAR-10
    recipe: Recipe

    @property
    def everything(self) -> bool:
        return len(self.classes) == len(CIFAR10_CLASSES)


def planned(arguments: argparse.Namespace) -> list[Plan]:
    """Return the plan of every checkpoint that is asked for."""
    recipe = cifar_runs.RECIPES[arguments.recipe]
    classes = dict(zip(NAMES, (tuple(range(len(CIFAR10_CLASSES))), SIX), strict=True))
    plans = []
    for name in arguments.names or NAMES:
        epochs = arguments.epochs or EPOCHS[name]
        plans.append(Plan(name, classes[name], recipe.but(epochs=epochs, seed=arguments.seed)))
    return plans


def make(plan: Plan, arguments: argparse.Namespace) -> dict:
    """Write the checkpoint of ``plan`` and return its record; trained now if no finished run left weights.

    Raises:
        DataError: the finished run was on other data, or its record does not say how pixels were prepared.
    """
    record, weights = _finished(plan, arguments)
    if record is None:
        record = _trained(plan, arguments, weights)
    pixels = record["dataset"].get("pixels")
    if not pixels:
        raise DataError(
            f"{plan.name}: the run's record holds no statistics of the pixels, so nobody could prepare "
            "pictures for it. Train it by a recipe whose pixels are 'channels'."
        )
    net = build_net(arguments.model, (32, 32, 3), len(plan.classes))
    net.load_weights(weights)
    names = [CIFAR10_CLASSES[k] for k in plan.classes]
    save_pretrained(
        plan.name, net, record, model=arguments.model, classes=names, pixels=pixels, folder=arguments.into
    )
    _partial(plan, arguments).unlink(missing_ok=True)
    return record


def _partial(plan: Plan, arguments: argparse.Namespace) -> Path:
    return Path(arguments.out) / "partial" / "pretrain" / f"{plan.name}.npz"


def _finished(plan: Plan, arguments: argparse.Namespace) -> tuple[dict | None, Path]:
    """Return the record of the finished run of this plan, None if there is none, and its weights' path."""
    drawn = arguments.source == "drawn"
    path = cifar_runs.result_path(arguments.model, plan.recipe, arguments.out, drawn=drawn)
    if not plan.everything:
        path = path.with_name(f"six-{path.name}")
    weights = cifar_runs.weights_path(path, arguments.out)
    if not path.exists() or not weights.exists() or arguments.again:
        return None, weights
    return json.loads(path.read_text(encoding="utf-8")), weights


def _trained(plan: Plan, arguments: argparse.Namespace, weights: Path) -> dict:
    classes = None if plan.everything else plan.classes
    sets = cifar_runs.cifar_sets(plan.recipe, arguments.source, classes=classes)
    partial = _partial(plan, arguments)
    return cifar_runs.run(arguments.model, plan.recipe, sets, partial, weights, len(plan.classes))


def table(folder: Path = CHECKPOINTS) -> str:
    """Return what is in ``folder`` as Markdown."""
    rows = ["| checkpoint | net | classes | epochs | test accuracy % | bytes |", "|---|---|---|---|---|---|"]
    for name in available(folder):
        record = read_record(name, folder)
        known, accuracy = record["checkpoint"], 100 * record["test_accuracy_last"]
        rows.append(
            f"| {name} | {known['net']} | {len(known['classes'])} | {record['recipe']['epochs']} | "
            f"{accuracy:.2f} | {known['bytes']:,} |"
        )
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark pretrain``."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{' or '.join(NAMES)}; both if left out")
    parser.add_argument("--model", default=MODEL, help="the net, if another one than resnet20v1")
    parser.add_argument("--recipe", choices=sorted(cifar_runs.RECIPES), default=cifar_runs.FAST.name)
    parser.add_argument("--epochs", type=int, help="epochs, if not 30 for all classes and 15 for six")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--into", type=Path, default=CHECKPOINTS, help="folder (default: checkpoints/)")
    recording.add_arguments(parser, again="make even what is already there, and train it anew")


def main(arguments: argparse.Namespace) -> None:
    """Make every checkpoint that is not there yet; training that was cut short goes on."""
    if arguments.table:
        print(table(arguments.into))
        return
    unknown = [name for name in arguments.names if name not in NAMES]
    if unknown:
        raise SystemExit(f"There is no checkpoint {unknown[0]!r} to make; there are {', '.join(NAMES)}.")
    there = [] if arguments.again else available(arguments.into)
    for plan in planned(arguments):
        if plan.name in there:
            print(f"{plan.name}: already there")
            continue
        record = make(plan, arguments)
        print(f"{plan.name}: test accuracy {record['test_accuracy_last']:.4f}", flush=True)
