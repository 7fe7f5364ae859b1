"""The instructors' guide speaks of every exercise, answers every closing question, and has today's table."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from exercise_cards import cards  # noqa: E402
from exercise_table import INSTRUCTORS, renewed_for_instructors  # noqa: E402
from lesson_files import find_lessons  # noqa: E402

pytestmark = pytest.mark.house
GUIDE = INSTRUCTORS.read_text(encoding="utf-8")


def part(heading: str) -> dict[str, str]:
    """Return the texts under ``### Lesson n`` in a part of the guide, by n."""
    text = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)[1]
    pieces = re.split(r"^### Lesson (\d)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def test_the_table_is_what_the_lessons_say():
    assert renewed_for_instructors(GUIDE) == GUIDE, "call: make exercises"


def test_every_exercise_has_its_common_mistakes():
    said = part("Common mistakes, and what to say")
    for card in cards():
        if card.kind == "Exercise":
            lines = re.findall(rf"^- \*\*{card.number}\*\* (.+)$", said[card.number[0]], re.MULTILINE)
            assert len(lines) == 1 and re.search(r"\*[^*]+\* “?\"[^\"]+[?.,]\"", lines[0]), (
                f'docs/instructors.md needs one line `- **{card.number}** *A mistake.* "What to say."`'
            )


@pytest.mark.parametrize("lesson", find_lessons([]), ids=lambda path: path.stem)
def test_every_closing_question_is_answered(lesson):
    cells = [cell.source for cell in nbformat.read(lesson, as_version=4).cells]
    (last,) = [text for text in cells if "Three questions to think about" in text]
    questions = re.findall(r"^\d\. ", last, re.MULTILINE)
    answers = re.findall(
        r"^\d\. \S.{40,}", part("Answers to the closing questions")[lesson.name[1]], re.MULTILINE
    )
    assert len(questions) == len(answers) == 3
