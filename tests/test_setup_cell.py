"""The setup cell where only the notebook is: in an empty folder, as on Colab, with the course to be fetched.

The cell is run as it stands in the lessons, with the address of a repository that the test makes. Python
starts without the environment's own links to the checkout, so the course is not there before.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "notebooks" / "02_identity_block.ipynb"
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def cell(address: str) -> str:
    """Return the setup cell with another address."""
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    lines = next("".join(c["source"]) for c in cells if c.get("id") == "setup").splitlines()
    (place,) = [i for i, line in enumerate(lines) if line.startswith("COURSE_ADDRESS = ")]
    (revision,) = [i for i, line in enumerate(lines) if line.startswith("COURSE_REVISION = ")]
    lines[place], lines[revision] = f'COURSE_ADDRESS = "{address}"', 'COURSE_REVISION = "main"'
    return "\n".join(lines)


@pytest.fixture
def origin(tmp_path):
    """Return the address of a repository that holds the library and an empty folder of lessons."""
    folder = tmp_path / "origin"
    shutil.copytree(ROOT / "resnets", folder / "resnets", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "resnets_utils.py", folder)
    for name in ("notebooks", "datasets"):
        (folder / name).mkdir()
        (folder / name / "README.md").write_text("here\n")
    me = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], [*me, "commit", "-qm", "all"], ["branch", "-M", "main"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture
def alone(tmp_path):
    """Return an empty folder with a stand-in for Colab's own package in reach."""
    stub = tmp_path / "colab" / "google" / "colab"
    stub.mkdir(parents=True)
    (stub / "__init__.py").write_text("")
    (stub / "output.py").write_text("")  # JAX looks for it
    place = tmp_path / "content"
    place.mkdir()
    return place


def run(code: str, place: Path, timeout: int = 300) -> subprocess.CompletedProcess:
    """Run code in a folder, in a Python that knows the packages but no checkout."""
    packages = [str(place.parent / "colab"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RESNETS_", "PYTHON"))}
    kept |= {"PYTHONPATH": os.pathsep.join(dict.fromkeys(packages)), "RESNETS_DOWNLOAD": "0"}
    return subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=place,
        env=kept,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def test_fresh_with_the_rest_of_a_broken_try_then_again(origin, alone):
    (alone / "resnet-course.part").mkdir()
    (alone / "resnet-course.part" / "resnets_utils.py").write_text("broken")
    once = cell(origin.as_uri())
    gone = f"import shutil; shutil.rmtree({str(origin)!r})"  # the second time nothing may be fetched
    done = run(f"{once}\n{gone}\n{once}\nprint(Path.cwd())\nprint(sys.path.count(str(course)))", alone)
    assert done.returncode == 0, done.stderr
    first, again, folder, count = done.stdout.strip().splitlines()
    assert first == again and "Keras" in first and "preset quick" in first
    assert "hand signs: drawn, CIFAR-10: drawn" in first
    assert Path(folder) == (alone / "resnet-course" / "notebooks").resolve() and count == "1"
    assert sorted(p.name for p in alone.iterdir()) == ["resnet-course"]


def test_another_kernel_beside_a_fetched_course(origin, alone):
    shutil.copytree(origin, alone / "resnet-course")
    found = cell("file:///nowhere").replace("from resnets_utils import *", "").replace("show_setup()", "")
    done = run(f"{found}\nprint(course, Path.cwd(), sys.path[0])", alone)
    assert done.returncode == 0, done.stderr
    course, place, path = (Path(word) for word in done.stdout.split())
    assert course == path == alone.resolve() / "resnet-course" and place == course / "notebooks"


def test_without_a_network_it_says_so_and_leaves_nothing(alone):
    done = run(cell("file:///nowhere/course"), alone)
    last = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert any(
        "ConnectionError: The course could not be fetched; run this cell again." in line for line in last
    )
    assert list(alone.iterdir()) == []


def test_in_the_checkout_it_changes_no_folder(tmp_path):
    found = cell("file:///nowhere").replace("from resnets_utils import *", "").replace("show_setup()", "")
    (tmp_path / "colab").mkdir()
    for place in (ROOT, ROOT / "notebooks", ROOT / "tests" / "wrong_answers"):
        code = f"import os; os.chdir({str(place)!r})\n{found}\nprint(course, Path.cwd())"
        done = run(code, tmp_path)
        assert done.stdout.split() == [str(ROOT), str(place)], done.stderr


def test_colab_adds_only_what_is_missing(monkeypatch):
    from resnets import colab

    called = []
    monkeypatch.setattr(colab, "on_colab", lambda: True)
    monkeypatch.setattr(
        colab.subprocess, "run",
        lambda command, **_: called.append(command) or subprocess.CompletedProcess(command, 0, "", ""),
    )  # fmt: skip
    assert colab.add_missing() == [] and called == []
    monkeypatch.setattr(colab, "NEEDED", {"h5py": "h5py", "no_such_module_here": "a-package"})
    assert colab.add_missing() == ["a-package"]
    assert called[0][-3:] == ["--quiet", "--no-deps", "a-package"]
    monkeypatch.setattr(
        colab.subprocess,
        "run",
        lambda command, **_: subprocess.CompletedProcess(command, 1, "", "no network"),
    )
    with pytest.raises(ImportError, match="a-package could not be added: no network"):
        colab.add_missing()
