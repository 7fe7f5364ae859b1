"""The two HDF5 files of the SIGNS data: their layout, how they are known, how they are read.

The layout is that of the tutorial the data comes from: ``train_signs.h5`` holds ``train_set_x``
(1080, 64, 64, 3) uint8 and ``train_set_y`` (1080,) integers 0-5; ``test_signs.h5`` holds
``test_set_x``, ``test_set_y`` (120 of each) and ``list_classes`` (6,).
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from resnets.errors import DataError
from resnets.files import checksum, written_whole

IMAGE_SHAPE = (64, 64, 3)
CLASSES = 6

_MIRRORS = (
    "jungsoh/resnet-sign-language-recognition/64db40f36cab0057834ef466577ec1fe2fc87583/datasets",
    "sammyamajumdar/ResNet50/c41a561b67ec84a66a7600e12d9014df2e18dcf1",
    "DrAlexSanz/CNN-in-TF/5f0da09b23d8920755c2d0087debebdfe3ce8bf0",
)


@dataclass(frozen=True)
class Part:
    """One of the two files: its name, its layout, and how the original is known."""

    split: str
    count: int
    size: int
    sha256: str
    git_blob: str

    @property
    def name(self) -> str:
        return f"{self.split}_signs.h5"

    @property
    def keys(self) -> tuple[str, ...]:
        keys = (f"{self.split}_set_x", f"{self.split}_set_y")
        return (*keys, "list_classes") if self.split == "test" else keys

    @property
    def mirrors(self) -> list[str]:
        return [f"https://raw.githubusercontent.com/{mirror}/{self.name}" for mirror in _MIRRORS]


TRAIN = Part(
    "train",
    1080,
    13_281_872,
    "47480709d99f2ea6ae428ecc491fc6f65ff1d05336736dd859d5565e0ad3cf74",
    "15904fbeb148848aea50d42c96a539b7bd11c4e5",
)
TEST = Part(
    "test",
    120,
    1_477_712,
    "539fb746ed9e947eb244cfca73f4d1b03f9bf5524d609eeed2cd76ddb1b179be",
    "ac34131b87c829b90f5c0913f90d509f1c1f8ed0",
)
PARTS = (TRAIN, TEST)

ORIGINAL, REBUILT, UNKNOWN = "original", "rebuilt from JPEG copies", "unknown"
_KNOWN = {
    TRAIN.sha256: ORIGINAL,
    TEST.sha256: ORIGINAL,
    "f13e855f444dd0dc842fc2e78878bf715265d74dfb044e310a3f05065a6bb07f": REBUILT,
}


def identity(path: Path) -> str:
    """What a file's checksum says it is: ORIGINAL, REBUILT or UNKNOWN."""
    state = path.stat()
    return _identity(path, state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _identity(path: Path, size: int, changed: int) -> str:
    return _KNOWN.get(checksum(path), UNKNOWN)


def read_part(path: Path, part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Read one of the two files.

    Returns:
        images (count, 64, 64, 3) uint8 and labels (count,) int64.

    Raises:
        DataError: the file is missing, cut short, lacks a key, or holds another shape, another
            dtype, labels outside 0-5, or the other part.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing: expected the HDF5 file {part.name} there.")
    try:
        with h5py.File(path, "r") as file:
            _check_layout(path, part, file)
            x, y = file[part.keys[0]][:], file[part.keys[1]][:]
            classes = file["list_classes"][:] if "list_classes" in part.keys else np.arange(CLASSES)
    except (OSError, RuntimeError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} cannot be read as an HDF5 file ({error}). It may be cut short or be something "
            f"else under this name (the original has {part.size:,} bytes). Replace it with a whole "
            "copy, or remove it so that the next source is tried."
        ) from error
    if not np.array_equal(classes, np.arange(CLASSES)):
        raise DataError(f"{path}: list_classes must be 0 1 2 3 4 5, but is {classes[:10].tolist()}.")
    outside = np.flatnonzero((y < 0) | (y >= CLASSES))
    if outside.size:
        raise DataError(
            f"{path}: labels must lie in 0-5, but {part.keys[1]}[{outside[0]}] is {y[outside[0]]} "
            f"({outside.size} such labels). Correct the labels or replace the file."
        )
    return x, y.astype(np.int64)


def write_part(path: Path, part: Part, x: np.ndarray, y: np.ndarray) -> None:
    """Write images (count, 64, 64, 3) uint8 and labels (count,) in the layout of one of the files."""
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        file.create_dataset(part.keys[0], data=x)
        file.create_dataset(part.keys[1], data=y)
        file.create_dataset("list_classes", data=np.arange(CLASSES, dtype=np.int64))


def _check_layout(path: Path, part: Part, file: h5py.File) -> None:
    """Raise DataError unless an open file has the keys, shapes and dtypes of its part."""
    missing = [key for key in part.keys if not isinstance(file.get(key), h5py.Dataset)]
    if missing:
        found = ", ".join(sorted(file)[:10]) or "nothing"
        raise DataError(f"{path} lacks {', '.join(missing)}; it holds {found}.{_mixed_up(part, file)}")
    x, y = file[part.keys[0]], file[part.keys[1]]
    expected = (part.count, *IMAGE_SHAPE)
    if x.shape != expected or x.dtype != np.uint8:
        raise DataError(
            f"{path}: {part.keys[0]} must be {expected} uint8, but is {x.shape} {x.dtype}."
            + _mixed_up(part, file)
        )
    if y.shape != (part.count,) or y.dtype.kind not in "iu":
        raise DataError(
            f"{path}: {part.keys[1]} must be ({part.count},) integers, but is {y.shape} {y.dtype}."
        )


def _mixed_up(part: Part, file: h5py.File) -> str:
    """A hint for the end of a message: is this the other part under this name?"""
    other = TEST if part is TRAIN else TRAIN
    x = file.get(part.keys[0])
    if other.keys[0] in file:
        sign = f"It holds {other.keys[0]}"
    elif isinstance(x, h5py.Dataset) and x.shape[:1] == (other.count,):
        sign = f"It holds {other.count:,} images, as many as the {other.split} set"
    else:
        return (
            f" Use the original {part.name}, or write your files in its layout; pictures of "
            "another number or size are read by load_image_folder."
        )
    return f" {sign}: train and test are mixed up. Exchange the two files, or fetch them anew."
