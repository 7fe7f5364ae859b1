"""What the instructors' guide gives to learners: enough to work with, and no answers."""

import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """Return the zip file that the guide's command makes."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    guide = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^git archive .+$", guide, re.MULTILINE)
    place = tmp_path_factory.mktemp("given") / "course.zip"
    words = [f"--output={place}" if word.startswith("--output=") else word for word in line.split()]
    subprocess.run(words, cwd=ROOT, check=True)
    with zipfile.ZipFile(place) as file:
        yield file


def test_it_holds_what_the_environment_is_made_of(handed_out):
    names = set(handed_out.namelist())
    wanted = {"Makefile", "pyproject.toml", "requirements.txt", "tools/course.py"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    wanted |= {f"{module}.py" for module in project["py-modules"]}
    wanted |= {f"{package.replace('.', '/')}/__init__.py" for package in project["packages"]}
    wanted |= {f"exercises/{path.name}" for path in (ROOT / "exercises").glob("*.ipynb")}
    assert not wanted - names


def test_it_holds_no_answers(handed_out):
    names = handed_out.namelist()
    assert not [name for name in names if name.startswith(("notebooks/", "tests/", "docs/", ".git/"))]
    for name in names:
        if name.endswith(".ipynb"):
            cells = json.loads(handed_out.read(name))["cells"]
            assert not any("BEGIN SOLUTION" in "".join(cell["source"]) for cell in cells), name
