"""Every lesson as a file keeps the rules of tools/notebook_rules.py."""

import ast
import base64
import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

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


@EVERY_LESSON
def test_every_stored_picture_has_two_pixels_for_one_of_the_page(lesson):
    for name, cell in rules.code_cells(read(lesson)):
        for output in cell["outputs"]:
            if "image/png" in output.get("data", {}):
                picture = Image.open(io.BytesIO(base64.b64decode("".join(output["data"]["image/png"]))))
                width = output["metadata"].get("image/png", {}).get("width")
                assert width, f"{name}: show the figure with its width (resnets.plots.base.show)"
                assert width <= picture.width / 2 + 0.5, (
                    f"{name}: {picture.width} pixels are shown {width} wide"
                )


SHORT = {  # cells that train without keeping the run, and why
    "def-linear-softmax-x": "lesson 4: one linear layer, a second",
    "class-nottold-resnet-the-same": "lesson 5: one step",
    "53a20974": "lesson 6: one weight, four pictures; what callbacks are told is the point",
    "ceff004e": "lesson 7: two epochs of 80 pictures; what moves is the point",
    "b355da82": "lesson 7: one epoch of 80 pictures, three times; what moves is the point",
}
TRAINING = ("fit", "train_small", "train_on_batch")


def trainings(source: str) -> list[ast.Call]:
    """Return the calls that train a net."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [c for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) in TRAINING]


def is_kept(call: ast.Call) -> bool:
    """Whether a call is given a checkpoint, or the callback that writes one."""
    given = {k.arg: ast.unparse(k.value) for k in call.keywords}
    return "checkpoint" in given or "SaveEachEpoch(" in given.get("callbacks", "")


@EVERY_LESSON
def test_long_trainings_outlive_the_kernel(lesson):
    """What trains a net is kept (``kept_run``), so that a cell run again goes on or is loaded."""
    for name, cell in rules.code_cells(read(lesson)):
        if "### BEGIN SOLUTION" in rules.source(cell) or cell["id"] in SHORT:
            continue
        calls = trainings(rules.source(cell))
        kept = all(map(is_kept, calls)) and "kept_run(" in rules.source(cell)
        assert not calls or kept, f"{name}: give its training a kept_run, or name the cell in SHORT"


def test_every_short_training_is_there():
    cells = {cell["id"]: rules.source(cell) for path in LESSONS for _, cell in rules.code_cells(read(path))}
    for cell in SHORT:
        assert trainings(cells[cell]) and "kept_run(" not in cells[cell]
