"""Saving in HDF5 without a warning, for those who mean it."""

import contextlib
import logging
from collections.abc import Iterator


@contextlib.contextmanager
def hdf5_is_meant() -> Iterator[None]:
    """Hold back Keras's advice, given at each save to ``.h5``, to prefer its newer ``.keras`` format.

    Errors still show. Use it as ``with hdf5_is_meant(): model.save("ResNet50-1.h5")``.
    """
    logger = logging.getLogger("absl")  # Keras warns through it; nothing needs absl to be installed
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
