"""Make an nbgrader course folder in build/nbgrader: make assignment LESSON=02.

nbgrader's own commands go on from there; its configuration runs lessons in the smoke preset.
"""

import sys
from pathlib import Path

import nbformat
from exercise_cards import cards_of
from lesson_files import ROOT, LessonError, find_lessons, read_lesson, write_whole
from student_notebooks import edition

BUILD = ROOT / "build" / "nbgrader"
CONFIG = '''"""Configuration of nbgrader for the course, made by make assignment."""

import os

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

os.environ["RESNETS_PRESET"] = "smoke"  # graded runs: the same cells, two batches an epoch
os.environ["RESNETS_DOWNLOAD"] = "0"
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel of this environment, which has the course


class Stubs(ClearSolutions):
    """Clears solutions as the student editions do: a prediction has its None already."""

    def preprocess_cell(self, cell, resources, cell_index):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        stub = "" if grade_id.startswith("prediction_") else "# YOUR CODE HERE\\nraise ExerciseUnfinished"
        self.code_stub = {"python": stub}
        return super().preprocess_cell(cell, resources, cell_index)


c = get_config()  # noqa: F821 - nbgrader gives it
c.CourseDirectory.course_id = "resnets"
steps = GenerateAssignment.class_traits()["preprocessors"].default()
c.GenerateAssignment.preprocessors = [Stubs if step is ClearSolutions else step for step in steps]
c.ExecutePreprocessor.timeout = 300  # seconds for a cell
c.ExecutePreprocessor.startup_timeout = 300
'''


def source(path: Path) -> nbformat.NotebookNode:
    """Return a lesson as nbgrader's source: the student edition, which carries its pictures, with the answers
    put back between nbgrader's marks.
    """
    solved = read_lesson(path)
    answers = {card.solution_id for card in cards_of(solved, path)}
    written = {_grade_id(cell): cell.source for cell in solved.cells if _grade_id(cell) in answers}
    notebook = edition(solved, path)
    for cell in notebook.cells:
        cell.source = written.get(_grade_id(cell), cell.source)
    return notebook


def _grade_id(cell: nbformat.NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def make(path: Path, build: Path = BUILD) -> Path:
    """Write one lesson's source and the configuration; return the lesson's folder."""
    folder = build / "source" / path.stem
    write_whole(folder / path.name, nbformat.writes(source(path)) + "\n")
    write_whole(build / "nbgrader_config.py", CONFIG)
    return folder


def main(wanted: list[str]) -> int:
    """Make the assignments of the lessons that are named, or of all."""
    try:
        for path in find_lessons(wanted):
            folder = make(path)
            print(f"{folder.relative_to(ROOT)}: in {BUILD.relative_to(ROOT)}, go on with")
            print(f"  nbgrader generate_assignment {path.stem}")
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
