"""Write the repository's address wherever it stands, from the one place where it is decided: make links.

That place is pyproject.toml: ``[project.urls] Repository``, and ``[tool.course] revision``, the branch or tag
that badges open and Colab clones. A fork changes the one line and calls ``make links``. The editions in
exercises/ are made anew from the lessons.
"""

import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import badges
from lesson_files import LessonError, find_lessons

ROOT = Path(__file__).resolve().parent.parent
COLAB = "https://colab.research.google.com"
ALT = {"exercises": "Open the exercises in Colab", "solved": "Open the solved lesson in Colab"}
FOLDER = {"exercises": "exercises", "solved": "notebooks"}
BADGE = r"\[!\[[^\]]*\]\([^)]*imgs/badges/colab_\w+\.svg\)\]\([^)]*\)"
BADGES = rf"{BADGE}(?: {BADGE})*"
CLONE = re.compile(r"git clone https://\S+\ncd \S+")


class LinkError(Exception):
    """The address cannot be used, or a place for it is missing; the text says what to do."""


@dataclass(frozen=True)
class Repository:
    """Where the course is published, and as what."""

    address: str  # "https://github.com/owner/name"
    revision: str  # the branch or tag that badges open
    version: str  # the course's version, "0.1.0"

    @property
    def name(self) -> str:
        """The owner and the name, "owner/name"."""
        return self.address.removeprefix("https://github.com/")

    def colab(self, file: str) -> str:
        """Return Colab's address of a notebook, ``file`` being its path in the repository."""
        return f"{COLAB}/github/{self.name}/blob/{self.revision}/{file}"


def repository(root: Path = ROOT) -> Repository:
    """Read pyproject.toml.

    Raises:
        LinkError: the address is not one of a repository on GitHub, from where alone Colab opens notebooks.
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    address = settings["project"]["urls"]["Repository"]
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+(?<!\.git)", address):
        raise LinkError(
            f"pyproject.toml: Repository is {address!r}; it must be like https://github.com/owner/name, "
            "without .git or a slash at its end."
        )
    return Repository(address, settings["tool"]["course"]["revision"], settings["project"]["version"])


def badge_line(lesson: str, where: Repository, images: str) -> str:
    """Return both badges of a lesson in Markdown.

    Args:
        lesson: the notebook's name without its ending, "02_identity_block".
        images: the path from the text to imgs/, "../imgs" in a notebook.
    """
    return " ".join(
        f"[![{ALT[kind]}]({images}/badges/colab_{kind}.svg)]({where.colab(f'{folder}/{lesson}.ipynb')})"
        for kind, folder in FOLDER.items()
    )


def first_cell(text: str, lesson: str, where: Repository) -> str:
    """Return a lesson's first cell with the badges on a line of their own under the H1.

    Raises:
        LinkError: it does not begin with an H1.
    """
    heading, _, rest = text.partition("\n")
    if not heading.startswith("# "):
        raise LinkError(f"{lesson}: its first cell does not begin with a heading `# …`, to put badges under.")
    rest = re.sub(rf"\A\n*{BADGES}\n*", "", rest).lstrip("\n")
    return f"{heading}\n\n{badge_line(lesson, where, '../imgs')}\n\n{rest}"


def setup_cell(text: str, where: Repository) -> str:
    """Return the setup cell's text with the address and revision in its lines ``COURSE_ADDRESS = "…"``,
    ``COURSE_REVISION = "…"``, where it has them: a notebook on Colab cannot know its own."""
    for name, value in (("COURSE_ADDRESS", where.address), ("COURSE_REVISION", where.revision)):
        text = re.sub(rf'^({name}\s*=\s*)"[^"\n]*"', rf'\g<1>"{value}"', text, flags=re.MULTILINE)
    return text


def notebook(text: str, lesson: str, where: Repository) -> str:
    """Return a lesson's file with its badges and its setup cell as they shall be."""
    content = json.loads(text)
    for place, cell in enumerate(content["cells"]):
        source = "".join(cell["source"])
        if place == 0:
            new = first_cell(source, lesson, where)
        elif cell.get("id") == "setup":
            new = setup_cell(source, where)
        else:
            continue
        if new != source:
            cell["source"] = new.splitlines(keepends=True)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def readme(text: str, where: Repository) -> str:
    """Return README.md with both badges behind the lesson's name in each row of its table."""
    text = re.sub(rf"(?:<br>)?{BADGES}", "", text)
    row = re.compile(r"^(\| *\d+ *\| *\[[^\]]*\]\(notebooks/(\w+)\.ipynb\))", re.MULTILINE)
    return row.sub(lambda found: f"{found[1]}<br>{badge_line(found[2], where, 'imgs')}", clones(text, where))


def clones(text: str, where: Repository) -> str:
    """Return a text with the address behind each ``git clone``, and the folder behind the ``cd`` after it."""
    return CLONE.sub(f"git clone {where.address}\ncd {where.name.split('/')[1]}", text)


def citation(text: str, where: Repository) -> str:
    """Return CITATION.cff with the address and the version."""
    for field, value in (("repository-code", where.address), ("version", where.version)):
        text, found = re.subn(rf"^{field}: .*$", f'{field}: "{value}"', text, flags=re.MULTILINE)
        if found != 1:
            raise LinkError(f"CITATION.cff has {found} lines `{field}:`, not one.")
    return text


def renewed(root: Path = ROOT) -> dict[Path, str]:
    """Return every file that the address stands in, with the text that it shall have.

    Raises:
        LinkError: see :func:`repository`, :func:`first_cell` and :func:`citation`.
    """
    where = repository(root)
    texts = {root / "imgs" / "badges" / f"colab_{kind}.svg": badges.badge(kind) for kind in FOLDER}
    for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        texts[path] = notebook(path.read_text(encoding="utf-8"), path.stem, where)
    for path in (root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))):
        change = readme if path.name == "README.md" else clones
        texts[path] = change(path.read_text(encoding="utf-8"), where)
    path = root / "CITATION.cff"
    texts[path] = citation(path.read_text(encoding="utf-8"), where)
    return texts


def outdated(root: Path = ROOT) -> dict[Path, str]:
    """Return those of :func:`renewed` whose file is not there or holds another text."""
    return {
        path: text
        for path, text in renewed(root).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def main(root: Path = ROOT) -> int:
    """Write what is out of date, then the editions of the lessons; return the exit status."""
    import student_notebooks  # here, because it needs nbgrader, which the web edition's environment lacks

    exercises = root / "exercises"
    try:
        changed = outdated(root)
        for path, text in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(root).as_posix()}: written")
        lessons = student_notebooks.outdated(find_lessons([], root / "notebooks"), exercises)
        if not changed and not lessons:
            print(f"All addresses are those of {repository(root).address}.")
        return student_notebooks.write_editions(lessons, exercises)
    except (LinkError, LessonError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
