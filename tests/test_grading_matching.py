"""Submissions as they come are matched to the lesson that was given out."""

import json
import sys
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader", reason="the course's own environment has it")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import made_submissions as made
from releases import release

from grading.matching import match
from grading.submission import LARGEST, RefusedError, cells_of, find, read

LESSON = "02"


@pytest.fixture(scope="module")
def lesson():
    """Return lesson 2 as it is given out."""
    return release(LESSON)


def matched(notebook, lesson):
    """Match a notebook as its file would be."""
    return match(cells_of(json.dumps(notebook).encode()), lesson)


def roles(result) -> list[tuple[str, str]]:
    """Return the role and exercise of all cells that have one."""
    return [(cell["role"], cell["exercise"]) for cell in result.cells if cell["exercise"]]


@pytest.fixture(scope="module")
def wanted(lesson):
    """Return what is run of a perfect submission."""
    result = matched(made.perfect(LESSON), lesson)
    assert result.flags == []
    return result


def test_a_perfect_submission_runs_in_the_lessons_order_with_its_own_answers(lesson, wanted):
    assert roles(wanted) == [(cell.role, cell.exercise) for cell in lesson.cells if cell.exercise]
    assert len(wanted.cells) == len(lesson.cells)
    solutions = [cell["source"] for cell in wanted.cells if cell["role"] == "solution"]
    assert len(solutions) == 3 and not any("YOUR CODE HERE" in source for source in solutions)


def test_a_blank_one_runs_as_it_was_given_out(lesson):
    result = matched(made.blank(LESSON), lesson)
    assert result.flags == []
    assert [cell["source"] for cell in result.cells] == [cell.source for cell in lesson.cells]


def test_colab_changes_nothing(lesson, wanted):
    result = matched(made.from_colab(made.perfect(LESSON)), lesson)
    assert (result.cells, result.flags) == (wanted.cells, [])


@pytest.mark.parametrize("ids", [True, False])
def test_without_metadata_cells_are_matched_by_what_they_say_and_it_is_flagged(lesson, wanted, ids):
    result = matched(made.stripped(made.perfect(LESSON), ids), lesson)
    assert result.cells == wanted.cells
    assert len(result.flags) == 1 and "metadata is gone" in result.flags[0]


def test_cells_in_another_order_run_in_the_lessons(lesson, wanted):
    notebook = made.perfect(LESSON)
    notebook.cells.reverse()
    assert matched(notebook, lesson).cells == wanted.cells


def test_an_edited_check_is_restored(lesson, wanted):
    notebook = made.perfect(LESSON)
    made.cell_of(notebook, "check_batch_norm").source = "check_batch_norm = lambda f: None"
    result = matched(notebook, lesson)
    assert result.cells == wanted.cells
    assert "check of exercise 2.1 had been edited" in result.flags[0]


def test_a_deleted_check_is_restored(lesson, wanted):
    notebook = made.perfect(LESSON)
    notebook.cells.remove(made.cell_of(notebook, "check_batch_norm"))
    result = matched(notebook, lesson)
    assert result.cells == wanted.cells
    assert "check of exercise 2.1 was missing" in result.flags[0]


def test_a_check_that_is_there_twice_counts_once(lesson, wanted):
    notebook = made.perfect(LESSON)
    result = matched(made.copied(notebook, "check_batch_norm"), lesson)
    assert result.cells == wanted.cells
    assert "there 2 times" in result.flags[0]


def test_an_answer_in_a_cell_of_its_own_counts(lesson):
    answer = made.cell_of(made.perfect(LESSON), "batch_norm").source
    notebook = made.blank(LESSON)
    place = notebook.cells.index(made.cell_of(notebook, "batch_norm"))
    notebook.cells.insert(place, nbformat.v4.new_code_cell(answer))
    solutions = [cell["source"] for cell in matched(notebook, lesson).cells if cell["role"] == "solution"]
    assert solutions[0] == answer


