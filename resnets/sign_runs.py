"""Full training runs of ResNet50 on the hand signs, for results/signs/."""

import argparse
import contextlib
import io
import time
from pathlib import Path

import keras
import numpy as np

from resnets.data import dataset_fingerprint, load_signs, signs_source
from resnets.models import ResNet50
from resnets.results import RESULTS, run_record, write_result
from resnets.training import HAND_SIGNS, TUTORIAL_SIGNS, Recipe, train

RECIPES = {recipe.name: recipe for recipe in (HAND_SIGNS, TUTORIAL_SIGNS)}


def sign_sets(source: str = "auto"):
    """Return (x_train, y_train), (x_test, y_test) and what the data is, for a result file.

    Images are float32 in [0, 1], (n, 64, 64, 3); labels int64, (n,).
    """
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        x_train, y_train, x_test, y_test, _ = signs = load_signs(source)
    dataset = {
        "name": "SIGNS",
        "source": signs_source(source),
        "line": said.getvalue().strip(),
        "fingerprint": dataset_fingerprint(*signs),
    }
    scaled = [np.asarray(x, np.float32) / 255 for x in (x_train, x_test)]
    return (scaled[0], y_train[0]), (scaled[1], y_test[0]), dataset


def run(recipe: Recipe, source: str = "auto", examples: int | None = None) -> dict:
    """Train ResNet50 by ``recipe`` and return the run's record. ``examples`` takes that many pictures only."""
    train_set, test_set, dataset = sign_sets(source)
    if examples:
        train_set = tuple(a[:examples] for a in train_set)
        dataset["examples"] = examples
    keras.utils.set_random_seed(recipe.seed)
    started = time.monotonic()
    history = train(ResNet50(), recipe, train_set, test_set, label=f"seed {recipe.seed}")
    return run_record(recipe.to_dict(), dataset, history, time.monotonic() - started, model="ResNet50")


def result_path(recipe: Recipe, out: Path) -> Path:
    """Return where a run's record belongs: results/signs/<recipe>-<epochs>ep-seed<k>.json."""
    return Path(out) / "signs" / f"{recipe.name}-{recipe.epochs}ep-seed{recipe.seed}.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark signs``."""
    parser.add_argument("--recipe", choices=sorted(RECIPES), default=HAND_SIGNS.name)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--epochs", type=int, help="epochs, if not the recipe's")
    parser.add_argument("--examples", type=int, help="training pictures, if not all (for tries)")
    parser.add_argument("--source", choices=["auto", "real", "drawn"], default="real")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for results (default: results/)")
    parser.add_argument("--again", action="store_true", help="run even where the result is already there")


def main(arguments: argparse.Namespace) -> None:
    """Run every seed whose result is not there yet, and write one file each."""
    for seed in arguments.seeds:
        recipe = RECIPES[arguments.recipe].but(seed=seed)
        if arguments.epochs:
            recipe = recipe.but(epochs=arguments.epochs)
        path = result_path(recipe, arguments.out)
        if path.exists() and not arguments.again:
            print(f"{path.name}: already there")
            continue
        record = run(recipe, arguments.source, arguments.examples)
        if arguments.examples:  # a try, never a result
            print(f"last epoch: test accuracy {record['test_accuracy_last']:.4f} (a try, not kept)")
            continue
        write_result(path, record)
        print(f"{path.name}: test accuracy of the last epoch {record['test_accuracy_last']:.4f}")
