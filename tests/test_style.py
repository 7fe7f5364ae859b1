"""The code is formatted, linted and spelled; notebooks included."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("tool", "mend"),
    [
        ("ruff check --quiet --output-format concise .", "make format"),
        ("ruff format --quiet --diff .", "make format"),
        ("codespell_lib", "mend the words, or add them to ignore-words-list in pyproject.toml"),
    ],
)
def test_nothing_to_mend(tool, mend):
    command = [sys.executable, "-m", *tool.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{tool}:\n{(done.stdout + done.stderr)[-4000:]}\nTo mend it: {mend}"
