"""What the course does on Colab before anything else: it adds what is missing there, and changes nothing."""

import importlib.util
import subprocess
import sys

# What the library imports beside Keras, NumPy and Matplotlib, which Colab always has: module, package.
NEEDED = {"h5py": "h5py", "PIL": "pillow", "platformdirs": "platformdirs", "tqdm": "tqdm", "pydot": "pydot"}


def on_colab() -> bool:
    """Return whether this is a kernel of Colab's."""
    try:
        import google.colab  # noqa: F401
    except ImportError:  # also where there is no package google at all, where find_spec would raise
        return False
    return True


def add_missing() -> list[str]:
    """On Colab, install those packages that are not there, without touching any that are; return them.

    Raises:
        ImportError: they cannot be installed.
    """
    if not on_colab():
        return []
    missing = [package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None]
    if missing:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *missing]
        said = subprocess.run(command, capture_output=True, text=True)
        if said.returncode:
            raise ImportError(f"{', '.join(missing)} could not be added: {said.stderr.strip()[-300:]}")
    return missing
