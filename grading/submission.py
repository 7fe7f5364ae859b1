"""A submission as it comes: read without believing that it is a notebook."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

LARGEST = 20_000_000  # bytes; a lesson with all its pictures has two million
MOST_CELLS = 2_000


class RefusedError(Exception):
    """A file that is not graded; its text says why."""


@dataclass(frozen=True)
class Cell:
    """One cell of a submission."""

    kind: str  # "code", "markdown", …
    source: str
    identity: str  # its id; "" where the program that saved it keeps none
    grade_id: str  # nbgrader's name of it, "" if it has none


def read(path: Path) -> list[Cell]:
    """Return the cells of a submitted notebook.

    Raises:
        RefusedError: it is too large, or no notebook.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RefusedError(
                f"The file has {size / 1e6:.0f} MB; more than {LARGEST / 1e6:.0f} MB is not read. "
                "Clear the outputs and submit it again."
            )
        return cells_of(path.read_bytes())
    except OSError as error:
        raise RefusedError(f"The file cannot be read: {error.strerror}.") from error


def cells_of(data: bytes) -> list[Cell]:
    """Return the cells of a notebook's bytes, of version 4 or 3; see :func:`read`."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        beginning = re.sub(r"\s+", " ", data[:40].decode(errors="replace"))
        raise RefusedError(
            f"The file is no notebook (no JSON); it begins with {beginning!r}. Submit the .ipynb file itself."
        ) from error
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    if found is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        found = [cell for sheet in sheets for cell in sheet.get("cells", [])]
    if not isinstance(found, list):
        raise RefusedError(
            "The file is JSON, but no notebook: it has no cells. Submit the .ipynb file itself."
        )
    if len(found) > MOST_CELLS:
        raise RefusedError(f"The notebook has {len(found)} cells; more than {MOST_CELLS} are not read.")
    return [_cell(entry) for entry in found if isinstance(entry, dict)]


def _cell(entry: dict) -> Cell:
    source = entry.get("source", entry.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    metadata = entry.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = grading.get("grade_id") if isinstance(grading, dict) else None
    text = "".join(line for line in lines if isinstance(line, str))
    # A lone surrogate cannot be written to a file again.
    text = text.encode("utf-8", "replace").decode()
    return Cell(_text(entry.get("cell_type")), text, _text(entry.get("id")), _text(grade_id))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def title(cells: list[Cell]) -> str:
    """Return a notebook's first heading, "" if it has none."""
    for cell in cells:
        heading = re.search(r"^# +(.+)$", cell.source, re.MULTILINE) if cell.kind == "markdown" else None
        if heading:
            return heading[1].strip()
    return ""


def find(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the notebooks in a folder and below it, in order, and the other files.

    Links are not followed, and what JupyterLab keeps in .ipynb_checkpoints is passed over.
    """
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and ".ipynb_checkpoints" not in path.parts
    )
    notebooks = [path for path in files if path.suffix.lower() == ".ipynb"]
    return notebooks, [path for path in files if path not in set(notebooks) and not path.name.startswith(".")]
