"""Values with Keras objects in them, on their way to the other side and back.

More tags than in ``values``: ``["x", k]`` the k-th symbolic argument, ``["y", k]`` the k-th result of the
graph that goes with an answer, ``["m", reference, compiled]`` a layer or model, ``["h", handle, class, model,
mode]`` a layer of the learner's that is not built yet, ``["ds", handle]`` a dataset.
"""

import keras
import numpy as np

from grading import known
from grading.describing import Describer
from grading.facts import CannotDescribe, is_functional, of_keras
from grading.protocol import ProtocolError
from grading.rebuilding import Rebuilder, symbol
from grading.values import Decoder, Encoder

SHORT_LOSSES = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}


class KerasEncoder(Encoder):
    """Encodes values with Keras objects; ``symbols`` are the symbolic tensors met."""

    def __init__(self, describer: Describer) -> None:
        super().__init__()
        self.describer = describer
        self.symbols: list = []

    def encode_symbol(self, value) -> list:
        """Return what stands for a symbolic tensor."""
        for number, one in enumerate(self.symbols):
            if one is value:
                return ["x", number]
        self.symbols.append(value)
        return ["x", len(self.symbols) - 1]

    def other(self, value):
        if isinstance(value, keras.KerasTensor):
            return self.encode_symbol(value)
        if isinstance(value, keras.layers.Layer):
            return ["m", self.describer.reference(value, self), compiled(value)]
        return super().other(value)

    def sizes(self) -> list:
        """Return [shape, dtype, name] of each symbolic tensor."""
        return [[list(s.shape), keras.backend.standardize_dtype(s.dtype), str(s.name)] for s in self.symbols]


class AnswerEncoder(KerasEncoder):
    """Encodes what the learner's function returned; ``keep`` takes an object and returns its handle."""

    def __init__(self, describer: Describer, keep) -> None:
        super().__init__(describer)
        self.keep = keep

    def encode_symbol(self, value) -> list:
        return ["y", super().encode_symbol(value)[1]]

    def other(self, value):
        if isinstance(value, keras.layers.Layer) and is_own(value) and not is_functional(value):
            return ["h", self.keep(value), *class_facts(type(value))]
        if type(value).__module__.startswith("tensorflow.") and hasattr(value, "element_spec"):
            return ["ds", self.keep(value)]
        return super().other(value)


class KerasDecoder(Decoder):
    """Decodes them; ``symbols`` are what ``["x", k]`` means, ``outcomes`` what ``["y", k]`` does."""

    def __init__(self, arrays, rebuilder: Rebuilder, symbols=(), outcomes=()) -> None:
        super().__init__(arrays)
        self.rebuilder, self.symbols, self.outcomes = rebuilder, symbols, outcomes

    def tagged(self, tag: str, rest: list, depth: int):
        if tag == "x":
            return self.symbols[rest[0]]
        if tag == "y":
            return self.outcomes[rest[0]]
        if tag == "m":
            layer = self.rebuilder.layer(rest[0])
            if rest[0][0] == "new" and rest[1]:
                compile_as(layer, rest[1])
            return layer
        if tag == "h":
            return self.rebuilder.link.object(*rest)
        if tag == "ds":
            return self.rebuilder.link.dataset(rest[0])
        return super().tagged(tag, rest, depth)


def is_own(layer) -> bool:
    """Return whether the learner wrote what a layer does."""
    return not of_keras(type(layer).call) or not of_keras(type(layer).build)


def class_facts(cls: type) -> list:
    """Return [name, whether it is a model, whether its call takes the mode] of a class of layers."""
    names = cls.call.__code__.co_varnames if hasattr(cls.call, "__code__") else ()
    return [cls.__name__, issubclass(cls, keras.Model), "training" in names]


def new_symbol(size) -> keras.KerasTensor:
    """Return a symbolic tensor of [shape, dtype, name]."""
    tensor = symbol(size[:2])
    tensor.name = str(size[2])[:100]
    return tensor


# --- what the learner's function did to its arguments --------------------------------------------


def compiled(model) -> dict | None:
    """Return how a model is compiled, None if it is not."""
    if not isinstance(model, keras.Model) or not model.compiled or model.optimizer is None:
        return None
    rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
    return {"optimizer": type(model.optimizer).__name__, "rate": rate, "loss": _loss(model.loss)}


def _loss(loss) -> dict | None:
    if loss is None:
        return None
    if isinstance(loss, keras.losses.Loss) and of_keras(type(loss)):
        config = {k: v for k, v in loss.get_config().items() if k not in ("dtype", "name", "fn")}
        return {"class": type(loss).__name__, "config": config}
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", "")
    if not isinstance(loss, str) and not of_keras(loss):
        raise CannotDescribe("the model is compiled with a loss of its own")
    words = SHORT_LOSSES.get(name, name).split("_")
    return {"class": "".join(one[:1].upper() + one[1:] for one in words), "config": {}}


def compile_as(model: keras.Model, description) -> None:
    """Compile a model as described."""
    try:
        optimizer = known.make_optimizer(description["optimizer"], description["rate"])
        loss = known.make_loss(description["loss"])
    except (KeyError, TypeError) as error:
        raise ProtocolError("how the model is compiled cannot be read.") from error
    model.compile(optimizer, loss=loss, metrics=["accuracy"], jit_compile=False)


class States:
    """What the layers and models of the judge are like, on the session's side, before and after a call."""

    def __init__(self, made: dict[int, keras.layers.Layer]) -> None:
        self.made = dict(made)
        self.weights = {n: _values(layer) for n, layer in self.made.items() if not is_functional(layer)}
        self.optimizers = {n: getattr(layer, "optimizer", None) for n, layer in self.made.items()}

    def after(self, encoder: Encoder) -> list:
        """Return [number, state] of each."""
        return [[number, self._state(number, encoder)] for number in sorted(self.made)]

    def _state(self, number: int, encoder: Encoder) -> dict:
        layer = self.made[number]
        state = {"trainable": bool(layer.trainable)}
        if number in self.weights:
            pairs = zip(self.weights[number], _values(layer), strict=True)
            moved = [
                [k, encoder.add(new)] for k, (old, new) in enumerate(pairs) if not np.array_equal(old, new)
            ]
            state |= {"flags": [bool(weight.trainable) for weight in layer.weights], "moved": moved}
        elif getattr(layer, "optimizer", None) is not self.optimizers[number]:
            state["compiled"] = compiled(layer)
        return state


def _values(layer) -> list[np.ndarray]:
    return [np.array(keras.ops.convert_to_numpy(weight)) for weight in layer.weights]


def take_states(states, layers: list, decoder: Decoder) -> None:
    """Give the judge's layers the states that the session's ended in, outer ones first.

    Raises:
        ProtocolError: they are none.
    """
    try:
        for number, state in sorted(states, key=lambda one: one[0]):
            layer = layers[number]
            if bool(state["trainable"]) != layer.trainable:
                layer.trainable = bool(state["trainable"])
            flags = state.get("flags")
            if flags is None:
                if state.get("compiled"):
                    compile_as(layer, state["compiled"])
                continue
            for weight, flag in zip(layer.weights, flags, strict=True):
                if weight.trainable != bool(flag):
                    weight.trainable = bool(flag)
            for place, array in state["moved"]:
                layer.weights[place].assign(decoder.array(array))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ProtocolError("what it says of the model's state cannot be read.") from error
