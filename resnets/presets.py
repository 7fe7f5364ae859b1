"""The three budgets of the course, chosen by the environment variable ``RESNETS_PRESET``.

``quick`` (default) teaches the point on two CPU cores, ``full`` is the published budget for a GPU,
``smoke`` runs the same cells with two batches an epoch, for tests that only need a notebook to run.
"""

import os
from typing import TypeVar

PRESETS = ("quick", "full", "smoke")
T = TypeVar("T")


def preset() -> str:
    """Return the preset in force: ``"quick"``, ``"full"`` or ``"smoke"``.

    Raises:
        ValueError: ``RESNETS_PRESET`` holds another word.
    """
    name = os.environ.get("RESNETS_PRESET") or "quick"
    if name not in PRESETS:
        raise ValueError(
            f"RESNETS_PRESET is {name!r}; it can be 'quick' (two CPU cores, the default), "
            "'full' (the published budget, for a GPU) or 'smoke' (for tests)."
        )
    return name


def by_preset(*, quick: T, full: T, smoke: T) -> T:
    """Return the argument that belongs to the preset in force."""
    return {"quick": quick, "full": full, "smoke": smoke}[preset()]
