"""One file that holds a run as it stands: model, optimizer, history; and the way back from it.

``save_weights`` leaves the optimizer out, so a run that goes on from it is another run. Here every
variable of model and optimizer goes, bit for bit, into one .npz file, with what the run was told.
The file is written whole and then renamed, so that a run that is killed at any moment leaves the
last epoch's checkpoint behind.
"""

import json
import shutil
import zipfile
from pathlib import Path

import keras
import numpy as np

from resnets.errors import DataError
from resnets.files import written_whole

_META = "run"


class RunCheckpoint:
    """The checkpoint file of one run.

    Args:
        path: the file, ``.npz``; its folder is made.
        run: what the run was told (recipe, data, net), as JSON has it. A file that was told anything
            else is not taken up.
    """

    def __init__(self, path: str | Path, run: dict):
        self.path, self.run = Path(path), json.loads(json.dumps(run))

    def save(self, model: keras.Model, history: dict[str, list[float]], epochs_done: int) -> None:
        """Write the state after ``epochs_done`` epochs.

        Raises:
            DataError: it cannot be written; the file of the epoch before is still there.
        """
        arrays = {
            f"v{k}": keras.ops.convert_to_numpy(v) for k, v in enumerate(self.variables(model, epochs_done))
        }
        meta = {"run": self.run, "history": history, "epochs_done": epochs_done}
        arrays[_META] = np.frombuffer(json.dumps(meta).encode(), np.uint8)
        try:
            with written_whole(self.path) as temporary, open(temporary, "wb") as file:
                np.savez(file, **arrays)
        except OSError as error:
            raise DataError(
                f"{self.path} cannot be written ({error.strerror or error}): make room there, or choose "
                "another folder. What was there before is untouched."
            ) from error

    def restore(self, model: keras.Model) -> tuple[dict[str, list[float]], int]:
        """Put the saved state into a compiled ``model``; return the history and the epochs done.

        Without a file nothing is changed, and the history is empty.

        Raises:
            DataError: the file is damaged, or of another run; the model is left as it was.
        """
        if not self.path.exists():
            return {}, 0
        meta, arrays = self._read()
        if meta["run"] != self.run:
            raise DataError(
                f"{self.path.name} is the checkpoint of another run: {_difference(meta['run'], self.run)}. "
                f"Delete it to start anew, or ask for the run that it belongs to: {self.path}"
            )
        variables = self.variables(model, meta["epochs_done"])
        if [a.shape for a in arrays] != [tuple(v.shape) for v in variables]:
            raise DataError(
                f"{self.path.name} holds {len(arrays)} arrays that do not fit this net's {len(variables)} "
                f"variables: the code of the net has changed. Delete it to start anew: {self.path}"
            )
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)
        return meta["history"], meta["epochs_done"]

    def test_room(self, model: keras.Model) -> None:
        """Find out before training whether the folder takes this run's checkpoints: write one.

        Raises:
            DataError: it does not.
        """
        if not self.path.exists():
            self.save(model, {}, 0)
        # A new checkpoint is written while the old one is still there.
        needed, free = self.path.stat().st_size, shutil.disk_usage(self.path.parent).free
        if free < needed:
            raise DataError(
                f"{self.path.parent} has {free / 1e6:.0f} MB left, and each checkpoint of this run takes "
                f"{needed / 1e6:.0f} MB more while it is written: make room there, or choose another folder."
            )

    def variables(self, model: keras.Model, epochs_done: int) -> list:
        """Return every variable that the file holds: weights, moving statistics, optimizer, step."""
        return [*model.variables, *model.optimizer.variables]

    def delete(self) -> None:
        """Remove the file, once the run's result is written."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[dict, list[np.ndarray]]:
        try:
            with np.load(self.path) as file:
                meta = json.loads(file[_META].tobytes())
                return meta, [file[f"v{k}"] for k in range(len(file.files) - 1)]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(
                f"{self.path.name} is no whole checkpoint ({error}). Delete it to start anew: {self.path}"
            ) from error


def _difference(there: dict, here: dict, name: str = "") -> str:
    """Name the first entry in which two runs differ, with both values."""
    for key in [*there, *(k for k in here if k not in there)]:
        a, b, where = there.get(key), here.get(key), f"{name}{key}"
        if a != b:
            both = isinstance(a, dict) and isinstance(b, dict)
            return _difference(a, b, f"{where}.") if both else f"{where} is {a!r} there and {b!r} here"
    return "nothing that can be named"


class SaveEachEpoch(keras.callbacks.Callback):
    """Keras callback: writes the checkpoint after every epoch, with the history from the first on."""

    def __init__(self, checkpoint: RunCheckpoint, history: dict[str, list[float]]):
        super().__init__()
        self.checkpoint, self.history_so_far = checkpoint, history

    def on_epoch_end(self, epoch, logs=None):
        for key, value in (logs or {}).items():
            self.history_so_far.setdefault(key, []).append(float(value))
        self.checkpoint.save(self.model, self.history_so_far, epoch + 1)
