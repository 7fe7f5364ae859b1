"""How notebooks are executed: compared by pytest, run into build/, stored in place; on made-up ones."""

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

pytestmark = pytest.mark.house
nbformat = pytest.importorskip("nbformat")
LIVE = """
from IPython.display import display
shown = display("epoch 1", display_id=True)
shown.update("epoch 2")
"""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" id="a"/>'
PICTURE_BASE64 = base64.b64encode(PICTURE).decode()


def write(path: Path, *cells: tuple, **metadata) -> Path:
    """Write a notebook; a cell is (source, stored stdout or None, tags…)."""
    notebook = nbformat.v4.new_notebook(metadata=metadata)
    for number, (source, stored, *tags) in enumerate(cells, 1):
        cell = nbformat.v4.new_code_cell(source, execution_count=number, metadata={"tags": list(tags)})
        if stored is not None:
            cell.outputs = [nbformat.v4.new_output("stream", text=stored)]
        notebook.cells.append(cell)
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def checkout(tmp_path):
    """A checkout with the real conftest and tools, and no lessons yet."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "resnets").mkdir()
    (tmp_path / "resnets" / "__init__.py").touch()
    (tmp_path / "resnets" / "data.py").write_text("def signs_source():\n    return 'drawn'\n")
    return tmp_path


def run(checkout: Path, *command: str, **variables: str) -> tuple[int, str]:
    """Run Python in the made-up checkout; return its status and all that it printed."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "COLUMNS": "150", **variables}
    if "RESNETS_PRESET" not in variables:
        environment.pop("RESNETS_PRESET", None)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


