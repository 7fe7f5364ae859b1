"""The two forms in which CIFAR-10 is found: pickled batches (the original) and a JPEG copy.

The original archive ``cifar-10-python.tar.gz`` holds ``data_batch_1`` to ``data_batch_5`` and
``test_batch`` in the folder ``cifar-10-batches-py``: pickled dictionaries of ``data`` (10000, 3072) uint8,
one row a picture, red before green before blue, and ``labels``, a list of 10,000 integers. The JPEG copy
is a folder or an archive of ``train|test/<class>/<index>.jpg``; the index, five digits, is a picture's
place in the original order.
"""

import hashlib
import io
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resnets.archives import Entry, content, counted, walk
from resnets.errors import DataError
from resnets.files import progress_bar
from resnets.pictures import decode

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6)) + ("test_batch",)
SIDE = 32

_REPLACE = "Replace it with a whole copy, or remove it so that the next source is tried."

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Expected:
    """What whole data looks like: numbers of pictures, and checksums where they are known."""

    train: int
    test: int
    archive_bytes: int
    batch_md5: tuple[str, ...] | None = None
    labels_sha256: str | None = None  # of all training labels and then all test labels, a byte each

    @property
    def counts(self) -> dict[str, int]:
        return {"train": self.train, "test": self.test}


CIFAR10 = Expected(
    train=50_000,
    test=10_000,
    archive_bytes=170_498_071,
    batch_md5=(
        "c99cafc152244af753f735de768cd75f",
        "d4bba439e000b95fd0a9bffe97cbabec",
        "54ebc095f3ab1f0389bbae665268c751",
        "634d18415352ddfa80567beed471001a",
        "482c414d41f54cd18b22e5b47cb7c3cb",
        "40351d587109b95175f43aff81a1287e",
    ),
    labels_sha256="3edb456524d5918aefded81f5aef7c32efab2a788211df998a4eb0c8957baa1f",
)


def state_of(path: Path) -> str:
    """A line that changes when a file, or any file below a folder, is changed, added or removed."""
    count = total = latest = 0
    todo = [path]
    while todo:
        here = todo.pop()
        if not here.is_dir():
            states = [here.stat()]
        else:
            with os.scandir(here) as entries:
                inside = list(entries)
            todo += [Path(entry.path) for entry in inside if entry.is_dir()]
            states = [entry.stat() for entry in inside if not entry.is_dir()]
        count += len(states)
        total += sum(state.st_size for state in states)
        latest = max([latest, *(state.st_mtime_ns for state in states)])
    return f"{path.name}: {count} files, {total} bytes, changed {latest}"


def read_images(path: Path, expected: Expected = CIFAR10, progress: bool = True) -> Arrays:
    """Read the JPEG copy from a folder, a .zip, a .tar or a .tar.gz; nothing is unpacked to disk.

    Returns:
        x_train (50000, 32, 32, 3) and x_test (10000, 32, 32, 3) uint8, y_train (50000, 1) and y_test
        (10000, 1) uint8, in the original order, which the file names say.

    Raises:
        DataError: another layout, an unknown class, an index that is missing, given twice or too
            high, a picture of another size, one that is damaged, a damaged archive, or labels that
            are not CIFAR-10's in their original order.
    """
    arrays = _empty(expected)
    total, entries = walk(path)
    with progress_bar(total, path.name, progress) as bar:
        for entry in counted(entries, bar):
            split, label, index = _place(path, entry, expected)
            if arrays[f"y_{split}"][index] != _NONE:
                raise DataError(
                    f"{path}: two files give picture {index:05} of {split}, the second one is "
                    f"{entry.name!r}. Remove the wrong one."
                )
            arrays[f"x_{split}"][index] = _picture(entry, f"{path}: {entry.name}")
            arrays[f"y_{split}"][index] = label
    for split, count in expected.counts.items():
        missing = np.flatnonzero(arrays[f"y_{split}"] == _NONE)
        if missing.size:
            some = ", ".join(f"{index:05}" for index in missing[:5])
            more = f" and {missing.size - 5:,} more" if missing.size > 5 else ""
            raise DataError(
                f"{path} lacks {missing.size:,} of the {count:,} pictures of {split}: {some}{more}. "
                f"{_REPLACE}"
            )
    _check_labels(path, arrays, expected)
    return arrays


def read_batches(path: Path, expected: Expected = CIFAR10, progress: bool = True) -> Arrays:
    """Read the six pickled batches from the original archive, or from the folder it unpacks to.

    Nothing is unpacked to disk, and the pickles can build arrays, lists and dictionaries only.

    Returns:
        the same arrays as :func:`read_images`.

    Raises:
        DataError: a batch is missing, there twice, not the original by its MD5, or of another
            layout; the archive is damaged; or the labels are not in their original order.
    """
    arrays, seen = _empty(expected), set()
    total, entries = walk(path)
    with progress_bar(total, path.name, progress) as bar:
        for entry in counted(entries, bar):
            name = entry.parts[-1]
            if name not in BATCHES:
                continue
            where = f"{path}: {entry.name}"
            if name in seen:
                raise DataError(f"{where} is there a second time, in another folder. Remove the wrong one.")
            seen.add(name)
            data = content(entry, where)
            _check_md5(where, data, name, expected)
            split, rows = _rows(name, expected)
            arrays[f"x_{split}"][rows], arrays[f"y_{split}"][rows] = _batch(where, data, rows)
    missing = [name for name in BATCHES if name not in seen]
    if missing:
        raise DataError(f"{path} lacks {', '.join(missing)} of CIFAR-10's six batches. {_REPLACE}")
    _check_labels(path, arrays, expected)
    return arrays


