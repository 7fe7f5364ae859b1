"""The exercises of the lessons, read from their cards: what the editions, the grader and the tables use."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from lesson_files import LessonError, find_lessons, read_lesson

TITLE = re.compile(r"^### (Exercise|Prediction) (\d\.\d) · (.+)$", re.MULTILINE)
FACTS = re.compile(r"^`(●+)○* · (\d+) min · (\d+) points?`$", re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """One exercise or prediction of a lesson."""

    lesson: str  # the notebook's name without its ending: "02_identity_block"
    kind: str  # "Exercise" or "Prediction"
    number: str  # "2.1"
    title: str
    difficulty: int  # 1 to 3
    minutes: int
    points: int
    name: str  # the function or class that is written; "" for a prediction
    solution_id: str  # nbgrader's grade_id of the cell with the solution
    check_id: str  # that of the cell with the check, or with a prediction's feedback: it carries the points
    check: str  # that cell's source


def cards(wanted: list[str] | None = None) -> list[Card]:
    """Return the cards of the lessons in their order: of all, or of those whose numbers are given.

    Raises:
        LessonError: a lesson is not there, or a card lacks its line of facts or its cells.
    """
    return [card for path in find_lessons(wanted or []) for card in cards_of(read_lesson(path), path)]


def cards_of(notebook: nbformat.NotebookNode, path: Path) -> list[Card]:
    """Return the cards of one lesson; see :func:`cards`."""
    found = []
    for place, cell in enumerate(notebook.cells):
        title = TITLE.search(cell.source) if cell.cell_type == "markdown" else None
        if title is None:
            continue
        kind, number, words = title.groups()
        facts = FACTS.search(cell.source)
        if facts is None:
            raise LessonError(f"{path}: {kind} {number} lacks its line of facts: `●○○ · 10 min · 3 points`.")
        later = notebook.cells[place + 1 :]
        solution, check = _cells(later) if kind == "Exercise" else _prediction(later, number)
        if solution is None or check is None:
            raise LessonError(f"{path}: {kind} {number} has no solution cell, or no check, behind its card.")
        found.append(
            Card(
                path.stem, kind, number, words.strip(), len(facts[1]), int(facts[2]), int(facts[3]),
                _defined(solution) if kind == "Exercise" else "", solution.metadata.nbgrader.grade_id,
                check.metadata.nbgrader.grade_id, check.source,
            )
        )  # fmt: skip
    return found


def _prediction(cells: list, number: str) -> tuple:
    """Return a prediction's cell and that of its feedback, which may stand behind other cards."""
    solution = next((cell for cell in cells if _grading(cell).get("solution")), None)
    feedback = f"feedback_{number.replace('.', '_')}"
    return solution, next((cell for cell in cells if _grading(cell).get("grade_id") == feedback), None)


def _grading(cell: nbformat.NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _cells(cells: list) -> tuple:
    """Return the first solution cell and the check behind it, None for what comes after another card."""
    solution = None
    for cell in cells:
        if cell.cell_type == "markdown" and TITLE.search(cell.source):
            break
        grading = _grading(cell)
        if solution is None and grading.get("solution"):
            solution = cell
        elif solution is not None and grading.get("grade"):
            return solution, cell
    return solution, None


def _defined(cell: nbformat.NotebookNode) -> str:
    names = [n.name for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return names[-1] if names else ""
