"""CIFAR-10: photographs where they can be had, a drawn stand-in where not.

50,000 training and 10,000 test pictures, 32x32, in ten classes (Krizhevsky, *Learning Multiple Layers of
Features from Tiny Images*, 2009). They are looked for in ``$RESNETS_DATA``, in ``datasets/``, in the user's
cache folder and where Keras keeps them, then downloaded (``RESNETS_DOWNLOAD=0`` forbids it), and else drawn.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from resnets import cifar_files
from resnets.array_cache import kept_arrays
from resnets.cifar_files import BATCHES, CIFAR10_CLASSES, Arrays, Expected
from resnets.download import DownloadError, fetch
from resnets.errors import DataError
from resnets.places import Found, check_source, downloads_are_off, keeping_places, places, why_nothing

Part = tuple[np.ndarray, np.ndarray]

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
ARCHIVE = "cifar-10-python.tar.gz"
# Where keras.datasets.cifar10 (3.5 and later) keeps the archive, in the folder "datasets" of its own.
KERAS_ARCHIVE = "cifar-10-batches-py-target_archive"

# What is looked for in a folder, best first, and what it is.
_NAMES = {
    ARCHIVE: "real",
    "cifar-10-batches-py": "real",
    "cifar10_images.tar.gz": "jpeg",
    "cifar10_images.zip": "jpeg",
    "cifar10_images": "jpeg",
}
# The last two are of Keras 2 and of Keras 3 before 3.5.
_KERAS_NAMES = (
    KERAS_ARCHIVE,
    "cifar-10-batches-py-target/cifar-10-batches-py",
    ARCHIVE,
    "cifar-10-batches-py.tar.gz",
    "cifar-10-batches-py",
)
_KERAS = "the Keras cache"
_NOTES = {
    "real": "the original files",
    "jpeg": "JPEG copy, so pixels differ slightly from the originals",
}
_EXPECTED: Expected = cifar_files.CIFAR10
# Raise it when the readers change what they return: cached arrays are then made anew.
_READERS = 1

_failed_download: list[DownloadError] = []  # it is tried once in a process, not at each load


def load_cifar10(source: str = "auto") -> tuple[Part, Part]:
    """CIFAR-10 as ``keras.datasets.cifar10`` gives it; prints one line saying which data it is and why.

    The decoded arrays are kept in ``datasets/`` of the checkout or the user's cache folder (184 MB), so
    that the next load takes a fraction of a second.

    Args:
        source: "real" for the photographs (the original files, or their JPEG copy) or an error;
            "drawn" for the stand-in; "auto" for the first of the two that can be had.

    Returns:
        ``(x_train, y_train), (x_test, y_test)``: uint8 (50000, 32, 32, 3) and (10000, 32, 32, 3), and
        labels uint8 (50000, 1) and (10000, 1), which index :func:`cifar10_classes`. Photographs come
        in the original order.

    Raises:
        DataError: a file that was found cannot be used, or ``source="real"`` finds none.
        ValueError: another source than these three.
    """
    found = _find(source)
    arrays = _drawn() if found.kind == "drawn" else _photographs(found)
    print(found.line)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def cifar10_source(source: str = "auto") -> str:
    """What :func:`load_cifar10` uses: decide on it what may be asserted of a result.

    It makes the same search (a download included, unless ``RESNETS_DOWNLOAD=0``) and prints nothing.

    Returns:
        "real" for the original files, "jpeg" for the JPEG copy, "drawn" for the stand-in.
    """
    return _find(source).kind


def cifar10_classes(source: str = "auto") -> tuple[str, ...]:
    """The ten class names, in the order of the labels, of what :func:`load_cifar10` uses.

    ``CIFAR10_CLASSES`` for photographs; the names of the shapes for the stand-in.
    """
    if cifar10_source(source) != "drawn":
        return CIFAR10_CLASSES
    from resnets.drawn_cifar import DRAWN_CLASSES

    return DRAWN_CLASSES


def keras_datasets() -> Path:
    """The folder in which ``keras.datasets`` keeps its files."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"


