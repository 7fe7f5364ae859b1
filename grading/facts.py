"""What can be told of one layer or operation: class, arguments, whether Keras or a learner wrote it."""

import keras

from grading.known import ACTIVATIONS, LAYERS, OPERATIONS, SPECIAL, group_of


class CannotDescribe(Exception):
    """Something that no description can hold; the text says what."""


def of_keras(thing) -> bool:
    """Return whether a class, function or method is Keras's own."""
    return (getattr(thing, "__module__", None) or "").startswith("keras.")


def is_functional(layer) -> bool:
    """Return whether a layer is a model made of a graph (a built Sequential too)."""
    if not isinstance(layer, keras.Model) or not of_keras(type(layer).call):
        return False
    return bool(getattr(layer, "inputs", None)) and bool(getattr(layer, "outputs", None))


def known_class(layer) -> type | None:
    """Return Keras's class of a layer, if it is one of those that may be named and its doing is unchanged."""
    kind = type(layer)
    if not of_keras(kind.call) or not of_keras(kind.build) or not of_keras(kind.__call__):
        return None
    base = next(one for one in kind.__mro__ if of_keras(one))
    if base.__name__ not in LAYERS or "call" in vars(layer):  # an instance's `build` is Keras's wrapper
        return None
    return base


def operation_config(op) -> dict:
    """Return the arguments of an operation.

    Raises:
        CannotDescribe: the operation is not known, or has others than plain values.
    """
    name = type(op).__name__
    if not of_keras(type(op)) or name not in OPERATIONS.keys() | SPECIAL.keys():
        raise CannotDescribe(f"it uses {name}, an operation that is not known here")
    try:
        return {key: value for key, value in op.get_config().items() if key != "name"}
    except NotImplementedError as error:
        raise CannotDescribe(f"the arguments of {name} are no plain values") from error


def arguments_of(known: type, layer) -> dict:
    """Return a layer's arguments, plain."""
    config = {}
    for key, value in known.get_config(layer).items():
        if group_of(key) or key.endswith("activation") or key == "dtype":
            value = _plain_object(key, getattr(layer, key, None), value)
        config[key] = value
    return config


def _plain_object(key: str, own, value):
    if value is None or own is None and isinstance(value, str):
        return value
    if key == "dtype":
        return value if isinstance(value, str) else value["config"]["name"]
    if key.endswith("activation"):
        return _activation_name(own if callable(own) else value)
    if isinstance(value, dict) and (value.get("module") or "").startswith("keras."):
        return {"class": value["class_name"], "config": value["config"]}
    raise CannotDescribe(f"its {key} is none of Keras's own")


def _activation_name(activation) -> str:
    name = activation if isinstance(activation, str) else getattr(activation, "__name__", "")
    module = getattr(activation, "__module__", None) or "keras."
    if name in ACTIVATIONS and module.split(".")[0] in ("keras", "tensorflow", "jax", "torch"):
        return name
    raise CannotDescribe(f"it uses an activation of its own, {name or type(activation).__name__}")


def built_shape(layer) -> list | None:
    """Return the shape for which a layer was built."""
    shape = (layer.get_build_config() or {}).get("input_shape")
    return (
        [None if side is None else int(side) for side in shape] if isinstance(shape, (list, tuple)) else None
    )
