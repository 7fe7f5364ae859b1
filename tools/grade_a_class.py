"""Grade a class of made submissions of lesson 2, with the grader killed half-way, and measure it.

    python tools/grade_a_class.py --count 60

Prints the minutes and the peak of memory. Its exit status is 1, and it says why, when a submission is lost or
its grade is not the expected one, when a process outlives the killed grader, and above 15 minutes or 5 GB.
"""

import argparse
import contextlib
import csv
import itertools
import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import made_submissions as made
import psutil
from executing import MemoryWatch
from exercise_cards import cards
from lesson_files import ROOT

sys.path.insert(0, str(ROOT))
from tests.processes import runs

LESSON = "02"
FOLDER = ROOT / "build" / "class"
ALL = sum(card.points for card in cards([LESSON]))  # those for predictions included
BEFORE_HARM = 10  # of these, what is judged before the last exercise
GOING = 20.0  # seconds: a judge in the middle of a computation notices only after it that nobody is left
MOST_MINUTES, MOST_GB = 15, 5.0  # of both runs, for 60 submissions on two cores
HOSTILE = {
    "endless": "while True:\n    pass",
    "fork_bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "memory": "hoard = []\nwhile True:\n    hoard.append(bytearray(50_000_000))",
    "sys_exit": "import sys\nsys.exit()",
    "os_exit": "import os\nos._exit(0)",
}


def hostile(source: str):
    """Return a submission that does harm in the cell of its last answer, and so never comes to write it."""
    notebook = made.perfect(LESSON)
    cell = made.cell_of(notebook, "mended_block")
    cell.source = f"{source}\n{cell.source}"
    return notebook


def half_done():
    """Return a submission with the first exercise done."""
    done = made.cell_of(made.perfect(LESSON), "batch_norm").source
    return made.with_answers(LESSON, {"batch_norm": done})


def changed(grade_id: str, change) -> object:
    """Return a perfect submission of which one cell was changed."""
    notebook = made.perfect(LESSON)
    change(notebook, made.cell_of(notebook, grade_id))
    return notebook


def kinds():
    """Yield (name, notebook or text, expected points) of the kinds that are no plain answers and harmless."""
    first = "check_batch_norm"
    yield "colab", made.from_colab(made.perfect(LESSON)), ALL
    yield "stripped", made.stripped(made.perfect(LESSON)), ALL
    backwards = made.perfect(LESSON)
    backwards.cells.reverse()
    yield "reordered", backwards, ALL
    yield "check_edited", changed(first, lambda _, cell: cell.update(source="print('right')")), ALL
    yield "check_deleted", changed(first, lambda notebook, cell: notebook.cells.remove(cell)), ALL
    yield "check_twice", made.copied(made.perfect(LESSON), first), ALL
    yield "half_done", half_done(), 3
    yield "no_json", "<html>Please log in</html>", 0
    yield "another_lesson", made.perfect("03"), 0


def hostile_kinds():
    """Yield (name, notebook, expected points) of the kinds that do harm."""
    for name, source in HOSTILE.items():
        yield name, hostile(source), BEFORE_HARM


def a_class(count: int):
    """Yield (name, notebook or text, expected points) of ``count`` submissions, no two alike."""
    cards = made.exercises(LESSON)
    special = itertools.islice(itertools.chain(kinds(), hostile_kinds()), count // 3)
    number = 0
    for name, content, points in special:
        number += 1
        yield f"{number:02d}_{name}", content, points
    for which in range(count - number):
        if which % 6 in (0, 3):
            blank = which % 6 == 3
            notebook = made.blank(LESSON) if blank else made.perfect(LESSON)
            points = 0 if blank else ALL
            name = "blank" if blank else "perfect"
        else:
            notebook, verdicts = made.wrong(LESSON, which)
            name, points = "answers", sum(card.points for card in cards if verdicts[card.number])
        notebook.cells[-1].source += f"\n<!-- {which} -->"
        yield f"{number + which + 1:02d}_{name}", notebook, points


def write(count: int, folder: Path) -> dict[str, float]:
    """Write the class's notebooks; return file -> expected points."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "submissions").mkdir(parents=True)
    expected = {}
    for name, content, points in a_class(count):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / "submissions" / f"{name}.ipynb").write_text(text, encoding="utf-8")
        expected[f"{name}.ipynb"] = points
    return expected


class SharedMemoryWatch(MemoryWatch):
    """Counts what several processes share once: a fork bomb's children have next to nothing of their own."""

    def sample(self) -> None:
        """Look once."""
        total = 0
        for process in [self.process, *self.process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error, OSError):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)  # Linux alone tells the proportional size
        self.peak = max(self.peak, total)


