"""The student editions of lessons 1, 3, 4 and 6 run to their end; see student_runs."""

import pytest

pytest.importorskip("nbval", reason="the course's own environment has it")

from student_runs import assert_runs_to_its_end

pytestmark = pytest.mark.house


@pytest.mark.parametrize("lesson", ["01", "03", "04", "06"])
def test_an_edition_in_which_nothing_is_written_runs_to_its_end(lesson):
    assert_runs_to_its_end(lesson)
