"""The rules for notebooks find the faults that are planted, and leave a sound notebook alone."""

import copy
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import notebook_rules as rules  # noqa: E402

pytestmark = pytest.mark.house

SETUP, TEXT, SHOWN, SOLUTION, CHECK, FIGURE = range(6)  # the sound notebook's cells


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": [text]}


def code(source: str, count: int, *outputs: dict, **metadata) -> dict:
    return {
        "cell_type": "code",
        "id": f"cell-{count}",
        "execution_count": count,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source.splitlines(keepends=True),
    }


def graded(name: str, **fields) -> dict:
    return {"grade_id": name, "schema_version": 3, "locked": False, "task": False, **fields}


def sound() -> dict:
    """A notebook without a fault."""
    text = "# Title\n![a block](../imgs/block.svg) and [the next lesson](05_coming.ipynb), [here](#a)"
    solution = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    picture = {"output_type": "display_data", "data": {"image/png": "aGVsbG8vcm9vdC8="}}
    picture["metadata"] = {"image/png": {"alt": "a curve"}}
    ignored = {"tags": [rules.IGNORE], "nbval_reason": "depends on training"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            code("from resnets_utils import *", 1, tags=["setup"]),
            {"cell_type": "markdown", "id": "text", "metadata": {}, "source": [text]},
            code("print(1)", 2, stream("1\n")),
            code(solution, 3, nbgrader=graded("f", solution=True, grade=False)),
            code(
                "check_f(f)",
                4,
                stream("right\n"),
                nbgrader=graded("check", solution=False, grade=True, points=5),
            ),
            code("plot()", 5, picture, **ignored),
        ],
    }


@pytest.fixture
def folder(tmp_path):
    """A checkout's folders with one picture."""
    (tmp_path / "imgs").mkdir()
    (tmp_path / "imgs" / "block.svg").write_text("<svg/>")
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"


def faults(notebook: dict, folder: Path, name: str = "04_made.ipynb") -> list[str]:
    path = folder / name
    path.write_text(json.dumps(notebook))
    return rules.faults_of(notebook, path)


def test_a_sound_notebook_has_no_fault(folder):
    assert faults(sound(), folder) == []


def put(index: int, source: str):
    def plant(cells: list[dict]) -> None:
        cells[index]["source"] = source

    return plant


def merge(index: int, **fields):
    def plant(cells: list[dict]) -> None:
        cells[index].update(copy.deepcopy(fields))

    return plant


def mark(index: int, **metadata):
    def plant(cells: list[dict]) -> None:
        cells[index]["metadata"].update(copy.deepcopy(metadata))

    return plant


def grade(index: int, **fields):
    def plant(cells: list[dict]) -> None:
        cells[index]["metadata"]["nbgrader"].update(fields)

    return plant


def printed(text: str):
    return merge(SHOWN, outputs=[stream(text)])


ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
HTML = {"output_type": "display_data", "metadata": {}, "data": {"text/html": ["<b>/home/me</b>"]}}
BARE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "aGVsbG8="}}
LONG = "\n".join(f"a{i} = {i}" for i in range(31))

