"""Frames between submission and judge: what arrives is limited, checked, and never unpickled."""

import io
import json
import os
import pickle
import threading

import numpy as np
import pytest

from grading.protocol import HEADER_LIMIT, MAGIC, PREFIX, Closed, ProtocolError, TooLate, pack, unpack
from grading.values import Decoder, Encoder, clean
from tests.grading_pair import close, pipes


@pytest.fixture
def ends():
    theirs, ours = pipes()
    yield theirs, ours
    close(theirs, ours)


def frame(body, rest: bytes = b"", sizes=None) -> bytes:
    header = json.dumps({"body": body, "sizes": [len(rest)] if sizes is None else sizes}).encode()
    return PREFIX.pack(MAGIC, len(header), len(rest)) + header + rest


def sent(ends, data: bytes):
    """Return what the judge receives where the session writes ``data``."""
    theirs, ours = ends
    thread = threading.Thread(target=os.write, args=(theirs.write, data), daemon=True)
    thread.start()
    return ours.receive(5)


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "int64", "bool", ">i4"])
def test_bodies_and_arrays_arrive_as_they_were_sent(ends, dtype):
    array = (np.arange(24).reshape(2, 3, 4) % 2).astype(dtype)
    ends[0].send({"a": [1, None, "é"]}, [array, array.T, np.float32(3)])
    body, arrays = ends[1].receive()
    assert body == {"a": [1, None, "é"]}
    for found, original in zip(arrays, [array, array.T, np.float32(3)], strict=True):
        assert found.dtype == original.dtype and np.array_equal(found, original)


def test_a_large_frame_goes_through_a_small_pipe(ends):
    array = np.random.default_rng(0).normal(size=500_000)
    thread = threading.Thread(target=ends[0].send, args=("x", [array]), daemon=True)
    thread.start()
    assert np.array_equal(ends[1].receive()[1][0], array)


class Evil:
    def __reduce__(self):
        return os.system, ("echo evil",)


def pickled() -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.array([Evil()], object), allow_pickle=True)
    return file.getvalue()


def claiming(shape: str, dtype: str = "<f8") -> bytes:
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    header = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


BAD_ARRAYS = [
    b"", b"no array", pickled(), pickle.dumps(Evil()), claiming("(10**9, 10**9)"), claiming("(99999999,)"),
    claiming("(-1,)"), claiming("(0,)", "|O"), claiming("(2,)", "<U3"), claiming("__import__('os')"),
]  # fmt: skip


@pytest.mark.parametrize("data", BAD_ARRAYS, ids=range(len(BAD_ARRAYS)))
def test_what_is_no_array_of_numbers_is_refused(data):
    with pytest.raises(ProtocolError, match="an array that it sent is none"):
        unpack(data)


BAD_FRAMES = {
    "garbage": b"x" * 100,
    "too long a header": PREFIX.pack(MAGIC, HEADER_LIMIT + 1, 0),
    "too large arrays": PREFIX.pack(MAGIC, 10, 2**40),
    "no JSON": PREFIX.pack(MAGIC, 4, 0) + b"{{{{",
    "no body": PREFIX.pack(MAGIC, 2, 0) + b"{}",
    "deep": PREFIX.pack(MAGIC, 200_000, 0) + b"[" * 200_000,
    "sizes that do not fit": frame("x", b"", [7]),
    "sizes that are none": frame("x", b"", ["a"]),
    "negative sizes": frame("x", b"", [-1, 1]),
    "an array that is none": frame("x", b"abc"),
    "a pickle": frame("x", pickled()),
}


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_what_is_no_frame_is_refused(ends, name):
    with pytest.raises(ProtocolError):
        sent(ends, BAD_FRAMES[name])


def test_an_answer_that_does_not_come_is_not_waited_for(ends):
    with pytest.raises(TooLate):
        ends[1].receive(0.05)
    with pytest.raises(TooLate):
        os.write(ends[0].write, MAGIC)
        ends[1].receive(0.05)


def test_nobody_on_the_other_side(ends):
    theirs, ours = ends
    close(theirs)
    with pytest.raises(Closed):
        ours.receive(5)
    with pytest.raises(Closed):
        ours.send("x")


def test_a_side_that_does_not_read_is_not_waited_for(ends):
    with pytest.raises(TooLate):
        ends[1].send("x", [np.zeros(1_000_000)], seconds=0.1)


VALUES = [
    None, True, 3, -2.5, float("inf"), "text", [1, (2, [3])], {"a": 1, 2: None}, slice(1, None, 2), ...,
    np.arange(6).reshape(2, 3), np.float32(1.5), np.bool_(True),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_values_come_back_of_the_same_type(value):
    encoder = Encoder()
    data = json.loads(json.dumps(encoder.encode(value)))
    found = Decoder([unpack(pack(a)) for a in encoder.arrays]).decode(data)
    assert type(found) is type(value)
    assert np.array_equal(found, value) if isinstance(value, np.ndarray) else found == value


def test_of_other_objects_only_the_types_name_arrives():
    encoder = Encoder()
    found = Decoder([]).decode(encoder.encode(Evil()))
    assert type(found).__name__ == "Evil" and not isinstance(found, Evil)


BAD_VALUES = [["z"], ["a", 0], ["a", "x"], ["a", -1], ["d", [[["l", []], 1]]], ["l", 3], [], [[]], {"a": 1},
              ["c", 1, 2, 3, 4]]  # fmt: skip


@pytest.mark.parametrize("data", BAD_VALUES, ids=str)
def test_what_is_no_value_is_refused(data):
    with pytest.raises(ProtocolError):
        Decoder([]).decode(data)


def test_too_deep_a_value_is_refused():
    data: list = ["l", []]
    for _ in range(100):
        data = ["l", [data]]
    with pytest.raises(ProtocolError, match="too deeply"):
        Decoder([]).decode(data)


def test_texts_are_cut_and_cleaned():
    assert clean("a\x1b[31mb\x00\nc") == "ab\nc"
    assert len(clean("x" * 10_000, 100)) == 100
