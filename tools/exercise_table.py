"""The table of all exercises and predictions in README, made from the lessons' cards."""

import functools
import re
import runpy
from pathlib import Path

from exercise_cards import Card, cards
from lesson_files import ROOT, LessonError, find_lessons, read_lesson, write_whole

README = ROOT / "README.md"
INSTRUCTORS = ROOT / "docs" / "instructors.md"
TABLE = re.compile(r"(<!-- exercises -->\n).*?(<!-- end -->)", re.DOTALL)
LESSONS = re.compile(r"(<!-- lessons -->\n).*?(<!-- end -->)", re.DOTALL)
TIME = re.compile(r"^\| Time \| (.+?), exercises included \|$", re.MULTILINE)
COUNTS = re.compile(r"^(\| *(\d) *\| .*\| )\d+, and \d+ predictions( \| [^|]* \|)$", re.MULTILINE)
HEAD = "| | Title | Kind | Difficulty | Minutes | Points |\n|---|---|---|---|---|---|"


@functools.cache
def debugging() -> set[str]:
    """Return the numbers of the exercises in which something broken is mended."""
    # Run as a file: the package that it belongs to would import Keras.
    exercises = runpy.run_path(str(ROOT / "resnets" / "exercises.py"))["EXERCISES"]
    return {exercise.number for exercise in exercises if exercise.debugging}


def kind_of(card: Card) -> str:
    """Return what is done: ``write``, ``debug`` or ``predict``."""
    if card.kind == "Prediction":
        return "predict"
    return "debug" if card.number in debugging() else "write"


def table(found: list[Card]) -> str:
    """Return the table, a row for each card, and a line with the sums."""
    rows = [HEAD]
    for number in sorted({card.lesson[:2] for card in found}):
        mine = [card for card in found if card.lesson.startswith(number)]
        minutes, points = sum(card.minutes for card in mine), sum(card.points for card in mine)
        lesson = f"[Lesson {int(number)}](exercises/{mine[0].lesson}.ipynb)"
        rows.append(f"| **{int(number)}** | **{lesson}** | | | **{minutes}** | **{points}** |")
        rows += [
            f"| {card.number} | {card.title} | {kind_of(card)} | {'●' * card.difficulty:○<3} "
            f"| {card.minutes} | {card.points} |"
            for card in mine
        ]
    return "\n".join(rows)


def lesson_table(found: list[Card]) -> str:
    """Return the table of lessons for instructors: time, minutes of exercises, points."""
    rows = [
        "| Lesson | Time in all | Exercises, minutes | Predictions, minutes | Points |",
        "|---|---|---|---|---|",
    ]
    for path in find_lessons([]):
        mine = [card for card in found if card.lesson == path.stem]
        time = TIME.search(read_lesson(path).cells[0].source)
        if time is None:
            raise LessonError(f"{path}: its first cell has no row `| Time | about …, exercises included |`.")
        minutes = [sum(c.minutes for c in mine if c.kind == kind) for kind in ("Exercise", "Prediction")]
        points = sum(card.points for card in mine)
        lesson = f"[{path.stem}](../notebooks/{path.name})"
        rows.append(f"| {lesson} | {time[1]} | {minutes[0]} | {minutes[1]} | {points} |")
    return "\n".join(rows)


def renewed(text: str) -> str:
    """Return README's text with both tables as the cards have them now: the exercises, and their counts.

    Raises:
        LessonError: the text has no place for the table.
    """
    if not TABLE.search(text):
        raise LessonError(f"{README.name} has no table between <!-- exercises --> and <!-- end -->.")
    found = cards()

    def counted(row: re.Match) -> str:
        kinds = [card.kind for card in found if int(card.lesson[:2]) == int(row[2])]
        return f"{row[1]}{kinds.count('Exercise')}, and {kinds.count('Prediction')} predictions{row[3]}"

    text = COUNTS.sub(counted, text)
    return TABLE.sub(lambda place: f"{place[1]}{table(found)}\n{place[2]}", text)


def renewed_for_instructors(text: str) -> str:
    """Return the instructors' guide with its table of lessons as the lessons have it now.

    Raises:
        LessonError: the text has no place for it, or a lesson does not say how long it takes.
    """
    if not LESSONS.search(text):
        raise LessonError(f"{INSTRUCTORS.name} has no table between <!-- lessons --> and <!-- end -->.")
    return LESSONS.sub(lambda place: f"{place[1]}{lesson_table(cards())}\n{place[2]}", text)


def write_table(readme: Path = README, instructors: Path = INSTRUCTORS) -> None:
    """Write README and the instructors' guide with their tables renewed."""
    write_whole(readme, renewed(readme.read_text(encoding="utf-8")))
    write_whole(instructors, renewed_for_instructors(instructors.read_text(encoding="utf-8")))
