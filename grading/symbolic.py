"""Run a layer's ``call`` on symbolic tensors, so that what it does becomes a graph."""

import sys
from contextlib import contextmanager

import keras
from keras import ops

# Functions of TensorFlow that take no symbolic tensor, and what they are in Keras.
TWINS = {
    "nn.relu": lambda features, name=None: ops.relu(features),
    "nn.softmax": lambda logits, axis=-1, name=None: ops.softmax(logits, axis=axis),
    "add": lambda x, y, name=None: ops.add(x, y),
    "math.add": lambda x, y, name=None: ops.add(x, y),
    "maximum": lambda x, y, name=None: ops.maximum(x, y),
    "concat": lambda values, axis, name=None: ops.concatenate(values, axis=axis),
    "identity": lambda input, name=None: input,
    "reduce_mean": lambda input_tensor, axis=None, keepdims=False, name=None: ops.mean(
        input_tensor, axis=axis, keepdims=keepdims
    ),
}


def symbolic_call(layer, inputs, given: dict):
    """Return what ``layer.call(inputs, **given)`` returns, with TensorFlow's functions as Keras's."""
    with _twins():
        return layer.call(inputs, **given)


@contextmanager
def _twins():
    tensorflow = sys.modules.get("tensorflow")
    replaced = []
    try:
        for path, twin in TWINS.items() if tensorflow else ():
            *modules, name = path.split(".")
            place = tensorflow
            for module in modules:
                place = getattr(place, module)
            original = getattr(place, name)
            replaced.append((place, name, original))
            setattr(place, name, _either(original, twin))
        yield
    finally:
        for place, name, original in replaced:
            setattr(place, name, original)


def _either(original, twin):
    def function(*args, **kwargs):
        leaves = keras.tree.flatten((args, kwargs))
        symbolic = any(isinstance(leaf, keras.KerasTensor) for leaf in leaves)
        return (twin if symbolic else original)(*args, **kwargs)

    return function
