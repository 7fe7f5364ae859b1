"""The student editions of lessons 2, 5 and 7 run to their end; see student_runs."""

import re

import nbformat
import pytest

pytest.importorskip("nbval", reason="the course's own environment has it")

from student_runs import EXERCISES, UNFINISHED, assert_runs_to_its_end, execute_all

pytestmark = pytest.mark.house


@pytest.mark.parametrize("lesson", ["02", "05", "07"])
def test_an_edition_in_which_nothing_is_written_runs_to_its_end(lesson):
    assert_runs_to_its_end(lesson)


KERNEL = [
    ("1 / 0", "ZeroDivisionError", "ZeroDivisionError: division by zero"),
    ("def f():\n    return unknown\n\nf()", "NameError", "return unknown"),
    ("from resnets_utils import identity_block", "WriteYourOwn", "Write your own: the course's identity_"),
    ("check_identity_block(identity_block)", "NameMissing", "Finish exercise 2.2 first: there is no"),
    ("def identity_block(X, *args):\n    return X\n\ncheck_identity_block(identity_block)", "CheckFailed",
     "identity_block is not right yet"),
    ("import keras\n\nclass Net(keras.layers.Layer):\n    def call(self, x):\n"
     "        raise ExerciseUnfinished('2.3')\n\nresult = Net()(keras.ops.ones((1, 2)))",
     "ExerciseUnfinished",
     "Exercise 2.3 is not written yet: finish exercise 2.3 first"),
    ("result", "NameMissing", "Finish exercise 2.3 first: result comes from a cell that needs it."),
    ("x = (1,", "SyntaxError", "SyntaxError"),
]  # fmt: skip


def test_a_kernel_shows_one_line_for_what_is_unfinished_and_any_other_error_as_ever():
    cells = ['from resnets_utils import *\nbegin_exercises("02")', *[source for source, _, _ in KERNEL]]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    execute_all(notebook, EXERCISES)
    shown = [cell.outputs[-1] for cell in notebook.cells[1:]]
    assert [output.ename for output in shown] == [name for _, name, _ in KERNEL]
    for output, (_, name, phrase) in zip(shown, KERNEL, strict=True):
        text = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output.traceback))
        assert phrase in text
        assert (text.count("\n") == 0) == (name in UNFINISHED), text
