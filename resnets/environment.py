"""What the course runs on: versions, device, preset; ``python -m resnets.environment`` reports all of it."""

import importlib.metadata
import os
import platform
import sys

import keras

from resnets import __version__
from resnets.at_hand import pictures_at_hand
from resnets.presets import preset

# What the tests run on: requirements.txt and, for Colab's pair, tools/requirements-colab.txt.
TESTED_PYTHONS = ("3.11", "3.12", "3.13")
TESTED = {"keras": ("3.15", "3.13"), "tensorflow": ("2.21", "2.20")}
MEMORY_NEEDED = 5.0  # GB free: lesson 4 at its largest

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


def memory() -> tuple[float, float] | None:
    """Return the memory that is free and all there is, in GB (10^9 bytes); None if it cannot be asked for."""
    try:
        import psutil
    except ImportError:  # a bare environment for the library alone
        return None
    found = psutil.virtual_memory()
    return found.available / 1e9, found.total / 1e9


def worth_a_look(found: dict[str, str], free: float | None) -> list[str]:
    """Return what may explain a fault, each a sentence that says what to do.

    Args:
        found: versions, as :func:`versions` gives them.
        free: free memory in GB; None if it is not known.
    """
    remarks = []
    python = ".".join(found["python"].split(".")[:2])
    if python not in TESTED_PYTHONS:
        remarks.append(f"Python {python} is not tested: take one of {', '.join(TESTED_PYTHONS)}.")
    for name, tested in TESTED.items():
        if name in found and ".".join(found[name].split(".")[:2]) not in tested:
            remarks.append(
                f"{_DISTRIBUTIONS.get(name, 'Keras')} {found[name]} is not tested (tested: "
                f"{', '.join(tested)}): `make setup` makes an environment that is."
            )
    if free is not None and free < MEMORY_NEEDED:
        remarks.append(
            f"{free:.1f} GB of memory are free, and lesson 4 may need {MEMORY_NEEDED:.0f}: "
            "shut down other kernels."
        )
    try:
        preset()
    except ValueError as error:
        remarks.append(str(error))
    return remarks


def report() -> tuple[str, list[str]]:
    """Return what a bug report needs to say of a machine, without a path of it, and what is worth a look."""
    found, backend, room = versions(), keras.backend.backend(), memory()
    rows = {
        "course": __version__,
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": found["python"],
        "Keras": f"{found['keras']} on {_DISTRIBUTIONS.get(backend, backend)} {found[backend]}",
        "NumPy": found["numpy"],
        "device": device_name(),
        "memory": "{:.1f} GB free of {:.1f} GB".format(*room) if room else "not known: psutil is missing",
        "preset": os.environ.get("RESNETS_PRESET") or "quick",
        **pictures_at_hand(),
    }
    lines = [f"{name:10} {value}" for name, value in rows.items()]
    remarks = worth_a_look(found, room[0] if room else None)
    lines += ["", "Verdict: " + ("worth a look:" if remarks else "the course can run here.")]
    return "\n".join([*lines, *(f"  - {remark}" for remark in remarks)]), remarks


if __name__ == "__main__":
    said, remarks = report()
    print(said)
    sys.exit(1 if remarks else 0)