PLANTED = {
    "no setup cell": (mark(SETUP, tags=[]), "neither id nor tag `setup`"),
    "a magic": (put(FIGURE, "%matplotlib inline"), "not plain Python"),
    "a shell line": (put(FIGURE, "!ls"), "not plain Python"),
    "an assigned magic": (put(FIGURE, "t = %time f()"), "not plain Python"),
    "a cell magic": (put(FIGURE, "%%time\nf()"), "not plain Python"),
    "get_ipython": (put(FIGURE, "get_ipython().system('ls')"), "get_ipython"),
    "an empty cell": (put(FIGURE, " \n"), "is empty"),
    "never executed": (merge(SHOWN, execution_count=None), "execution count None, not 2"),
    "executed out of order": (merge(CHECK, execution_count=9), "execution count 9, not 4"),
    "stderr": (merge(SHOWN, outputs=[stream("W: x\n", "stderr")]), "stores stderr"),
    "an error": (merge(SHOWN, outputs=[ERROR]), "stores an error: ValueError"),
    "a home folder": (printed("/home/me/x.h5"), "path of one machine"),
    "a Mac's home folder": (printed("/Users/me/x.h5"), "path of one machine"),
    "a Windows path": (printed("C:\\Users\\me"), "path of one machine"),
    "a path in HTML": (merge(SHOWN, outputs=[HTML]), "path of one machine"),
    "print without output": (merge(SHOWN, outputs=[]), "no output is stored"),
    "print in a loop": (merge(FIGURE, outputs=[], source="for i in a:\n    print(i)"), "no output is stored"),
    "a value without output": (merge(FIGURE, outputs=[], source="x.shape"), "no output is stored"),
    "a check without output": (merge(CHECK, outputs=[]), "no output is stored"),
    "a graded cell without output": (merge(CHECK, outputs=[], source="assert f(1)"), "no output is stored"),
    "ignored without reason": (mark(FIGURE, nbval_reason=" "), "without an nbval_reason"),
    "a reason without the tag": (mark(SHOWN, nbval_reason="why"), "but not the tag"),
    "skipped": (mark(SHOWN, tags=["nbval-skip"]), "escapes nbval by nbval-skip"),
    "an expected error": (mark(SHOWN, tags=["raises-exception"]), "escapes nbval by raises"),
    "a comment for nbval": (put(SHOWN, "# NBVAL_IGNORE_OUTPUT\nprint(1)"), "by NBVAL_IGNORE_OUTPUT"),
    "a semicolon": (put(SHOWN, "x.fit();"), "ends in a semicolon"),
    "a figure without alt text": (merge(FIGURE, outputs=[BARE]), "a picture without alt text"),
    "a long cell": (put(SETUP, LONG), "has 31 lines"),
    "a picture without alt text": (put(TEXT, "![ ](../imgs/block.svg)"), "no alt text"),
    "an img tag without alt text": (put(TEXT, '<img src="../imgs/block.svg">'), "no alt text"),
    "a picture that is not there": (put(TEXT, "![x](../imgs/absent.svg)"), "absent.svg does not exist"),
    "a picture from elsewhere": (put(TEXT, "![x](https://a.b/c.png)"), "is not in imgs/"),
    "a broken link": (put(TEXT, "[x](../LICENCE)"), "leads nowhere"),
    "a broken href": (put(TEXT, '<a href="nothing.md">x</a>'), "leads nowhere"),
    "a lesson by a wrong name": (put(TEXT, "[x](04_another.ipynb)"), "leads nowhere"),
    "a mark without its pair": (put(SOLUTION, "### BEGIN SOLUTION\nx = 1"), "1 BEGIN and 0 END"),
    "marks without metadata": (grade(SOLUTION, solution=False), "must come together"),
    "metadata without marks": (put(SOLUTION, "x = 1"), "must come together"),
    "a check without metadata": (merge(CHECK, metadata={}), "is a check, but"),
    "an old schema": (grade(CHECK, schema_version=2), "schema 2, not 3"),
    "no points": (grade(CHECK, points=None), "has no points"),
    "a grade_id twice": (grade(CHECK, grade_id="f"), "no grade_id of its own"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name, folder):
    plant, said = PLANTED[name]
    notebook = sound()
    plant(notebook["cells"])
    found = faults(notebook, folder)
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    "plant",
    [
        put(TEXT, "```python\n![x](nothing.png)\n```\nand `[a](b)`"),
        put(TEXT, "[![badge](https://x.y/badge.svg)](https://x.y)"),
        put(TEXT, "[x](07_later.ipynb#part), <https://a.b>, [y](mailto:a@b.c)"),
        merge(SHOWN, outputs=[], source="x = 1"),
        merge(FIGURE, source="x.fit();"),
        put(SETUP, 'def f():\n    """Say.\n' + "\n" * 3 + "    more\n" * 30 + '    """\n    return 1'),
        printed("https://example.org/home/page and 1/2 of 3:4"),
    ],
)
def test_what_is_no_fault_is_not_called_one(plant, folder):
    notebook = sound()
    plant(notebook["cells"])
    assert faults(notebook, folder) == []


def test_too_few_compared_outputs_are_counted(folder):
    """Of 3 cells with output 2 are compared: enough for lesson 4, too few for lesson 2."""
    assert faults(sound(), folder, "04_made.ipynb") == []
    assert "2 of 3 cells with output are compared; 80%" in faults(sound(), folder, "02_made.ipynb")[0]
    notebook = sound()
    mark(SHOWN, tags=[rules.IGNORE], nbval_reason="x")(notebook["cells"])
    assert "1 of 3 cells with output are compared; 50%" in faults(notebook, folder, "04_made.ipynb")[0]


def test_a_large_file_is_found(folder):
    notebook = sound()
    notebook["cells"][FIGURE]["outputs"][0]["data"]["image/png"] = "A" * rules.MAX_BYTES
    assert "under 1.5 is wanted" in faults(notebook, folder)[0]


def test_a_changed_setup_cell_shows():
    notebook = sound()
    notebook["cells"][SETUP]["source"] = "from resnets_utils import * "
    assert rules.setup_cell(notebook) != rules.setup_cell(sound())
