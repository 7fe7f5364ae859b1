"""Folders of submissions, some of them hostile, graded with a session and a judge that need no Keras."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import stand_in_grading as stand_in

from grading import cgroups, probe, report, runner
from grading.judges import Judges
from grading.limits import MB, Limits
from grading.release import Release, ReleaseCell, Task
from grading.store import Store
from tests.processes import runs

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(stand_in.__file__)
LIMITS = Limits(seconds=15, memory=400 * MB, processes=40, disk=20 * MB)
SEED = 4321
RIGHT = "def f(n):\n    return 2 * n"
G = "def g(n):\n    return n + n"
STUB = "def {}(n):\n    raise NotImplementedError"


def a_release() -> Release:
    """Two exercises: double a number."""
    cells = []
    for number, name in (("2.1", "f"), ("2.2", "g")):
        cells.append(ReleaseCell(f"id{name}", name, STUB.format(name), "solution", number, name))
        cells.append(ReleaseCell(f"check{name}", f"check_{name}", f"check_{name}({name})", "check", number))
    tasks = tuple(Task("Exercise", number, f"Double it, {number}", 3) for number in ("2.1", "2.2"))
    return Release("02", "Doubling", tuple(cells), tasks)


def notebook(*answers: str) -> str:
    """Return a submission whose answers are these, in the order of the release."""
    sources = {"f": answers[0], "g": answers[1] if len(answers) > 1 else STUB.format("g")}
    cells = [
        {"cell_type": "code", "source": sources.get(cell.grade_id, cell.source), "id": cell.identity,
         "metadata": {"nbgrader": {"grade_id": cell.grade_id}}}
        for cell in a_release().cells
    ]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="session")
def means():
    """Return how submissions are contained here."""
    try:
        return probe.choose()[0]
    except probe.ContainmentError as error:
        pytest.skip(str(error).splitlines()[-1])


def graded(folder: Path, means, submissions: dict[str, str], jobs: int = 2, judge=stand_in.judge, **changes):
    """Grade submissions, name -> text; return name -> grade."""
    given = folder / "submissions"
    for name, text in submissions.items():
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_text(text)
    options = {"judges": Judges(judge, []), "session": (str(HERE),), "limits": LIMITS, "readable": (HERE,)}
    options.update(changes)
    store = Store(folder / "out", "version", SEED, options["limits"])
    with runner.prepared(ROOT, a_release(), means, store.seed, (given, folder / "out"), **options) as setting:
        grades = runner.run(given, store, setting, jobs, say=print)
    report.write(folder / "out", grades, a_release())
    return {grade.file: grade for grade in grades}


HOSTILE = {
    "endless": "while True:\n    pass",
    "fork_bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "memory": "import time\nx = []\nwhile True:\n    x.append(bytearray(20_000_000))",
    "exit": "import sys\nsys.exit(0)",
    "os_exit": "import os\nos._exit(0)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
}


@pytest.fixture(scope="module")
def beside_hostile(tmp_path_factory, means):
    """Grades of hostile submissions, which follow a right first answer, and of harmless ones beside them."""
    hostile = {f"{name}.ipynb": notebook(RIGHT, f"{source}\n{G}") for name, source in HOSTILE.items()}
    harmless = {f"right{n}.ipynb": notebook(f"{RIGHT}  # {n}", G) for n in range(3)}
    submissions = {**hostile, **harmless}
    return graded(tmp_path_factory.mktemp("hostile"), means, submissions, limits=replace(LIMITS, seconds=6))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_submission_keeps_what_was_judged_before_and_no_more(beside_hostile, name):
    grade = beside_hostile[f"{name}.ipynb"]
    assert [one.verdict for one in grade.verdicts] == ["right", "not reached"]
    assert grade.points == 3
    assert grade.flags


def counted() -> bool:
    """Whether control groups count the processes of a submission here."""
    group = cgroups.make(f"{cgroups.PREFIX}{os.getpid()}-tried", LIMITS) if sys.platform == "linux" else None
    if group:
        group.remove()
    return group is not None and "pids" in group.folders


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("endless", "it took longer than 6 s"),
        ("memory", "it needed more than 0.4 GB of memory"),
        ("fork_bomb", "it started more than 40 processes or threads"),
    ],
)
def test_the_reason_is_said(beside_hostile, name, words):
    grade = beside_hostile[f"{name}.ipynb"]
    if name == "fork_bomb" and not counted():  # the system refuses to fork, and the loop goes on
        words = "it took longer than 6 s"
    assert words in grade.flags[-1]
    assert words in grade.verdicts[1].message


def test_the_others_are_unharmed(beside_hostile):
    assert {beside_hostile[f"right{n}.ipynb"].points for n in range(3)} == {6}


SPY = """
import os, socket
seen = []
for start, folders, files in os.walk("/"):
    if start.startswith(("/proc", "/sys", "/dev")):
        folders[:] = []
    seen += [os.path.join(start, file) for file in files
             if file.endswith(".ipynb") or file in ("results.jsonl", "seed.json", "grades.csv")]
