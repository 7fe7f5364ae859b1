"""Submissions of a lesson, made from its student edition: solved, blank, and changed as they come."""

import copy
import re
import sys
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from lesson_files import find_lessons, read_lesson  # noqa: E402
from student_notebooks import edition  # noqa: E402

MARKS = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


@cache
def _lesson(lesson: str) -> tuple:
    path = find_lessons([lesson])[0]
    solved = read_lesson(path)
    return solved, edition(solved, path)


def blank(lesson: str) -> nbformat.NotebookNode:
    """Return the student edition, nothing written."""
    return copy.deepcopy(_lesson(lesson)[1])


def perfect(lesson: str) -> nbformat.NotebookNode:
    """Return the student edition with the course's own answers."""
    answers = {
        cell.metadata.nbgrader.grade_id: MARKS.sub("", cell.source)
        for cell in _lesson(lesson)[0].cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    return with_answers(lesson, answers)


def with_answers(lesson: str, answers: dict[str, str]) -> nbformat.NotebookNode:
    """Return the student edition with answers, nbgrader's name of the cell -> source."""
    notebook = blank(lesson)
    for grade_id, source in answers.items():
        cell_of(notebook, grade_id).source = source
    return notebook


def cell_of(notebook: nbformat.NotebookNode, grade_id: str) -> nbformat.NotebookNode:
    """Return the cell that nbgrader calls so."""
    return next(
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def stripped(notebook: nbformat.NotebookNode, ids: bool = True) -> nbformat.NotebookNode:
    """Take all metadata from the cells, and their ids too."""
    for cell in notebook.cells:
        cell.metadata = {}
        if ids:
            del cell["id"]
    notebook.metadata = {}
    return notebook


def from_colab(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Change what Colab changes: no ids of cells, its own metadata, another kernel, an older format."""
    for number, cell in enumerate(notebook.cells):
        del cell["id"]
        cell.metadata["id"] = f"colab{number}"
    notebook.metadata = {"colab": {"provenance": []}, "accelerator": "GPU",
                         "kernelspec": {"name": "python3-gpu", "display_name": "Python 3 (GPU)"}}  # fmt: skip
    notebook.nbformat_minor = 0
    return notebook
