"""Weights that are changed for a while, and come back as they were."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import keras
import numpy as np


@contextmanager
def restored(variables: Iterable) -> Iterator[None]:
    """After the ``with``, every Keras variable has the value it had before, bit for bit, errors or not."""
    variables = list(variables)
    kept = [np.array(keras.ops.convert_to_numpy(v)) for v in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, kept, strict=True):
            variable.assign(value)
