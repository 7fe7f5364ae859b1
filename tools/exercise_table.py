"""The table of all exercises and predictions in README, made from the lessons' cards."""

import functools
import re
import runpy
from pathlib import Path

from exercise_cards import Card, cards
from lesson_files import ROOT, LessonError, write_whole

README = ROOT / "README.md"
TABLE = re.compile(r"(<!-- exercises -->\n).*?(<!-- end -->)", re.DOTALL)
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


def renewed(text: str) -> str:
    """Return README's text with the table as the cards have it now.

    Raises:
        LessonError: the text has no place for it.
    """
    if not TABLE.search(text):
        raise LessonError(f"{README.name} has no table between <!-- exercises --> and <!-- end -->.")
    return TABLE.sub(lambda place: f"{place[1]}{table(cards())}\n{place[2]}", text)


def write_table(readme: Path = README) -> None:
    """Write README with the table renewed."""
    write_whole(readme, renewed(readme.read_text(encoding="utf-8")))
