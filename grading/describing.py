"""Keras graphs as plain data: which layers there are, and which call takes which result.

A layer of Keras is told by its class and arguments; a model by its graph; a layer or model that the learner
wrote by what its ``call`` does to symbolic tensors, in each mode.
"""

import inspect

import keras

from grading.facts import (
    CannotDescribe,
    arguments_of,
    built_shape,
    is_functional,
    known_class,
    of_keras,
    operation_config,
)
from grading.symbolic import symbolic_call
from grading.values import Encoder

NODES_LIMIT = 20_000


def shapes_of(structure) -> list:
    """Return the shapes without batch of all tensors in a structure."""
    return [list(leaf.shape[1:]) for leaf in tensors_in(structure)]


def tensors_in(structure) -> list:
    """Return all tensors of a structure, symbolic ones and others, in order."""
    return [leaf for leaf in keras.tree.flatten(structure) if is_tensor(leaf)]


def is_tensor(leaf) -> bool:
    """Return whether something is a tensor, symbolic or not."""
    return isinstance(leaf, keras.KerasTensor) or keras.ops.is_tensor(leaf)


class Describer:
    """Numbers layers and describes them once; those of the other side are told by the other side's number.

    Args:
        with_weights: whether the weights' values go with the layers.
    """

    def __init__(self, with_weights: bool = False) -> None:
        self.with_weights = with_weights
        self.given: dict[int, int] = {}  # id of a layer -> the other side's number
        self.numbers: dict[int, int] = {}  # id of a layer -> own number
        self.layers: list = []  # by own number; kept, so that ids stay unique
        self.entries: dict[int, dict] = {}
        self.unsent: dict[int, None] = {}

    def take_unsent(self) -> list:
        """Return [number, description] of each layer that is new or has more to it than was sent."""
        found = [[number, self.entries[number]] for number in sorted(self.unsent)]
        self.unsent.clear()
        return found

    def reference(self, layer, encoder: Encoder) -> list:
        """Return how the other side finds a layer; describe it if it is new."""
        if id(layer) in self.given:
            return ["given", self.given[id(layer)]]
        if id(layer) not in self.numbers:
            number = self.numbers[id(layer)] = len(self.layers)
            self.layers.append(layer)
            self.entries[number] = {}
            self.entries[number].update(self._entry(layer, encoder))
            self.unsent[number] = None
        return ["new", self.numbers[id(layer)]]

    # --- layers ----------------------------------------------------------------------------------

    def _entry(self, layer, encoder: Encoder) -> dict:
        base = {"name": str(layer.name), "trainable": bool(layer.trainable)}
        if is_functional(layer):
            graph = self.graph(_structure(layer, "inputs"), _structure(layer, "outputs"), encoder)
            return base | {"kind": "model", "graph": graph}
        if isinstance(layer, keras.Sequential) and of_keras(type(layer).call):
            return base | {"kind": "chain", "layers": [self.reference(one, encoder) for one in layer.layers]}
        known = known_class(layer)
        if known is None:
            return base | self._own(layer, encoder)
        entry = base | {"kind": "layer", "class": known.__name__, "config": arguments_of(known, layer)}
        if layer.built and layer.weights:
            entry["flags"] = [bool(weight.trainable) for weight in layer.weights]
            entry["built"] = built_shape(layer)
            if self.with_weights:
                entry["weights"] = [encoder.add(keras.ops.convert_to_numpy(w)) for w in layer.weights]
        return entry

    def _own(self, layer, encoder: Encoder) -> dict:
        if layer._trainable_variables or layer._non_trainable_variables:
            raise CannotDescribe(f"{type(layer).__name__} holds weights of its own, besides those of layers")
        if isinstance(layer, keras.Model) and of_keras(type(layer).call):
            raise CannotDescribe(f"{type(layer).__name__} is a model without a graph")
        parts = [self.reference(part, encoder) for part in own_parts(layer)]
        mode = "training" in inspect.signature(layer.call).parameters
        kind = "own model" if isinstance(layer, keras.Model) else "own"
        return {"kind": kind, "class": type(layer).__name__, "parts": parts, "mode": mode, "plans": []}

    def plan(self, layer, inputs, encoder: Encoder) -> None:
        """Describe what a layer that the learner wrote does to inputs of these shapes, unless it is known."""
        reference = self.reference(layer, encoder)
        if reference[0] == "given":
            return
        entry, shapes = self.entries[reference[1]], shapes_of(inputs)
        if not entry.get("kind", "").startswith("own") or any(p["shapes"] == shapes for p in entry["plans"]):
            return
        tracked = {id(part) for part in layer._flatten_layers(include_self=False)}
        modes = {"None": None, "False": False, "True": True} if entry["mode"] else {"None": None}
        found = {name: self._traced(layer, inputs, mode, encoder) for name, mode in modes.items()}
        used = [{id(one) for one in layers} for _, layers in found.values()]
        if used[0] - tracked and len(used) == 1:
            used.append({id(one) for one in self._traced(layer, inputs, None, encoder)[1]})
        # What is not kept in the layer and not met again is made anew in every call.
        stays = tracked | (set.intersection(*used) if len(used) > 1 else set())
        fresh = sorted(self.numbers[one] for one in set.union(*used) - stays if one in self.numbers)
        modes = {name: graph for name, (graph, _) in found.items()}
        if all(graph == modes["None"] for graph in modes.values()):
            modes = {"None": modes["None"]}
        entry["plans"].append({"shapes": shapes, "modes": modes, "fresh": fresh})
        self.unsent[reference[1]] = None

    def _traced(self, layer, inputs, training, encoder: Encoder) -> tuple[dict, list]:
        """Return the graph of one call, and the layers in it."""
        inputs = keras.tree.map_structure(_symbol_like, inputs)
        given = {} if training is None else {"training": training}
        try:
            outputs = symbolic_call(layer, inputs, given)
        except Exception as error:
            first = str(error).strip().split("\n")[0][:200]
            raise CannotDescribe(
                f"call of {type(layer).__name__}, on symbolic tensors, stops with "
                f"{type(error).__name__}: {first}"
            ) from error
        layers: list = []
        return self.graph(inputs, outputs, encoder, layers), layers

    # --- graphs ----------------------------------------------------------------------------------

    def graph(self, inputs, outputs, encoder: Encoder, layers: list | None = None) -> dict:
        """Return the calls that lead from ``inputs`` to ``outputs``, each behind those that it needs."""
        coder = _Places(self, encoder)
        ends = [leaf for leaf in keras.tree.flatten(inputs) if isinstance(leaf, keras.KerasTensor)]
        for number, tensor in enumerate(ends):
            coder.place(tensor, ["in", number])
        found = _calls_before(
            [t for t in keras.tree.flatten(outputs) if isinstance(t, keras.KerasTensor)], coder
        )
        nodes = [coder.node(node, number, layers) for number, node in enumerate(found)]
        return {
            "inputs": [_size(tensor) for tensor in ends],
            "structure": coder.encode(inputs),
            "nodes": nodes,
            "outputs": coder.encode(outputs),
        }