@dataclass(frozen=True)
class Run:
    """What came of one run of the grader."""

    seconds: float
    peak: int  # bytes of memory
    status: int  # of its exit; that of a killed one is negative
    left: tuple[str, ...] = ()  # its processes that outlived it by more than GOING seconds


def run(folder: Path, jobs: int, kill_after: int | None = None) -> Run:
    """Run the grader, killed after so many submissions if that is given."""
    command = [sys.executable, str(ROOT / "tools" / "grade.py"), "--lesson", LESSON, "--jobs", str(jobs)]
    command += ["--submissions", str(folder / "submissions"), "--out", str(folder)]
    begun = time.monotonic()
    grader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = SharedMemoryWatch(grader.pid, interval=0.5)
    memory.start()
    left = []
    for line in grader.stdout:
        print(line, end="", flush=True)
        if kill_after is not None and line.startswith(f"[{kill_after}/"):
            children = {child: said(child) for child in memory.process.children(recursive=True)}
            grader.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            while (there := list(filter(runs, children))) and time.monotonic() - killed < GOING:
                time.sleep(0.1)
            left = [children[child] for child in there]
            print(f"Killed; after {time.monotonic() - killed:.1f} s {len(left)} of its processes are left.")
            break
    status = grader.wait()
    return Run(time.monotonic() - begun, memory.stop(), status, tuple(left))


def said(process: psutil.Process) -> str:
    """Return a process's number and the beginning of its command line."""
    with contextlib.suppress(psutil.Error):
        return f"{process.pid} {' '.join(process.cmdline())[:200]}"
    return str(process.pid)


def faults(expected: dict[str, float], found: dict[str, dict], killed: Run, second: Run) -> list[str]:
    """Return in a line each what is not as it should be.

    Args:
        expected: file -> points.
        found: file -> its row in grades.csv.
    """
    wrong = [f"{name}: lost" for name in expected if name not in found]
    wrong += [
        f"{name}: {found[name]['total']} instead of {points}; {found[name]['flags']}"
        for name, points in expected.items()
        if name in found and float(found[name]["total"]) != points
    ]
    wrong += [f"left by the killed grader: {process}" for process in killed.left]
    if killed.status != -signal.SIGKILL:
        wrong.append(f"the first grader ended by itself, with exit status {killed.status}")
    if second.status != 0:
        wrong.append(f"the second grader ended with exit status {second.status}")
    minutes, peak = (killed.seconds + second.seconds) / 60, max(killed.peak, second.peak) / 1e9
    if minutes > MOST_MINUTES:
        wrong.append(f"{minutes:.1f} minutes are more than {MOST_MINUTES}")
    if peak > MOST_GB:
        wrong.append(f"{peak:.1f} GB of memory are more than {MOST_GB:g}")
    return wrong


def table(path: Path) -> dict[str, dict]:
    """Return the rows of a grades.csv by file; none where there is no table."""
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def main(words: list[str]) -> int:
    """Run the command; return 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args(words)
    expected = write(given.count, given.folder)
    first = run(given.folder, given.jobs, kill_after=given.count // 2)
    second = run(given.folder, given.jobs)
    found = table(given.folder / LESSON / "grades.csv")
    minutes, peak = (first.seconds + second.seconds) / 60, max(first.peak, second.peak) / 1e9
    print(f"\n{len(found)} submissions, the grader killed half-way and started again: {minutes:.1f} minutes.")
    print(f"Peak of memory, pages that processes share counted once: {peak:.1f} GB.")
    wrong = faults(expected, found, first, second)
    print("\n".join(wrong) or "Nothing lost, every grade as expected, no process left.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
