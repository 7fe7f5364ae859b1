"""What the programs that record runs share: their options, what is left to do, and the order of things."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from resnets.results import RESULTS, write_result


def add_arguments(
    parser: argparse.ArgumentParser, again: str = "run even where the result is already there"
) -> None:
    """Add ``--source``, ``--out``, ``--table`` and ``--again``, which ``again`` explains."""
    parser.add_argument("--source", choices=["auto", "real", "drawn"], default="real")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for results (default: results/)")
    parser.add_argument("--table", action="store_true", help="print the recorded runs and stop")
    parser.add_argument("--again", action="store_true", help=again)


def partial_path(path: Path, out: Path) -> Path:
    """Return where the checkpoint of an unfinished run is kept: partial/, beside the results."""
    return Path(out) / "partial" / path.relative_to(out).with_suffix(".npz")


def left_to_do(runs: Sequence, again: bool, path_of: Callable = lambda run: run[-1]) -> list:
    """Return the runs whose result is not there yet, all of them with ``again``; name the others.

    Args:
        path_of: function of a run that returns the path of its result; the run's last item if not given.
    """
    there = [run for run in runs if path_of(run).exists() and not again]
    for run in there:
        print(f"{path_of(run).name}: already there")
    return [run for run in runs if run not in there]


def record(runs: Sequence[tuple], arguments: argparse.Namespace, load: Callable, run: Callable, said) -> None:
    """Do every run whose result is not there yet; one that was cut short goes on from its last epoch.

    Args:
        runs: tuples that end with the path of the result.
        load: function without arguments that returns the data; called once, if anything is left to do.
        run: function of (what stands in the tuple before the path, the data, the checkpoint's path) that
            trains and returns the record.
        said: function of the record that returns what is printed of it.
    """
    todo = left_to_do(runs, arguments.again)
    data = load() if todo else None
    for *told, path in todo:
        partial = partial_path(path, arguments.out)
        made = run(*told, data, partial)
        write_result(path, made)
        partial.unlink(missing_ok=True)
        print(f"{path.name}: {said(made)}", flush=True)
