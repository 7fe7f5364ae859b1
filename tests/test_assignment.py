"""The nbgrader course folder: its source is solved, and says so to nbgrader."""

import sys
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader", reason="the course's own environment has it")

from nbgrader.nbgraderformat import MetadataValidator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import assignment
from lesson_files import find_lessons


@pytest.mark.parametrize("path", find_lessons([]), ids=lambda path: path.stem)
def test_every_lesson_is_a_source_with_answers_pictures_and_points(path, tmp_path):
    folder = assignment.make(path, tmp_path)
    notebook = nbformat.read(folder / path.name, as_version=4)
    MetadataValidator().validate_nb(notebook)
    solutions = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    assert solutions and all("### BEGIN SOLUTION" in cell.source for cell in solutions)
    assert not any("YOUR CODE HERE" in cell.source for cell in notebook.cells)
    for cell in notebook.cells:
        assert "../imgs/" not in cell.source or cell.cell_type == "code"
        for name in assignment.IMAGE.findall(cell.source.replace("](imgs/", "](../imgs/")):
            assert (folder / "imgs" / name).is_file()


def test_the_configuration_is_python(tmp_path):
    assignment.make(find_lessons(["02"])[0], tmp_path)
    compile((tmp_path / "nbgrader_config.py").read_text(), "nbgrader_config.py", "exec")
