"""The repository's address stands once; badges, clone addresses and the citation follow it."""

import json
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import links  # noqa: E402
from links import LinkError, Repository  # noqa: E402

pytestmark = pytest.mark.house

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
FORK = "https://github.com/an-instructor/my-resnets"
HERE = Repository(FORK, "spring", "1.2.3")


def test_every_address_is_the_one_in_pyproject():
    stale = [path.relative_to(ROOT).as_posix() for path in links.outdated()]
    assert stale == [], "call: make links"


@pytest.fixture(scope="module")
def fork(tmp_path_factory):
    """A copy of the files that hold the address, after a change in pyproject.toml and make links."""
    root = tmp_path_factory.mktemp("fork")
    for folder in ("notebooks", "exercises", "docs", "imgs/badges"):
        shutil.copytree(ROOT / folder, root / folder)
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CITATION.cff"):
        shutil.copyfile(ROOT / name, root / name)
    settings = (root / "pyproject.toml").read_text(encoding="utf-8")
    changed = settings.replace(links.repository().address, FORK).replace(
        'revision = "main"', 'revision = "v9"'
    )
    (root / "pyproject.toml").write_text(changed, encoding="utf-8")
    assert links.main(root) == 0
    return root


def test_a_fork_changes_one_line_and_no_old_address_stays(fork):
    old = links.repository().name
    files = [path for path in fork.rglob("*") if path.suffix in (".md", ".ipynb", ".cff", ".toml")]
    assert len(files) > 2 * len(LESSONS) + 3
    assert [path.name for path in files if old in path.read_text(encoding="utf-8")] == []
    assert links.outdated(fork) == {}
    for lesson in LESSONS:  # the student edition's setup cell, and both badges
        text = (fork / "exercises" / f"{lesson}.ipynb").read_text(encoding="utf-8")
        assert text.count(FORK.removeprefix("https://github.com/")) == 3, lesson
    for name in ("README.md", "CONTRIBUTING.md", "docs/index.md"):
        text = (fork / name).read_text(encoding="utf-8")
        assert f"git clone {FORK}\ncd my-resnets\n" in text, name


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_and_readme_lead_to_its_exercises_and_to_itself(fork, lesson):
    cells = json.loads((fork / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    heading, empty, badges = "".join(cells[0]["source"]).splitlines()[:3]
    assert heading.startswith("# ") and empty == ""
    wanted = [
        f"https://colab.research.google.com/github/an-instructor/my-resnets/blob/v9/{folder}/{lesson}.ipynb"
        for folder in ("exercises", "notebooks")
    ]
    assert re.findall(r"\]\((https[^)]*)\)", badges) == wanted
    (row,) = [
        line
        for line in (fork / "README.md").read_text(encoding="utf-8").splitlines()
        if f"(notebooks/{lesson}.ipynb)<br>" in line
    ]
    assert re.findall(r"\]\((https[^)]*)\)", row) == wanted
    (setup,) = ["".join(cell["source"]) for cell in cells if cell.get("id") == "setup"]
    assert f'COURSE_ADDRESS = "{FORK}"\nCOURSE_REVISION = "v9"\n' in setup


def test_only_the_first_cell_and_the_setup_cell_of_a_lesson_change(fork):
    for lesson in LESSONS:
        before, after = (
            json.loads((root / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
            for root in (ROOT, fork)
        )
        changed = [a["id"] for a, b in zip(before["cells"], after["cells"], strict=True) if a != b]
        assert changed == [before["cells"][0]["id"], "setup"]


def test_an_edition_with_somebodys_answers_is_left_as_it_is(fork, capsys):
    edition = fork / "exercises" / f"{LESSONS[1]}.ipynb"
    given = edition.read_text(encoding="utf-8")
    answered = given.replace('raise ExerciseUnfinished(\\"2.1\\")', "return X")
    assert answered != given
    edition.write_text(answered, encoding="utf-8")
    assert links.main(fork) == 1 and edition.read_text(encoding="utf-8") == answered
    assert f"exercises/{edition.name} holds answers" in capsys.readouterr().out
    edition.write_text(given, encoding="utf-8")


def test_badges_are_written_once_however_often_and_take_the_place_of_old_ones():
    once = links.first_cell("# Title\n\n**Promise.**\n", "02_x", HERE)
    assert once.splitlines()[4] == "**Promise.**" and once.count("](https://colab") == 2
    assert links.first_cell(once, "02_x", HERE) == once
    moved = links.first_cell(once, "02_x", Repository("https://github.com/a/b", "main", "1"))
    assert FORK.removeprefix("https://github.com/") not in moved and moved.count("](https://colab") == 2


def test_a_lesson_without_a_heading_is_named():
    with pytest.raises(LinkError, match="02_x: its first cell does not begin with a heading"):
        links.first_cell("No heading", "02_x", HERE)


@pytest.mark.parametrize(
    "address",
    [
        "http://github.com/a/b",
        "https://github.com/a/b.git",
        "https://github.com/a/b/",
        "https://example.org/a/b",
    ],
)
def test_an_address_that_colab_cannot_open_is_refused(tmp_path, capsys, address):
    lines = ["[project]", 'version = "1"', "[project.urls]", f'Repository = "{address}"']
    lines += ["[tool.course]", 'revision = "main"']
    (tmp_path / "pyproject.toml").write_text("\n".join(lines))
    assert links.main(tmp_path) == 1
    assert f"Repository is {address!r}; it must be like" in capsys.readouterr().err


def test_the_course_has_one_version():
    source = (ROOT / "resnets" / "__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{links.repository().version}"' in source


@pytest.mark.parametrize("kind", links.FOLDER)
def test_a_badge_is_a_small_picture_that_says_what_it_opens(kind):
    text = (ROOT / "imgs" / "badges" / f"colab_{kind}.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{svg}title").text == f"Open in Colab: {kind}"
    assert [t.text for t in root.iter(f"{svg}text")] == ["Open in Colab", kind]
    ends = [float(t.get("x")) + float(t.get("textLength")) for t in root.iter(f"{svg}text")]
    assert ends[0] < float(root.findall(f".//{svg}g/{svg}rect")[1].get("x")) and ends[1] < float(
        root.get("width")
    )
    assert "href" not in text and len(text) < 1500
