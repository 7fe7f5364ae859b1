"""Write the student editions into exercises/, and the table of exercises into README: make exercises.

An edition is the lesson without solutions and outputs, by nbgrader's own preprocessors. What is more:

- figures are kept, folded, each in a text cell behind the cell that draws it;
- pictures are carried in the file, as data addresses: Colab shows no attachments, and a copy in a Drive has
  no folder beside it;
- a locked cell behind the set-up calls ``begin_exercises``;
- a line under the title says where the solved lesson is.
"""

import base64
import copy
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from exercise_cards import Card, cards_of
from exercise_table import write_table
from lesson_files import EXERCISES, ROOT, LessonError, find_lessons, read_lesson, write_whole
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearOutput, ClearSolutions, LockCells

PICTURE = re.compile(r"(!\[[^\]]*\])\(\.\./imgs/([\w/]+)\.svg\)")
OF_TESTS = ("nbval_reason", "lines_to_next_cell")  # metadata that means something in a solved lesson only
EDITION = """
*Student edition: the exercises are yours to write, and checks tell you at once how it went. The \
[solved lesson](../notebooks/{name}) lies a folder away.*
"""


def edition(notebook: nbformat.NotebookNode, path: Path) -> nbformat.NotebookNode:
    """Return the student edition of a lesson; the lesson is left as it is.

    Args:
        notebook: the solved lesson, executed.
        path: its file.

    Raises:
        LessonError: a card lacks its line of facts or its cells, or there is no set-up cell.
    """
    notebook = copy.deepcopy(notebook)
    cards = cards_of(notebook, path)
    cells = []
    for cell, prediction in _with_prediction(notebook, cards):
        _drop_test_metadata(cell)
        cells.append(cell)
        pictures = _pictures(cell)
        if pictures:
            cells.append(_expected(cell.id, pictures, prediction))
    notebook.cells = cells
    _clear_solutions(notebook, cards)
    for step in (ClearHiddenTests, ClearMarkScheme, ClearOutput, LockCells):
        notebook, _ = step().preprocess(notebook, {})
    _introduce(notebook, path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _with_diagrams(cell.source)
    nbformat.validate(notebook)
    return notebook


def _with_prediction(notebook: nbformat.NotebookNode, cards: list[Card]) -> Iterator[tuple]:
    """Yield each cell with the prediction, if any, that is open there: asked for, and not yet answered."""
    asked = {card.solution_id: card.number for card in cards if card.kind == "Prediction"}
    number = ""
    for cell in notebook.cells:
        number = asked.get(cell.metadata.get("nbgrader", {}).get("grade_id"), number)
        yield cell, number
        if number and cell.cell_type == "code" and "feedback(" in cell.source:
            number = ""


def _drop_test_metadata(cell: nbformat.NotebookNode) -> None:
    for name in OF_TESTS:
        cell.metadata.pop(name, None)
    tags = [tag for tag in cell.metadata.pop("tags", []) if not tag.startswith("nbval")]
    if tags:
        cell.metadata["tags"] = tags


def _pictures(cell: nbformat.NotebookNode) -> list[tuple[str, dict]]:
    """Return the stored pictures of a cell, (base64, what is said of them: "alt", "width") each."""
    return [
        (output.data["image/png"].replace("\n", ""), dict(output.metadata.get("image/png", {})))
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


def _image(png: str, told: dict) -> str:
    width = f' width="{told["width"]}"' if "width" in told else ""
    return f'<img alt="{html.escape(told.get("alt", ""))}"{width} src="data:image/png;base64,{png}">'


def _expected(cell_id: str, pictures: list[tuple[str, dict]], prediction: str) -> nbformat.NotebookNode:
    """Return a text cell that shows, folded, what the cell before it drew in the solved lesson."""
    summary = "What to expect" + (f" (after your prediction {prediction})" if prediction else "")
    images = [_image(*picture) for picture in pictures]
    lines = [f"<details><summary>{summary}</summary>", *images, "</details>"]
    return nbformat.v4.new_markdown_cell("\n\n".join(lines), id=f"{cell_id[:50]}-expected")


def _with_diagrams(text: str) -> str:
    """Return a text that carries the diagrams it shows, at its end."""
    addresses = {}

    def named(found: re.Match) -> str:
        drawn = (ROOT / "imgs" / f"{found[2]}.svg").read_bytes()
        label = f"picture {found[2].split('/')[-1]}"
        addresses[label] = f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
        return f"{found[1]}[{label}]"

    text = PICTURE.sub(named, text)
    return "\n\n".join([text, *(f"[{label}]: {address}" for label, address in addresses.items())])


def _clear_solutions(notebook: nbformat.NotebookNode, cards: list[Card]) -> None:
    """Put a stub that names its exercise in the place of each solution; a prediction has None already."""
    exercises = {card.solution_id: card for card in cards}
    clear, resources = ClearSolutions(), {"language": "python"}
    for index, cell in enumerate(notebook.cells):
        card = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        stub = ""
        if card is not None and card.kind == "Exercise":
            stub = f'# YOUR CODE HERE\nraise ExerciseUnfinished("{card.number}")'
        clear.code_stub = {"python": stub}
        clear.preprocess_cell(cell, resources, index)


def _introduce(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Say under the title that this is an edition, and switch the exercises on behind the set-up."""
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    first.source = f"{title}\n{EDITION.format(name=path.name)}{rest}"
    setup = next((k for k, cell in enumerate(notebook.cells) if cell.id == "setup"), None)
    if setup is None:
        raise LessonError(f"{path} has no set-up cell, so its exercises cannot be switched on.")
    begin = nbformat.v4.new_code_cell(
        f'begin_exercises("{path.name[:2]}")', id="begin-exercises", metadata=_locked("begin_exercises")
    )
    notebook.cells.insert(setup + 1, begin)


def _locked(grade_id: str) -> dict:
    grading = {"grade": False, "grade_id": grade_id, "locked": True, "schema_version": 3, "solution": False}
    return {"deletable": False, "editable": False, "nbgrader": grading | {"task": False}}


def text_of(path: Path) -> str:
    """Return the edition of the lesson in this file, as it is written."""
    return nbformat.writes(edition(read_lesson(path), path)) + "\n"


def holds_answers(path: Path) -> bool:
    """Return whether someone has written into an edition: a stub or a blank prediction is not there."""
    if not path.exists():
        return False
    cells = [cell for cell in read_lesson(path).cells if cell.metadata.get("nbgrader", {}).get("solution")]
    blank = ("raise ExerciseUnfinished(", "prediction = None")
    return any(not any(words in cell.source for words in blank) for cell in cells)


def outdated(lessons: list[Path], folder: Path = EXERCISES) -> list[Path]:
    """Return those lessons whose edition is not there, or is not what they give now.

    Raises:
        LessonError: see :func:`edition`.
    """
    there = {path: folder / path.name for path in lessons}
    return [
        path
        for path, written in there.items()
        if not written.is_file() or written.read_text(encoding="utf-8") != text_of(path)
    ]


def write_editions(lessons: list[Path], folder: Path = EXERCISES) -> int:
    """Write the editions of these lessons; return 0, or 1 if one holds answers and was left as it is.

    Raises:
        LessonError: see :func:`edition`.
    """
    status = 0
    for path in lessons:
        if holds_answers(folder / path.name):
            print(f"{folder.name}/{path.name} holds answers and is left as it is; move it away first.")
            status = 1
            continue
        text = text_of(path)
        write_whole(folder / path.name, text)
        print(f"{folder.name}/{path.name}: {len(text.encode()) / 1e6:.2f} MB")
    return status


def main(wanted: list[str], folder: Path = EXERCISES) -> int:
    """Write the editions of all lessons, or of those whose numbers are given; return the exit status."""
    try:
        lessons = find_lessons(wanted)
        status = write_editions(lessons, folder)
        write_table()
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    for old in set() if wanted else set(folder.glob("*.ipynb")) - {folder / p.name for p in lessons}:
        old.unlink()
        print(f"{folder.name}/{old.name}: removed; there is no such lesson any more")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
