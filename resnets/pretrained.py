"""Nets that the course itself trained, as small files: load one, or write one.

A checkpoint is two files in ``checkpoints/``: ``<name>.weights.h5``, Keras's own format, and
``<name>.json``, the record of the run that made it, with the net, the classes, the pixels' statistics and
the checksum. ``python -m resnets.benchmark pretrain`` makes them.
"""

import json
import os
import tempfile
import warnings
from pathlib import Path

import keras
import numpy as np

from resnets.data import dataset_fingerprint
from resnets.errors import DataError
from resnets.files import checksum
from resnets.nets import build_net
from resnets.one_piece import behind
from resnets.results import write_result

CHECKPOINTS = Path(__file__).resolve().parent.parent / "checkpoints"
NAMES = ("resnet20v1-cifar10", "resnet20v1-cifar10-six")  # what ``pretrain`` can make


def load_pretrained(
    name: str,
    *,
    include_top: bool = True,
    input_shape=None,
    weights: bool = True,
    folder: str | Path = CHECKPOINTS,
) -> keras.Model:
    """Return a net that the course trained; its own preprocessing is its first layer.

    Args:
        name: of the checkpoint, such as ``"resnet20v1-cifar10"``.
        include_top: whether the net ends in the logits of its classes; else in the last map before the
            global pool, which is what a new head is put on.
        input_shape: (height, width, 3) of the pictures, if not those that it was trained on. Its pool is
            global, so it takes any size.
        weights: False leaves them fresh, for comparisons: the same net, which has learned nothing.
        folder: where the checkpoints are.

    Returns:
        Model from pictures (batch, height, width, 3), numbers from 0 to 255 (uint8 or float), to
        (batch, classes) or (batch, height, width, channels), float32. Its layers lie side by side in
        ``model.layers``, so ``model.layers[-1]`` is the last of the net itself.

    Raises:
        DataError: there is no such checkpoint, it is damaged, or it does not fit the net.
    """
    known = read_record(name, folder)["checkpoint"]
    path = Path(folder) / known["file"]
    if weights:
        _verify(path, known, name)
    shape = tuple(input_shape or known["input_shape"])
    net = build_net(known["net"], shape, len(known["classes"]))
    if weights:
        _fill(net, path, known, name)
    mean, divisor = (np.array(known["pixels"][key]) for key in ("mean", "divisor"))
    return _in_one_piece(net, shape, mean, divisor, include_top, name)


def read_record(name: str, folder: str | Path = CHECKPOINTS) -> dict:
    """Return what is known of a checkpoint: the record of its run, and ``"checkpoint"``.

    Raises:
        DataError: there is none of that name; the text says which there are, or how to make it.
    """
    path = Path(folder) / f"{name}.json"
    if not path.exists():
        if name in NAMES:
            raise DataError(f"The checkpoint {name} has not been made yet. Make it: {_command(name)}")
        there = ", ".join(available(folder)) or "none yet"
        raise DataError(
            f"There is no checkpoint {name!r}. In {Path(folder).name}/ there is: {there}. The course's own "
            f"are {', '.join(NAMES)}."
        )
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        record["checkpoint"]["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.name} is no record of a checkpoint ({error}); {_again(name)}") from None
    return record


def available(folder: str | Path = CHECKPOINTS) -> list[str]:
    """Return the names of the checkpoints that are there, in order."""
    return sorted(path.stem for path in Path(folder).glob("*.json"))


def save_pretrained(
    name: str, net: keras.Model, record: dict, *, model: str, classes, pixels: dict,
    folder: str | Path = CHECKPOINTS,
) -> Path:  # fmt: skip
    """Write the weights of ``net`` and the record of its run as checkpoint ``name``; return the path.

    Args:
        net: the trained net, as ``build_net(model, ..., num_classes=len(classes))`` built it.
        record: of the run, as ``run_record`` returns it.
        model: the net's name in ``resnets.nets``.
        classes: names of its classes, in the order of its outputs.
        pixels: ``"mean"`` and ``"divisor"``, three numbers each, in units of [0, 1].

    Raises:
        ValueError: the net has another number of outputs than there are classes, or pixels' statistics
            are missing or not one number a channel.
    """
    if net.output_shape[-1] != len(classes):
        raise ValueError(
            f"save_pretrained: the net has {net.output_shape[-1]} outputs, but {len(classes)} classes are "
            "given; give their names in the order of the outputs."
        )
    channels = net.input_shape[-1]
    if any(len(pixels.get(key, ())) != channels for key in ("mean", "divisor")):
        raise ValueError(
            f"save_pretrained: pixels must hold a mean and a divisor of {channels} numbers each, by which "
            f"the training pictures were standardised; it is {pixels!r}."
        )
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.weights.h5"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".saving-") as place:  # then moved, whole
        temporary = Path(place) / path.name
        net.save_weights(temporary)
        known = {
            "file": path.name,
            "sha256": checksum(temporary),
            "bytes": temporary.stat().st_size,
            "weights": _fingerprint(net),
            "net": model,
            "input_shape": list(net.input_shape[1:]),
            "classes": list(classes),
            "pixels": {key: [float(v) for v in pixels[key]] for key in ("mean", "divisor")},
        }
        os.replace(temporary, path)
    write_result(folder / f"{name}.json", record | {"checkpoint": known})
    return path


def _command(name: str) -> str:
    return f"python -m resnets.benchmark pretrain {name}"


def _again(name: str) -> str:
    return f"delete it and make it again: {_command(name)}"


def _verify(path: Path, known: dict, name: str) -> None:
    if not path.exists():
        raise DataError(
            f"{path.name} is missing beside {name}.json in {path.parent.name}/. Get it from the course's "
            f"repository, or make it: {_command(name)}"
        )
    size = path.stat().st_size
    if size != known["bytes"] or checksum(path) != known["sha256"]:
        raise DataError(
            f"{path.name} is damaged: its {size:,} bytes are not the {known['bytes']:,} that {name}.json "
            f"has the checksum of. Get it again from the course's repository, or {_again(name)}"
        )


def _fill(net: keras.Model, path: Path, known: dict, name: str) -> None:
    """Put the weights of a checkpoint into ``net``; raise DataError unless every one of them arrived."""
    try:
        with warnings.catch_warnings():  # Keras leaves out what it does not find with no more than a warning
            warnings.simplefilter("ignore")
            net.load_weights(path)
        arrived, cause = _fingerprint(net) == known["weights"], None
    except (ValueError, OSError, KeyError) as error:
        arrived, cause = False, error
    if not arrived:
        raise DataError(
            f"{path.name} does not fit {known['net']}: the code of the net has changed, or this Keras reads "
            f"the file otherwise. Make it anew: {_command(name)}"
        ) from cause


def _fingerprint(net: keras.Model) -> str:
    """Return 16 hex digits that name the values of all weights of ``net``, whatever its own name."""
    by_path = sorted(net.weights, key=lambda weight: weight.path)
    return dataset_fingerprint(*[keras.ops.convert_to_numpy(weight) for weight in by_path])


def _in_one_piece(net, shape, mean, divisor, include_top: bool, name: str) -> keras.Model:
    """Return the layers of ``net`` behind a layer that prepares pictures, all of them side by side."""
    pictures = keras.Input(shape, name="pictures")
    scale, offset = 1 / (255 * divisor), -mean / divisor
    prepared = keras.layers.Rescaling(scale.tolist(), offset.tolist(), name="preprocessing")(pictures)
    return behind(net, pictures, prepared, name, include_top)
