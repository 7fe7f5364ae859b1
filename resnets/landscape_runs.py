"""Loss landscapes of lesson 1's trained nets, recorded: a grid of losses each, into results/landscape/."""

import argparse
from pathlib import Path

import keras
import numpy as np

from resnets import small_runs
from resnets.landscape import BATCH_NORM, cosine, loss_surface, random_direction, summary, symmetric_axis
from resnets.results import RESULTS, read_results

# Option -> its usual value; any other makes the run a try.
USUAL = {"grid": 15, "span": 1.0, "pictures": 1000, "direction_seed": 0, "batch_norm": "kept"}
HEADINGS = (
    "net",
    "seed",
    "loss",
    "lowest on the grid",
    "below twice the lowest",
    "within 1 of it",
    "curvature",
)


def record_of(net: keras.Model, x: np.ndarray, y: np.ndarray, options: dict) -> dict:
    """Return what a result file says of the loss around a trained net.

    Args:
        x, y: the pictures that the loss is measured on.
        options: as ``USUAL``.
    """
    axis = symmetric_axis(options["span"], options["grid"])
    directions = [random_direction(net, [options["direction_seed"], k]) for k in (0, 1)]
    losses = loss_surface(net, x, y, directions, axis, batch_norm=options["batch_norm"])
    return {
        "measured_on": f"the first {len(y)} training pictures",
        **options,
        "pictures": len(y),
        "directions_cosine": round(cosine(*directions), 5),
        **summary(losses, axis),
        "axis": [round(float(a), 6) for a in axis],
        "losses": [[round(float(v), 5) for v in row] for row in losses],
    }


def table(out: Path = RESULTS) -> str:
    """Return the recorded landscapes in numbers, as Markdown, as they stand in results/README.md."""
    rows = []
    for r in small_runs.in_order(read_results(Path(out).resolve() / "landscape")):
        shares = [f"{100 * r[key]:.1f} %" for key in ("share_below_twice", "share_within_one")]
        losses = [f"{r[key]:.3f}" for key in ("loss_here", "loss_min")]
        rows.append([r["model"], str(r["seed"]), *losses, *shares, f"{r['curvature']:.1f}"])
    return small_runs.markdown(HEADINGS, rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark landscape``; all but the shared ones make a try."""
    small_runs.add_arguments(parser)
    usual = USUAL
    parser.add_argument("--grid", type=int, default=usual["grid"], help="points along a side, an odd number")
    parser.add_argument(
        "--span", type=float, default=usual["span"], help="the grid reaches from -SPAN to SPAN"
    )
    parser.add_argument("--pictures", type=int, default=usual["pictures"], help="pictures to measure on")
    parser.add_argument("--direction-seed", type=int, default=usual["direction_seed"])
    parser.add_argument("--batch-norm", choices=BATCH_NORM, default=usual["batch_norm"])


def main(arguments: argparse.Namespace) -> None:
    """Train what is not trained yet, measure what is not measured yet."""
    if arguments.table:
        print(table(arguments.out))
        return
    options = {key: getattr(arguments, key) for key in USUAL}
    symmetric_axis(options["span"], options["grid"])  # a wrong grid is said before anything is loaded
    if options["pictures"] < 1:
        raise ValueError(f"--pictures {options['pictures']}: give 1 or more.")
    marks = [f"{key.replace('_', '')}{options[key]}" for key in USUAL if options[key] != USUAL[key]]

    def measured(net, run, data):
        x, y, _ = data
        return record_of(net, x[: options["pictures"]], y[: options["pictures"]], options)

    def said(record):
        return (
            f"loss {record['loss_here']:.3f}, within 1 of the lowest on "
            f"{100 * record['share_within_one']:.1f} % of the grid"
        )

    small_runs.measure(small_runs.planned(arguments, "landscape", marks), arguments, measured, said)
