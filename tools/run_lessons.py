"""Execute the lessons in order into build/, as .ipynb and .html: make run."""

import copy
import sys
from pathlib import Path

import nbformat
from executing import Outcome, execute
from lesson_files import NOTEBOOKS, ROOT, LessonError, find_lessons, read_lesson, write_whole
from nbconvert import HTMLExporter

BUILD = ROOT / "build"


def as_html(notebook: nbformat.NotebookNode, name: str, folder: Path) -> str:
    """Convert a notebook to one HTML file that carries its pictures with it.

    Args:
        name: the page's title.
        folder: where the notebook lies, beside imgs/.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":  # nbconvert embeds pictures only from below a folder
            cell.source = cell.source.replace("../imgs/", "imgs/")
    exporter = HTMLExporter(embed_images=True)
    resources = {"metadata": {"name": name, "path": str(folder.parent)}}
    return exporter.from_notebook_node(notebook, resources=resources)[0]


def run_lesson(path: Path, label: str, build: Path) -> Outcome:
    """Execute one lesson and write what came of it, also if it failed; print its progress line."""

    def progress(begun: int, total: int) -> None:
        if sys.stdout.isatty():
            print(f"\r{label} {path.stem} … cell {begun} of {total}", end="", flush=True)

    for old in (build / path.name, build / f"{path.stem}.html"):
        old.unlink(missing_ok=True)
    if not sys.stdout.isatty():
        print(f"{label} {path.stem} …", end="", flush=True)
    try:
        outcome = execute(read_lesson(path), path.parent, progress)
        write_whole(build / path.name, nbformat.writes(outcome.notebook) + "\n")
        write_whole(build / f"{path.stem}.html", as_html(outcome.notebook, path.stem, path.parent))
    except LessonError as error:
        outcome = Outcome(nbformat.v4.new_notebook(), 0, 0.0, 0.0, str(error))
    status = f"FAILED at {outcome.error}" if outcome.error else "ok"
    status += f" ({outcome.seconds:.0f} s)"
    print(f"\r{label} {path.stem} … {status:20}" if sys.stdout.isatty() else f" {status}", flush=True)
    return outcome


def table(outcomes: dict[str, Outcome]) -> str:
    """Return the closing table: lesson, cells, seconds, peak memory, status."""
    width = max(len("lesson"), *(len(name) for name in outcomes))
    lines = [f"{'lesson':{width}}  cells  seconds  peak MB  status"]
    for name, outcome in outcomes.items():
        status = "FAILED" if outcome.error else "ok"
        lines.append(
            f"{name:{width}}  {outcome.cells:5d}  {outcome.seconds:7.1f}  {outcome.peak_mb:7.0f}  {status}"
        )
    failed = [f"{name}, {outcome.error}" for name, outcome in outcomes.items() if outcome.error]
    return "\n".join([*lines, *(["", "Failed:"] if failed else []), *failed])


def main(wanted: list[str], notebooks: Path = NOTEBOOKS, build: Path = BUILD) -> int:
    """Execute the lessons; return 1 if one failed, after all have had their turn."""
    try:
        lessons = find_lessons(wanted, notebooks)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    outcomes = {}
    for number, path in enumerate(lessons, 1):
        outcomes[path.stem] = run_lesson(path, f"[{number}/{len(lessons)}]", build)
    print("\n" + table(outcomes))
    print(f"\nThe executed lessons are in {build.name}/, as .ipynb and .html.")
    return int(any(outcome.error for outcome in outcomes.values()))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        sys.exit(130)
