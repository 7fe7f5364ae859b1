"""Training runs on CIFAR-10 for results/cifar10/: one JSON file a run, resumable, one or several at once."""

import argparse
import contextlib
import io
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np

from resnets.augment_cifar import CifarAugmentation
from resnets.checkpoint import RunCheckpoint
from resnets.cifar import cifar10_source, load_cifar10
from resnets.counts import count_multiply_adds, count_trainable
from resnets.data import dataset_fingerprint
from resnets.nets import NAMES, build_net
from resnets.prepare import pixel_statistics, standardise, stratified_split
from resnets.recipe import Recipe
from resnets.recording import left_to_do, partial_path
from resnets.results import RESULTS, run_record, write_result
from resnets.seeding import set_random_seed
from resnets.training import fit
from resnets.tutorial import TUTORIAL

HELD_PER_CLASS = 500  # of 5,000: what recipes are chosen on

# The public recipe of chenyaofo/pytorch-cifar-models, where tries start from.
PUBLIC = Recipe(
    "public", optimizer="sgd", learning_rate=0.1, schedule="cosine", epochs=200, batch_size=256,
    weight_decay=5e-4, bn_momentum=0.9, pixels="channels", augmentation=CifarAugmentation(),
)  # fmt: skip
SHORT = PUBLIC.but(
    name="short", learning_rate=0.2, schedule="triangular", warmup_epochs=2, epochs=15, batch_size=128,
    augmentation=CifarAugmentation(flip="alternating"), clean_epochs=1,
)  # fmt: skip
# The same but for the optimizer: what the course trains by where epochs are few.
FAST = SHORT.but(name="fast", optimizer="muon", learning_rate=0.06, weight_decay=0.05)
RECIPES = {recipe.name: recipe for recipe in (FAST, SHORT, PUBLIC, TUTORIAL)}


def cifar_sets(
    recipe: Recipe,
    source: str = "auto",
    validate: bool = False,
    examples: int | None = None,
    classes: Sequence[int] | None = None,
):
    """Return the training set, the set to evaluate on, and what the data is, for a result file.

    Args:
        recipe: says how pixels are prepared (``recipe.pixels``), by the statistics of what is trained on.
        source: as for ``load_cifar10``.
        validate: hold 5,000 training pictures back and evaluate on them instead of the test set.
        examples: training pictures, if not all: the first so many.
        classes: the classes to keep, if not all ten; they are numbered anew, from 0, in this order.

    Returns:
        ((x, y), (x, y), dataset): x float32, (n, 32, 32, 3); y int64, (n,); dataset a dict.
    """
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        (x, y), (x_test, y_test) = load_cifar10(source)
    dataset = {
        "name": "CIFAR-10",
        "source": cifar10_source(source),
        "line": said.getvalue().strip(),
        "fingerprint": dataset_fingerprint(x, y, x_test, y_test),
    }
    y, y_test = y[:, 0].astype("int64"), y_test[:, 0].astype("int64")
    if classes is not None:
        (x, y), (x_test, y_test) = (of_classes(*part, classes) for part in ((x, y), (x_test, y_test)))
        dataset["classes"] = list(classes)
    if validate:
        kept, held = stratified_split(y, HELD_PER_CLASS)
        x, y, x_test, y_test = x[kept], y[kept], x[held], y[held]
        dataset["split"] = f"{len(y)} of the training pictures, and {len(y_test)} to validate"
    if examples:
        x, y = x[:examples], y[:examples]
        dataset["examples"] = examples
    mean, divisor = pixel_statistics(x, recipe.pixels)
    if mean.ndim == 1:  # a mean picture would be a thousand numbers in every result file
        dataset["pixels"] = {"mean": mean.tolist(), "divisor": divisor.tolist()}
    return (standardise(x, mean, divisor), y), (standardise(x_test, mean, divisor), y_test), dataset


