"""How fast nets train: the course's loop beside its ceiling, Keras's own nets, the tutorial's loop, PyTorch.

Each measurement is a process of its own, so that its peak memory is its own; the ways take turns, so
that a slow moment of the machine does not fall on one of them alone. Times are printed, never asserted.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import keras

from resnets import speed_ways


class Way(NamedTuple):
    """One way to train a net: a function (net, batch, steps) -> images/s, and what it needs.

    ``needs`` is a module; ``backend``, if not None, the only backend of Keras that the way is for;
    ``environment`` is added to the process that is measured.
    """

    function: Callable[[str, int, int], float]
    batch: int
    needs: str = "keras"
    backend: str | None = None
    environment: tuple[tuple[str, str], ...] = ()

    def missing(self) -> str | None:
        """Return what this way lacks here, or None."""
        if not importlib.util.find_spec(self.needs):
            return f"{self.needs} is not installed"
        if self.backend not in (None, keras.backend.backend()):
            return f"it is for KERAS_BACKEND={self.backend}"
        return None


# malloc as others have it: this is its usual value, and with it ``resnets.memory`` changes nothing.
_PLAIN_MALLOC = (("MALLOC_ARENA_TEST", "8"),)
_PYTORCH = Way(speed_ways.pytorch_loop, 128, "torch", environment=_PLAIN_MALLOC)
_CIFAR = {
    "a fixed batch (ceiling)": Way(speed_ways.fixed_batch_fused, 128),
    "the same, Keras's batch norm": Way(speed_ways.fixed_batch, 128),
    "the course's fit": Way(speed_ways.course_fit, 128),
    "the course's fit, batch by batch": Way(speed_ways.course_fit_by_batches, 128, backend="jax"),
    "the course's fit, Muon": Way(speed_ways.course_fit_muon, 128),
    "the course's fit, XLA": Way(speed_ways.course_fit_xla, 128),
    "PyTorch, a fixed batch": _PYTORCH,
}
# Net -> the ways it is trained in; the first one is what the others are compared with.
SUITES: dict[str, dict[str, Way]] = {
    "resnet50": {
        "keras.applications": Way(speed_ways.keras_applications, 32),
        "course": Way(speed_ways.fixed_batch, 32),
        "course, fused batch norm": Way(speed_ways.fixed_batch_fused, 32),
        "the same, freed memory not kept": Way(speed_ways.fixed_batch_fused, 32, environment=_PLAIN_MALLOC),
        "course, XLA": Way(speed_ways.fixed_batch_xla, 32),
        "the course's fit, whole epochs": Way(speed_ways.signs_fit, 32),
        "the same, batches by tf.data": Way(speed_ways.signs_fit_tf_data, 32, backend="tensorflow"),
    },
    "resnet20v1": {
        **_CIFAR,
        "the tutorial's loop": Way(speed_ways.tutorial_loop, 32, "scipy", "tensorflow", _PLAIN_MALLOC),
    },
    "resnet18": _CIFAR,
}


def measure(net: str, way: str, steps: int) -> dict:
    """Train ``net`` in one way; return images/s and the peak memory of this process in GB."""
    chosen = SUITES[net][way]
    speed = chosen.function(net, chosen.batch, steps)
    return {"images_per_second": speed, "peak_gb": peak_memory_gb()}


def peak_memory_gb() -> float | None:
    """Return the largest resident size of this process so far, in GB; None where it is not counted."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**30 if sys.platform == "darwin" else 2**20)  # bytes there, KiB elsewhere


def table(net: str, measured: dict[str, list[dict]]) -> str:
    """Return the measurements as a Markdown table: medians, and the ratio to the first way."""
    first = next(iter(measured))
    base = statistics.median(m["images_per_second"] for m in measured[first])
    rows = [
        f"| {net} | batch | images/s (median) | all runs | of {first} | peak memory, GB |",
        "|---|---|---|---|---|---|",
    ]
    for way, runs in measured.items():
        speeds = [run["images_per_second"] for run in runs]
        peaks = [run["peak_gb"] for run in runs if run["peak_gb"] is not None]
        middle = statistics.median(speeds)
        shown = ", ".join(f"{s:.0f}" for s in speeds)
        peak = f"{max(peaks):.2f}" if peaks else "–"
        batch = SUITES[net][way].batch
        rows.append(f"| {way} | {batch} | {middle:.0f} | {shown} | {middle / base:.2f} | {peak} |")
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark speed``."""
    parser.add_argument("--net", nargs="+", choices=sorted(SUITES), default=list(SUITES))
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each way, in turns")
    parser.add_argument("--steps", type=int, default=20, help="timed training steps in each")
    parser.add_argument("--way", help=argparse.SUPPRESS)  # this process is one measurement


def main(arguments: argparse.Namespace) -> None:
    """Print a table for each net."""
    if arguments.way:
        print(json.dumps(measure(arguments.net[0], arguments.way, arguments.steps)))
        return
    from resnets.environment import show_setup

    show_setup()
    for net in arguments.net:
        print(f"\nTraining {net}: {arguments.steps} steps, {arguments.rounds} rounds in turns", flush=True)
        print(table(net, _in_turns(net, arguments.rounds, arguments.steps)), flush=True)


def _in_turns(net: str, rounds: int, steps: int) -> dict[str, list[dict]]:
    missing = {name: way.missing() for name, way in SUITES[net].items()}
    for name, what in missing.items():
        if what:
            print(f"{name}: left out, {what}")
    ways = [name for name, what in missing.items() if not what]
    measured: dict[str, list[dict]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name in ways:
            command = [sys.executable, "-m", "resnets.benchmark", "speed", "--net", net, "--way", name]
            done = subprocess.run(
                [*command, "--steps", str(steps)],
                env=os.environ | dict(SUITES[net][name].environment),
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            measured[name].append(json.loads(done.stdout.splitlines()[-1]))
    return measured
