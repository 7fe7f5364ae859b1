"""The transfer tutorial's two heads, compiled, trained and evaluated on CIFAR-10, into results/heads/.

The tutorial froze VGG16 and wrote two heads for it, and never trained them. Here they stand on a base that is
at hand: the course's own ResNet20, or a net of ``keras.applications`` where its ImageNet weights can be had.
Since the base is frozen and nothing is augmented, its maps are made once, and the heads trained on them.
"""

import argparse
from pathlib import Path

import keras
import numpy as np

from resnets import recording
from resnets.cifar_runs import FAST, cifar_sets
from resnets.counts import count_trainable
from resnets.imagenet_base import BASES, pretrained_base
from resnets.intervals import mean_and_spread
from resnets.pretrained import CHECKPOINTS, NAMES, load_pretrained, read_record
from resnets.recipe import Recipe
from resnets.results import RESULTS, read_results, run_record
from resnets.seeding import set_random_seed
from resnets.training import fit
from resnets.transfer import TUTORIAL_HEADS, map_features, tutorial_head

BASE = NAMES[1]
HEADS = Recipe(
    "heads", learning_rate=1e-3, schedule="cosine", warmup_epochs=1, epochs=10, batch_size=128, pixels="unit"
)
CLASSES = 10


def planned(arguments: argparse.Namespace) -> list[tuple[str, Recipe, Path]]:
    """Return (head, recipe, path of the result) for every run that is asked for.

    Tries, on fewer pictures or other epochs, belong to heads/tries/, drawn pictures to heads/drawn/.
    """
    tried = arguments.examples or arguments.epochs != HEADS.epochs
    folder = "tries" if tried else "drawn" if arguments.source == "drawn" else ""
    few = f"-{arguments.examples or 'all'}examples-{arguments.epochs}ep" if tried else ""
    times = f"-x{arguments.upsample}" if arguments.upsample > 1 else ""
    place = Path(arguments.out) / "heads" / folder
    return [
        (
            head,
            HEADS.but(seed=seed, epochs=arguments.epochs),
            place / f"{arguments.base}{times}-{head}{few}-seed{seed}.json",
        )
        for head in TUTORIAL_HEADS
        for seed in arguments.seeds
    ]


def base_named(name: str, upsample: int = 1, folder: Path = CHECKPOINTS) -> keras.Model:
    """Return a base for pictures of 32x32 pixels: a checkpoint of the course, or one with ImageNet weights.

    Raises:
        DataError: the checkpoint, or the weights, cannot be had.
        ValueError: ``upsample`` with a checkpoint of the course, which was trained at 32x32.
    """
    if name in BASES:
        return pretrained_base(name, (32, 32, 3), upsample=upsample)
    if upsample > 1:
        raise ValueError(f"--upsample {upsample} is for {', '.join(BASES)}; {name} was trained at 32x32.")
    return load_pretrained(name, include_top=False, folder=folder)


def maps_of_cifar(arguments: argparse.Namespace):
    """Return the base's maps of all pictures: (maps, y), (maps, y), what the data and the base are.

    Maps float32, (n, height, width, channels): of the course's base 16 KB a picture.
    """
    base = base_named(arguments.base, arguments.upsample, arguments.checkpoints)
    # "unit" takes pixels to [0, 1]; a base wants them as they were.
    (x, y), (x_test, y_test), dataset = cifar_sets(HEADS, arguments.source, examples=arguments.examples)
    parts = [(map_features(base, np.rint(255 * part)), label) for part, label in ((x, y), (x_test, y_test))]
    told = {"name": arguments.base, "upsample": arguments.upsample, "parameters": base.count_params()}
    if arguments.base in NAMES:
        known = read_record(arguments.base, arguments.checkpoints)["checkpoint"]
        told |= {"sha256": known["sha256"], "classes": known["classes"]}
    return *parts, {"dataset": dataset, "base": told}


def run(head: str, recipe: Recipe, data, checkpoint_file: Path | None = None) -> dict:
    """Train one head on the maps and return its record; ``data`` as ``maps_of_cifar`` returns it.

    Seconds are those of the head's training, without the maps. It takes a minute or two, so a run that is cut
    short begins again, and no checkpoint is kept.
    """
    train, test, told = data
    keras.config.set_dtype_policy(recipe.precision)
    set_random_seed(recipe.seed)
    model = tutorial_head(head, train[0].shape[1:], CLASSES)
    history = fit(model, recipe, train, test, label=f"{head} head {recipe.seed}")
    costs = {"trained_parameters": count_trainable(model)}
    return run_record(
        recipe.to_dict(),
        told["dataset"],
        history,
        sum(history["seconds"]),
        head=head,
        base=told["base"],
        **costs,
    )


def recorded(out: Path = RESULTS) -> dict[tuple[str, int, str], list[dict]]:
    """Return (base, upsample, head) -> records, one a seed."""
    found: dict[tuple[str, int, str], list[dict]] = {}
    for record in read_results(Path(out).resolve() / "heads"):
        key = (record["base"]["name"], record["base"]["upsample"], record["head"])
        found.setdefault(key, []).append(record)
    return found


def without_transfer(out: Path = RESULTS) -> dict[int, list[dict]]:
    """Return epochs -> records, one a seed, of resnet_v1 trained whole on CIFAR-10, few epochs first."""
    found: dict[int, list[dict]] = {}
    for record in read_results(Path(out).resolve() / "cifar10"):
        if record["model"] == "resnet20v1" and record["recipe"]["name"] == FAST.name:
            found.setdefault(record["recipe"]["epochs"], []).append(record)
    return dict(sorted(found.items()))


def table(out: Path = RESULTS) -> str:
    """Return the heads beside the same net trained without transfer, as Markdown for results/README.md."""
    rows = [
        "| base, frozen | head | trained parameters | test accuracy %, last epoch | runs |",
        "|---|---|---|---|---|",
    ]
    found = recorded(out)
    for (base, upsample, head), records in sorted(found.items()):
        seen = base + (f" at {32 * upsample}x{32 * upsample}" if upsample > 1 else "")
        rows.append(f"| {seen} | {head} | {records[0]['trained_parameters']:,} | {_mean(records)} |")
    for base in [BASE, *BASES]:
        if base not in {key[0] for key in found}:
            rows.append(f"| {base}{', ImageNet weights' * (base in BASES)} | both |  | not run |  |")
    for epochs, records in without_transfer(out).items():
        trained = f"{records[0]['trainable_parameters']:,}"
        rows.append(f"| none: resnet_v1, all layers, {epochs} epochs |  | {trained} | {_mean(records)} |")
    return "\n".join(rows)


def _mean(records: list[dict]) -> str:
    values = [100 * record["test_accuracy_last"] for record in records]
    return f"{mean_and_spread(values)} | {len(values)}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark heads``."""
    parser.add_argument("--base", choices=[*NAMES, *BASES], default=BASE)
    parser.add_argument(
        "--upsample", type=int, default=1, help="how many times as wide an ImageNet net sees them"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--examples", type=int, help="training pictures, if not all (a try)")
    parser.add_argument(
        "--epochs", type=int, default=HEADS.epochs, help="epochs, if not the recipe's (a try)"
    )
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS, help="folder of the course's nets")
    recording.add_arguments(parser)


def main(arguments: argparse.Namespace) -> None:
    """Do every run whose result is not there yet."""
    if arguments.table:
        print(table(arguments.out))
        return

    def said(record):
        return f"test accuracy {record['test_accuracy_last']:.4f}"

    recording.record(planned(arguments), arguments, lambda: maps_of_cifar(arguments), run, said)
