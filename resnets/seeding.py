"""Start every random number of a run from one seed, without TensorFlow where it is not the backend."""

import random

import keras
import numpy as np


def set_random_seed(seed: int) -> None:
    """Seed Python, NumPy and the backend: what initial weights are drawn from.

    ``keras.utils.set_random_seed`` does this too, but on JAX and PyTorch it also imports TensorFlow where
    that is installed: some ten seconds, and memory on the accelerator.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        keras.utils.set_random_seed(seed)
        return
    random.seed(seed)  # Keras draws the seeds of initializers and layers from here
    np.random.seed(seed)
    if backend == "torch":
        import torch

        torch.manual_seed(seed)
