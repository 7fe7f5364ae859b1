"""Run a student edition as it stands, nothing filled in, and say what its cells came to."""

import os
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from executing import CHANGING_OUTPUT, describe_cell, in_this_python  # noqa: E402
from lesson_files import find_lessons, read_lesson  # noqa: E402

EXERCISES = ROOT / "exercises"
FAMILY = {"ExerciseUnfinished", "NameMissing", "PredictionMissing", "WriteYourOwn"}


def run_edition(lesson: str) -> nbformat.NotebookNode:
    """Return the edition of a lesson ("02") as it is after all its cells have had their turn in smoke."""
    path = find_lessons([lesson], EXERCISES)[0]
    notebook = read_lesson(path)
    client = in_this_python(notebook, path.parent, allow_errors=True)
    environment = {name: value for name, value in os.environ.items() if name not in CHANGING_OUTPUT}
    with tempfile.TemporaryFile() as beside:
        client.execute(stderr=beside, env=environment | {"RESNETS_PRESET": "smoke"})
    return notebook


def errors_of(notebook: nbformat.NotebookNode) -> dict[str, dict]:
    """Return cell id -> what the error output holds, of the cells that failed."""
    return {
        cell.id: output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def strangers(notebook: nbformat.NotebookNode) -> list[str]:
    """Return a line for each cell that failed otherwise than by one line about what is unfinished."""
    found = errors_of(notebook)
    lines = []
    for index, cell in enumerate(notebook.cells):
        error = found.get(cell.id)
        if error and (error.ename not in FAMILY or len(error.traceback) != 1 or "\n" in error.traceback[0]):
            lines.append(f"{describe_cell(notebook, index)}: {error.ename}: {error.evalue[:300]}")
    return lines
