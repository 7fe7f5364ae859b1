"""Arrays that took time to make, kept in one file and read back in a fraction of a second."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from resnets.files import written_whole
from resnets.places import keeping_places

Arrays = dict[str, np.ndarray]


def kept_arrays(name: str, key: str, make: Callable[[], Arrays]) -> Arrays:
    """Arrays from the file of this name, or made anew and put there.

    The file is an uncompressed .npz, written whole, in the first folder of
    :func:`resnets.places.keeping_places` that takes it. A file that was made under another key, or
    is damaged anywhere (a zip file has a checksum for each array), is made anew and replaced.

    Args:
        name: the file's name.
        key: says what the arrays were made from; it is kept with them.
        make: returns the arrays by name, none of them called "key".

    Returns:
        The arrays, writable; they are returned also where no folder can be written.
    """
    for _, folder in keeping_places():
        arrays = _read(folder / name, key)
        if arrays is not None:
            return arrays
    arrays = make()
    for _, folder in keeping_places():
        try:
            with written_whole(folder / name) as temporary, open(temporary, "wb") as file:
                np.savez(file, key=np.array(key), **arrays)
            break
        except OSError:
            continue  # this folder cannot be written, or is full: the next one, or none at all
    return arrays


def _read(path: Path, key: str) -> Arrays | None:
    """What a file of :func:`kept_arrays` holds, or None where it cannot be used."""
    try:
        with np.load(path) as file:
            if str(file["key"]) != key:
                return None
            return {name: file[name] for name in file.files if name != "key"}
    # A damaged header leads to errors of many kinds; all mean that the arrays must be made anew.
    except Exception:
        return None
