"""Layers and models that a learner wrote, as the judge has them: layers, and a graph instead of code."""

import keras

from grading.describing import shapes_of, tensors_in
from grading.known import refuse
from grading.protocol import ProtocolError
from grading.rebuilding import Rebuilder, type_name


class _Own:
    """What layers and models have in common."""

    def prepare(self, rebuilder: Rebuilder, number: int | None, handle: int | None = None, find=None) -> None:
        """Take the description of this number; where it is None, that of an object, at its first use."""
        self.rebuilder, self.find = _Hidden(rebuilder), _Hidden(find or rebuilder.layer)
        self.number, self.handle = number, handle
        if number is not None:
            self.take_parts()

    def take_parts(self) -> None:
        """Make the layers that this one holds."""
        rebuilder = self.rebuilder.it
        entry = rebuilder.entries[self.number]
        self.whole = not str(entry.get("kind")).startswith("own")  # a model made of a graph
        found = [["new", self.number]] if self.whole else entry["parts"]
        self.parts = [self.find.it(one) for one in found]

    def build(self, input_shape) -> None:
        if self.handle is not None and self.number is None:
            self.number = self.rebuilder.it.link.trace(self.handle, input_shape)
            self.take_parts()
        self._build_idle()
        self.built = True

    def _build_idle(self) -> None:
        """Build the layers that are held and built, but that no call uses."""
        entry = self.rebuilder.it.entries[self.number]
        if self.whole:
            return
        used = {tuple(node["layer"]) for plan in entry["plans"] for graph in plan["modes"].values()
                for node in graph["nodes"] if "layer" in node}  # fmt: skip
        for part, reference in zip(self.parts, entry["parts"], strict=True):
            inside = self.rebuilder.it.entries.get(reference[1], {}) if reference[0] == "new" else {}
            if tuple(reference) not in used and inside.get("built") and not part.built:
                part.build(tuple(inside["built"]))

    def run_plan(self, x, training):
        """Return what the plan for inputs of this shape and this mode makes of ``x``."""
        if self.whole:
            return self.parts[0](x)
        plan = self._plan(x)
        mode = str(training) if str(training) in plan["modes"] else "None"
        rebuilder = self.rebuilder.it
        arrays, fresh = rebuilder.arrays[self.number], plan.get("fresh", ())
        return rebuilder.run(plan["modes"][mode], tensors_in(x), arrays, self.find.it, fresh)

    def _plan(self, x) -> dict:
        shapes = shapes_of(x)
        for _ in range(2):
            for plan in self.rebuilder.it.entries[self.number]["plans"]:
                if plan["shapes"] == shapes:
                    return plan
            if self.handle is None:
                break
            self.rebuilder.it.link.trace(self.handle, tuple(tensors_in(x)[0].shape))
        raise refuse(f"{type(self).__name__}, of which is not told what it does to this shape")


class _Hidden:
    """Keeps something from Keras, which would track or copy it."""

    def __init__(self, it) -> None:
        self.it = it


class OwnLayer(_Own, keras.layers.Layer):
    """A layer whose call takes no mode."""

    def call(self, x):
        return self.run_plan(x, None)


class OwnLayerWithMode(_Own, keras.layers.Layer):
    """A layer whose call takes the mode."""

    def call(self, x, training=None):
        return self.run_plan(x, training)


class OwnModel(_Own, keras.Model):
    """A model whose call takes no mode."""

    def call(self, x):
        return self.run_plan(x, None)


class OwnModelWithMode(_Own, keras.Model):
    """A model whose call takes the mode."""

    def call(self, x, training=None):
        return self.run_plan(x, training)


def own_base(model: bool, mode: bool) -> type:
    """Return the class of the four."""
    if model:
        return OwnModelWithMode if mode else OwnModel
    return OwnLayerWithMode if mode else OwnLayer


def make_own(rebuilder: Rebuilder, number: int, find=None):
    """Return a layer or model of the learner's as it is described."""
    entry = rebuilder.entries[number]
    base = own_base(entry["kind"] == "own model", bool(entry.get("mode")))
    layer = type(type_name(entry), (base,), {})(name=rebuilder.name_of(entry))
    layer.prepare(rebuilder, number, find=find)
    return layer


class Made:
    """The first argument of a remote class that is to stand for an object that is there already."""

    def __init__(self, handle: int) -> None:
        self.handle = handle


def remote_class(link, handle: int, name: str, model: bool, mode: bool) -> type:
    """Return a class whose instances stand for those of the learner's class."""
    base = own_base(model, mode)

    class Remote(base):
        def __init__(self, *args, **kwargs):
            made = args[0] if args and isinstance(args[0], Made) else None
            of = made.handle if made else link.make(handle, args, kwargs)
            super().__init__()
            self.prepare(link.rebuilder, None, of)

        def get_config(self):
            return link.method(self.handle, "get_config")

        @classmethod
        def from_config(cls, config):
            found = link.method(handle, "from_config", config)
            if not isinstance(found, Made):
                raise ProtocolError("from_config gives no object of the class.")
            return cls(found)

    Remote.__name__ = Remote.__qualname__ = name
    return Remote
