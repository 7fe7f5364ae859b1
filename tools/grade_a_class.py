"""Grade a class of made submissions of lesson 2, with the grader killed half-way, and measure it.

    python tools/grade_a_class.py --count 60

Prints the minutes, the peak of memory, and every submission whose grade is not the expected one.
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
from pathlib import Path

import made_submissions as made
import psutil
from executing import MemoryWatch
from exercise_cards import cards
from lesson_files import ROOT

LESSON = "02"
FOLDER = ROOT / "build" / "class"
ALL = sum(card.points for card in cards([LESSON]))  # those for predictions included
HOSTILE = {
    "endless": "while True:\n    pass",
    "fork_bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "memory": "hoard = []\nwhile True:\n    hoard.append(bytearray(50_000_000))",
    "sys_exit": "import sys\nsys.exit()",
    "os_exit": "import os\nos._exit(0)",
}


def hostile(source: str):
    """Return a submission whose last answer does harm."""
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
    """Yield (name, notebook or text, expected points or None) of the kinds that are no plain answers."""
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
    for name, source in HOSTILE.items():
        yield name, hostile(source), None


def a_class(count: int):
    """Yield (name, notebook or text, expected points or None) of ``count`` submissions, no two alike."""
    cards = made.exercises(LESSON)
    special = itertools.islice(kinds(), count // 3)
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


def write(count: int, folder: Path) -> dict[str, float | None]:
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


def run(folder: Path, jobs: int, kill_after: int | None = None) -> tuple[float, int]:
    """Run the grader, killed after so many submissions if that is given; return seconds and peak bytes."""
    command = [sys.executable, str(ROOT / "tools" / "grade.py"), "--lesson", LESSON, "--jobs", str(jobs)]
    command += ["--submissions", str(folder / "submissions"), "--out", str(folder)]
    begun = time.monotonic()
    grader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = SharedMemoryWatch(grader.pid, interval=0.5)
    memory.start()
    for line in grader.stdout:
        print(line, end="", flush=True)
        if kill_after is not None and line.startswith(f"[{kill_after}/"):
            children = memory.process.children(recursive=True)
            grader.send_signal(signal.SIGKILL)
            time.sleep(5)
            left = [child for child in children if alive(child)]
            print(f"Killed; {len(left)} of its processes are left. {left or ''}")
            break
    grader.wait()
    return time.monotonic() - begun, memory.stop()


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs; one that has ended and was not asked after does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def main(words: list[str]) -> int:
    """Run the command; return 1 if a grade is not the expected one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args(words)
    expected = write(given.count, given.folder)
    first = run(given.folder, given.jobs, kill_after=given.count // 2)
    second = run(given.folder, given.jobs)
    with (given.folder / LESSON / "grades.csv").open(newline="") as file:
        found = {row["file"]: row for row in csv.DictReader(file)}
    lost = [name for name in expected if name not in found]
    other = [
        f"{name}: {found[name]['total']} instead of {points}; {found[name]['flags']}"
        for name, points in expected.items()
        if points is not None and name in found and float(found[name]["total"]) != points
    ]
    print("\n".join(["", *other, *(f"{name}: lost" for name in lost)]))
    minutes, peak = (first[0] + second[0]) / 60, max(first[1], second[1]) / 1e9
    print(f"{len(found)} submissions, the grader killed half-way and started again: {minutes:.1f} minutes.")
    print(f"Peak of memory, pages that processes share counted once: {peak:.1f} GB.")
    print(f"Lost: {len(lost)}. Other grades: {len(other)}.")
    return int(bool(other or lost))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
