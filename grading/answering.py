"""The session's side of the judge's questions: run the learner's function, tell what came of it."""

import random
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import SimpleNamespace

import keras
import numpy as np

from grading.describing import Describer
from grading.facts import CannotDescribe, is_functional
from grading.keras_values import AnswerEncoder, KerasDecoder, States, class_facts, new_symbol
from grading.protocol import Channel
from grading.rebuilding import Rebuilder
from resnets.checks.build import own_line

WAITING = 24 * 3600.0  # seconds: how long the judge takes is the judge's affair


class OutOfTime(Exception):
    """The learner's code took too long."""


@contextmanager
def limited(seconds: float):
    """Interrupt what runs inside after some seconds, and once a second from then on.

    Where signals cannot be had (another thread, another system) nothing is interrupted.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise OutOfTime(f"it was interrupted after {seconds:g} seconds.")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextmanager
def undisturbed():
    """Leave Keras's counters of names and the random states as they were; begin with fresh counters."""
    states = random.getstate(), np.random.get_state()
    counters = _counters()
    kept = dict(counters)
    counters.clear()
    try:
        yield
    finally:
        counters.clear()
        counters.update(kept)
        random.setstate(states[0])
        np.random.set_state(states[1])


def _counters() -> dict:
    try:
        from keras.src.backend.common import global_state

        return global_state.GLOBAL_STATE_TRACKER.__dict__
    except (ImportError, AttributeError):  # another version: names go on counting
        return {}


