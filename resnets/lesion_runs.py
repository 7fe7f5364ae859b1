"""Lesions of lesson 1's trained nets, recorded: one block fewer at a time, into results/lesions/."""

import argparse
from pathlib import Path

import numpy as np

from resnets import small_runs
from resnets.lesions import lesion_study
from resnets.results import RESULTS, read_results
from resnets.small_cifar import small_test_pictures

PICTURES = 2000
HEADINGS = ("net", "seed", "whole", "one block fewer: least", "median", "most", "blocks")


def record_of(net, test_set) -> dict:
    """Return what a result file says of the lesions of a trained net, measured on ``test_set`` (x, y)."""
    whole, without = lesion_study(net, *test_set)
    return {
        "measured_on": f"the first {len(test_set[1])} test pictures",
        "pictures": len(test_set[1]),
        "error_whole": round(whole, 5),
        "error_without": {block: round(error, 5) for block, error in without.items()},
    }


def table(out: Path = RESULTS) -> str:
    """Return the recorded test errors as Markdown, as they stand in results/README.md."""
    rows = []
    for record in small_runs.in_order(read_results(Path(out).resolve() / "lesions")):
        errors = list(record["error_without"].values())
        numbers = (record["error_whole"], min(errors), float(np.median(errors)), max(errors))
        cells = [f"{number:.3f}" for number in numbers]
        rows.append([record["model"], str(record["seed"]), *cells, str(len(errors))])
    return small_runs.markdown(HEADINGS, rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark lesions``."""
    small_runs.add_arguments(parser)
    parser.add_argument("--pictures", type=int, default=PICTURES, help="test pictures to measure on (a try)")


def main(arguments: argparse.Namespace) -> None:
    """Train what is not trained yet, measure what is not measured yet."""
    if arguments.table:
        print(table(arguments.out))
        return
    if arguments.pictures < 1:
        raise ValueError(f"--pictures {arguments.pictures}: give 1 or more.")
    marks = [f"{arguments.pictures}pictures"] if arguments.pictures != PICTURES else []
    sets = []

    def measured(net, run, data):
        if not sets:  # loaded once, when it is needed
            sets.append(small_test_pictures(arguments.source, arguments.examples, arguments.pictures))
        return record_of(net, sets[0])

    def said(record):
        errors = list(record["error_without"].values())
        return (
            f"test error {record['error_whole']:.4f}, with one block fewer {min(errors):.4f} "
            f"to {max(errors):.4f}"
        )

    small_runs.measure(small_runs.planned(arguments, "lesions", marks), arguments, measured, said)