def pytest_in(checkout: Path, **variables: str) -> tuple[int, str]:
    return run(checkout, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", "notebooks", **variables)


def test_outputs_are_compared_but_for_tagged_cells_live_displays_and_addresses(checkout):
    write(
        checkout / "notebooks" / "02_made.ipynb",
        ("print(1)", "1\n"),
        ("import os; print(os.path.basename(os.getcwd()))", "notebooks\n"),
        (
            "import sys; print(sys.executable == EXECUTABLE)".replace("EXECUTABLE", repr(sys.executable)),
            "True\n",
        ),
        ("print('<x at 0x7f0011223344>')", "<x at 0x7faabbccddee>\n"),
        ("import random; print(random.random())", "0.5\n", "nbval-ignore-output"),
        (LIVE, None, "nbval-ignore-output"),
        ("print('the end')", "the end\n"),
    )
    status, said = pytest_in(checkout, MPLBACKEND="agg")
    assert status == 0 and "7 passed" in said, said


def test_a_notebook_stops_at_its_first_failed_cell_and_others_go_on(checkout):
    write(
        checkout / "notebooks" / "02_made.ipynb",
        ("x = 1", None),
        ("print(x)", "2\n"),
        ("1 / 0", None),
        ("undefined", None),
    )
    write(checkout / "notebooks" / "03_made.ipynb", ("print(3)", "3\n"))
    status, said = pytest_in(checkout)
    assert status == 1 and "1 failed, 2 passed, 2 skipped" in said, said
    assert "ZeroDivisionError" not in said
    assert said.count("02_made.ipynb stopped at Cell 1, which failed") == 1, said


def test_without_its_real_data_a_lesson_runs_in_smoke_uncompared(checkout):
    cells = [("import os; print(os.environ['RESNETS_PRESET'])", "quick\n")]
    path = write(checkout / "notebooks" / "04_made.ipynb", *cells, resnets={"uses_data": ["signs"]})
    write(checkout / "notebooks" / "02_made.ipynb", *cells)
    status, said = pytest_in(checkout)
    assert status == 0 and "04_made.ipynb: outputs not compared; no real data (signs)" in said, said
    write(path, ("import os; assert os.environ['RESNETS_PRESET'] == 'smoke'", None),
          resnets={"uses_data": ["signs"]})  # fmt: skip
    assert pytest_in(checkout)[0] == 0
    (checkout / "resnets" / "data.py").write_text("def signs_source():\n    return 'real'\n")
    assert pytest_in(checkout)[0] == 1


def test_a_lesson_that_uses_unknown_data_is_an_error(checkout):
    write(checkout / "notebooks" / "04_made.ipynb", ("x = 1", None), resnets={"uses_data": ["faces"]})
    status, said = pytest_in(checkout)
    assert status == 4 and "uses the data 'faces'" in said, said


def test_in_another_preset_nothing_is_compared(checkout):
    source = "import os; print(os.environ['RESNETS_PRESET'])"
    write(checkout / "notebooks" / "02_made.ipynb", (source, "quick\n"))
    status, said = pytest_in(checkout, RESNETS_PRESET="smoke")
    assert status == 0 and "run in the smoke preset; stored outputs are of quick" in said, said


def run_lessons(checkout: Path, *wanted: str) -> tuple[int, str]:
    return run(checkout, str(checkout / "tools" / "run_lessons.py"), *wanted)


def test_a_run_names_the_failed_cell_goes_on_and_ends_with_a_table(checkout):
    (checkout / "imgs").mkdir()
    (checkout / "imgs" / "block.svg").write_bytes(PICTURE)
    path = write(
        checkout / "notebooks" / "02_made.ipynb", ("big = bytearray(300_000_000)\nprint('done')", None)
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("![a block](../imgs/block.svg)"))
    nbformat.write(notebook, path)
    write(
        checkout / "notebooks" / "03_made.ipynb", ("x = 1", None), ("\nx / 0  # fails", None), ("y = 2", None)
    )
    (checkout / "notebooks" / "04_made.ipynb").write_text("{")
    write(checkout / "notebooks" / "05_made.ipynb", ("print('still runs')", None))
    status, said = run_lessons(checkout)
    assert status == 1, said
    assert "03_made, In [2] `x / 0  # fails`: ZeroDivisionError: division by zero" in said
    assert "cannot be read as a notebook" in said
    rows = {
        line.split()[0]: line.split() for line in said.split("lesson ")[1].splitlines() if "_made" in line
    }
    assert [rows[name][4] for name in ("02_made", "03_made", "05_made")] == ["ok", "FAILED", "ok"], said
    assert 300 < float(rows["02_made"][3]) < 1000, said
    build = checkout / "build"
    assert {file.name for file in build.iterdir()} == {
        f"{name}.{kind}" for name in ("02_made", "03_made", "05_made") for kind in ("ipynb", "html")
    }
    assert "ZeroDivisionError" in (build / "03_made.html").read_text(encoding="utf-8")
    page = (build / "02_made.html").read_text(encoding="utf-8")
    assert f'alt="a block" src="data:image/svg+xml;base64,{PICTURE_BASE64}' in page


def test_a_run_of_one_lesson_and_of_one_that_is_not_there(checkout):
    assert "There are no lessons" in run_lessons(checkout)[1]
    for number in ("02", "03"):
        write(checkout / "notebooks" / f"{number}_made.ipynb", ("print(1)", None))
    status, said = run_lessons(checkout, "3")
    assert status == 0 and "[1/1] 03_made" in said, said
    status, said = run_lessons(checkout, "9")
    assert status == 1 and said.strip() == "There is no lesson '9'; there are 02_made, 03_made."


def store(checkout: Path, lesson: str, **variables: str) -> tuple[int, str]:
    return run(checkout, str(checkout / "tools" / "store_lessons.py"), "store", lesson, **variables)


def test_a_stored_lesson_compares_and_is_normalised(checkout):
    source = "import os\nprint( os.environ['RESNETS_PRESET'])\nprint(2)"
    path = write(checkout / "notebooks" / "02_made.ipynb", (source, "old\n", "setup"), (LIVE, None))
    status, said = store(checkout, "02", RESNETS_PRESET="smoke")
    assert status == 0 and "02_made: stored (2 cells" in said, said
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].outputs == [nbformat.v4.new_output("stream", text="quick\n2\n")]
    assert notebook.cells[0].source == source.replace("( os", "(os").replace("'", '"').replace(
        "os\n", "os\n\n"
    )
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]
    assert "epoch 2" in notebook.cells[1].outputs[0].data["text/plain"]
    assert "version" not in notebook.metadata.language_info
    before = path.read_bytes()
    assert run(checkout, str(checkout / "tools" / "store_lessons.py"), "normalise")[0] == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("reason", ["a cell fails", "no real data"])
def test_a_lesson_is_not_stored_when(reason, checkout):
    source = "1 / 0" if reason == "a cell fails" else "print(1)"
    uses = {"uses_data": ["signs"]} if reason == "no real data" else {}
    path = write(checkout / "notebooks" / "02_made.ipynb", (source, "old\n", "setup"), resnets=uses)
    before = path.read_bytes()
    status, said = store(checkout, "02")
    assert status == 1 and "02_made is not stored: it" in said, said
    assert path.read_bytes() == before


def test_a_stored_lessons_faults_as_a_file_are_listed(checkout):
    write(checkout / "notebooks" / "02_made.ipynb", ("import sys; sys.stderr.write('W')", None, "setup"))
    status, said = store(checkout, "02")
    assert status == 1 and "to mend: code cell 1" in said and "stores stderr" in said, said


def test_a_kernel_that_dies_is_named_and_the_others_still_run(checkout):
    write(
        checkout / "notebooks" / "02_made.ipynb",
        ("import os, sys; os.write(2, b'last words'); os._exit(9)", None),
    )
    write(checkout / "notebooks" / "03_made.ipynb", ("print(1)", None))
    status, said = run_lessons(checkout)
    assert status == 1 and "FAILED at In [1] `import os, sys;" in said and "the kernel died" in said, said
    assert "[2/2] 03_made … ok" in said, said