def _find(source: str) -> Found:
    """Decide where the data comes from."""
    check_source(source)
    if source == "drawn":
        return Found("drawn", None, "CIFAR-10: drawn stand-in (as asked for)")
    odd, empty = [], []
    for label, folder in places():
        for name, kind in _NAMES.items():
            if (folder / name).exists():
                return _described(kind, folder / name, label)
        if label.startswith("$") and not folder.is_dir():
            odd.append(f"{label} is no folder")
        else:
            empty.append(label)
    there = [path for name in _KERAS_NAMES if (path := keras_datasets() / name).exists()]
    for path in there:
        if _is_complete(path):
            return _described("real", path, _KERAS)
    if there:
        odd.append(f"{_KERAS} holds it only in part")
    else:
        empty.append(_KERAS)
    path, outcome, error = _download(again=source == "real")
    if path is not None:
        return _described("real", path, outcome)
    tried = [*why_nothing(odd, empty, "CIFAR-10"), outcome]
    if source == "real":
        raise DataError(_nowhere(tried)) from error
    return Found("drawn", None, f"CIFAR-10: drawn stand-in ({', '.join(tried)})")


def _described(kind: str, path: Path, label: str) -> Found:
    return Found(kind, path, f"CIFAR-10: photographs from {label} ({_NOTES[kind]})")


def _is_complete(path: Path) -> bool:
    """Whether Keras's own loader, which writes under the final name, came to its end."""
    if path.is_dir():
        return all((path / name).is_file() for name in BATCHES)
    return path.stat().st_size == _EXPECTED.archive_bytes


def _download(again: bool) -> tuple[Path | None, str, DownloadError | None]:
    """Download the original archive: its path and the folder's name, or None, why not, and the error."""
    if downloads_are_off():
        return None, "downloads are off (RESNETS_DOWNLOAD)", None
    kept = [(label, folder / ARCHIVE) for label, folder in keeping_places()]
    for label, path in [(_KERAS, keras_datasets() / KERAS_ARCHIVE), *kept]:
        try:
            if _failed_download and not again:
                raise _failed_download[-1]
            fetch(URL, path, sha256=SHA256, size=_EXPECTED.archive_bytes)
            return path, label, None
        except DownloadError as error:
            _failed_download[:] = [error]
            return None, f"download failed: {error.attempts[0][1]}", error
        except OSError:  # this folder cannot be written: try the next
            continue
    return None, "download failed: no folder can be written", None


def _nowhere(tried: list[str]) -> str:
    looked_in = [*places(), (_KERAS, keras_datasets())]
    return (
        f"The photographs of CIFAR-10 cannot be had: {', '.join(tried)}. Put {ARCHIVE} into datasets/ or "
        "into a folder named by RESNETS_DATA (datasets/README.md says where it comes from), or use "
        'load_cifar10("drawn"). Looked in:' + "".join(f"\n  {label}: {path}" for label, path in looked_in)
    )


def _photographs(found: Found) -> Arrays:
    """The decoded photographs, from the cache or decoded anew and put there."""
    read = cifar_files.read_images if found.kind == "jpeg" else cifar_files.read_batches
    key = f"readers {_READERS}, {cifar_files.state_of(found.path)}"
    return kept_arrays(f"cifar10_{found.kind}.npz", key, lambda: read(found.path, _EXPECTED))


def _drawing() -> tuple[object, Callable]:
    """The version of the drawing code, and the function that draws."""
    from resnets import drawn_cifar

    return drawn_cifar.VERSION, drawn_cifar.draw_cifar


def _drawn() -> Arrays:
    """The drawn stand-in, from the cache or drawn anew and put there."""
    version, draw = _drawing()

    def make() -> Arrays:
        (x_train, y_train), (x_test, y_test) = draw()
        return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}

    return kept_arrays(f"drawn_cifar10_v{version}.npz", f"drawn, version {version}", make)
