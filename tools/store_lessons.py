"""Execute lessons in place for committing, and drop what differs between machines: make store."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from executing import execute
from lesson_files import ROOT, LessonError, find_lessons, read_lesson, uses_data, write_whole
from notebook_rules import faults_of

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
STRIP = ("--keep-output", "--keep-count", "--keep-id", "--extra-keys")
STRIP += ("cell.metadata.execution metadata.language_info.version metadata.widgets",)


def tool(name: str, *arguments: str) -> None:
    """Run one of the environment's tools, in the checkout so that it finds its settings.

    Raises:
        LessonError: it failed; the text is what it printed.
    """
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise LessonError(f"{name} failed:\n{(done.stdout + done.stderr).strip()}")


def strip(path: Path) -> None:
    """Drop a notebook file's times, widget state and Python version (nbstripout); keep its outputs."""
    tool("nbstripout", *STRIP, str(path))


def normalise(path: Path) -> None:
    """Give a notebook the form in which it is committed: the same on every machine, code formatted."""
    notebook = read_lesson(path)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata["language_info"] = dict(LANGUAGE)
    nbformat.validate(notebook)
    write_whole(path, nbformat.writes(notebook) + "\n")
    # A copy elsewhere, as the tests make one, is formatted by the same settings.
    tool("ruff", "format", "--quiet", "--config", str(ROOT / "pyproject.toml"), str(path))
    strip(path)


def missing_data(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the data sets that a lesson uses and that are not at hand as real data."""
    names = uses_data(notebook)
    if not names:
        return []
    from resnets.cifar import cifar10_source
    from resnets.data import signs_source

    sources = {"signs": signs_source, "cifar10": cifar10_source}
    wanted = {"signs": "real", "cifar10": "jpeg"}  # the copies that everyone stores and compares with
    return [name for name in names if sources[name]() != wanted[name]]


def store(path: Path) -> list[str]:
    """Execute a lesson in the quick preset and store it; return the faults that it has as a file.

    Raises:
        LessonError: a cell failed, or the real data is not at hand; the file is left as it was.
    """
    notebook = read_lesson(path)
    missing = missing_data(notebook)
    if missing:
        raise LessonError(
            f"{path.stem} is not stored: it uses real data that is not at hand ({', '.join(missing)}); "
            "set RESNETS_DATA to the folder that holds it."
        )
    os.environ["RESNETS_PRESET"] = "quick"

    def progress(begun: int, total: int) -> None:
        if sys.stdout.isatty():
            print(f"\r{path.stem} … cell {begun} of {total}", end="", flush=True)

    outcome = execute(notebook, path.parent, progress)
    if outcome.error:
        raise LessonError(f"{path.stem} is not stored: it failed at {outcome.error}")
    write_whole(path, nbformat.writes(outcome.notebook) + "\n")
    normalise(path)
    size = path.stat().st_size / 1e6
    print(f"\r{path.stem}: stored ({outcome.cells} cells, {outcome.seconds:.0f} s, {size:.2f} MB)")
    return faults_of(json.loads(path.read_text(encoding="utf-8")), path)


def main(arguments: list[str]) -> int:
    """Run ``store LESSON…`` or ``normalise [LESSON…]``; return the exit status."""
    command, wanted = arguments[0], arguments[1:]
    failed = False
    try:
        if command == "store" and not wanted:
            raise LessonError("Name the lesson to store: make store LESSON=02")
        for path in find_lessons(wanted):
            if command == "normalise":
                normalise(path)
                print(f"{path.stem}: normalised")
                continue
            faults = store(path)
            failed = failed or bool(faults)
            for fault in faults:
                print(f"  to mend: {fault}")
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nInterrupted; the lesson is left as it was.", file=sys.stderr)
        sys.exit(130)
