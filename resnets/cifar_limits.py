"""How near the recorded runs on a GPU came to what its datasheet allows, counted from work and from bytes."""

import functools
import math
from pathlib import Path
from typing import NamedTuple

import keras

from resnets.counts import count_multiply_adds, opened
from resnets.nets import build_net
from resnets.results import RESULTS, read_results

TRAINING, TEST = 50_000, 10_000  # pictures that an epoch trains on, and is measured on
# A map is written and read once on the way forward; on the way back it is read again, and its gradient is
# written and read. Of a test picture there is the way forward alone.
TRAINING_PASSES, TEST_PASSES = 5, 2
_MAPS = (keras.layers.Conv2D, keras.layers.BatchNormalization, keras.layers.Add)


class Device(NamedTuple):
    """Peak rates by the vendor's datasheet: operations a second, dense, by precision; bytes a second."""

    operations: dict[str, float]
    memory: float


# NVIDIA H100 SXM5 80 GB. float32 is TF32 here, in which JAX multiplies by default.
DEVICES = {
    "NVIDIA H100 80GB HBM3": Device({"mixed_bfloat16": 989e12, "float32": 495e12}, 3.35e12),
}
BYTES = {"mixed_bfloat16": 2, "float32": 4}


def count_map_values(model: keras.Model) -> int:
    """Return how many numbers the convolutions, BNs and additions of ``model`` write for one picture.

    A ReLU is taken to be computed together with what stands before it. Weights are left out: a batch of
    pictures shares them.
    """
    total = 0
    for layer in model.layers:
        if isinstance(layer, _MAPS):
            total += math.prod(layer.output.shape[1:])
        elif any(layer._flatten_layers(include_self=False)):  # a block
            total += count_map_values(opened(layer, layer.input.shape[1:]))
    return total


@functools.cache
def _counts(model: str) -> tuple[int, int]:
    net = build_net(model)
    return count_multiply_adds(net), count_map_values(net)


def limits_of(model: str, precision: str, device: Device) -> tuple[float, float]:
    """Return the least seconds of an epoch by arithmetic and by memory.

    The way back multiplies twice as much as the way forward: once for the maps, once for the kernels.
    """
    multiply_adds, values = _counts(model)
    work = 2 * multiply_adds * (3 * TRAINING + TEST)
    moved = BYTES[precision] * values * (TRAINING_PASSES * TRAINING + TEST_PASSES * TEST)
    return work / device.operations[precision], moved / device.memory


def limits(out: Path = RESULTS) -> str:
    """Return the runs on devices whose rates are known here as Markdown, one line a net and recipe."""
    best: dict[tuple, float] = {}
    for record in read_results(Path(out) / "cifar10"):
        if record["hardware"]["device"] in DEVICES:
            recipe = record["recipe"]
            key = (record["model"], recipe["name"], recipe["precision"], record["hardware"]["device"])
            fastest = min(record["history"]["seconds"])
            best[key] = min(fastest, best.get(key, fastest))
    lines = [
        "| net | recipe | fastest epoch, s | training pictures/s | least by arithmetic, s | by memory, s |",
        "|---|---|---|---|---|---|",
    ]
    for (model, recipe, precision, device), seconds in sorted(best.items()):
        arithmetic, memory = limits_of(model, precision, DEVICES[device])
        lines.append(
            f"| {model} | {recipe}, {precision} | {seconds:.2f} | {TRAINING / seconds:,.0f} "
            f"| {arithmetic:.3f} | {memory:.3f} |"
        )
    return "\n".join(lines)
