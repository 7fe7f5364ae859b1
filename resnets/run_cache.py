"""Trainings that outlive their kernel: a lesson's long cell, run again, goes on or is loaded.

Colab takes a machine back after some hours, and a laptop's kernel dies now and then. What a long cell has
trained lies in ``build/runs`` of the checkout, or on Google Drive where the reader has mounted it, under a
name made from everything the run was told: another recipe, net or data is another run.

``RESNETS_RUN_CACHE`` names another folder, or is 0: then nothing is kept. In the smoke preset nothing is.
"""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from resnets.checkpoint import RunCheckpoint
from resnets.data import dataset_fingerprint
from resnets.errors import DataError
from resnets.files import checkout_datasets, user_cache
from resnets.presets import preset
from resnets.recipe import Recipe

SWITCH = "RESNETS_RUN_CACHE"
DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts the reader's own drive


def runs_folder() -> Path | None:
    """Return the folder in which runs are kept, or None where none are."""
    told = os.environ.get(SWITCH, "").strip()
    if told == "0" or preset() == "smoke":
        return None
    if told:
        return Path(told).expanduser()
    if DRIVE.is_dir():
        return DRIVE / "resnet-course" / "runs"
    datasets = checkout_datasets()
    return (datasets.parent / "build" if datasets else user_cache()) / "runs"


def kept_run(
    name: str,
    recipe: Recipe | dict,
    *arrays: np.ndarray,
    net: keras.Model | None = None,
    steps: int | None = None,
) -> "KeptRun":
    """Return the checkpoint of a lesson's run, for ``fit(..., checkpoint=...)``.

    Args:
        name: says which run it is, in file names and in what is printed: ``"lesson 4, ResNet50"``.
        recipe: what the run is told; a dict with ``epochs`` where there is no Recipe.
        arrays: the data it is trained on.
        net: the net before training; with it, a net of other layers, of other weights to start from,
            with others of its layers frozen, or compiled with another learning rate is another run.
        steps: batches an epoch, if fewer than all.
    """
    recipe, folder = recipe if isinstance(recipe, dict) else asdict(recipe), runs_folder()
    if folder is None:
        return KeptRun(None, name, {}, recipe["epochs"])
    told = {"name": name, "recipe": recipe, "steps": steps, "data": dataset_fingerprint(*arrays)}
    if net is not None:
        told |= _described(net)
    told = json.loads(json.dumps(told))
    key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    stem = "".join(c if c.isalnum() else "-" for c in name).strip("-")
    return KeptRun(folder / f"{stem}-{key}.npz", name, told, recipe["epochs"])


def _described(net: keras.Model) -> dict:
    """Return what tells a net from another, as plain data; layers' names do not, as they count up."""
    parts = [[type(layer).__name__, layer.trainable] for layer in net._flatten_layers()]
    weights = dataset_fingerprint(*(keras.ops.convert_to_numpy(w) for w in net.weights))
    optimizer = getattr(net, "optimizer", None)  # a net that was never compiled has none
    rate = float(keras.ops.convert_to_numpy(optimizer.learning_rate)) if optimizer else None
    return {"layers": parts, "weights": weights, "learning_rate": rate}


class KeptRun(RunCheckpoint):
    """The checkpoint of a lesson's run: never in the way, and small once the run is over.

    A file that is damaged is no reason to stop a lesson, nor is a folder that cannot be written: the net
    is trained anew, or not kept, and a line says so.

    Args:
        path: the file, or None to keep nothing.
        name: what the run is called in what is printed.
        run: everything it was told, as JSON has it.
        epochs: its length; after the last one the optimizer's variables are dropped.
    """

    def __init__(self, path: Path | None, name: str, run: dict, epochs: int):
        super().__init__(path or os.devnull, run)
        self.name, self.epochs, self.on = name, epochs, path is not None

    def restore(self, model: keras.Model) -> tuple[dict[str, list[float]], int]:
        """Put what is kept into a compiled ``model``, say so, and return the history and the epochs done."""
        if not self.on:
            return {}, 0
        try:
            history, done = super().restore(model)
        except DataError:
            print(f"{self.name}: what was kept of it cannot be read; it is trained anew")
            self.delete()
            return {}, 0
        if done >= self.epochs:
            epochs = "1 epoch" if done == 1 else f"{done} epochs"
            print(f"{self.name}: loaded, {epochs}, trained before (delete {self.path.name} to train anew)")
        elif done:
            print(f"{self.name}: goes on after epoch {done} of {self.epochs}")
        return history, done

    def save(self, model: keras.Model, history: dict[str, list[float]], epochs_done: int) -> None:
        """Write the state after ``epochs_done`` epochs, where runs are kept."""
        if not self.on:
            return
        try:
            super().save(model, history, epochs_done)
        except DataError as error:
            print(f"{self.name} is not kept: {error}")
            self.on = False

    def test_room(self, model: keras.Model) -> None:
        """Find out before training whether the folder takes this run's checkpoints: write one."""
        if self.on and not self.path.exists():
            self.save(model, {}, 0)

    def variables(self, model: keras.Model, epochs_done: int) -> list:
        """Return what the file holds: once the run is over, the model's own variables alone."""
        everything = super().variables(model, epochs_done)
        return list(model.variables) if epochs_done >= self.epochs else everything