_NONE = 255  # the label of a picture that has not been read


def _empty(expected: Expected) -> Arrays:
    arrays = {}
    for split, count in expected.counts.items():
        arrays[f"x_{split}"] = np.empty((count, SIDE, SIDE, 3), np.uint8)
        arrays[f"y_{split}"] = np.full((count, 1), _NONE, np.uint8)
    return arrays


def _place(path: Path, entry: Entry, expected: Expected) -> tuple[str, int, int]:
    """Split, label and index of a picture by its name (one folder around train and test is accepted)."""
    split, name, file = entry.parts[-3:] if len(entry.parts) in (3, 4) else ("", "", "")
    stem, _, kind = file.rpartition(".")
    digits = len(stem) == 5 and stem.isascii() and stem.isdigit()
    if split not in expected.counts or not digits or kind.lower() not in ("jpg", "jpeg"):
        raise DataError(
            f"{path}: {entry.name!r} does not fit the layout train|test/<class>/<index>.jpg with an index "
            "of five digits. Move or remove the file."
        )
    if name not in CIFAR10_CLASSES:
        raise DataError(
            f"{path}: {entry.name!r} is in the folder {name!r}, which is no class of CIFAR-10 "
            f"({', '.join(CIFAR10_CLASSES)})."
        )
    index, count = int(stem), expected.counts[split]
    if index >= count:
        raise DataError(
            f"{path}: {entry.name!r} has index {index}, but {split} has {count:,} pictures, "
            "which count from 0."
        )
    return split, CIFAR10_CLASSES.index(name), index


def _picture(entry: Entry, name: str) -> np.ndarray:
    picture = decode(content(entry, name), name)
    if picture.shape != (SIDE, SIDE, 3):
        height, width = picture.shape[:2]
        raise DataError(f"{name} has {width}x{height} pixels, but CIFAR-10's pictures have {SIDE}x{SIDE}.")
    return picture


def _check_labels(path: Path, arrays: Arrays, expected: Expected) -> None:
    labels = hashlib.sha256(arrays["y_train"].tobytes() + arrays["y_test"].tobytes()).hexdigest()
    if expected.labels_sha256 not in (None, labels):
        raise DataError(
            f"{path}: the labels are not those of CIFAR-10 in its original order (sha256 {labels} where "
            f"{expected.labels_sha256} was expected). {_REPLACE}"
        )


def _check_md5(where: str, data: bytes, name: str, expected: Expected) -> None:
    if expected.batch_md5 is None:
        return
    found = hashlib.md5(data, usedforsecurity=False).hexdigest()
    wanted = expected.batch_md5[BATCHES.index(name)]
    if found != wanted:
        raise DataError(
            f"{where} is not the original file, or is damaged: its MD5 is {found}, the original's {wanted}. "
            f"{_REPLACE}"
        )


def _rows(name: str, expected: Expected) -> tuple[str, slice]:
    """The split that a batch belongs to, and its rows there."""
    if name == "test_batch":
        return "test", slice(0, expected.test)
    size, number = expected.train // 5, BATCHES.index(name)
    return "train", slice(number * size, (number + 1) * size)


_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class _ArraysOnly(pickle.Unpickler):
    """Builds NumPy arrays and what pickle itself knows (lists, dictionaries, numbers); calls nothing."""

    def find_class(self, module: str, name: str):
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(
                f"it asks for {module}.{name}, which is not needed to build an array"
            )
        return super().find_class(module, name)


def _batch(where: str, data: bytes, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, 32, 32, 3) and labels (n, 1) of one pickled batch."""
    count = rows.stop - rows.start
    try:
        # Written by Python 2, whose strings are bytes.
        batch = _ArraysOnly(io.BytesIO(data), encoding="bytes").load()
        pixels, labels = batch[b"data"], np.array(batch[b"labels"])
    except Exception as error:  # a damaged pickle leads to errors of any kind
        raise DataError(
            f"{where} cannot be read as a batch of CIFAR-10 ({type(error).__name__}: {error}). Fetch it anew."
        ) from error
    shape = getattr(pixels, "shape", None)
    if shape != (count, 3 * SIDE * SIDE) or pixels.dtype != np.uint8:
        found = f"{shape} {pixels.dtype}" if shape is not None else type(pixels).__name__
        raise DataError(f"{where}: data must be ({count}, {3 * SIDE * SIDE}) uint8, but is {found}.")
    whole = labels.shape == (count,) and labels.dtype.kind in "iu"
    if not whole or labels.min() < 0 or labels.max() >= len(CIFAR10_CLASSES):
        raise DataError(f"{where}: labels must be {count} integers from 0 to 9, and are not.")
    pictures = pixels.reshape(count, 3, SIDE, SIDE).transpose(0, 2, 3, 1)
    return pictures, labels.astype(np.uint8)[:, np.newaxis]
