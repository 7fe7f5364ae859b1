"""What the table of CIFAR-10 results still lacks, as commands, in the order in which they are worth it."""

from pathlib import Path
from typing import NamedTuple

from resnets.cifar_runs import RECIPES, result_path
from resnets.results import RESULTS


class Wanted(NamedTuple):
    """Runs of one net that belong in the table."""

    model: str
    recipe: str
    epochs: int
    seeds: tuple[int, ...]
    examples: int | None = None  # pictures of a timed part, which is no result


THREE, ONE = (0, 1, 2), (0,)
PLAN = (
    Wanted("resnet20v1", "public", 200, THREE),
    Wanted("resnet20v1", "fast", 30, THREE),
    Wanted("resnet20v2", "fast", 30, THREE),
    Wanted("resnet20v2-tutorial", "fast", 30, THREE),
    Wanted("plain20", "fast", 30, ONE),
    Wanted("resnet56v1", "public", 200, ONE),
    Wanted("plain56", "public", 200, ONE),
    Wanted("plain20", "public", 200, ONE),
    Wanted("resnet18", "fast", 30, ONE),
    Wanted("resnet18", "public", 100, ONE),
    Wanted("resnet20v2", "public", 200, ONE),
    Wanted("resnet32v1", "public", 200, ONE),
    Wanted("resnet44v1", "public", 200, ONE),
    Wanted("resnet110v1", "public", 200, ONE),
    Wanted("resnet56v2", "public", 200, ONE),
    Wanted("resnet56v2-tutorial", "public", 200, ONE),
    Wanted("resnet110v2", "public", 200, ONE),
    Wanted("resnet110v2-tutorial", "public", 200, ONE),
    Wanted("resnet164v1", "public", 200, ONE),
    Wanted("resnet164v2", "public", 200, ONE),
    # 1,001 layers for 200 epochs are weeks: a tenth of one epoch tells how many.
    Wanted("resnet1001v2", "public", 1, ONE, examples=5000),
)


def left(out: Path = RESULTS, plan: tuple[Wanted, ...] = PLAN) -> list[str]:
    """Return a command for every line of ``plan`` that has seeds without a result below ``out``."""
    commands = []
    for model, recipe, epochs, seeds, examples in plan:
        runs = [RECIPES[recipe].but(epochs=epochs, seed=seed) for seed in seeds]
        missing = [r.seed for r in runs if not result_path(model, r, out, examples=examples).exists()]
        if missing:
            few = f" --examples {examples}" if examples else ""
            commands.append(
                f"python -m resnets.benchmark train --model {model} --recipe {recipe} "
                f"--epochs {epochs} --seed {' '.join(map(str, missing))}{few}"
            )
    return commands


def commands_left(out: Path = RESULTS) -> str:
    """Return these commands as Markdown, as they stand in results/README.md."""
    return "\n".join(["```", *(left(out) or ["# nothing is left to run"]), "```"])
