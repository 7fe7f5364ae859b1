"""The nbgrader course folder: its source is solved and carries its pictures, the guide's commands grade."""

import base64
import csv
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader", reason="the course's own environment has it")

from nbgrader.nbgraderformat import MetadataValidator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import assignment
import made_submissions as made
from lesson_files import ROOT, find_lessons, read_lesson

LESSON = find_lessons(["02"])[0]
DIAGRAM = re.compile(r"!\[[^\]]+\]\(\.\./imgs/([\w/]+\.svg)\)")


@pytest.mark.parametrize("path", find_lessons([]), ids=lambda path: path.stem)
def test_every_lesson_is_a_source_with_answers_pictures_and_points(path, tmp_path):
    folder = assignment.make(path, tmp_path)
    notebook = nbformat.read(folder / path.name, as_version=4)
    MetadataValidator().validate_nb(notebook)
    solutions = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    assert solutions and all("### BEGIN SOLUTION" in cell.source for cell in solutions)
    assert not any("YOUR CODE HERE" in cell.source for cell in notebook.cells)
    assert [file.name for file in folder.iterdir()] == [path.name], "a picture beside the file can be lost"
    assert "imgs/" not in "".join(cell.source for cell in notebook.cells)
    cells = {cell.id: cell for cell in notebook.cells}
    shown = [(cell.id, name) for cell in read_lesson(path).cells for name in DIAGRAM.findall(cell.source)]
    assert shown
    for where, name in shown:
        drawn = base64.b64encode((ROOT / "imgs" / name).read_bytes()).decode()
        label = f"[picture {Path(name).stem}]"
        assert cells[where].source.count(label) == 2  # the picture, and its address
        assert f"{label}: data:image/svg+xml;base64,{drawn}" in cells[where].source


def test_the_configuration_is_python(tmp_path):
    assignment.make(LESSON, tmp_path)
    compile((tmp_path / "nbgrader_config.py").read_text(), "nbgrader_config.py", "exec")


def documented() -> list[list[str]]:
    """Return nbgrader's commands as the instructors' guide writes them."""
    guide = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```\n(.*?)^```", guide, re.MULTILINE | re.DOTALL))
    return [line.split() for line in blocks.splitlines() if line.startswith("nbgrader ")]


@pytest.mark.grading
def test_the_commands_of_the_guide_grade_a_perfect_and_a_blank_submission(tmp_path):
    """What is handed in is what nbgrader released, left as it is, or filled in."""
    assignment.make(LESSON, tmp_path)
    commands = documented()
    names = [words[1] for words in commands]
    assert names == ["generate_assignment", "autograde", "generate_feedback", "export"]
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stderr[-3000:]
        if words[1] == "generate_assignment":
            hand_in(tmp_path)
    rows = list(csv.DictReader((tmp_path / "grades.csv").open(newline="")))
    found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
    assert found == {"perfect": (14, 14), "blank": (0, 14)}
    for name in found:
        page = tmp_path / "feedback" / name / LESSON.stem / f"{LESSON.stem}.html"
        assert "check_identity_block" in page.read_text(encoding="utf-8")


def hand_in(folder: Path) -> None:
    """Put two learners' notebooks where the guide says."""
    released = folder / "release" / LESSON.stem / LESSON.name
    for name in ("perfect", "blank"):
        notebook = nbformat.read(released, as_version=4)
        assert not any("### BEGIN SOLUTION" in cell.source for cell in notebook.cells)
        if name == "perfect":
            for cell in made.perfect("02").cells:
                if cell.metadata.get("nbgrader", {}).get("solution"):
                    made.cell_of(notebook, cell.metadata.nbgrader.grade_id).source = cell.source
        place = folder / "submitted" / name / LESSON.stem / LESSON.name
        place.parent.mkdir(parents=True)
        nbformat.write(notebook, place)
