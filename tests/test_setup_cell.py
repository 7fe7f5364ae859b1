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


def cell(address: str, revision: str = "v1") -> str:
    """Return the setup cell with another address and revision."""
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    lines = next("".join(c["source"]) for c in cells if c.get("id") == "setup").splitlines()
    (place,) = [i for i, line in enumerate(lines) if line.startswith("COURSE_ADDRESS = ")]
    (which,) = [i for i, line in enumerate(lines) if line.startswith("COURSE_REVISION = ")]
    lines[place], lines[which] = f'COURSE_ADDRESS = "{address}"', f'COURSE_REVISION = "{revision}"'
    return "\n".join(lines)


def finding(address: str, revision: str = "v1") -> str:
    """Return the setup cell without its last lines, which import the library: that takes seconds."""
    text = cell(address, revision)
    for line in ("from resnets_utils import *", "show_setup()"):
        assert line in text
        text = text.replace(line, "")
    return text


@pytest.fixture
def origin(tmp_path):
    """Return a repository that holds the library and an empty folder of lessons, as its tag v1 has them.

    Its branch ``spring`` and ``main``, which is what a clone gets that asks for nothing, lack the library.
    """
    folder = tmp_path / "origin"
    shutil.copytree(ROOT / "resnets", folder / "resnets", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "resnets_utils.py", folder)
    for name in ("notebooks", "datasets"):
        (folder / name).mkdir()
        (folder / name / "README.md").write_text("here\n")
    me = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    me += ["-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]

    def git(*command: str) -> None:
        subprocess.run(["git", *me, *command], cwd=folder, check=True)

    def commit(revision: str) -> None:
        (folder / "revision.txt").write_text(revision)
        git("add", "-A")
        git("commit", "-qm", revision)

    git("init", "-q")
    git("symbolic-ref", "HEAD", "refs/heads/main")
    commit("v1")
    git("tag", "v1")
    shutil.rmtree(folder / "resnets")
    commit("spring")
    git("branch", "spring")
    commit("main")
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


def run(code: str, place: Path, *also: Path) -> subprocess.CompletedProcess:
    """Run code in a folder, in a Python that knows the packages, and no checkout but one in ``also``."""
    packages = [str(place.parent / "colab"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    packages += map(str, also)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RESNETS_", "PYTHON"))}
    kept |= {"PYTHONPATH": os.pathsep.join(dict.fromkeys(packages)), "RESNETS_DOWNLOAD": "0"}
    return subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=place,
        env=kept,
        capture_output=True,
        text=True,
        timeout=300,
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


@pytest.mark.parametrize("revision", ["v1", "spring"])
def test_the_version_in_the_cell_is_fetched_be_it_a_tag_or_a_branch(origin, alone, revision):
    done = run(f"{finding(origin.as_uri(), revision)}\nprint((course / 'revision.txt').read_text())", alone)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [revision]


def test_a_folder_of_that_name_without_the_course_is_put_aside(origin, alone):
    mine = alone / "resnet-course" / "notebooks" / "mine.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("an hour's work")
    done = run(f"{finding(origin.as_uri())}\nprint(course, Path.cwd())", alone)
    assert done.returncode == 0, done.stderr
    course, place = (Path(word) for word in done.stdout.split())
    assert course == alone.resolve() / "resnet-course" and place == course / "notebooks"
    assert (course / "resnets_utils.py").is_file()
    (aside,) = [path for path in alone.iterdir() if path.name != "resnet-course"]
    assert aside.name.startswith("resnet-course.old-")
    assert (aside / "notebooks" / "mine.ipynb").read_text() == "an hour's work"


def test_in_a_graders_copy_the_course_in_reach_is_used(alone):
    done = run(f"{cell('file:///nowhere')}\nprint(course, Path.cwd())", alone, ROOT)
    assert done.returncode == 0, done.stderr
    setup, last = done.stdout.strip().splitlines()
    assert "Keras" in setup and last == f"None {alone.resolve()}"
    assert list(alone.iterdir()) == []


def test_another_kernel_beside_a_fetched_course(origin, alone):
    shutil.copytree(origin, alone / "resnet-course")
    found = finding("file:///nowhere")
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
    found = finding("file:///nowhere")
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
