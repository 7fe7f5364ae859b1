"""Every lesson as a file keeps the rules of tools/notebook_rules.py."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import notebook_rules as rules  # noqa: E402

pytestmark = pytest.mark.house

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EVERY_LESSON = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def read(lesson: Path) -> dict:
    return json.loads(lesson.read_text(encoding="utf-8"))


@EVERY_LESSON
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule(lesson, rule):
    assert rule(read(lesson)) == []


@EVERY_LESSON
@pytest.mark.parametrize("rule", rules.RULES_WITH_PATH, ids=lambda rule: rule.__name__)
def test_rule_with_path(lesson, rule):
    assert rule(read(lesson), lesson) == []


@EVERY_LESSON
def test_name_is_a_number_and_words(lesson):
    assert re.fullmatch(r"0[1-7]_[a-z0-9_]+\.ipynb", lesson.name)


@EVERY_LESSON
def test_nbgrader_accepts_the_metadata(lesson):
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    MetadataValidator().validate_nb(nbformat.read(lesson, as_version=4))


@EVERY_LESSON
def test_it_is_normalised(lesson, tmp_path):
    """`make normalise` changes no byte of it."""
    import store_lessons

    copy = tmp_path / lesson.name
    shutil.copyfile(lesson, copy)
    store_lessons.normalise(copy)
    assert copy.read_bytes() == lesson.read_bytes(), f"call: make normalise LESSON={lesson.stem[:2]}"


def test_the_setup_cell_is_the_same_in_all():
    cells = {lesson.stem: rules.setup_cell(read(lesson)) for lesson in LESSONS}
    first = next(iter(cells.values()), None)
    assert [name for name, cell in cells.items() if cell != first] == []


def test_no_two_lessons_have_the_same_number():
    numbers = [lesson.name[:2] for lesson in LESSONS]
    assert len(set(numbers)) == len(numbers)
