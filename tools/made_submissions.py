"""Submissions of a lesson, made from its student edition: solved, blank, wrong, changed as they come."""

import ast
import copy
import re
import textwrap
from dataclasses import dataclass
from functools import cache

import nbformat
from exercise_cards import Card, cards_of
from lesson_files import ROOT, find_lessons, read_lesson
from student_notebooks import edition

WRONG = ROOT / "tests" / "wrong_answers" / "blind"
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


def copied(notebook: nbformat.NotebookNode, grade_id: str) -> nbformat.NotebookNode:
    """Put a copy of a cell at the end, as a learner does who pastes it."""
    notebook.cells.append(nbformat.from_dict({**cell_of(notebook, grade_id), "id": "copied"}))
    return notebook


@dataclass(frozen=True)
class Written:
    """An answer as a learner writes it."""

    label: str
    source: str
    right: bool


def exercises(lesson: str) -> list[Card]:
    """Return the cards of a lesson's coding exercises."""
    return [
        card for card in cards_of(_lesson(lesson)[0], find_lessons([lesson])[0]) if card.kind == "Exercise"
    ]


@cache
def written(number: str, name: str) -> list[Written]:
    """Return the answers to an exercise in tests/wrong_answers/blind, under the name that is asked for."""
    found = []
    for path in sorted(WRONG.glob(f"lesson0{number[0]}*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name == f"E{number.replace('.', '_')}":
                found += _answers(node, text, name)
    return found


def _answers(place: ast.ClassDef, text: str, name: str) -> list[Written]:
    """Return the marked functions of a class, each with what it needs of its file."""
    found, helpers = [], _helpers(text)
    for node in place.body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            mark = node.decorator_list[0]
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            source = textwrap.dedent("\n".join(lines)).replace(f"def {node.name}(", f"def {name}(", 1)
            source = f"{helpers}\n\n\n{source}"
            found.append(Written(node.name, source, getattr(mark, "id", "") == "right"))
    return found


def _helpers(text: str) -> str:
    """Return what stands beside the classes in a file of answers, and in those that it takes parts from."""
    kept = []
    for node in ast.parse(text).body[1:]:
        module = str(getattr(node, "module", ""))
        if module.startswith("tests.wrong_answers.blind."):
            kept.append(_helpers((WRONG / f"{module.split('.')[-1]}.py").read_text(encoding="utf-8")))
        elif not isinstance(node, ast.ClassDef) and not module.startswith("tests"):
            kept.append(ast.get_source_segment(text, node))
    return "\n\n".join(kept)


def wrong(lesson: str, which: int) -> tuple[nbformat.NotebookNode, dict[str, bool]]:
    """Return a submission with the ``which``-th answer to each exercise, and which of them are right."""
    answers, verdicts = {}, {}
    for card in exercises(lesson):
        choice = written(card.number, card.name)
        answer = choice[which % len(choice)]
        answers[card.solution_id], verdicts[card.number] = answer.source, answer.right
    return with_answers(lesson, answers), verdicts
