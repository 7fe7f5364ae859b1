"""Grade one submission: its contained process on one side, its judge on the other, and the clock."""

import contextlib
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from grading.contain import Contained, Means, start
from grading.judges import Judges
from grading.limits import Job, Limits
from grading.matching import match
from grading.release import Release
from grading.store import Grade, Verdict
from grading.submission import RefusedError, read

LAST_WORDS = 20.0  # seconds that a judge has after the submission's process has ended
MODULE = ("-m", "grading.session")
INTERRUPTED = "the grader was interrupted"
NOT_REACHED = "not reached"
LOG_KEPT = 2_000  # characters of a judge's log


@dataclass(frozen=True)
class Setting:
    """What all submissions of a run have in common."""

    release: Release
    means: Means
    judges: Judges
    course: Path  # the copy of the library
    folder: Path  # the run's own temporary folder
    seed: int
    environment: dict[str, str]
    readable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    limits: Limits = Limits()
    session: tuple[str, ...] = MODULE  # Python's arguments that start a session
    keep: Callable[[str], None] = lambda text: None  # is given what a submission printed
    stopped: threading.Event = field(default_factory=threading.Event)  # set to end all at once


def grade(path: Path, file: str, number: int, setting: Setting) -> Grade:
    """Grade one submission; whatever it is, there is a grade.

    Args:
        file: how it is called in the reports.
        number: which of the run's it is; gives it a user of its own.
    """
    begun = time.monotonic()
    result = Grade(file, setting.seed)
    try:
        matched = match(read(path), setting.release)
    except RefusedError as refusal:
        result.flags.append(str(refusal))
        result.verdicts = verdicts([], setting.release, str(refusal).rstrip("."))
        return result
    result.flags += matched.flags
    folder = Path(tempfile.mkdtemp(prefix=f"{number}-", dir=setting.folder))
    folder.chmod(0o755)
    try:
        run(matched.cells, number, folder, setting, result)
    except (OSError, EOFError) as error:
        result.flags.append(f"The grader failed ({type(error).__name__}: {error}); to be graded again.")
        result.verdicts = verdicts([], setting.release, "the grader failed")
        result.final = False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.seconds = round(time.monotonic() - begun, 1)
    return result


def run(cells: list[dict], number: int, folder: Path, setting: Setting, result: Grade) -> None:
    """Run a submission's cells against a judge, and write down what came of it."""
    job_folder, results, log = folder / "given", folder / "results.jsonl", folder / "judge.log"
    job_folder.mkdir(mode=0o755)
    (folder / "work").mkdir()
    (job_folder / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    (job_folder / "cells.json").chmod(0o644)
    from_judge, to_session = os.pipe()
    from_session, to_judge = os.pipe()
    ends = [from_judge, to_session, from_session, to_judge]
    running = judge = None
    try:
        running = start(job(number, folder, setting, from_judge, to_judge), setting.means)
        results.touch(mode=0o600)
        judge = setting.judges.start(questions(setting, results), from_session, to_session, log)
        close(ends)
        reason = watch(running, judge, setting)
    finally:
        close(ends)
        if running:
            running.kill()
        if judge:
            end(judge)
    result.peak = running.peak
    setting.keep(running.text())
    result.verdicts = verdicts(lines(results), setting.release, reason)
    remarks(result, running, judge, log, reason)


def job(number: int, folder: Path, setting: Setting, reads: int, writes: int) -> Job:
    """Return the contained side of a submission."""
    command = [
        sys.executable, *setting.session, "--lesson", setting.release.lesson,
        "--cells", str(folder / "given" / "cells.json"), "--read", str(reads), "--write", str(writes),
        "--cell-seconds", f"{setting.limits.cell_seconds:g}",
    ]  # fmt: skip
    return Job(
        number, command, folder / "work", readable=(setting.course, folder / "given", *setting.readable),
        hidden=setting.hidden, environment=setting.environment, pipes=(reads, writes), limits=setting.limits,
    )  # fmt: skip


def questions(setting: Setting, results: Path) -> list[str]:
    """Return the judge's arguments; its time limits are the submission's."""
    limits = setting.limits
    return [
        "--lesson", setting.release.lesson, "--seed", str(setting.seed), "--results", str(results),
        "--answer-seconds", f"{limits.answer_seconds:g}", "--total-seconds", f"{limits.seconds:g}",
    ]  # fmt: skip


def close(ends: list[int]) -> None:
    """Close file descriptors, each once."""
    while ends:
        with contextlib.suppress(OSError):
            os.close(ends.pop())


def watch(running: Contained, judge, setting: Setting) -> str:
    """Wait until the judge has ended; return why it was ended early, "" if it was not."""
    begun, ended = time.monotonic(), None
    while judge.is_alive():
        judge.join(0.1)
        now = time.monotonic()
        if reason := running.over():
            return reason
        if resident(judge.pid) > setting.limits.memory:
            return "judging its answers needed too much memory"
        if now - begun > setting.limits.seconds:
            return f"it took longer than {setting.limits.seconds:.0f} s"
        if setting.stopped.is_set():
            return INTERRUPTED
        if running.process.poll() is not None:
            ended = ended or now
            if now - ended > LAST_WORDS:
                return "its judge did not come to an end"
    return running.over()


def resident(process: int) -> int:
    """Return the bytes of memory that a process has, 0 if it has ended."""
    try:
        return psutil.Process(process).memory_info().rss
    except psutil.Error:
        return 0


def end(judge) -> None:
    """End a judge that is still at it: it may wait for an answer that will not come."""
    judge.join(1.0)
    if judge.is_alive():
        judge.kill()
    judge.join()


def lines(path: Path) -> list[dict]:
    """Return what a judge has written; a line that it did not finish is left out."""
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                found.append(entry)
    return found


def verdicts(written: list[dict], release: Release, reason: str) -> list[Verdict]:
    """Return the verdict on each task of a lesson; what the judge did not write counts 0."""
    by_task = {(kind(entry), str(entry.get("exercise"))): entry for entry in written}
    found = []
    for task in release.tasks:
        entry = by_task.get((task.kind, task.number), {})
        verdict, message = str(entry.get("verdict", NOT_REACHED)), str(entry.get("message", ""))
        if verdict == NOT_REACHED and task.kind == "Prediction" and not reason:
            verdict, message = "unfinished", "No prediction was recorded."
        elif verdict == NOT_REACHED:
            message = f"Not reached: {reason}." if reason else message or "Not reached."
        points = min(max(float(entry.get("points", 0)), 0.0), float(task.points))
        found.append(Verdict(task.kind, task.number, task.title, points, task.points, verdict, message))
    return found


def kind(entry: dict) -> str:
    """Return whether a judge's line is about an exercise or a prediction."""
    return str(entry.get("kind") or "Exercise").capitalize()


def remarks(result: Grade, running: Contained, judge, log: Path, reason: str) -> None:
    """Note what a person should know of a run."""
    if reason:
        result.flags.append(f"Ended by the grader: {reason}.")
    kept = running.job.limits.output
    if running.printed > kept:
        result.flags.append(
            f"It printed {running.printed / 1e6:.0f} MB; all but {kept / 1e6:g} MB was dropped."
        )
    if reason == INTERRUPTED:
        result.final = False
    elif judge.exitcode and not reason:
        said = log.read_text(errors="replace")[-LOG_KEPT:] if log.exists() else ""
        result.flags.append(f"The judge failed (exit status {judge.exitcode}); to be graded again. {said}")
        result.final = False
    elif not reason and any(one.verdict == NOT_REACHED for one in result.verdicts):
        result.flags.append("Its process ended before the last exercise.")
