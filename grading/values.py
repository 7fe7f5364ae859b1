"""Values as JSON: plain ones as they are, containers and arrays under a tag, others by their type's name.

``["a", k]`` is the k-th array of the frame, ``["s", k]`` a NumPy scalar, ``["e", k]`` a backend tensor,
``["l" | "t", [...]]`` a list or tuple, ``["d", [[key, value], ...]]`` a dictionary, ``["c", a, b, c]`` a
slice, ``["i"]`` the ellipsis, ``["o", name]`` an object of which nothing but the type's name is told. There
are more tags in ``keras_values``.
"""

import re

import keras
import numpy as np

from grading.protocol import KINDS, ProtocolError

DEPTH = 40
ITEMS = 200_000
TEXT = 20_000  # characters of a string


class Encoder:
    """Makes one frame's JSON; ``arrays`` are what goes with it."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray] = []

    def encode(self, value):
        """Return ``value`` as JSON."""
        if value is None or type(value) in (bool, int, float):
            return value
        if type(value) is str:
            return value[:TEXT]
        if isinstance(value, (list, tuple)):
            return ["l" if isinstance(value, list) else "t", [self.encode(one) for one in value]]
        if isinstance(value, dict):
            return ["d", [[self.encode(key), self.encode(one)] for key, one in value.items()]]
        if value is Ellipsis:
            return ["i"]
        if isinstance(value, slice):
            return ["c", *[self.encode(one) for one in (value.start, value.stop, value.step)]]
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in KINDS:
            return ["a" if isinstance(value, np.ndarray) else "s", self.add(value)]
        return self.other(value)

    def add(self, array) -> int:
        """Take an array along; return its number."""
        self.arrays.append(np.asarray(array))
        return len(self.arrays) - 1

    def other(self, value):
        """Return what stands for a value of another type."""
        if keras.ops.is_tensor(value) and not isinstance(value, keras.KerasTensor):
            array = keras.ops.convert_to_numpy(value)
            if array.dtype.kind in KINDS:
                return ["e", self.add(array)]
        if isinstance(value, keras.Variable):
            return ["e", self.add(keras.ops.convert_to_numpy(value))]
        return ["o", type(value).__name__[:80]]


class Decoder:
    """Reads one frame's JSON, and believes nothing of it."""

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self.arrays, self.left = arrays, ITEMS

    def decode(self, data, depth: int = 0):
        """Return the value.

        Raises:
            ProtocolError: it is none.
        """
        self.left -= 1
        if depth > DEPTH or self.left < 0:
            raise ProtocolError("its answer is nested too deeply, or too long.")
        if data is None or type(data) in (bool, int, float, str):
            return data
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise ProtocolError("its answer cannot be read.")
        tag, *rest = data
        try:
            return self.tagged(tag, rest, depth + 1)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
            raise ProtocolError("its answer cannot be read.") from error

    def tagged(self, tag: str, rest: list, depth: int):
        """Return the value under a tag."""
        if tag in ("l", "t"):
            (items,) = rest
            found = [self.decode(one, depth) for one in items]
            return found if tag == "l" else tuple(found)
        if tag == "d":
            (items,) = rest
            return {self.decode(key, depth): self.decode(one, depth) for key, one in items}
        if tag == "i":
            return Ellipsis
        if tag == "c":
            return slice(*[self.decode(one, depth) for one in rest])
        if tag in ("a", "s", "e"):
            array = self.array(*rest)
            return array if tag == "a" else array[()] if tag == "s" else keras.ops.convert_to_tensor(array)
        if tag == "o":
            return stand_in(*rest)
        raise ProtocolError("its answer cannot be read.")

    def array(self, number: int) -> np.ndarray:
        """Return an array of the frame."""
        if type(number) is not int or not 0 <= number < len(self.arrays):
            raise ProtocolError("its answer speaks of an array that it did not send.")
        return self.arrays[number]


def word(text, otherwise: str = "object") -> str:
    """Return ``text`` if it is a name as Python knows them, not too long."""
    return text if isinstance(text, str) and re.fullmatch(r"[A-Za-z_]\w{0,79}", text) else otherwise


def clean(text, limit: int = 2000) -> str:
    """Return a text without control characters, cut off at ``limit``."""
    uncoloured = re.sub(r"\x1b\[[\d;]*m", "", str(text)[: 4 * limit])
    kept = "".join(c for c in uncoloured if c.isprintable() or c == "\n")
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def stand_in(name: str):
    """Return an object of a type of that name, and with nothing else to it."""
    return type(word(name), (), {})()
