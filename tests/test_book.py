"""The web edition without building it: its sources, its reference pages, and what looks at the built site."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import book_api  # noqa: E402
import book_check  # noqa: E402
import book_names  # noqa: E402
import book_sources  # noqa: E402
import diagram_alt  # noqa: E402
import nbformat  # noqa: E402
from lesson_files import find_lessons, read_lesson  # noqa: E402

pytestmark = pytest.mark.house

CONF = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
INDEX = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def settings() -> dict:
    """The plain values that docs/conf.py assigns; it cannot be imported without Sphinx."""
    found = {}
    for node in ast.parse(CONF).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def test_nothing_is_executed_and_nothing_is_fetched():
    values = settings()
    assert values["nb_execution_mode"] == "off" and values["nb_ipywidgets_js"] == {}
    assert values["mathjax_path"] == f"mathjax/{book_sources.MATHJAX[0]}"
    style = (ROOT / "docs" / "_static" / "book.css").read_text(encoding="utf-8")
    for text in (CONF, style):
        assert not re.search(r"https?://|url\(|@import", text)


def test_the_requirements_are_pinned():
    lines = (ROOT / "tools" / "requirements-book.txt").read_text(encoding="utf-8").splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))


def test_the_index_lists_all_lessons_and_pages_that_are_there():
    assert "\n/notebooks/*\n" in INDEX
    pages = re.findall(r"^(?:.*<)?(/\w[\w./]*)>?$", INDEX, re.MULTILINE)
    assert {
        "/results/README",
        "/datasets/README",
        "/api/resnets",
        "/docs/instructors",
        "/CONTRIBUTING",
    } == set(pages)
    assert {f"{page[1:]}.md" for page in pages} >= {
        page for page in book_sources.PAGES if page.endswith(".md")
    }


def test_a_checkout_without_a_guide_has_an_index_without_it():
    assert "/docs/instructors" in book_sources.index(INDEX, True)
    assert "/docs/instructors" not in book_sources.index(INDEX, False)
    assert "](../" not in book_sources.index(INDEX, True) and "](imgs/" in book_sources.index(INDEX, True)


def test_links_to_files_outside_the_site_lead_to_the_repository(tmp_path):
    where = book_sources.Repository("https://github.com/a/b", "main", "1")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").touch()
    text = "[a](index.md) [b](../README.md#start) [c](../gone.md) [d](https://example.org) ![e](../LICENSE)"
    assert book_sources.outward(text, Path("docs/page.md"), tmp_path, where) == (
        "[a](index.md) [b](https://github.com/a/b/blob/main/README.md#start) [c](../gone.md) "
        "[d](https://example.org) ![e](https://github.com/a/b/blob/main/LICENSE)"
    )


def test_solutions_and_the_setup_are_folded_and_nothing_else():
    for path in find_lessons([]):
        notebook = read_lesson(path)
        before = nbformat.writes(notebook)
        shown = book_sources.shown(notebook)
        assert nbformat.writes(notebook) == before
        for cell, as_shown in zip(notebook.cells, shown.cells, strict=True):
            folded = "hide-input" in as_shown.metadata.get("tags", [])
            assert folded == ("BEGIN SOLUTION" in cell.source or cell.id == "setup")
            assert "SOLUTION" not in as_shown.source and as_shown.get("outputs") == cell.get("outputs")


SOURCE = '''
"""What it does.

