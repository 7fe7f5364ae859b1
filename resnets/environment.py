"""What the course runs on: versions, device, preset."""

import importlib.metadata
import os
import platform

import keras

from resnets.at_hand import pictures_at_hand
from resnets.presets import preset

_DISTRIBUTIONS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def device_name() -> str:
    """Return the device that Keras computes on: a GPU's name, or "CPU, N cores"."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        if gpus:
            return tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    elif backend == "jax":
        import jax

        if jax.default_backend() != "cpu":
            return jax.devices()[0].device_kind
    elif backend == "torch":
        import torch

        if torch.cuda.is_available():
            return torch.cuda.get_device_name(0)
    return f"CPU, {cores()} cores"


def cores() -> int:
    """Return the number of CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def versions() -> dict[str, str]:
    """Return the versions of Python, Keras, its backend and NumPy."""
    backend = keras.backend.backend()
    found = {"python": platform.python_version(), "keras": keras.version()}
    for name in (backend, "numpy"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # tensorflow-cpu, tf-nightly and other names
            found[name] = "unknown"
    return found


def describe_environment() -> dict:
    """Return versions and hardware as plain data for a result file."""
    machine = {"device": device_name(), "machine": platform.machine(), "system": platform.system()}
    return {"versions": versions(), "hardware": machine, "backend": keras.backend.backend()}


def show_setup() -> None:
    """Print one line: versions, device, preset, and which pictures are at hand."""
    v, backend = versions(), keras.backend.backend()
    pictures = ", ".join(f"{name}: {source}" for name, source in pictures_at_hand().items())
    print(
        f"{_DISTRIBUTIONS.get(backend, backend)} {v[backend]} · Keras {v['keras']} · NumPy {v['numpy']} · "
        f"{device_name()} · preset {preset()} · {pictures}"
    )
