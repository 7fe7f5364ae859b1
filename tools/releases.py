"""A lesson as the grader needs it: made in memory from notebooks/, as the student edition is."""

import nbformat
from exercise_cards import Card, cards_of
from lesson_files import LessonError, find_lessons, read_lesson
from student_notebooks import edition

from grading.release import Release, ReleaseCell, Task
from grading.submission import Cell, title


def release(lesson: str) -> Release:
    """Return a lesson as it is given out.

    Args:
        lesson: "02", "2" or the notebook's name.

    Raises:
        LessonError: there is no such lesson, or it has no exercises.
    """
    path = find_lessons([lesson])[0]
    solved = read_lesson(path)
    cards = cards_of(solved, path)
    if not cards:
        raise LessonError(f"{path} has no exercises to grade.")
    tasks = tuple(Task(card.kind, card.number, card.title, card.points) for card in cards)
    given = edition(solved, path)
    cells = tuple(release_cell(cell, cards) for cell in given.cells if cell.cell_type == "code")
    others = [(heading(read_lesson(other)), other.name[:2]) for other in find_lessons([]) if other != path]
    return Release(path.name[:2], heading(solved), cells, tasks, tuple(others))


def heading(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook's title."""
    return title([Cell(cell.cell_type, cell.source, "", "") for cell in notebook.cells])


def release_cell(cell: nbformat.NotebookNode, cards: list[Card]) -> ReleaseCell:
    """Return a code cell of the edition with what it is for."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    for card in cards if grade_id else ():
        if grade_id == card.solution_id:
            role = "solution" if card.kind == "Exercise" else "prediction"
            return ReleaseCell(cell.id, grade_id, cell.source, role, card.number, card.name)
        if grade_id == card.check_id:
            role = "check" if card.kind == "Exercise" else "feedback"
            return ReleaseCell(cell.id, grade_id, cell.source, role, card.number)
    return ReleaseCell(cell.id, grade_id, cell.source, "code")
