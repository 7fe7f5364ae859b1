"""What a submission's process sees of the course: a copy of the library without lessons, tests, answers."""

import compileall
import hashlib
import os
import shutil
from pathlib import Path

from grading import hollow

LIBRARY = ("resnets", "grading", "checkpoints", "results")  # the lessons read the last two
IGNORED = shutil.ignore_patterns("partial", "weights", ".ipynb_checkpoints")


def copy(root: Path, folder: Path, lesson: str | None = None) -> Path:
    """Copy the library into a new folder that everybody may read, and return it.

    Args:
        lesson: without the answers to the exercises of this one.
    """
    folder.mkdir(parents=True)
    for name in LIBRARY:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=IGNORED)
    shutil.copy2(root / "resnets_utils.py", folder)
    if lesson:
        hollow.empty(folder, lesson)
    # A contained process can keep no compiled files: without these it would compile all of it each time.
    compileall.compile_dir(folder, quiet=2)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def digest(root: Path) -> str:
    """Return a hash of the code that grades: another one may give other grades."""
    found = hashlib.sha256()
    files = [*sorted((root / "resnets").rglob("*.py")), *sorted((root / "grading").rglob("*.py"))]
    for path in [*files, root / "resnets_utils.py"]:
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def data_folder(root: Path) -> Path | None:
    """Return the folder with the data sets, None if there is none."""
    given = os.environ.get("RESNETS_DATA")
    folder = Path(given).expanduser() if given else root / "datasets"
    return folder.resolve() if folder.is_dir() else None


def environment(root: Path, course: Path) -> dict[str, str]:
    """Return the variables with which lessons run when they are graded."""
    data = data_folder(root)
    found = {
        "PYTHONPATH": str(course),
        "RESNETS_PRESET": "smoke",
        "RESNETS_DOWNLOAD": "0",
        # Several submissions at a time use the cores better than several threads of one.
        "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    if data:
        found["RESNETS_DATA"] = str(data)
    if os.environ.get("KERAS_BACKEND"):
        found["KERAS_BACKEND"] = os.environ["KERAS_BACKEND"]
    return found
