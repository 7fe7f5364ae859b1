"""Run a student edition as it stands, nothing filled in, and say what its cells came to."""

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from executing import CHANGING_OUTPUT, describe_cell, in_this_python  # noqa: E402
from exercise_cards import cards, cards_of  # noqa: E402
from lesson_files import EXERCISES, UNFINISHED, find_lessons, read_lesson  # noqa: E402

NEEDS = {"6.4": "6.1"}  # the net in which that unit is checked begins with the layer of this exercise


def run_edition(lesson: str) -> nbformat.NotebookNode:
    """Return the edition of a lesson ("02") as it is after all its cells have had their turn in smoke."""
    path = find_lessons([lesson], EXERCISES)[0]
    notebook = read_lesson(path)
    execute_all(notebook, path.parent)
    return notebook


def execute_all(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Execute every cell of a notebook in place, whatever fails, in the smoke preset."""
    client = in_this_python(notebook, folder, allow_errors=True)
    environment = {name: value for name, value in os.environ.items() if name not in CHANGING_OUTPUT}
    with tempfile.TemporaryFile() as beside:
        client.execute(stderr=beside, env=environment | {"RESNETS_PRESET": "smoke"})


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
        if error and (
            error.ename not in UNFINISHED or len(error.traceback) != 1 or "\n" in error.traceback[0]
        ):
            lines.append(f"{describe_cell(notebook, index)}: {error.ename}: {error.evalue[:300]}")
    return lines


def assert_runs_to_its_end(lesson: str) -> None:
    """Assert what an edition promises while nothing in it is written.

    Every cell that fails does so in one line that names an exercise or a prediction of this lesson; the
    checks and the feedback fail, and what needs neither runs.
    """
    notebook = run_edition(lesson)
    assert strangers(notebook) == []
    found = errors_of(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert all(cell.execution_count for cell in code)
    for card in cards_of(notebook, find_lessons([lesson], EXERCISES)[0]):
        check = next(c for c in code if c.metadata.get("nbgrader", {}).get("grade_id") == card.check_id)
        assert check.id in found, f"{card.kind} {card.number} is not written, and its check passed"
        if card.kind == "Exercise":
            assert found[check.id].ename == "ExerciseUnfinished"
            assert f"finish exercise {NEEDS.get(card.number, card.number)} first" in found[check.id].evalue
    known = {card.number for card in cards([lesson])}
    for error in found.values():
        assert re.search(r"(exercise|prediction) (\d\.\d)", error.evalue, re.IGNORECASE)[2] in known
    assert len(found) < len(code) * 0.6
