"""Keras layers and graphs from the descriptions of ``describing``, made of known classes alone."""

from collections.abc import Callable

import keras
import numpy as np

from grading import known
from grading.describing import tensors_in
from grading.protocol import ProtocolError
from grading.values import Decoder, clean, word

Finder = Callable[[list], keras.layers.Layer]  # from a reference


class Rebuilder:
    """Keeps what the other side described, and makes each layer when it is first needed.

    Args:
        own_names: whether layers get the names that the other side gives them.
    """

    def __init__(self, own_names: bool = True) -> None:
        self.own_names = own_names
        self.given: list = []  # layers of this side, by the number that the other side was told
        self.entries: dict[int, dict] = {}
        self.arrays: dict[int, list[np.ndarray]] = {}  # those that came with an entry
        self.made: dict[int, keras.layers.Layer] = {}
        self.making: set[int] = set()
        self.weights = 0
        self.link = None  # set on the judge's side: where to ask for more

    def learn(self, layers, arrays: list[np.ndarray]) -> None:
        """Take descriptions that came with a frame and its arrays."""
        try:
            for number, entry in layers:
                if type(number) is not int or not isinstance(entry, dict):
                    raise known.refuse("a layer without a description")
                self.entries[number], self.arrays[number] = entry, arrays
        except (TypeError, ValueError) as error:
            raise ProtocolError("its answer cannot be read.") from error

    def layer(self, reference) -> keras.layers.Layer:
        """Return the layer that a reference means.

        Raises:
            ProtocolError: there is none, or its description cannot be followed.
        """
        where, number = reference
        if where == "given" and type(number) is int and 0 <= number < len(self.given):
            return self.given[number]
        if where != "new" or number not in self.entries:
            raise ProtocolError("its answer speaks of a layer that it did not describe.")
        if number not in self.made:
            if number in self.making:
                raise known.refuse("a layer that holds itself")
            self.making.add(number)
            self.made[number] = self.fresh(number)
            self.making.discard(number)
        return self.made[number]

    def anew(self) -> Finder:
        """Return what finds layers as ``layer`` does, but makes each anew, once."""
        made: dict[int, keras.layers.Layer] = {}

        def find(reference):
            where, number = reference
            if where == "given":
                return self.layer(reference)
            if number not in made:
                made[number] = self.fresh(number, find)
            return made[number]

        return find

    def fresh(self, number: int, find: Finder | None = None) -> keras.layers.Layer:
        """Return a new layer as an entry describes it; ``find`` gives the layers that it holds."""
        entry, find = self.entries[number], find or self.layer
        kind = entry.get("kind")
        if kind == "layer":
            return self._known(entry, number)
        if kind == "model":
            return self._model(entry, number, find)
        if kind == "chain":
            model = keras.Sequential(
                [find(one) for one in entry["layers"]], name=self.name_of(entry, "sequential")
            )
        elif kind in ("own", "own model"):
            from grading.own_layers import make_own

            model = make_own(self, number, find)
        else:
            raise known.refuse("a layer of an unknown kind")
        if entry.get("trainable") is False:
            model.trainable = False
        return model

    def name_of(self, entry: dict, otherwise: str | None = None) -> str | None:
        """Return the name that a layer gets; None for the next one that Keras gives."""
        name = clean(entry.get("name", ""), 120).replace("/", "_") if self.own_names else None
        return name or otherwise

    def _known(self, entry: dict, number: int) -> keras.layers.Layer:
        config = dict(entry["config"])
        config["name"] = self.name_of(entry)
        config.pop("trainable", None)
        layer = known.make_layer(entry["class"], config)
        layer.trainable = entry.get("trainable") is not False
        weights = entry.get("weights")
        if weights is not None:
            layer.build(tuple(entry["built"]))
            decoder = Decoder(self.arrays[number])
            layer.set_weights([decoder.array(one) for one in weights])
            self._flags(layer, entry)
        return layer

    def _flags(self, layer, entry: dict) -> None:
        flags = entry.get("flags")
        if isinstance(flags, list) and len(flags) == len(layer.weights):
            for weight, flag in zip(layer.weights, flags, strict=True):
                if weight.trainable != bool(flag):
                    weight.trainable = bool(flag)

    def _model(self, entry: dict, number: int, find: Finder) -> keras.Model:
        graph = entry["graph"]
        inputs = [symbol(size) for size in graph["inputs"]]
        outputs = self.run(graph, inputs, self.arrays[number], find)
        structure = inputs[0] if len(inputs) == 1 else inputs
        model = keras.Model(structure, outputs, name=self.name_of(entry))
        if entry.get("trainable") is False and model.trainable:
            model._trainable = False  # the layers inside have flags of their own
        return model

    # --- graphs ----------------------------------------------------------------------------------

    def run(self, graph: dict, tensors: list, arrays, find: Finder | None = None, fresh=()):
        """Return what a graph makes of ``tensors``, symbolic ones or not.

        Args:
            find: gives the layers that are called.
            fresh: numbers of those that are made anew every time.
        """
        anew, find = self.anew(), find or self.layer
        try:
            decoder = _Results(arrays, tensors)
            for node in graph["nodes"]:
                of = anew if node.get("layer", [0, 0])[1] in fresh else find
                decoder.results.append(self._call(node, decoder, of))
            decoder.left = known.VALUES_LIMIT
            return decoder.decode(graph["outputs"])
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise ProtocolError("its answer describes a graph that cannot be followed.") from error

    def _call(self, node: dict, decoder: "_Results", find: Finder) -> list:
        args = decoder.decode(node["args"])
        kwargs = decoder.decode(node["kwargs"])
        if "layer" in node:
            called = find(node["layer"])
            self._room_for(called, args)
            unbuilt = not called.built
        else:
            called = known.operation(node["op"])
            kwargs = decoder.decode(node["config"]) | kwargs
        result = called(*args, **kwargs)
        if "layer" in node and node["layer"][0] == "new" and unbuilt:
            self._flags(called, self.entries[node["layer"][1]])
        leaves = keras.tree.flatten(result)
        if "op" in node:
            self._name(leaves, node)
        for leaf in leaves:
            if np.prod([side or 1 for side in leaf.shape], dtype=float) > known.VALUES_LIMIT:
                raise known.refuse("a result of more values than any exercise needs")
        return leaves

    def _name(self, leaves: list, node: dict) -> None:
        """Give the operation behind these results the name that the other side gave it.

        Keras counts names by process: where layers keep theirs and operations got others, two would meet.
        """
        history = getattr(leaves[0], "_keras_history", None) if leaves else None
        if history:
            history.operation.name = self.name_of(node, history.operation.name)

    def _room_for(self, layer, args) -> None:
        if layer.built or not args:
            return
        tensors = tensors_in(args)
        self.weights += known.expected_weights(layer, tuple(tensors[0].shape) if tensors else ())
        if self.weights > known.WEIGHTS_LIMIT:
            raise known.refuse("more weights than any exercise needs")


class _Results(Decoder):
    """Decodes what calls take: tensors by the call that they come from."""

    def __init__(self, arrays, tensors: list) -> None:
        super().__init__(arrays)
        self.left = known.VALUES_LIMIT
        self.tensors, self.results = tensors, []

    def tagged(self, tag: str, rest: list, depth: int):
        if tag == "in":
            return self.tensors[rest[0]]
        if tag == "k":
            return self.results[rest[0]][rest[1]]
        if tag == "free":
            return symbol(rest)
        if tag == "o":
            raise known.refuse("a call with something that is no plain value")
        return super().tagged(tag, rest, depth)


def symbol(size) -> keras.KerasTensor:
    """Return a new symbolic input of [shape with batch, dtype]."""
    shape, dtype = size
    if dtype not in known.DTYPES or not isinstance(shape, list) or len(shape) > 8:
        raise known.refuse("an input of an unknown kind")
    sides = [None if side is None else int(side) for side in shape]
    return keras.Input(tuple(sides[1:]), dtype=dtype, batch_size=None)


def type_name(entry: dict) -> str:
    """Return the name of the class that the learner wrote."""
    return word(entry.get("class"), "Layer")
