"""The lessons as files: which there are, how one is read and written."""

import os
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
EXERCISES = ROOT / "exercises"
# What the cells of a student edition fail with while nothing is filled in
UNFINISHED = {"ExerciseUnfinished", "NameMissing", "PredictionMissing", "WriteYourOwn"}


class LessonError(Exception):
    """A lesson that is not there or cannot be read; its text says what to do."""


def find_lessons(wanted: list[str], folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the lessons in order: all of them, or those whose numbers or names are given.

    Args:
        wanted: "02", "2", "02_identity_block" or a path, each one lesson; empty for all.

    Raises:
        LessonError: there are no lessons, or none of that name.
    """
    lessons = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not lessons:
        raise LessonError(f"There are no lessons in {folder}: their names are like 02_identity_block.ipynb.")
    if not wanted:
        return lessons
    numbers = {lesson.name[:2]: lesson for lesson in lessons} | {lesson.stem: lesson for lesson in lessons}
    chosen = []
    for word in wanted:
        name = Path(word).name.removesuffix(".ipynb").zfill(2)
        if name not in numbers:
            known = ", ".join(lesson.stem for lesson in lessons)
            raise LessonError(f"There is no lesson {word!r}; there are {known}.")
        chosen.append(numbers[name])
    return sorted(set(chosen))


def read_lesson(path: Path) -> nbformat.NotebookNode:
    """Read a notebook.

    Raises:
        LessonError: it is no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise LessonError(f"{path} cannot be read as a notebook: {error}") from error


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all, with Unix line ends on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8", newline="\n")
    os.replace(new, path)


def uses_data(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the data sets that a lesson says it uses, in its metadata: ``resnets.uses_data``."""
    return list(notebook.metadata.get("resnets", {}).get("uses_data", []))
