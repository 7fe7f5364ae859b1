"""Pictures from a folder or an archive as arrays, and a picture of one's own as model input."""

import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from resnets.archives import Entry, content, counted, walk
from resnets.errors import DataError
from resnets.files import progress_bar
from resnets.pictures import decode

MAX_ARRAY_BYTES = 2 << 30
MAX_SIDE = 4096


def load_image_folder(
    path: str | os.PathLike,
    size: tuple[int, int] | None = None,
    split: str | None = None,
    progress: bool = True,
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Read a folder or a .zip, .tar or .tar.gz of pictures, one folder a class, without unpacking it.

    The layout is ``<class>/<file>`` or ``<split>/<class>/<file>`` (one folder around the latter is
    accepted). Hidden files and those that systems leave behind are skipped. Pictures are turned as
    their EXIF data say, laid on white where they are transparent, and made RGB.

    Args:
        path: the folder or the archive.
        size: (height, width) to bring every picture to: cut to that shape about its centre, then
            resized with antialiasing. None keeps the size, which must then be the same for all.
        split: the split to read, such as "train". None reads everything; where there are splits,
            "train" comes first and the others follow by name.
        progress: show a bar when it takes longer than a second.

    Returns:
        images (n, height, width, 3) uint8; labels (n,) int64, which index the third; and the class
        names, of all splits, sorted. Within a split the pictures are in the order of their file
        names with numbers taken as numbers, whatever the class: names that count through the
        original order give the original order.

    Raises:
        DataError: another layout, no such split, a file that is no picture, pictures of different
            sizes without ``size``, more data than ``MAX_ARRAY_BYTES``, or an archive that is cut
            short, holds links or names leading elsewhere, or claims absurd sizes.
        ValueError: size is no pair of positive integers.
    """
    size = _checked_size(size)
    total, entries = walk(path)
    with progress_bar(total, Path(path).name, progress) as bar:
        layout = _Layout(path, split)
        places, images = _decoded(counted(entries, bar), layout, size)
    layout.finish()
    classes = sorted(layout.classes, key=_natural)
    number = {name: index for index, name in enumerate(classes)}
    ranks = [_rank(place) for place in places]
    order = sorted(range(len(places)), key=ranks.__getitem__)
    x = np.empty((len(order), *images[0].shape), np.uint8)
    for row, i in enumerate(order):
        x[row], images[i] = images[i], None  # let go of each as it is copied
    return x, np.array([number[places[i][1]] for i in order], np.int64), classes


def load_photo(path: str | os.PathLike, size: tuple[int, int] = (64, 64)) -> np.ndarray:
    """Turn a picture of one's own into input for a model.

    Any size and any kind that Pillow reads will do (JPEG, PNG, WebP, GIF, TIFF, ...): it is turned
    as its EXIF data say, grey, palette and 16-bit pictures are made RGB of 8 bits, transparent ones
    are laid on white, then the largest centred piece of the wanted shape (a square, as it stands)
    is cut out and resized with antialiasing.

    Args:
        path: the picture.
        size: (height, width) of the result.

    Returns:
        (1, height, width, 3) float32 in [0, 1]: a batch of one, scaled like the training data.

    Raises:
        DataError: the file is missing, is no picture, is cut short, or has too many pixels.
        ValueError: size is no pair of positive integers.
    """
    size = _checked_size(size)
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): expected a picture's file.") from error
    return decode(data, str(path), size)[np.newaxis].astype(np.float32) / np.float32(255)


class _Layout:
    """Finds class and split in each entry's parts and sees that all have the same depth."""

    def __init__(self, path, split: str | None):
        self.path, self.split = path, split
        self.first: Entry | None = None
        self.classes: set[str] = set()
        self.splits: set[str] = set()
        self.around: set[str] = set()
        self.selected = 0

    def place(self, entry: Entry) -> tuple[str, str, str] | None:
        """(split, class, file) of an entry, or None where its split is not asked for."""
        depth = len(entry.parts)
        self.first = self.first or entry
        if not 2 <= depth <= 4 or depth != len(self.first.parts):
            like = "" if entry is self.first else f", unlike {self.first.name!r}"
            raise DataError(
                f"{self.path}: {entry.name!r} does not fit{like}. Expected the layout <class>/<file> or "
                "<split>/<class>/<file> and the same one throughout; move or remove the file."
            )
        *around, name, file = entry.parts
        split = around[-1] if around else ""
        self.classes.add(name)
        self.splits.add(split)
        self.around.add(around[0] if depth == 4 else "")
        if len(self.around) > 1:
            raise DataError(
                f"{self.path}: {entry.name!r} lies too deep; expected <split>/<class>/<file>, at most in "
                "one folder that holds them all."
            )
        if self.split is not None and split != self.split:
            return None
        self.selected += 1
        return split, name, file

    def finish(self) -> None:
        """Raise DataError if nothing was selected."""
        if self.selected:
            return
        if self.split is None or not self.classes:
            raise DataError(
                f"{self.path} holds no pictures; expected <class>/<file> or <split>/<class>/<file>."
            )
        if self.splits == {""}:
            raise DataError(
                f"{self.path} has no splits (its layout is <class>/<file>): leave split={self.split!r} out."
            )
        known = ", ".join(repr(name) for name in sorted(self.splits, key=_natural)[:10])
        raise DataError(f"{self.path} has no split {self.split!r}; it has {known}.")


def _decoded(entries: Iterator[Entry], layout: _Layout, size) -> tuple[list, list[np.ndarray]]:
    """Decode what the layout selects.

    In one thread: with Pillow small pictures decode no faster in two (its Python part holds the
    interpreter), and large ones are quick because JPEGs are decoded near the wanted size.
    """
    places, images, used = [], [], 0
    for entry in entries:
        place = layout.place(entry)
        if place is None:
            continue
        name = f"{layout.path}: {entry.name}"
        image = decode(content(entry, name), name, size)
        if images and image.shape != images[0].shape:
            (height, width), (first_height, first_width) = image.shape[:2], images[0].shape[:2]
            raise DataError(
                f"{name} has {width}x{height} pixels, the pictures before it {first_width}x{first_height}. "
                "Give a size for all, such as size=(64, 64)."
            )
        used += image.nbytes
        if used > MAX_ARRAY_BYTES:
            raise DataError(
                f"{layout.path}: more than {MAX_ARRAY_BYTES >> 30} GiB of pixels by {entry.name!r}. "
                "Give a smaller size=(height, width) or read one split at a time."
            )
        places.append(place)
        images.append(image)
    return places, images


def _checked_size(size) -> tuple[int, int] | None:
    if size is None:
        return None
    whole = (
        isinstance(size, (tuple, list))
        and len(size) == 2
        and all(isinstance(side, (int, np.integer)) and 1 <= side <= MAX_SIDE for side in size)
    )
    if not whole:
        raise ValueError(f"size must be (height, width), two integers from 1 to {MAX_SIDE}, but is {size!r}.")
    return int(size[0]), int(size[1])


def _natural(name: str) -> tuple:
    """A key that sorts 2 before 10: runs of digits by value, the rest as text."""
    pieces = re.split(r"([0-9]+)", name)
    # By length, then digits: by value without int(), which refuses very long ones.
    digits = [piece.lstrip("0") for piece in pieces[1::2]]
    digits.append("")  # as many as texts
    values = (x for text, d in zip(pieces[::2], digits, strict=True) for x in (text, len(d), d))
    return (*values, name)


_natural_folder = functools.lru_cache(maxsize=4096)(_natural)  # few, but asked for with every picture


def _rank(place: tuple[str, str, str]) -> tuple:
    split, name, file = place
    return split != "train", _natural_folder(split), _natural(file), _natural_folder(name)
