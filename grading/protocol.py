"""Frames between a submission's process and the judge: one JSON header and raw arrays, all of it limited.

A frame is ``MAGIC``, the header's length (4 bytes), the length of all arrays together (8 bytes), the header,
the arrays one behind the other, each in NumPy's own format. Nothing is ever unpickled.
"""

import io
import json
import os
import select
import struct
import time
from collections.abc import Sequence

import numpy as np

MAGIC = b"RBG1"
PREFIX = struct.Struct("<4sIQ")
HEADER_LIMIT = 16 * 2**20  # bytes
ARRAYS_LIMIT = 128 * 2**20  # bytes of all arrays of a frame
COUNT_LIMIT = 5_000  # arrays in a frame
PIECE = 2**16  # bytes read or written at once
KINDS = "biuf"  # truth values, integers and floats


class ProtocolError(BaseException):
    """What arrived is no answer; the text says so in plain words.

    No ``Exception``: a check explains those as the learner's mistakes.
    """


class Broken(ProtocolError):
    """Nothing that comes after it can be read either."""


class Closed(Broken):
    """The other side has ended."""


class TooLate(Broken):
    """The other side did not answer in time."""


class Channel:
    """Two pipes to the other side.

    Args:
        read: file descriptor to read from.
        write: file descriptor to write to.
    """

    def __init__(self, read: int, write: int) -> None:
        self.read, self.write = read, write
        for descriptor in (read, write):
            os.set_blocking(descriptor, False)
            os.set_inheritable(descriptor, False)

    def send(self, body, arrays: Sequence[np.ndarray] = (), seconds: float = 60.0) -> None:
        """Send a JSON-able ``body`` and arrays.

        Raises:
            Closed: nobody reads any more.
            TooLate: it was not read in time.
        """
        packed = [pack(array) for array in arrays]
        header = json.dumps({"body": body, "sizes": [len(one) for one in packed]}).encode()
        frame = PREFIX.pack(MAGIC, len(header), sum(map(len, packed))) + header + b"".join(packed)
        view, end = memoryview(frame), time.monotonic() + seconds
        while view:
            _wait(self.write, end, writing=True)
            try:
                view = view[os.write(self.write, view[:PIECE]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed("the run has ended.") from error

    def receive(self, seconds: float = 60.0) -> tuple[object, list[np.ndarray]]:
        """Return the body and the arrays of the next frame.

        Raises:
            Closed: the other side has ended.
            TooLate: the frame was not complete in time.
            Broken: it is no frame, or too large.
            ProtocolError: one of its arrays is none.
        """
        end = time.monotonic() + seconds
        magic, length, total = PREFIX.unpack(self._exactly(PREFIX.size, end))
        if magic != MAGIC:
            raise Broken("what it sent is no answer.")
        if length > HEADER_LIMIT or total > ARRAYS_LIMIT:
            raise Broken("its answer is too large.")
        header, rest = self._exactly(length, end), self._exactly(total, end)
        return _parsed(header, rest)

    def _exactly(self, count: int, end: float) -> bytes:
        pieces, missing = [], count
        while missing:
            _wait(self.read, end)
            try:
                piece = os.read(self.read, min(missing, PIECE))
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed("the run has ended.") from error
            if not piece:
                raise Closed("the run has ended.")
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)


def _wait(descriptor: int, end: float, writing: bool = False) -> None:
    left = end - time.monotonic()
    wanted = ([], [descriptor], []) if writing else ([descriptor], [], [])
    if left <= 0 or not any(select.select(*wanted, left)):
        raise TooLate("it did not answer in time.")


def _parsed(header: bytes, rest: bytes) -> tuple[object, list[np.ndarray]]:
    try:
        parsed = json.loads(header)
        body, sizes = parsed["body"], parsed["sizes"]
        right = isinstance(sizes, list) and all(type(size) is int and size >= 0 for size in sizes)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Broken("what it sent is no answer.") from error
    if not right or sum(sizes) != len(rest) or len(sizes) > COUNT_LIMIT:
        raise Broken("the arrays it sent do not fit its answer.")
    arrays, start = [], 0
    for size in sizes:
        arrays.append(unpack(rest[start : start + size]))
        start += size
    return body, arrays


def pack(array: np.ndarray) -> bytes:
    """Return an array in NumPy's format."""
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    return file.getvalue()


def unpack(data: bytes) -> np.ndarray:
    """Return the array that ``pack`` packed.

    Raises:
        ProtocolError: it is none, holds something else than numbers, or fewer than its shape says.
    """
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(version)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        count = 1
        for side in shape:
            count *= side  # Python's integers: no overflow
        if dtype.kind not in KINDS or len(shape) > 8 or count * dtype.itemsize != len(data) - file.tell():
            raise ValueError(shape)
        flat = np.frombuffer(data, dtype, count, file.tell())
        return flat.reshape(shape, order="F" if fortran else "C").copy()
    except Exception as error:  # whatever a crooked header makes NumPy's reader raise
        raise ProtocolError("an array that it sent is none.") from error