def test_of_two_answers_the_last_counts_and_it_is_flagged(lesson):
    notebook = made.perfect(LESSON)
    cell = made.cell_of(notebook, "batch_norm")
    second = nbformat.from_dict({**cell, "id": "second", "source": cell.source + "\n# better"})
    notebook.cells.insert(notebook.cells.index(cell) + 1, second)
    result = matched(notebook, lesson)
    graded = [cell for cell in result.cells if (cell["role"], cell["exercise"]) == ("solution", "2.1")]
    assert [cell["source"] for cell in graded] == [second.source]
    assert "answered 2 times" in result.flags[0]


def test_a_helper_runs_before_the_answer_that_it_was_written_for(lesson):
    notebook = made.perfect(LESSON)
    place = notebook.cells.index(made.cell_of(notebook, "identity_block"))
    notebook.cells.insert(place, nbformat.v4.new_code_cell("def helper():\n    return 7"))
    sources = [cell["source"] for cell in matched(notebook, lesson).cells]
    behind = sources[sources.index("def helper():\n    return 7") + 1]
    assert behind.startswith("def identity_block(")


def test_a_changed_ordinary_cell_is_run_as_the_learner_changed_it(lesson):
    notebook = made.stripped(made.perfect(LESSON))
    cell = next(cell for cell in notebook.cells if "test_input = reference" in cell.source)
    cell.source = cell.source.replace("round(4)", "round(6)")
    result = matched(notebook, lesson)
    assert len(result.cells) == len(lesson.cells)
    assert cell.source in [one["source"] for one in result.cells]


def test_a_submission_of_answers_alone_is_completed(lesson):
    notebook = made.perfect(LESSON)
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    result = matched(notebook, lesson)
    assert len(result.cells) == len(lesson.cells)
    assert any("ordinary code cells are missing" in flag for flag in result.flags)


@pytest.mark.parametrize("other", ["01", "03", "06"])
@pytest.mark.parametrize("strip", [False, True])
def test_another_lesson_is_named(lesson, other, strip):
    notebook = made.perfect(other)
    with pytest.raises(RefusedError, match=f"This is lesson {other}"):
        matched(made.stripped(notebook) if strip else notebook, lesson)


@pytest.mark.parametrize(("begins", "words"), [(True, "This is lesson 03"), (False, "This is not lesson 02")])
def test_another_lesson_without_its_title_is_refused_too(lesson, begins, words):
    notebook = made.stripped(made.perfect("03"))
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and (begins or "begin_exercises" not in cell.source)
    ]
    with pytest.raises(RefusedError, match=words):
        matched(notebook, lesson)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html>Log in</html>", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "no cells"),
        (b"[1]", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"", "no JSON"),
        (json.dumps({"cells": [{}] * 3_000}).encode(), "3000 cells"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data, words):
    with pytest.raises(RefusedError, match=words):
        cells_of(data)


def test_odd_cells_are_read_without_harm(lesson):
    odd = [3, None, {"cell_type": 7, "source": {"a": 1}}, {"cell_type": "code", "source": ["a", 3, "\ud800"]}]
    assert [cell.source for cell in cells_of(json.dumps({"cells": odd}).encode())] == ["", "a?"]


def test_a_byte_order_mark_does_no_harm(lesson, wanted):
    data = b"\xef\xbb\xbf" + json.dumps(made.perfect(LESSON)).encode()
    assert match(cells_of(data), lesson).cells == wanted.cells


def test_a_notebook_of_version_3_is_read():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1\n", "b"]}]}]}
    assert cells_of(json.dumps(old).encode())[0].source == "a = 1\nb"


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(RefusedError, match="Clear the outputs"):
        read(path)


def test_long_cells_are_not_compared_for_ever(lesson):
    notebook = made.perfect(LESSON)
    notebook.cells += [nbformat.v4.new_code_cell("x = 1\n" * 50_000) for _ in range(50)]
    assert len(matched(notebook, lesson).cells) == len(lesson.cells) + 50


def test_notebooks_are_found_in_folders_and_links_are_not_followed(tmp_path):
    for name in ("a.ipynb", "sub/b.IPYNB", "sub/.ipynb_checkpoints/b-checkpoint.ipynb", "c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    notebooks, others = find(tmp_path)
    assert [path.name for path in notebooks] == ["a.ipynb", "b.IPYNB"]
    assert [path.name for path in others] == ["c.txt"]
