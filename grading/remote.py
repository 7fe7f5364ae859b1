"""The judge's side: functions and classes that stand for the learner's, and ask the session for answers."""

import builtins
import time

import numpy as np

from grading.describing import Describer
from grading.keras_values import KerasDecoder, KerasEncoder, take_states
from grading.limits import USUAL
from grading.own_layers import Made, own_base, remote_class
from grading.protocol import Channel, ProtocolError, TooLate
from grading.rebuilding import Rebuilder
from grading.values import Decoder, clean, stand_in, word
from resnets.checks.unfinished import ExerciseUnfinished, WriteYourOwn

PICTURES = 5_000  # of one pass through a dataset; the check has 4000
ANSWER_SECONDS = USUAL.answer_seconds
TOTAL_SECONDS = USUAL.seconds


class CannotJudge(ProtocolError):
    """An honest answer of a kind that no description can hold."""


class Link:
    """Asks the session; one for each time that a check runs.

    Args:
        channel: to the session.
        seconds: that one answer may take.
        total: seconds that all of them may take together.
        own_names: whether rebuilt layers get the learner's names.
    """

    def __init__(
        self,
        channel: Channel,
        seconds: float = ANSWER_SECONDS,
        total: float = TOTAL_SECONDS,
        own_names: bool = True,
    ) -> None:
        self.channel, self.seconds = channel, seconds
        self.end = time.monotonic() + total
        self.describer = Describer(with_weights=True)
        self.rebuilder = Rebuilder(own_names)
        self.rebuilder.link = self
        self.rebuilder.given = self.describer.layers
        self.channel.send({"kind": "begin"}, (), seconds)

    def ask(self, request: dict, arrays=()) -> tuple[dict, list[np.ndarray]]:
        """Send a request, and return the answer and its arrays.

        Raises:
            Exception: what the learner's code raised, see ``error_of``.
            ProtocolError: no answer, none in time, or one that cannot be read.
        """
        self.channel.send(request, arrays, self.seconds)
        left = min(self.seconds, self.end - time.monotonic())
        if left <= 0:
            raise TooLate("its answers take too long, all together.")
        body, found = self.channel.receive(left)
        kind = body.get("kind") if isinstance(body, dict) else None
        if kind == "error":
            raise error_of(body)
        if kind == "cannot":
            raise CannotJudge(f"the answer cannot be judged: {clean(body.get('text'), 500)}.")
        if kind != "answer":
            raise ProtocolError("what it sent is no answer.")
        self.rebuilder.learn(body.get("layers", []), found)
        return body, found

    def call(self, handle: int, args, kwargs):
        """Return what the object with that handle returns, called with values and Keras objects."""
        encoder = KerasEncoder(self.describer)
        request = {
            "kind": "call", "handle": handle,
            "args": encoder.encode(list(args))[1], "kwargs": encoder.encode(kwargs),
        }  # fmt: skip
        request["args"] = ["t", request["args"]]
        request |= {"layers": self.describer.take_unsent(), "symbols": encoder.sizes()}
        body, arrays = self.ask(request, encoder.arrays)
        outcomes = []
        if body.get("graph"):
            outcomes = self.rebuilder.run(body["graph"], encoder.symbols, arrays)
        decoder = KerasDecoder(arrays, self.rebuilder, (), outcomes)
        take_states(body.get("states", []), self.describer.layers, decoder)
        _take_changed(body.get("changed", []), encoder.arrays, decoder)
        _take_lists(body.get("lists", []), [*enumerate(args), *kwargs.items()], decoder)
        return decoder.decode(body.get("value"))

    def make(self, handle: int, args, kwargs) -> int:
        """Return the handle of a new object of the learner's class."""
        encoder = KerasEncoder(self.describer)
        request = {"kind": "make", "handle": handle, "args": encoder.encode(tuple(args)),
                   "kwargs": encoder.encode(dict(kwargs))}  # fmt: skip
        return _number(self.ask(request, encoder.arrays)[0], "handle")

    def method(self, handle: int, name: str, *args):
        """Return what a method returns; ``Made`` for an object of the learner's class."""
        encoder = KerasEncoder(self.describer)
        request = {"kind": "method", "handle": handle, "name": name, "args": encoder.encode(tuple(args))}
        body, arrays = self.ask(request, encoder.arrays)
        if "handle" in body:
            return Made(_number(body, "handle"))
        return KerasDecoder(arrays, self.rebuilder).decode(body.get("value"))

    def trace(self, handle: int, shape) -> int:
        """Have an object called on inputs of this shape and described; return the description's number."""
        sides = [None if side is None else int(side) for side in shape]
        number = _number(self.ask({"kind": "trace", "handle": handle, "shape": sides})[0], "number")
        if number not in self.rebuilder.entries:
            raise ProtocolError("its answer speaks of a layer that it did not describe.")
        return number

    def object(self, handle, name, model, mode):
        """Return a layer that stands for one of the learner's that is not built yet."""
        if type(handle) is not int:
            raise ProtocolError("its answer cannot be read.")
        layer = type(word(name, "Layer"), (own_base(bool(model), bool(mode)),), {})()
        layer.prepare(self.rebuilder, None, handle)
        return layer

    def dataset(self, handle):
        """Return a dataset whose elements the session gives."""
        return remote_dataset(self, handle)

    def elements(self, handle, limit: int) -> list:
        """Return the elements of one pass through a dataset, up to so many pictures."""
        body, arrays = self.ask({"kind": "iterate", "handle": handle, "limit": limit})
        found = Decoder(arrays).decode(body.get("elements"))
        if not isinstance(found, list):
            raise ProtocolError("its dataset gives no list of elements.")
        return found


