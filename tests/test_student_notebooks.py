"""exercises/: what notebooks/ gives now, without a trace of any solution, as nbgrader wants it."""

import ast
import base64
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
pytest.importorskip("nbgrader", reason="the course's own environment has it")
sys.path.insert(0, str(ROOT / "tools"))

import exercise_table  # noqa: E402
import notebook_rules as rules  # noqa: E402
import student_notebooks  # noqa: E402
from exercise_cards import Card, cards, cards_of  # noqa: E402
from lesson_files import find_lessons, read_lesson  # noqa: E402

pytestmark = pytest.mark.house

LESSONS = find_lessons([])
EVERY_LESSON = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)


def edition_of(lesson: Path) -> nbformat.NotebookNode:
    return read_lesson(ROOT / "exercises" / lesson.name)


def squeezed(text: str) -> str:
    """Return a text without white space and quotes' kinds, so that neither line ends nor JSON hide it."""
    return re.sub(r"\s+|\\n|\\", "", text).replace("'", '"')


def solutions_of(notebook: nbformat.NotebookNode) -> list[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [body for cell in code for body in SOLUTION.findall(cell.source)]


# Lines of solutions that the text may quote: one idea each, named where it is missed.
QUOTED = {
    "for_inrange(layers):", "inputs=keras.Input(input_shape)", "dataset=dataset.shuffle(10_000)",
    "ifactivationisnotNone:", "conv=layers.Conv2D(", "base.trainable=False",
}  # fmt: skip


def distinctive(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the lines of the solutions that stand in no other code of the lesson, squeezed."""
    code = [SOLUTION.sub("", cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    elsewhere = squeezed("\n".join(code)) + "\n".join(QUOTED)
    lines = {squeezed(line) for body in solutions_of(notebook) for line in body.splitlines()}
    return sorted(line for line in lines if len(line) >= 12 and line not in elsewhere)


@EVERY_LESSON
def test_it_is_what_the_lesson_gives_now(lesson):
    stored = (ROOT / "exercises" / lesson.name).read_text(encoding="utf-8")
    assert stored == student_notebooks.text_of(lesson), f"call: make exercises LESSON={lesson.stem[:2]}"
    assert student_notebooks.text_of(lesson) == student_notebooks.text_of(lesson)


def test_there_is_an_edition_of_each_lesson_and_nothing_else():
    assert [path.name for path in sorted((ROOT / "exercises").iterdir())] == [path.name for path in LESSONS]


@EVERY_LESSON
def test_no_text_of_a_solution_is_left_anywhere(lesson):
    """Sources, outputs and metadata: the whole file is searched."""
    solved = read_lesson(lesson)
    lines = distinctive(solved)
    exercises = [card for card in cards_of(solved, lesson) if card.kind == "Exercise"]
    assert len(lines) >= 2 * len(exercises)
    whole = squeezed((ROOT / "exercises" / lesson.name).read_text(encoding="utf-8"))
    assert [line for line in lines if line in whole] == []
    assert "SOLUTION" not in whole and "HIDDENTESTS" not in whole
    assert all(line in squeezed(lesson.read_text(encoding="utf-8")) for line in lines)  # the search finds


@EVERY_LESSON
def test_each_exercise_is_a_stub_that_says_which_it_is(lesson):
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in edition_of(lesson).cells}
    for card in cards_of(read_lesson(lesson), lesson):
        stub = cells[card.solution_id].source
        ast.parse(stub)
        if card.kind == "Prediction":
            assert stub.count("prediction = ") == 1 and "prediction = None" in stub
            continue
        raised = f'raise ExerciseUnfinished("{card.number}")'
        bodies = [node for node in ast.walk(ast.parse(stub)) if isinstance(node, ast.FunctionDef)]
        for body in bodies:
            assert ast.unparse(body.body[-1]).replace("'", '"') == raised, (card.number, body.name)
        assert stub.count("# YOUR CODE HERE") == stub.count(raised) == len(bodies)


@EVERY_LESSON
def test_the_cells_are_the_lessons_without_outputs(lesson):
    solved, student = read_lesson(lesson), edition_of(lesson)
    own = [
        cell for cell in student.cells if cell.id != "begin-exercises" and not cell.id.endswith("-expected")
    ]
    assert [cell.id for cell in own] == [cell.id for cell in solved.cells]
    assert all(not cell.outputs and cell.execution_count is None for cell in own if cell.cell_type == "code")
    assert "nbval" not in json.dumps([cell.metadata for cell in own])
    for mine, original in zip(own[1:], solved.cells[1:], strict=True):
        if not original.metadata.get("nbgrader", {}).get("solution"):
            carried = re.sub(r"\]\[picture (\w+)\]", "](", mine.source).split("\n\n[picture ")[0]
            assert carried == re.sub(r"\]\(\.\./imgs/[\w/]+\.svg\)", "](", original.source)


@EVERY_LESSON
def test_nbgrader_accepts_it_and_checks_are_locked(lesson):
    from nbgrader.nbgraderformat import MetadataValidator

    student = edition_of(lesson)
    MetadataValidator().validate_nb(student)
    for cell in student.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("locked"):
            assert cell.metadata.editable is False and cell.metadata.deletable is False
        elif grading.get("solution"):
            assert cell.metadata.deletable is False and "editable" not in cell.metadata


@EVERY_LESSON
def test_the_exercises_are_switched_on_behind_the_set_up(lesson):
    student = edition_of(lesson)
    code = [cell for cell in student.cells if cell.cell_type == "code"]
    assert code[0].id == "setup" and code[1].source == f'begin_exercises("{lesson.name[:2]}")'
    assert code[0].source == rules.setup_cell(json.loads(lesson.read_text(encoding="utf-8")))


@EVERY_LESSON
def test_it_says_where_the_solved_lesson_is_and_every_link_leads_somewhere(lesson):
    path = ROOT / "exercises" / lesson.name
    student = json.loads(path.read_text(encoding="utf-8"))
    assert f"](../notebooks/{lesson.name})" in rules.source(student["cells"][0])
    assert rules.links(student, path) == [] and rules.small_file(student, path) == []
    assert rules.pictures(student, path) == []


@EVERY_LESSON
def test_it_needs_no_folder_beside_it_for_its_pictures(lesson):
    """A copy in a Drive has none, and Colab shows no attachments."""
    student = edition_of(lesson)
    assert not any("attachments" in cell for cell in student.cells)
    texts = "\n".join(cell.source for cell in student.cells if cell.cell_type == "markdown")
    assert "/imgs/" not in texts
    drawn = dict(re.findall(r"^\[(picture \w+)\]: data:image/svg\+xml;base64,(\S+)$", texts, re.MULTILINE))
    shown = re.findall(r"!\[[^\]]+\]\[(picture \w+)\]", texts)
    in_lesson = "\n".join(cell.source for cell in read_lesson(lesson).cells if cell.cell_type == "markdown")
    paths = re.findall(r"!\[[^\]]+\]\(\.\./imgs/([\w/]+\.svg)\)", in_lesson)
    assert [name.split()[1] for name in shown] == [Path(path).stem for path in paths] and shown
    for path in paths:
        carried = base64.b64decode(drawn[f"picture {Path(path).stem}"])
        assert carried == (ROOT / "imgs" / path).read_bytes()


@EVERY_LESSON
def test_every_figure_is_kept_folded_behind_its_cell(lesson):
    solved, student = read_lesson(lesson), edition_of(lesson)
    drawn = {cell.id: student_notebooks._pictures(cell) for cell in solved.cells}
    drawn = {cell_id: pictures for cell_id, pictures in drawn.items() if pictures}
    before = dict(zip([cell.id for cell in student.cells[1:]], student.cells, strict=False))
    kept = [cell for cell in student.cells if cell.id.endswith("-expected")]
    assert [before[cell.id].id for cell in kept] == list(drawn)
    for cell, pictures in zip(kept, drawn.values(), strict=True):
        assert (
            cell.source.startswith("<details><summary>What to expect") and "<details open" not in cell.source
        )
        assert cell.source.rstrip().endswith("</details>")
        images = re.findall(
            r'<img alt="([^"]+)"(?: width="(\d+)")? src="data:image/png;base64,([^"]+)">', cell.source
        )
        assert [(html.unescape(alt), width, png) for alt, width, png in images] == [
            (told["alt"], str(told.get("width", "")), png) for png, told in pictures
        ]


def test_a_figure_that_answers_a_prediction_says_so_on_its_fold():
    student = edition_of(LESSONS[1])
    folds = [cell.source.split("\n")[0] for cell in student.cells if cell.id.endswith("-expected")]
    assert folds == [
        "<details><summary>What to expect</summary>",
        "<details><summary>What to expect (after your prediction 2.2)</summary>",
    ]


def test_hints_stay_folded():
    for lesson in LESSONS:
        counts = [
            "".join(cell.source for cell in notebook.cells if not cell.id.endswith("-expected")).count(
                "<details>"
            )
            for notebook in (read_lesson(lesson), edition_of(lesson))
        ]
        assert counts[0] == counts[1] > 0


def test_editions_are_made_in_seconds_because_nothing_imports_keras():
    code = "import sys; sys.path.insert(0, 'tools'); import student_notebooks as s; "
    code += "s.text_of(s.find_lessons(['02'])[0]); s.exercise_table.debugging(); "
    code += "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code.replace("s.exercise_table", "__import__('exercise_table')")],
                   cwd=ROOT, check=True)  # fmt: skip


def test_an_edition_that_someone_has_worked_in_is_left_as_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(student_notebooks, "write_table", lambda: None)
    assert student_notebooks.main(["02"], tmp_path) == 0
    edition = tmp_path / LESSONS[1].name
    assert edition.read_bytes() == (ROOT / "exercises" / LESSONS[1].name).read_bytes()
    assert student_notebooks.main(["02"], tmp_path) == 0  # nothing is written in it yet
    worked_in = edition.read_text(encoding="utf-8").replace('raise ExerciseUnfinished(\\"2.1\\")', "return x")
    edition.write_text(worked_in, encoding="utf-8")
    capsys.readouterr()
    assert student_notebooks.main(["02"], tmp_path) == 1
    assert "holds answers and is left as it is" in capsys.readouterr().out
    assert edition.read_text(encoding="utf-8") == worked_in


# --- the cards, and README's table of them ------------------------------------------------------


def of_lesson(lesson: Path) -> list[Card]:
    return cards_of(read_lesson(lesson), lesson)


@EVERY_LESSON
def test_there_are_three_coding_exercises_one_to_debug_and_two_predictions(lesson):
    kinds = [exercise_table.kind_of(card) for card in of_lesson(lesson)]
    assert kinds.count("write") + kinds.count("debug") >= 3
    assert kinds.count("debug") >= 1 and kinds.count("predict") >= 2


@EVERY_LESSON
def test_every_card_has_points_minutes_and_difficulty_and_they_are_what_is_graded(lesson):
    graded = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in read_lesson(lesson).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    found = of_lesson(lesson)
    for card in found:
        assert card.difficulty in (1, 2, 3) and 1 <= card.minutes <= 60 and card.points >= 1 and card.title
        assert card.check_id and graded.pop(card.check_id) == card.points
        assert card.check_id.startswith("feedback_" if card.kind == "Prediction" else "check_")
    assert graded == {}
    assert len({(card.kind, card.number) for card in found}) == len(found)


def test_a_prediction_is_checked_by_the_cell_of_its_feedback():
    for card in cards():
        if card.kind == "Prediction":
            assert card.check_id == f"feedback_{card.number.replace('.', '_')}"
            assert re.search(rf'feedback\(\s*"{card.number}"', card.check)


def test_readme_has_the_table_as_the_cards_have_it():
    text = exercise_table.README.read_text(encoding="utf-8")
    assert text == exercise_table.renewed(text), "call: make exercises"
    assert text.count("| predict |") == sum(card.kind == "Prediction" for card in cards())
