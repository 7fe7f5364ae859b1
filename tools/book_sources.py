"""Lay out what Sphinx reads for the web edition, in the layout of the checkout, so that its links hold.

Nothing in notebooks/ or docs/ is changed: the copies are, in build/.
"""

import copy
import importlib.util
import os
import re
import shutil
from pathlib import Path

import nbformat
from lesson_files import ROOT, find_lessons, read_lesson
from links import Repository, repository

PAGES = ("results/README.md", "datasets/README.md", "CONTRIBUTING.md", "LICENSE", "CITATION.cff")
MARKS = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
MATHJAX = ("tex-chtml-full.js", "output/chtml/fonts/woff-v2")


def shown(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a lesson as the web edition shows it: solutions folded, their marks gone."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        prompts = {}
        if MARKS.search(cell.source):
            cell.source = MARKS.sub("", cell.source).rstrip("\n")
            prompts = {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide the solution"}
        elif cell.get("id") == "setup":
            prompts = {"code_prompt_show": "Show the setup", "code_prompt_hide": "Hide the setup"}
        if prompts:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            cell.metadata["mystnb"] = prompts
    return notebook


def copy_mathjax(folder: Path) -> None:
    """Copy MathJax and its fonts out of the package that brings them."""
    found = importlib.util.find_spec("mathjax")
    source = Path(found.submodule_search_locations[0]) / "static" / "mathjax" / "es5"
    for part in MATHJAX:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (source / part).is_dir() else shutil.copyfile)(source / part, target)


def index(text: str, has_guide: bool) -> str:
    """Return docs/index.md as the site's first page: it lies one folder up there.

    Args:
        has_guide: whether there is an instructor's guide; a fork may keep its own to itself.
    """
    text = text.replace("](../", "](")
    return text if has_guide else text.replace("/docs/instructors\n", "")


def outward(text: str, page: Path, site: Path, where: Repository) -> str:
    """Return a page whose links to files that the checkout has and the site has not lead to the repository.

    A link to what neither has stays as it is, and Sphinx says so.

    Args:
        page: its path in the site, as in the checkout.
        site: the folder of the site's sources.
    """

    def led(link: re.Match) -> str:
        place = os.path.normpath(page.parent / link[1])
        if (site / place).exists() or not (ROOT / place).exists():
            return link[0]
        return f"]({where.address}/blob/{where.revision}/{Path(place).as_posix()}{link[2] or ''})"

    return re.sub(r"\]\(([^)\s#:]+)(#[^)\s]*)?\)", led, text)


def lay_out(folder: Path) -> None:
    """Write the sources of the site into a folder, emptied first; tools/book_api.py writes the rest."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    for path in find_lessons([]):
        nbformat.write(shown(read_lesson(path)), folder / "notebooks" / path.name)
    shutil.copytree(ROOT / "imgs", folder / "imgs")
    for page in PAGES:
        (folder / page).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / page, folder / page)
    (folder / "docs").mkdir()
    for path in sorted((ROOT / "docs").glob("*.md")):
        if path.name != "index.md":
            shutil.copyfile(path, folder / "docs" / path.name)
    guide = (ROOT / "docs" / "instructors.md").is_file()
    text = index((ROOT / "docs" / "index.md").read_text(encoding="utf-8"), guide)
    (folder / "index.md").write_text(text, encoding="utf-8")
    for path in folder.rglob("*.md"):
        text = outward(path.read_text(encoding="utf-8"), path.relative_to(folder), folder, repository())
        path.write_text(text, encoding="utf-8")
    copy_mathjax(folder / "_static" / "mathjax")
