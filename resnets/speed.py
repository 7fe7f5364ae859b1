"""How fast ResNet50 trains: the course's net and Keras's own, side by side in one run.

Each measurement is a process of its own, so that its peak memory is its own; the nets take turns, so
that a slow moment of the machine does not fall on one of them alone. Times are printed, never asserted.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

BATCH = 32
SIDE = 64
NETS = ("course", "keras.applications", "course, XLA")


def _build(net: str):
    import keras

    from resnets.models import ResNet50

    if net == "keras.applications":
        return keras.applications.ResNet50(weights=None, input_shape=(SIDE, SIDE, 3), classes=6)
    return ResNet50((SIDE, SIDE, 3), 6)


def measure(net: str, steps: int) -> dict:
    """Train ``net`` on one fixed batch; return images/s and the peak memory of this process in GB."""
    import numpy as np

    from resnets.training import jit_compile

    model = _build(net)
    jit = True if net.endswith("XLA") else jit_compile()
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=jit)
    rng = np.random.default_rng(0)
    x, y = rng.random((BATCH, SIDE, SIDE, 3), np.float32), rng.integers(0, 6, BATCH)
    for _ in range(3):  # the first step traces and compiles
        model.train_on_batch(x, y)
    started = time.perf_counter()
    for _ in range(steps):
        model.train_on_batch(x, y)
    speed = steps * BATCH / (time.perf_counter() - started)
    return {"images_per_second": speed, "peak_gb": peak_memory_gb()}


def peak_memory_gb() -> float | None:
    """Return the largest resident size of this process so far, in GB; None where it is not counted."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**30 if sys.platform == "darwin" else 2**20)  # bytes there, KiB elsewhere


def table(measured: dict[str, list[dict]]) -> str:
    """Return the measurements as a Markdown table, medians, with the ratio to Keras's net."""
    base = statistics.median(m["images_per_second"] for m in measured["keras.applications"])
    rows = [
        "| ResNet50 | images/s (median) | all runs | of Keras's | peak memory, GB |",
        "|---|---|---|---|---|",
    ]
    for net, runs in measured.items():
        speeds = [run["images_per_second"] for run in runs]
        peaks = [run["peak_gb"] for run in runs if run["peak_gb"] is not None]
        middle = statistics.median(speeds)
        shown = ", ".join(f"{s:.0f}" for s in speeds)
        peak = f"{max(peaks):.2f}" if peaks else "–"
        rows.append(f"| {net} | {middle:.0f} | {shown} | {middle / base:.2f} | {peak} |")
    return "\n".join(rows)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``python -m resnets.benchmark speed``."""
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each net, in turns")
    parser.add_argument("--steps", type=int, default=20, help="timed training steps in each")
    parser.add_argument("--one", choices=NETS, help=argparse.SUPPRESS)


def main(arguments: argparse.Namespace) -> None:
    """Print the table."""
    if arguments.one:
        print(json.dumps(measure(arguments.one, arguments.steps)))
        return
    from resnets.environment import show_setup

    show_setup()
    print(
        f"Training, batch {BATCH}, {SIDE}x{SIDE}: {arguments.steps} steps, {arguments.rounds} rounds in turns"
    )
    measured: dict[str, list[dict]] = {net: [] for net in NETS}
    for _ in range(arguments.rounds):
        for net in NETS:
            command = [sys.executable, "-m", "resnets.benchmark", "speed", "--one", net]
            command += ["--steps", str(arguments.steps)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            measured[net].append(json.loads(done.stdout.splitlines()[-1]))
    print(table(measured))