More of it.
"""
from resnets.recipe import Part
from dataclasses import dataclass

Pair = tuple[int, int]

def public(part: Part, *, size: Pair = (1, 2)) -> Pair: pass

def _private(): pass

@dataclass
class Thing:
    name: str
    count: int = 0

class Made(Thing):
    def __init__(self, width: int): pass

    @property
    def area(self) -> int:
        "Its area."

    @staticmethod
    def of(text: str):
        "From text."
'''


def test_a_reference_page_has_every_public_name_with_its_signature(tmp_path, monkeypatch):
    monkeypatch.setattr(book_api, "docstring", lambda node, what="function": ast.get_docstring(node) or "")
    (tmp_path / "module.py").write_text(SOURCE)
    page = book_api.page(tmp_path / "module.py", "resnets.module")
    for line in (
        ".. py:module:: resnets.module",
        ".. py:function:: public(part: resnets.recipe.Part, *, size: tuple[int, int]=(1, 2)) -> tuple[int",
        ".. py:class:: Thing(name: str, count: int = 0)",
        ".. py:class:: Made(width: int)",
        "   .. py:property:: area\n      :type: int",
        "   .. py:method:: of(text: str)",
        "Bases: ``Thing``",
    ):
        assert line in page, line
    assert "_private" not in page and "__init__" not in page


def test_every_module_has_a_page_that_its_package_lists(tmp_path, monkeypatch):
    monkeypatch.setattr(book_api, "docstring", lambda node, what="function": ast.get_docstring(node) or "")
    book_api.write_reference(ROOT / "resnets", tmp_path)
    pages = {path.stem for path in tmp_path.iterdir()}
    modules = [p.relative_to(ROOT).with_suffix("") for p in (ROOT / "resnets").rglob("*.py")]
    assert pages == {".".join(m.parts).removesuffix(".__init__") for m in modules}
    listed = "".join(
        (tmp_path / f"{name}.rst").read_text() for name in ("resnets", "resnets.checks", "resnets.plots")
    )
    assert all(f"\n   {page}\n" in listed for page in pages - {"resnets"})


def faults(tmp_path: Path, body: str) -> list[str]:
    (tmp_path / "here.html").write_text("<h1 id='top'>there</h1>")
    (tmp_path / "page.html").write_text(body)
    return book_check.faults(tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<script src="https://example.org/x.js">', "fetches https://example.org/x.js from elsewhere"),
        ('<link rel="stylesheet" href="//fonts.example.org/a.css">', "from elsewhere"),
        ('<img src="gone.png" alt="a picture">', "loads gone.png, which is not there"),
        ('<a href="gone.html">', "links to gone.html, which is not there"),
        ('<a href="here.html#bottom">', "links to here.html#bottom, which is not there"),
        ('<img src="here.html">', "shows here.html without a text that says what is on it"),
        ('<img src="here.html" alt="a picture of here">', "shows here.html without a text"),
        ("<p>cdn.jsdelivr.net</p>", "names a content network"),
    ],
)
def test_a_site_that_is_not_whole_is_found_out(tmp_path, body, said):
    found = faults(tmp_path, body)
    assert found and all(fault.startswith("page.html ") for fault in found)
    assert any(said in fault for fault in found)


def test_a_style_sheet_may_not_fetch_either(tmp_path):
    (tmp_path / "a.css").write_text(
        "@font-face { src: url(https://example.org/f.woff) } b { c: url(gone.png) }"
    )
    assert faults(tmp_path, "") == [
        "a.css fetches https://example.org/f.woff from elsewhere",
        "a.css loads gone.png, which is not there",
    ]


def test_links_to_other_sites_and_to_names_that_are_there_are_no_faults(tmp_path):
    good = '<a href="https://example.org"></a><a href="here.html#top"></a><a href="#x" id="x"></a>'
    assert faults(tmp_path, f'{good}<img src="here.html" alt="A hand with three fingers">') == []


@pytest.mark.parametrize(
    "alt",
    [
        *("", "  ", "image", "residual unit", "a picture of it", "Figure 3 of lesson 2", "1 2 3 4"),
        *("The plot of the results", "there_and_back.svg", "../_images/there_and_back.svg"),
        *("there_and_back", "There and back", "The loss in plot.png of the run"),
    ],
)
def test_an_alternative_text_that_says_nothing_is_found_out(alt):
    assert book_check.says_nothing(alt, "../_images/there_and_back.svg")


@pytest.mark.parametrize("alt", ["3 pictures for each of 6 classes: hands.", *diagram_alt.ALT.values()])
def test_an_alternative_text_that_says_something_is_let_through(alt):
    assert not book_check.says_nothing(alt, "../_images/e3fa.png")


def test_the_environment_of_the_book_is_not_the_lessons():
    """TensorFlow is not installed to build pages."""
    lines = (ROOT / "tools" / "requirements-book.txt").read_text(encoding="utf-8")
    assert "keras" not in lines and "\ntensorflow" not in lines
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["course"]["revision"]


def test_controls_are_called_what_they_are():
    fold = '<summary aria-label="Toggle hidden content">\n<p>Show the solution</p>'
    button = (
        '<button class="btn search-button-field pst" title="Search" aria-label="Search" data-x="y">Search'
    )
    branch = '<a href="x.html">The <code>l</code> &amp; more</a>'  # not of the contents
    branch += (
        '<a href="x.html">The &amp; library</a><details open="open"><summary><span class="toctree-toggle">'
    )
    found = book_names.named(f"{fold}{button}{branch}")
    assert "<summary>\n<p>Show the solution</p>" in found
    assert '<button class="btn search-button-field pst" title="Search" data-x="y">' in found
    assert '<summary aria-label="Pages of The &amp; library"><span' in found