class _Places(Encoder):
    """Encodes the tensors of one graph by the call that they come from."""

    def __init__(self, describer: Describer, encoder: Encoder) -> None:
        self.describer, self.outer, self.arrays = describer, encoder, encoder.arrays
        self.places: dict[int, list] = {}
        self.kept: list = []

    def place(self, tensor, where: list) -> None:
        self.places[id(tensor)] = where
        self.kept.append(tensor)

    def node(self, node, number: int, layers: list | None) -> dict:
        """Return one call, and place its results."""
        called, args, kwargs = node.operation, node.arguments.args, node.arguments.kwargs
        kwargs = {key: value for key, value in kwargs.items() if value is not None}
        if isinstance(called, keras.layers.Layer):
            what = {"layer": self.describer.reference(called, self.outer)}
            if layers is not None:
                layers.append(called)
            if _needs_plan(called):
                rest = [one for one in [*args[1:], *kwargs.values()] if tensors_in(one)]
                if not args or rest or set(kwargs) - {"training"}:
                    raise CannotDescribe(f"{type(called).__name__} is called with more than one argument")
                self.describer.plan(called, args[0], self.outer)
        else:
            what = {"op": type(called).__name__, "config": self.encode(operation_config(called))}
            if layers is None:  # inside a layer's call names are no matter
                what["name"] = str(called.name)
        described = what | {"args": self.encode(args), "kwargs": self.encode(kwargs)}
        for index, tensor in enumerate(node.output_tensors):
            self.place(tensor, ["k", number, index])
        return described

    def other(self, value):
        if isinstance(value, keras.KerasTensor):
            return self.places[id(value)]
        if isinstance(value, keras.Variable):
            raise CannotDescribe("a weight is used outside its layer")
        encoded = super().other(value)
        if encoded[0] == "o":
            raise CannotDescribe(f"a layer is called with {type(value).__name__}, which is no plain value")
        return encoded


def _calls_before(tensors: list, coder: _Places) -> list:
    """Return the calls that lead to these tensors, in the order in which the code made them."""
    pending, order, seen = list(tensors), {}, set()
    while pending:
        tensor = pending[-1]
        node = None if id(tensor) in coder.places else node_of(tensor)
        if node is None or node.is_input:
            if id(tensor) not in coder.places:  # it comes from nowhere: an input of its own
                coder.place(tensor, ["free", *_size(tensor)])
            pending.pop()
        elif id(node) in seen:
            order.setdefault(id(node), node)
            pending.pop()
        else:
            seen.add(id(node))
            pending.extend(node.input_tensors)
        if len(order) > NODES_LIMIT:
            raise CannotDescribe(f"its graph has more than {NODES_LIMIT} calls")
    found = list(order.values())
    ages = [_age(node) for node in found]
    return found if None in ages else [node for _, node in sorted(zip(ages, found, strict=True), key=_first)]


def _first(pair: tuple):
    return pair[0]


def _age(node) -> int | None:
    """Return a number that grows from call to call: Keras counts its symbolic tensors in their names."""
    name = str(getattr(node.output_tensors[0], "name", "")) if node.output_tensors else ""
    stem, _, number = name.rpartition("_")
    if name == "keras_tensor":
        return 0
    return int(number) if stem == "keras_tensor" and number.isdecimal() else None


def node_of(tensor):
    """Return the call that a symbolic tensor comes from, or None."""
    history = getattr(tensor, "_keras_history", None)
    return history and history.operation._inbound_nodes[history.node_index]


def own_parts(layer) -> list:
    """Return the layers that a layer holds, in order."""
    return list(layer._flatten_layers(include_self=False, recursive=False))


def _needs_plan(layer) -> bool:
    return not is_functional(layer) and not isinstance(layer, keras.Sequential) and not known_class(layer)


def _structure(model, which: str):
    found = getattr(model, which)
    return found[0] if isinstance(found, (list, tuple)) and len(found) == 1 else found


def _size(tensor) -> list:
    return [list(tensor.shape), str(keras.backend.standardize_dtype(tensor.dtype))]


def _symbol_like(leaf):
    if is_tensor(leaf):
        return keras.KerasTensor(leaf.shape, keras.backend.standardize_dtype(leaf.dtype))
    return leaf
