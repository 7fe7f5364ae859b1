"""Find out which protections hold on this system, by trying them, and choose the means."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from grading.contain import (
    BUBBLEWRAP,
    FIREJAIL,
    NAMESPACES,
    NOTHING,
    RUNC,
    USER,
    Contained,
    Means,
    offered,
    start,
)
from grading.limits import MB, Job, Limits

HERE = Path(__file__).resolve().parent
PROTECTIONS = {  # key of the probe's answer -> what it means when it holds
    "left": "every process of a submission is gone at its end",
    "others": "it cannot reach other processes",
    "processes": "the number of its processes is limited",
    "memory": "the memory of all its processes together is limited",
    "network": "it has no network",
    "files": "it sees neither the solutions nor the grader's files",
    "writing": "it writes to its own working folder only",
    "disk": "what it writes in all is limited",
    "root": "it is not root",
}
REFUSAL = (
    "Submissions cannot be contained here, and they are programs of others. Install bubblewrap (Debian, "
    "Ubuntu: apt install bubblewrap), or grade in a virtual machine of its own and say UNSAFE=1 (--unsafe)."
)
NEEDED = ("left", "others", "processes", "memory")  # process containment: without it grading is refused


class ContainmentError(Exception):
    """Submissions cannot be contained here; its text says why and what to do."""


@dataclass(frozen=True)
class Findings:
    """What a way of containing gives here."""

    means: Means
    holds: dict[str, bool]  # protection -> whether it holds
    problem: str = ""  # why the way does not work at all

    @property
    def enough(self) -> bool:
        """Whether it contains processes."""
        return not self.problem and all(self.holds.get(name) for name in NEEDED)

    def lines(self) -> list[str]:
        """Return the report, one protection a line."""
        if self.problem:
            return [f"Contained by {self.means.words}: does not work here. {self.problem}"]
        marks = {True: "yes", False: "NO "}
        rows = [f"  {marks[self.holds.get(key, False)]}  {words}" for key, words in PROTECTIONS.items()]
        return [f"Submissions are contained by {self.means.words}. What holds, tried just now:", *rows]


def course_copy(folder: Path) -> Path:
    """Make a folder that holds as much of this package as containment needs, and return it."""
    shutil.copytree(HERE, folder / "grading", ignore=shutil.ignore_patterns("__pycache__"))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def wait(running: Contained, seconds: float) -> str:
    """Wait for a job's end; return the limit that it reached, if any."""
    end = time.monotonic() + seconds
    while running.process.poll() is None and time.monotonic() < end:
        if over := running.over():
            return over
        time.sleep(0.05)
    return running.over()


def try_out(means: Means, folder: Path) -> Findings:
    """Try what a contained program can do."""
    course, work, outside = folder / "course", folder / "work", folder / "outside"
    work.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    limits = Limits(seconds=20, memory=200 * MB, processes=24, disk=10 * MB)
    token = f"probe-{secrets.token_hex(8)}"
    asked = {
        "token": token, "secret": str(outside / "secret"), "outside": str(outside), "others": os.getpid(),
        "disk": limits.disk, "processes": limits.processes,
    }  # fmt: skip
    job = Job(
        USER_SLOT, [sys.executable, "-m", "grading.inside", json.dumps(asked)], work, readable=(course,),
        environment={"PYTHONPATH": str(course)}, limits=limits, hidden=(outside,),
    )  # fmt: skip
    running = start(job, means)
    try:
        running.process.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        return Findings(means, {}, f"It did not answer within {limits.seconds:.0f} s.")
    finally:
        running.kill()
    answer = running.text()
    try:
        could = json.loads(next(line for line in answer.splitlines() if line.startswith("{")))
    except (StopIteration, ValueError):
        return Findings(means, {}, why_not(means, answer))
    holds = {name: not could[name] for name in could}
    holds["left"] = not left(token)
    holds["memory"] = stops(job, means, MEMORY_HOG, "memory")  # two processes take 300 MB of 200
    if not means.mounts:  # no file system of its own ends it: what it writes is watched
        holds["disk"] = stops(job, means, DISK_HOG, "wrote")  # 16 MB of 10
    return Findings(means, holds)


USER_SLOT = 3_999  # the probe's own user number, away from the submissions'


def why_not(means: Means, answer: str) -> str:
    """Say why a way of containing did not start a program."""
    last = (answer.strip().splitlines() or ["it ended without a word"])[-1][:200]
    if not means.mounts and "ermission" in answer:
        return (
            f"An ordinary user cannot read the Python environment {sys.prefix} or {sys.base_prefix}: {last} "
            "Let others read them (chmod -R o+rX, and o+x on the folders above), or install bubblewrap."
        )
    return last


def left(token: str) -> bool:
    """Whether a process with a token among its arguments is still there; if so, end it."""
    found = False
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if token in words and process.pid != os.getpid():
            found = True
            process.kill()
    return found


MEMORY_HOG = "import os, time; os.fork(); x = bytearray(150_000_000); time.sleep(0.6); print('enough')"
DISK_HOG = (
    "import time\n"
    "for number in range(4):\n"
    "    with open(f'fill{number}', 'wb') as file:\n"
    "        file.write(b'x' * 4_000_000)\n"
    "time.sleep(2)"
)


def stops(job: Job, means: Means, hog: str, word: str) -> bool:
    """Whether a job that takes too much is stopped, with this word in the reason."""
    running = start(replace(job, command=[sys.executable, "-c", hog], hidden=()), means)
    try:
        return word in wait(running, 10)
    finally:
        running.kill()


def examine(means: Means) -> Findings:
    """Try one way of containing in a fresh folder."""
    with tempfile.TemporaryDirectory(prefix="grading-probe-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        course_copy(folder / "course")
        try:
            return try_out(means, folder)
        except OSError as error:
            return Findings(means, {}, str(error))


def choose(unsafe: bool = False, only: str | None = None) -> tuple[Means, list[str]]:
    """Return the best means that contains processes here, and the report of what holds.

    Args:
        unsafe: go on without containment where there is none.
        only: the name of the one way to try.

    Raises:
        ContainmentError: no way contains processes here, and it was not said to go on.
    """
    lines = []
    for means in offered():
        if only not in (None, means.name):
            continue
        findings = examine(means)
        if findings.enough:
            return means, [*lines, *findings.lines()]
        lines += findings.lines()
    if not unsafe:
        raise ContainmentError("\n".join([*lines, REFUSAL]))
    return NOTHING, [*lines, "UNSAFE: submissions run with the grader's own rights. Nothing contains them."]


WAYS = {means.name: means for means in (BUBBLEWRAP, RUNC, FIREJAIL, NAMESPACES, USER, NOTHING)}