def of_classes(x: np.ndarray, y: np.ndarray, classes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures of these classes and their labels, numbered from 0 in the order of ``classes``."""
    number = np.full(int(y.max()) + 1, -1)
    number[list(classes)] = np.arange(len(classes))
    kept = number[y] >= 0
    return x[kept], number[y[kept]].astype("int64")


def result_path(
    model: str,
    recipe: Recipe,
    out: Path,
    *,
    examples: int | None = None,
    tried: bool = False,
    drawn: bool = False,
) -> Path:
    """Return cifar10/<model>-<recipe>-<epochs>ep-seed<k>.json below ``out``, where a finished run belongs.

    Args:
        examples: training pictures, if not all; such a run is a try.
        tried: on the validation split, or with a changed recipe: a try, which belongs to cifar10/tries/.
        drawn: on the drawn pictures; such runs are in cifar10/drawn/.
    """
    few = f"-{examples}examples" if examples else ""
    folder = "tries" if tried or examples else "drawn" if drawn else ""
    name = f"{model}-{recipe.name}-{recipe.epochs}ep{few}-seed{recipe.seed}.json"
    return Path(out) / "cifar10" / folder / name


def weights_path(path: Path, out: Path) -> Path:
    """Return where the last epoch's weights of a finished run are kept: weights/, beside the results."""
    return Path(out) / "weights" / path.relative_to(out).with_suffix(".weights.h5")


def run(
    model: str,
    recipe: Recipe,
    sets,
    checkpoint_file: Path | None = None,
    weights_file: Path | None = None,
    num_classes: int = 10,
) -> dict:
    """Train the net of that name by ``recipe`` on ``sets`` (from ``cifar_sets``); return the run's record.

    With ``weights_file``, ``.weights.h5``, the weights of the last epoch are written there.
    """
    train_set, test_set, dataset = sets
    keras.config.set_dtype_policy(recipe.precision)
    set_random_seed(recipe.seed)
    net = build_net(model, train_set[0].shape[1:], num_classes, l2=recipe.l2)
    told = {"model": model, "recipe": recipe.to_dict(), "dataset": dataset}
    checkpoint = RunCheckpoint(checkpoint_file, told) if checkpoint_file else None
    history = fit(
        net, recipe, train_set, test_set, checkpoint=checkpoint, label=f"{model} {recipe.name} {recipe.seed}"
    )
    if weights_file:
        weights_file.parent.mkdir(parents=True, exist_ok=True)
        net.save_weights(weights_file)
    per_epoch = statistics.median(history["seconds"])
    costs = {
        "parameters": net.count_params(),
        "trainable_parameters": count_trainable(net),
        "multiply_adds": count_multiply_adds(net),
        "seconds_per_epoch": round(per_epoch, 2),
    }
    return run_record(recipe.to_dict(), dataset, history, sum(history["seconds"]), model=model, **costs)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark train``."""
    parser.add_argument("--model", nargs="+", required=True, help=NAMES.replace("%", "%%"))
    parser.add_argument("--recipe", nargs="+", choices=sorted(RECIPES), default=[FAST.name])
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    parser.add_argument("--epochs", type=int, help="epochs, if not the recipe's")
    parser.add_argument(
        "--set", nargs="+", default=[], metavar="FIELD=VALUE", help="change the recipe (a try)"
    )
    parser.add_argument("--examples", type=int, help="training pictures, if not all (a try)")
    parser.add_argument("--validate", action="store_true", help="45,000 + 5,000 of the training set (a try)")
    parser.add_argument("--source", choices=["auto", "real", "drawn"], default="real")
    parser.add_argument("--precision", choices=["float32", "mixed_bfloat16"], default="float32")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for results (default: results/)")
    parser.add_argument("--again", action="store_true", help="run even where the result is already there")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, each a process of its own")


def changed(recipe: Recipe, settings: list[str]) -> Recipe:
    """Return the recipe with fields changed as ``learning_rate=0.1 augmentation.cutout=8``; its name says so.

    Raises:
        ValueError: there is no such field, or the value does not fit.
    """
    for setting in settings:
        field, _, text = setting.partition("=")
        part, _, inner = field.partition(".")
        holder = getattr(recipe, part, None) if inner else recipe
        name = inner or part
        if not hasattr(holder, name) or name == "name":
            raise ValueError(f"--set {setting}: a recipe has no field {field!r} to be set.")
        value = _converted(setting, text, getattr(holder, name))
        if inner:
            value = type(holder)(**{**holder.to_dict(), name: value})
        recipe = recipe.but(**{part: value}, name=f"{recipe.name}-{name}-{text}")
    return recipe


def _converted(setting: str, text: str, old):
    if text == "none":
        return None
    if isinstance(old, bool):
        return {"true": True, "false": False}[text.lower()]
    kind = type(old) if isinstance(old, int | float | str) else str
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"--set {setting}: {text!r} is no {kind.__name__}, which {old!r} is.") from None


def planned(arguments: argparse.Namespace) -> list[tuple[str, Recipe, Path]]:
    """Return (model, recipe, path of the result) for every run that is asked for."""
    runs = []
    kind = {
        "examples": arguments.examples,
        "tried": arguments.validate or bool(arguments.set),
        "drawn": arguments.source == "drawn",
    }
    for model in arguments.model:
        for name in arguments.recipe:
            for seed in arguments.seed:
                epochs = {"epochs": arguments.epochs} if arguments.epochs else {}
                recipe = changed(RECIPES[name], arguments.set)
                recipe = recipe.but(seed=seed, precision=arguments.precision, **epochs)
                runs.append((model, recipe, result_path(model, recipe, arguments.out, **kind)))
    return runs


def main(arguments: argparse.Namespace) -> None:
    """Do every run whose result is not there yet; one that was cut short goes on from its last epoch."""
    runs = planned(arguments)
    for model in {model for model, _, _ in runs}:
        build_net(model)  # a wrong name is said before anything is loaded
    todo = left_to_do(runs, arguments.again)
    if arguments.jobs > 1 and len(todo) > 1:
        run_side_by_side(todo, arguments)
        return
    for model, recipe, path in todo:
        sets = cifar_sets(recipe, arguments.source, arguments.validate, arguments.examples)
        partial = partial_path(path, arguments.out)
        record = run(model, recipe, sets, partial, weights_path(path, arguments.out))
        if arguments.validate:
            record["validation_accuracy_last"] = record.pop("test_accuracy_last")
        write_result(path, record)
        partial.unlink(missing_ok=True)
        partial.with_suffix(".best.weights.h5").unlink(missing_ok=True)
        accuracy = record.get("test_accuracy_last", record.get("validation_accuracy_last"))
        print(f"{path.name}: accuracy of the last epoch {accuracy:.4f}", flush=True)


def run_side_by_side(todo, arguments: argparse.Namespace) -> None:
    """Run each of ``todo`` in a process of its own, ``--jobs`` at a time; exit with 1 if one failed.

    On TensorFlow's CPU the processes share the cores out. Measured with ResNet20 on two cores: two
    processes of one thread each trained 720 images/s together, one process of two threads 550. On an
    accelerator JAX would give three quarters of the memory to the first of them.
    """
    threads = str(max(1, (os.cpu_count() or 1) // arguments.jobs))
    limits = {"TF_NUM_INTRAOP_THREADS": threads, "TF_NUM_INTEROP_THREADS": threads}
    limits |= {"XLA_PYTHON_CLIENT_PREALLOCATE": "false", "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    shared = limits | os.environ

    def one(job) -> int:
        model, recipe, path = job
        command = [sys.executable, "-m", "resnets.benchmark", "train", "--model", model]
        command += ["--seed", str(recipe.seed), "--recipe", _base(recipe), "--source", arguments.source]
        command += ["--precision", recipe.precision, "--out", str(arguments.out)]
        command += ["--epochs", str(recipe.epochs)]
        command += ["--set", *arguments.set] if arguments.set else []
        command += ["--examples", str(arguments.examples)] if arguments.examples else []
        command += ["--validate"] * arguments.validate + ["--again"] * arguments.again
        return subprocess.run(command, env=shared).returncode

    with ThreadPoolExecutor(arguments.jobs) as pool:
        codes = list(pool.map(one, todo))
    failed = [path.name for (_, _, path), code in zip(todo, codes, strict=True) if code]
    if failed:
        sys.exit(
            f"{len(failed)} of {len(todo)} runs failed: {', '.join(failed)}. Their checkpoints are kept."
        )


def _base(recipe: Recipe) -> str:
    """Return the name of the recipe that a changed one started from: the longest that begins its name."""
    return max((name for name in RECIPES if recipe.name.startswith(name)), key=len)