def _number(body: dict, key: str) -> int:
    if type(body.get(key)) is not int:
        raise ProtocolError("its answer cannot be read.")
    return body[key]


def _take_changed(changed, originals: list[np.ndarray], decoder: Decoder) -> None:
    try:
        for number, place in changed:
            original = originals[number]
            if original.shape and original.flags.writeable:
                np.copyto(original, decoder.array(place), casting="unsafe")
    except (TypeError, ValueError, IndexError) as error:
        raise ProtocolError("what it says of its arguments cannot be read.") from error


def _take_lists(changed, arguments: list[tuple], decoder: KerasDecoder) -> None:
    """Do to the lists among the arguments what the answer has done to its own."""
    try:
        for key, now in changed:
            given, now = dict(arguments)[key], decoder.decode(now)
            if type(given) is list and type(now) is list:
                given[:] = now
    except (TypeError, ValueError, KeyError) as error:
        raise ProtocolError("what it says of its arguments cannot be read.") from error


def error_of(body: dict) -> Exception:
    """Return the learner's error again: of the same name, of the nearest kind that Python has, same text.

    Its attribute ``place`` is (function, line, text of the line), or None.
    """
    kinds = [word(kind) for kind in body.get("kinds") or ["Exception"]][:10]
    text = clean(body.get("text", ""), 6000)
    if "ExerciseUnfinished" in kinds:
        return _unfinished(kinds[0], text)
    known = (getattr(builtins, kind, None) for kind in kinds)
    base = next((k for k in known if isinstance(k, type) and issubclass(k, Exception)), Exception)
    kind = type(kinds[0], (base,), {"__str__": lambda self: text, "learners": True})
    error = kind.__new__(kind)
    error.place = _place(body.get("place"))
    return error


def _unfinished(kind: str, text: str) -> ExerciseUnfinished:
    if kind == "ExerciseUnfinished":
        return ExerciseUnfinished(text)
    kind = WriteYourOwn if kind == "WriteYourOwn" else ExerciseUnfinished
    error = kind.__new__(kind)
    NotImplementedError.__init__(error, text)
    return error


def _place(place) -> tuple | None:
    if not isinstance(place, list) or len(place) != 3 or type(place[1]) is not int:
        return None
    return clean(place[0], 80), place[1], clean(place[2], 300)


def remote_function(link: Link, name: str):
    """Return a function that stands for the learner's."""

    def function(*args, **kwargs):
        return link.call(0, args, kwargs)

    function.__name__ = function.__qualname__ = word(name, "function")
    return function


def proxy(link: Link, offer: dict, classes: bool = False):
    """Return what stands for the object that was offered; with ``classes``, a class for a class.

    Elsewhere a class is a function like others, which returns an object.

    Raises:
        NameError: the submission does not define it.
    """
    what, name = offer.get("what"), word(offer.get("name"))
    if what == "missing":
        error = NameError(f"name '{name}' is not defined")
        error.learners = True
        raise error
    if what == "function":
        return remote_function(link, name)
    if what == "class":
        facts = offer.get("facts")
        if not isinstance(facts, list) or len(facts) != 3:
            raise ProtocolError("what it offers cannot be read.")
        name = word(facts[0], "Layer")
        if not classes:
            return remote_function(link, name)
        return remote_class(link, 0, name, bool(facts[1]), bool(facts[2]))
    if what == "other class":
        return type(name, (), {})
    return stand_in(name)


def remote_dataset(link: Link, handle):
    """Return a ``tf.data.Dataset`` whose elements come from the session."""
    import tensorflow as tf

    class Remote(tf.data.Dataset):
        def __init__(self):  # Dataset's own makes a variant tensor; this one has none
            pass

        def __iter__(self):
            return iter(link.elements(handle, PICTURES))

        def _inputs(self):
            return []

        @property
        def element_spec(self):
            return None

    return Remote()
