"""The hand-sign data (SIGNS): photographs where they can be had, a drawn stand-in where not.

1,080 training and 120 test pictures, 64x64, of hands that show 0 to 5 fingers; by the
deeplearning.ai course *Convolutional Neural Networks*. The data is looked for in ``$RESNETS_DATA``,
then in ``datasets/``, then downloaded (``RESNETS_DOWNLOAD=0`` forbids it), and else drawn.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from resnets.download import DownloadError, fetch
from resnets.errors import DataError
from resnets.places import Found, check_source, downloads_are_off, keeping_places, places, why_nothing
from resnets.signs_files import (
    CLASSES,
    PARTS,
    REBUILT,
    TEST,
    TRAIN,
    UNKNOWN,
    identity,
    read_part,
    write_part,
)

Signs = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]

# Folders for which a download failed in this process: it is tried once, not at each load.
_failed_downloads: dict[Path, DownloadError] = {}


def load_signs(source: str = "auto") -> Signs:
    """The SIGNS data as the tutorial gives it; prints one line saying which data it is and why.

    Args:
        source: "real" for the photographs (or files of your own in their layout) or an error;
            "drawn" for the stand-in; "auto" for the first of the two that can be had.

    Returns:
        ``X_train_orig`` (1080, 64, 64, 3) uint8, ``Y_train_orig`` (1, 1080) int64,
        ``X_test_orig`` (120, 64, 64, 3) uint8, ``Y_test_orig`` (1, 120) int64 and
        ``classes`` (6,) int64: 0 to 5 raised fingers.

    Raises:
        DataError: a file that was found cannot be used, or ``source="real"`` finds none.
        ValueError: another source than these three.
    """
    found = _find(source)
    if found.kind == "drawn":
        (x_train, y_train), (x_test, y_test) = _drawn_parts()
    else:
        (x_train, y_train), (x_test, y_test) = (read_part(found.path / p.name, p) for p in PARTS)
    print(found.line)
    return x_train, y_train[np.newaxis], x_test, y_test[np.newaxis], np.arange(CLASSES, dtype=np.int64)


load_dataset = load_signs


def signs_source(source: str = "auto") -> str:
    """What :func:`load_signs` uses: decide on it what may be asserted of a result.

    It makes the same search (a download included, unless ``RESNETS_DOWNLOAD=0``) and prints nothing.

    Returns:
        "real" for the photographs (the original files, or the copy rebuilt from JPEGs), "own" for
        files in their layout with a checksum that is not known, "drawn" for the stand-in.
    """
    return _find(source).kind


def convert_to_one_hot(Y: np.ndarray, C: int) -> np.ndarray:
    """One column per example, with a 1 in the row of its class.

    Args:
        Y: labels 0 to C-1, shape (1, m), (m, 1) or (m,); integers, or floats that are whole.
        C: the number of classes.

    Returns:
        (C, m) float64. Transpose it for Keras, which wants one row per example.

    Raises:
        ValueError: labels of another shape or dtype, not whole, or outside 0 to C-1.
    """
    if isinstance(C, (bool, np.bool_)) or not isinstance(C, (int, np.integer)) or C < 1:
        raise ValueError(f"C must be the number of classes, a positive integer, but is {C!r}.")
    Y = np.asarray(Y)
    if not (Y.ndim == 1 or (Y.ndim == 2 and 1 in Y.shape)):
        raise ValueError(f"Y must have shape (1, m), (m, 1) or (m,), but has {Y.shape}.")
    if Y.dtype.kind not in "iuf" and Y.size:
        raise ValueError(f"Y must hold integer labels, but its dtype is {Y.dtype}.")
    labels = Y.reshape(-1)
    whole = labels == np.floor(labels) if Y.dtype.kind == "f" else np.ones(labels.shape, bool)
    for wrong, what in ((~whole, "no whole number"), ((labels < 0) | (labels >= C), f"outside 0 to {C - 1}")):
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"Labels must be integers from 0 to {C - 1}, but label {place} of {labels.size}"
                             f" is {labels[place]}, {what}.")  # fmt: skip
    return np.eye(C)[labels.astype(np.int64)].T


def dataset_fingerprint(*arrays: np.ndarray) -> str:
    """16 hex digits that name the content of arrays: dtype, shape and every value, in their order.

    ``dataset_fingerprint(*load_signs())`` names the data a result was measured on.
    """
    digest = hashlib.sha256()
    for array in arrays:
        array = np.asarray(array)
        array = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def _find(source: str) -> Found:
    """Decide where the data comes from."""
    check_source(source)
    if source == "drawn":
        return Found("drawn", None, "SIGNS: drawn stand-in (as asked for)")
    odd, empty = [], []
    for label, folder in places():
        missing = [part.name for part in PARTS if not (folder / part.name).exists()]
        if not missing:
            return _described(folder, label)
        if label.startswith("$") and not folder.is_dir():
            odd.append(f"{label} is no folder")
        elif len(missing) == 1:
            odd.append(f"no {missing[0]} in {label}")
        else:
            empty.append(label)
    folder, outcome, error = _download(again=source == "real")
    if folder is not None:
        return _described(folder, outcome)
    tried = [*why_nothing(odd, empty), outcome]
    if source == "real":
        raise DataError(_nowhere(tried)) from error  # which names each mirror
    return Found("drawn", None, f"SIGNS: drawn stand-in ({', '.join(tried)})")


def _described(folder: Path, label: str) -> Found:
    """What a folder that holds both files holds, by their checksums."""
    known = [identity(folder / part.name) for part in PARTS]
    if UNKNOWN in known:
        return Found("own", folder, f"SIGNS: files of your own in {label} (their checksums are not known)")
    note = "training photographs rebuilt from JPEG copies" if REBUILT in known else "the original files"
    return Found("real", folder, f"SIGNS: photographs from {label} ({note})")


def _download(again: bool) -> tuple[Path | None, str, DownloadError | None]:
    """Download what is missing: the folder and its name, or None, why not, and the error at length."""
    if downloads_are_off():
        return None, "downloads are off (RESNETS_DOWNLOAD)", None
    for label, folder in keeping_places():
        try:
            if folder in _failed_downloads and not again:
                raise _failed_downloads[folder]
            for part in PARTS:
                if not (folder / part.name).exists():
                    fetch(part.mirrors, folder / part.name, sha256=part.sha256,
                          git_blob=part.git_blob, size=part.size)  # fmt: skip
            return folder, label, None
        except DownloadError as error:
            _failed_downloads[folder] = error
            return None, f"download failed: {error.attempts[0][1]}", error
        except OSError:  # this folder cannot be written: try the next
            continue
    return None, "download failed: no folder can be written", None


def _nowhere(tried: list[str]) -> str:
    looked_in = "".join(f"\n  {label}: {folder}" for label, folder in places())
    return (
        f"The photographs of hand signs cannot be had: {', '.join(tried)}. Put {TRAIN.name} and {TEST.name} "
        "into datasets/ or into a folder named by RESNETS_DATA (datasets/README.md says where they come "
        f'from), or use load_signs("drawn"). Looked in:{looked_in}'
    )


def _drawing() -> tuple[object, Callable]:
    """The version of the drawing code, and the function that draws."""
    from resnets import drawn_signs

    return drawn_signs.VERSION, drawn_signs.draw_signs


def _drawn_parts() -> list[tuple[np.ndarray, np.ndarray]]:
    """The drawn stand-in's two parts, from the cache or drawn anew and put there."""
    version, draw = _drawing()
    names = [f"drawn_signs_v{version}_{part.split}.h5" for part in PARTS]
    for _, folder in keeping_places():
        try:
            return [read_part(folder / name, part) for name, part in zip(names, PARTS, strict=True)]
        except DataError:
            pass  # not there, of another version, or damaged: it can be drawn again
    x_train, y_train, x_test, y_test = draw(seed=0)
    parts = [(x_train, y_train), (x_test, y_test)]
    for _, folder in keeping_places():
        try:
            for name, part, arrays in zip(names, PARTS, parts, strict=True):
                write_part(folder / name, part, *arrays)
            return [read_part(folder / name, part) for name, part in zip(names, PARTS, strict=True)]
        except OSError:
            pass  # this folder cannot be written: the next one, or no cache at all
    return parts