class Answerer:
    """Answers the judge's questions about objects of one namespace.

    Args:
        channel: to the judge.
        seconds: that one answer may take.
        watch: gives a context in which the learner's code is run.
    """

    def __init__(
        self,
        channel: Channel,
        seconds: float = 60.0,
        watch: Callable[[], AbstractContextManager] = nullcontext,
    ) -> None:
        self.channel, self.seconds, self.watch = channel, seconds, watch
        self.library: dict[str, str] = {}

    def offer(self, exercise: str, what, extra: dict | None = None) -> str:
        """Offer an object to the judge, answer until told to go on, and return the verdict.

        Where it is "right", ``library`` has the library's own answers afterwards, source by ``module:name``.
        """
        self._begin()
        encoder = AnswerEncoder(self.describer, self._keep)
        facts = self._facts(what)
        values = encoder.encode(extra or {})
        self.channel.send(
            {"kind": "offer", "exercise": exercise, **facts, "extra": values}, encoder.arrays, WAITING
        )
        with undisturbed():
            while True:
                request, arrays = self.channel.receive(WAITING)
                if request["kind"] == "go":
                    self.library = request.get("library", {})
                    return request.get("verdict", "")
                if request["kind"] == "begin":
                    self._begin()
                    self._keep(what)
                    _counters().clear()
                    continue
                self._answer(request, arrays)

    def _begin(self) -> None:
        self.objects: list = []
        self.describer, self.rebuilder = Describer(), Rebuilder()
        self.rebuilder.link = self

    def _keep(self, thing) -> int:
        self.objects.append(thing)
        return len(self.objects) - 1

    def _facts(self, what) -> dict:
        self._keep(what)
        if isinstance(what, Missing):
            return {"what": "missing", "name": what.name}
        if isinstance(what, type):
            if issubclass(what, keras.layers.Layer):
                return {"what": "class", "facts": class_facts(what)}
            return {"what": "other class", "name": what.__name__}
        name = getattr(what, "__name__", type(what).__name__)
        return {"what": "function" if callable(what) else "object", "name": str(name)[:80]}

    def _answer(self, request: dict, arrays) -> None:
        encoder = AnswerEncoder(self.describer, self._keep)
        try:
            with limited(self.seconds), self.watch():
                body = getattr(self, f"_{request['kind']}")(request, arrays, encoder)
            body |= {"kind": "answer", "layers": self.describer.take_unsent()}
        except CannotDescribe as error:
            body, encoder.arrays = {"kind": "cannot", "text": str(error)[:500]}, []
        except BaseException as error:  # sys.exit and the like included: the judge is told
            body, encoder.arrays = {"kind": "error", **self._told(error)}, []
        self.channel.send(body, encoder.arrays, WAITING)

    def _told(self, error: BaseException) -> dict:
        source = self.objects[0]
        source = getattr(source, "call", source) if isinstance(source, type) else source
        try:
            text = str(error)
            place = own_line(error, SimpleNamespace(__code__=getattr(source, "__code__", None)))
        except Exception:
            text, place = "", None
        if place:
            place = [str(place[0])[:80], int(place[1]), str(place[2])[:300]]
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return {"kinds": kinds[:10], "text": text[:8000], "place": place}

    # --- the judge's questions -------------------------------------------------------------------

    def _call(self, request: dict, arrays, encoder: AnswerEncoder) -> dict:
        """Call an object with values, and tell the result and what became of the arguments."""
        self.rebuilder.learn(request["layers"], arrays)
        symbols = [new_symbol(size) for size in request["symbols"]]
        decoder = KerasDecoder(arrays, self.rebuilder, symbols)
        args, kwargs = decoder.decode(request["args"]), decoder.decode(request["kwargs"])
        made = self.rebuilder.made
        self.describer.given.update({id(layer): number for number, layer in made.items()})
        before, states = [array.copy() for array in arrays], States(made)
        lists = [
            (key, one, list(one))
            for key, one in [*enumerate(args), *kwargs.items()]
            if type(one) is list and all(isinstance(item, (int, float, str)) for item in one)
        ]
        target = self.objects[request["handle"]]
        result = target(*args, **kwargs)
        changed = [
            [number, encoder.add(new)]
            for number, (old, new) in enumerate(zip(before, arrays, strict=True))
            if not np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
        ]
        lists = [[key, encoder.encode(now)] for key, now, was in lists if not _same(now, was)]
        value = encoder.encode(result)
        graph = self.describer.graph(symbols, encoder.symbols, encoder) if encoder.symbols else None
        return {"value": value, "graph": graph, "changed": changed, "lists": lists,
                "states": states.after(encoder)}  # fmt: skip

    def _make(self, request: dict, arrays, encoder: AnswerEncoder) -> dict:
        """Make an object of the learner's class and keep it."""
        decoder = KerasDecoder(arrays, self.rebuilder)
        made = self.objects[request["handle"]](
            *decoder.decode(request["args"]), **decoder.decode(request["kwargs"])
        )
        return {"handle": self._keep(made)}

    def _method(self, request: dict, arrays, encoder: AnswerEncoder) -> dict:
        """Call get_config or from_config."""
        name = request["name"]
        if name not in ("get_config", "from_config"):
            raise ValueError(name)
        target = self.objects[request["handle"]]
        result = getattr(target, name)(*KerasDecoder(arrays, self.rebuilder).decode(request["args"]))
        if name == "from_config" and isinstance(result, keras.layers.Layer):
            return {"handle": self._keep(result)}
        return {"value": encoder.encode(result)}

    def _trace(self, request: dict, arrays, encoder: AnswerEncoder) -> dict:
        """Call a kept layer on a symbolic tensor and describe it."""
        layer = self.objects[request["handle"]]
        X = keras.Input(tuple(request["shape"][1:]), dtype=request.get("dtype", "float32"))
        result = layer(X)
        if not isinstance(result, keras.KerasTensor):
            raise CannotDescribe(f"{type(layer).__name__} returns {type(result).__name__}, no single tensor")
        reference = self.describer.reference(layer, encoder)
        if not is_functional(layer):
            self.describer.plan(layer, X, encoder)
        return {"number": reference[1]}

    def _iterate(self, request: dict, arrays, encoder: AnswerEncoder) -> dict:
        """Go through a kept dataset once, up to so many pictures."""
        found, count = [], 0
        for element in self.objects[request["handle"]]:
            found.append(element)
            first = element[0] if isinstance(element, tuple) and element else element
            count += len(first) if getattr(first, "ndim", getattr(first, "shape", ())) else 1
            if count > request["limit"]:
                break
        return {"elements": encoder.encode(found)}


def _same(now: list, was: list) -> bool:
    """Return whether two lists, the second of plain values, are the same."""
    return len(now) == len(was) and all(type(a) is type(b) and a == b for a, b in zip(now, was, strict=True))


class Missing:
    """Stands for a name that the submission does not define."""

    def __init__(self, name: str) -> None:
        self.name = name