print("SEEN", [path for path in seen if "site-packages" not in path])
try:
    socket.create_connection(("1.1.1.1", 53), timeout=2)
    print("CONNECTED")
except OSError as error:
    print("REFUSED", error)
"""
FORGE = f"""
import glob, os
line = '{{"exercise": "2.2", "points": 3, "of": 3, "verdict": "right", "message": "forged"}}'
for place in [*glob.glob("{ROOT}/**/results.jsonl", recursive=True), "results.jsonl", "../results.jsonl",
              *glob.glob("/tmp/grading-*/*/results.jsonl")]:
    try:
        open(place, "a").write(line + chr(10))
    except OSError:
        pass
for number in range(3, 64):
    try:
        os.write(number, line.encode() + b"\\n")
    except OSError:
        pass
"""
PRINTS = "for _ in range(201):\n    print('x' * 1_000_000)"
FILLS = """
try:
    for number in range(100):
        with open(f"big{number}", "wb") as file:
            file.write(b"x" * 10_000_000)
    print("WROTE ALL")
except OSError as error:
    print("FULL", error)
"""


def test_what_is_printed_is_capped_and_what_is_written_too(tmp_path, means):
    submissions = {
        "prints.ipynb": notebook(RIGHT, f"{PRINTS}\n{G}"),
        "fills.ipynb": notebook(RIGHT, f"{FILLS}\n{G}"),
    }
    told = []
    grades = graded(tmp_path, means, submissions, keep=told.append)
    assert any("printed 201 MB" in flag for flag in grades["prints.ipynb"].flags)
    assert grades["prints.ipynb"].points == 6  # printing much is no crime
    assert all(len(text) <= LIMITS.output for text in told)
    if not means.mounts:  # what it writes is watched
        assert grades["fills.ipynb"].points == 3 and "wrote more than" in grades["fills.ipynb"].flags[-1]
        return
    assert grades["fills.ipynb"].points == 6  # nor is a full disk, where the program goes on
    (said,) = [text for text in told if "WROTE" in text or "FULL" in text]
    assert "FULL" in said and "No space left" in said and "WROTE ALL" not in said


def test_neither_solutions_nor_network_nor_another_result_are_in_reach(tmp_path, means):
    told = []
    submissions = {"spy.ipynb": notebook(f"{SPY}\n{RIGHT}", G), "forge.ipynb": notebook(RIGHT, FORGE)}
    grades = graded(tmp_path, means, submissions, keep=told.append, limits=replace(LIMITS, seconds=60))
    assert grades["forge.ipynb"].points == 3
    if means.mounts:
        said = next(text for text in told if "SEEN" in text)
        assert "SEEN []" in said and "REFUSED" in said


def test_what_the_judge_did_not_write_counts_nothing_and_its_failure_is_not_kept(tmp_path, means):
    submissions = {"a.ipynb": notebook(RIGHT, G)}
    first = graded(tmp_path, means, submissions, judge=stand_in.broken_judge)["a.ipynb"]
    assert first.points == 0 and "judge failed" in first.flags[-1]
    assert graded(tmp_path, means, submissions)["a.ipynb"].points == 6


def test_higher_limits_are_tried_and_the_same_ones_are_not_tried_twice(tmp_path, means, capsys):
    submissions = {"slow.ipynb": notebook(f"import time\ntime.sleep(3)\n{RIGHT}", G)}
    few = replace(LIMITS, seconds=1.5)
    first = graded(tmp_path, means, submissions, limits=few)["slow.ipynb"]
    assert first.points == 0 and "longer than" in first.flags[-1]
    again = graded(tmp_path, means, submissions, limits=few)["slow.ipynb"]
    assert again == first and "1 of 1 are graded already" in capsys.readouterr().out
    assert graded(tmp_path, means, submissions)["slow.ipynb"].points == 6
    assert "graded already" not in capsys.readouterr().out
    assert graded(tmp_path, means, submissions)["slow.ipynb"].points == 6
    assert "1 of 1 are graded already" in capsys.readouterr().out


def test_a_grade_is_kept_by_every_limit_that_can_change_it(tmp_path):
    (tmp_path / "a.ipynb").write_text("a")
    place = lambda limits: Store(tmp_path, "version", SEED, limits).place(tmp_path / "a.ipynb")  # noqa: E731
    changes = {"seconds": 1, "cell_seconds": 1, "memory": 1, "address_space": 1, "processes": 1, "disk": 1,
               "open_files": 1}  # fmt: skip
    places = {place(replace(LIMITS, **{name: value})) for name, value in changes.items()}
    assert len({*places, place(LIMITS)}) == len(changes) + 1
    assert place(replace(LIMITS, output=1)) == place(LIMITS)


def test_more_seconds_lengthen_every_limit_of_time(tmp_path, means):
    given = runner.limits(900, None)
    assert (given.seconds, given.cell_seconds, given.answer_seconds) == (900, 180, 270)
    assert runner.limits(30, None) == replace(Limits(), seconds=30)
    assert runner.limits(None, 4) == replace(Limits(), memory=4 * 10**9)
    found = graded(tmp_path, means, {"a.ipynb": notebook(RIGHT)}, judge=stand_in.timing_judge, limits=given)
    assert found["a.ipynb"].verdicts[0].message == "270 900"


def test_files_that_are_no_lesson_get_nothing_and_a_reason(tmp_path, means):
    other = json.dumps({"cells": [{"cell_type": "code", "source": "1 + 1", "metadata": {}}]})
    submissions = {
        "page.ipynb": "<html>Please log in</html>", "other.ipynb": other, "=cmd().ipynb": notebook(RIGHT, G),
        "sub folder/in.ipynb": notebook(RIGHT), "notes.txt": "see you",
    }  # fmt: skip
    grades = graded(tmp_path, means, submissions)
    assert grades["page.ipynb"].points == grades["other.ipynb"].points == 0
    assert "no JSON" in grades["page.ipynb"].flags[0] and "not lesson 02" in grades["other.ipynb"].flags[0]
    rows = list(csv.DictReader((tmp_path / "out" / "grades.csv").open()))
    assert [row["file"] for row in rows] == [
        "'=cmd().ipynb",
        "other.ipynb",
        "page.ipynb",
        "sub folder/in.ipynb",
    ]
    assert [row["total"] for row in rows] == ["6", "0", "0", "3"]
    assert {row["seed"] for row in rows} == {str(SEED)}


def test_feedback_escapes_what_it_is_given(tmp_path):
    from grading.store import Grade, Verdict

    evil = "<script>alert(1)</script>"
    grade = Grade(evil, 1, [Verdict("Exercise", "2.1", "Double", 0, 3, "wrong", evil)], [evil])
    assert "<script" not in report.page(grade, a_release())


# Grades with one job at a time, and says when the second submission has begun.
SLOW = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
import test_grading_runner as t
from grading import probe
if __name__ == "__main__":
    t.graded(Path({folder!r}), probe.WAYS[{means!r}], {{}}, jobs=1)
"""


def test_a_killed_grader_goes_on_where_it_was(tmp_path, means):
    slow = "import time\ntime.sleep(3)\n"
    given = tmp_path / "submissions"
    given.mkdir()
    for name in "abcd":
        (given / f"{name}.ipynb").write_text(notebook(f"{slow if name > 'b' else ''}{RIGHT}  # {name}", G))
    program = tmp_path / "grade.py"
    program.write_text(SLOW.format(tests=str(HERE.parent), folder=str(tmp_path), means=means.name))
    command = [sys.executable, str(program)]
    grader = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    for line in grader.stdout:
        if line.startswith("[2/4]"):
            break
    time.sleep(0.5)
    children = psutil.Process(grader.pid).children(recursive=True)
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    gone, left = psutil.wait_procs(children, timeout=10)
    assert children and not [child for child in left if runs(child)]
    finished = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "finished").iterdir()}
    assert len(finished) == 2
    second = subprocess.run(command, capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert "2 of 4 are graded already" in second.stdout
    assert all(path.stat().st_mtime_ns == when for path, when in finished.items())
    rows = list(csv.DictReader((tmp_path / "out" / "grades.csv").open()))
    assert [row["total"] for row in rows] == ["6"] * 4
