"""Full training runs of ResNet50 on the hand signs, for results/signs/."""

import argparse
import contextlib
import io
import statistics
import time
from pathlib import Path

import numpy as np

from resnets.augment import HandAugmentation
from resnets.data import dataset_fingerprint, load_signs, signs_source
from resnets.models import ResNet50
from resnets.recipe import HAND_SIGNS, TUTORIAL_SIGNS, Recipe
from resnets.results import RESULTS, read_results, run_record, write_result
from resnets.seeding import set_random_seed
from resnets.training import fit

# What the recipe was chosen from, each one change away from it.
TRIES = (
    HAND_SIGNS.but(name="no-augmentation", augmentation=None),
    HAND_SIGNS.but(name="strong-augmentation", augmentation=HandAugmentation()),
    HAND_SIGNS.but(
        name="no-mirror",
        augmentation=HandAugmentation(rotation=8.0, shift=0.05, zoom=0.08, flip=False, light=0.1),
    ),
    HAND_SIGNS.but(name="bn-momentum-0.99", bn_momentum=0.99),
    HAND_SIGNS.but(name="constant-rate", schedule="constant", warmup_epochs=0),
    HAND_SIGNS.but(name="batch-16", batch_size=16),
    HAND_SIGNS.but(name="no-zero-gamma", zero_gamma=False),
    HAND_SIGNS.but(name="sgd", optimizer="sgd", learning_rate=0.005),
)
RECIPES = {recipe.name: recipe for recipe in (HAND_SIGNS, TUTORIAL_SIGNS, *TRIES)}
VALIDATION_PER_CLASS = 30


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


def validation_split(x, y):
    """Split a training set into 900 and 180 pictures, 30 a class, always the same; return two sets."""
    rng = np.random.default_rng(0)
    classes = np.unique(y)
    held = np.concatenate([rng.permutation(np.flatnonzero(y == c))[:VALIDATION_PER_CLASS] for c in classes])
    kept = np.setdiff1d(np.arange(len(y)), held)
    return (x[kept], y[kept]), (x[held], y[held])


def run(recipe: Recipe, source: str = "auto", examples: int | None = None, validate: bool = False) -> dict:
    """Train ResNet50 by ``recipe`` and return the run's record.

    Args:
        source: as for ``load_signs``.
        examples: training pictures, if not all.
        validate: train on 900 of the training pictures and evaluate on the other 180; the record then
            has ``validation_accuracy_last``, and no accuracy on the test set.
    """
    train_set, test_set, dataset = sign_sets(source)
    if validate:
        train_set, test_set = validation_split(*train_set)
        dataset["split"] = f"{len(train_set[1])} of the training pictures, and {len(test_set[1])} to validate"
    if examples:
        train_set = tuple(a[:examples] for a in train_set)
        dataset["examples"] = examples
    set_random_seed(recipe.seed)
    started = time.monotonic()
    history = fit(ResNet50(), recipe, train_set, test_set, label=f"{recipe.name}, seed {recipe.seed}")
    record = run_record(recipe.to_dict(), dataset, history, time.monotonic() - started, model="ResNet50")
    if validate:
        record["validation_accuracy_last"] = record.pop("test_accuracy_last")
    return record


def result_path(recipe: Recipe, out: Path, source: str, validate: bool = False) -> Path:
    """Return where a record belongs: signs/<recipe>-<epochs>ep-seed<k>.json below ``out``.

    Tries on the validation split go to signs/tries/, runs on the drawn hands to signs/drawn/.
    """
    folder = Path(out) / "signs" / ("tries" if validate else "drawn" if source == "drawn" else "")
    return folder / f"{recipe.name}-{recipe.epochs}ep-seed{recipe.seed}.json"


def table(out: Path = RESULTS) -> str:
    """Return the recorded runs and tries as Markdown, as it stands in results/README.md."""
    rows = ["| run on the test set | data | test accuracy of the last epoch |", "|---|---|---|"]
    records = read_results(Path(out) / "signs") + read_results(Path(out) / "signs" / "drawn")
    for record in records:
        source = {"real": "photographs"}.get(record["dataset"]["source"], record["dataset"]["source"])
        rows.append(f"| {record['file'][:-5]} | {source} | {record['test_accuracy_last']:.4f} |")
    five = [
        r["test_accuracy_last"]
        for r in read_results(Path(out) / "signs")
        if r["recipe"]["name"] == HAND_SIGNS.name
    ]
    if five:
        rows.append(
            f"| **{HAND_SIGNS.name}, {len(five)} seeds** | photographs | "
            f"**median {statistics.median(five):.4f}, lowest {min(five):.4f}, highest {max(five):.4f}** |"
        )
    rows += [
        "",
        "| try on 900 + 180 of the training set | validation accuracy of the last epoch |",
        "|---|---|",
    ]
    tries = read_results(Path(out) / "signs" / "tries")
    for record in sorted(tries, key=lambda r: -r["validation_accuracy_last"]):
        rows.append(f"| {record['file'][:-5]} | {record['validation_accuracy_last']:.4f} |")
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark signs``."""
    parser.add_argument("--recipe", nargs="+", choices=sorted(RECIPES), default=[HAND_SIGNS.name])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--epochs", type=int, help="epochs, if not the recipe's")
    parser.add_argument("--examples", type=int, help="training pictures, if not all (for tries)")
    parser.add_argument("--source", choices=["auto", "real", "drawn"], default="real")
    parser.add_argument("--validate", action="store_true", help="900 + 180 of the training set, for choosing")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for results (default: results/)")
    parser.add_argument("--again", action="store_true", help="run even where the result is already there")
    parser.add_argument("--table", action="store_true", help="print the recorded runs and stop")


def main(arguments: argparse.Namespace) -> None:
    """Run every recipe and seed whose result is not there yet, and write one file each."""
    if arguments.table:
        print(table(arguments.out))
        return
    for name in arguments.recipe:
        for seed in arguments.seeds:
            changes = {"seed": seed} | ({"epochs": arguments.epochs} if arguments.epochs else {})
            run_one(RECIPES[name].but(**changes), arguments)


def run_one(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """Run one recipe as the command line asks for it, unless its result is there."""
    path = result_path(recipe, arguments.out, arguments.source, arguments.validate)
    if path.exists() and not arguments.again:
        print(f"{path.name}: already there")
        return
    record = run(recipe, arguments.source, arguments.examples, arguments.validate)
    accuracy = record.get("test_accuracy_last", record.get("validation_accuracy_last"))
    if arguments.examples:  # a try, never a result
        print(f"last epoch: accuracy {accuracy:.4f} (a try, not kept)")
        return
    write_result(path, record)
    print(f"{path.name}: accuracy of the last epoch {accuracy:.4f}")
