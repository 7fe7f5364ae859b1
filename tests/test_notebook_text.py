"""tools/notebook_text.py: a notebook as text, for reading a diff."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import course  # noqa: E402
from notebook_text import text  # noqa: E402

pytestmark = pytest.mark.house


def test_a_cell_is_its_kind_its_source_and_its_outputs():
    picture = {
        "output_type": "display_data",
        "data": {"image/png": ["aGVsbG8="], "text/plain": "<Figure>"},
        "metadata": {"image/png": {"alt": "a curve"}},
    }
    stream = {"output_type": "stream", "text": ["one\n", "two\n"]}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Title\n", "text"]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["x"], "nbgrader": {}},
            "source": "print(1)",
            "outputs": [stream, picture],
        },
    ]
    lines = text({"cells": cells}).splitlines()
    assert lines[:3] == ["──── markdown a", "# Title", "text"]
    assert lines[4:8] == ['──── code b  {"tags": ["x"]}', "print(1)", "    > one", "    > two"]
    assert lines[8].startswith("    > [picture ") and lines[8].endswith(": a curve]")
    assert "aGVsbG8" not in "".join(lines) and "<Figure>" not in "".join(lines)


def test_a_picture_in_a_text_is_a_hash():
    source = '<img alt="a curve" src="data:image/png;base64,aGVsbG8=">'
    lines = text({"cells": [{"cell_type": "markdown", "id": "a", "source": source}]}).splitlines()
    assert lines[1].startswith('<img alt="a curve" src="[picture ') and "aGVsbG8" not in lines[1]


def test_make_diff_has_git_read_notebooks_as_text(monkeypatch):
    calls = []
    monkeypatch.setattr(course, "hand_over", lambda command, **variables: calls.append(command) or 0)
    course.diff(["main..HEAD"])
    git, *options = calls[0]
    assert Path(git).name.startswith("git") and options[-4:] == ["diff", "main..HEAD", "--", "notebooks"]
    assert options[1].startswith("diff.notebook.textconv=") and options[1].endswith('notebook_text.py"')
    assert "*.ipynb diff=notebook" in (ROOT / ".gitattributes").read_text(encoding="utf-8")
