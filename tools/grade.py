"""Grade a folder of submissions of one lesson: make grade LESSON=02 SUBMISSIONS=folder.

Submissions are the notebooks in the folder and below it, as they come. The grades lie in build/grades/02:
grades.csv, and feedback/ with a page for each. A grader that was stopped goes on where it was;
under other limits all are graded again.
"""

import argparse
import sys
import time
from pathlib import Path

from lesson_files import ROOT, LessonError
from releases import release

from grading import library, probe, report, runner
from grading.release import Release
from grading.store import Store

BUILD = ROOT / "build" / "grades"


def positive(word: str) -> float:
    """Return a number above 0."""
    number = float(word)
    if not 0 < number < float("inf"):
        raise ValueError(word)
    return number


def options(words: list[str]) -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(prog="make grade", description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", required=True, help="02, say")
    parser.add_argument("--submissions", required=True, help="folder with the notebooks")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time, each with its memory")
    parser.add_argument("--out", type=Path, default=BUILD, help="folder for the grades, build/grades")
    parser.add_argument("--seed", type=int, help="of the secret inputs; else drawn once and kept")
    parser.add_argument(
        "--seconds", type=positive, help="for each submission, 300; more give each cell more, too"
    )
    parser.add_argument("--memory-gb", type=positive, help="for each submission, 3")
    parser.add_argument("--means", choices=sorted(probe.WAYS), help="the way to contain; else the best one")
    parser.add_argument("--unsafe", action="store_true", help="grade even where nothing contains submissions")
    return parser.parse_args(words)


def grade_folder(given: argparse.Namespace, lesson: Release) -> int:
    """Grade, write the reports and say where they are; return the exit status."""
    if sys.platform == "win32":  # pipes are not handed to processes there as elsewhere
        raise LessonError("The grader does not run on Windows itself: call it in WSL, or use nbgrader.")
    submissions, out = given.submissions.resolve(), (given.out / lesson.lesson).resolve()
    means, lines = probe.choose(given.unsafe, given.means)
    print("\n".join(lines) + "\n", flush=True)
    begun = time.monotonic()
    limits = runner.limits(given.seconds, given.memory_gb)
    store = Store(out, f"{lesson.digest()} {library.digest(ROOT)}", given.seed, limits)
    say = lambda line: print(line, flush=True)  # noqa: E731
    with runner.prepared(ROOT, lesson, means, store.seed, (submissions, out), limits=limits) as setting:
        grades = runner.run(submissions, store, setting, max(1, given.jobs), say)
    report.write(out, grades, lesson)
    flagged = sum(bool(grade.flags) for grade in grades)
    minutes = (time.monotonic() - begun) / 60
    say(f"\n{len(grades)} graded in {minutes:.1f} minutes, {flagged} with flags, seed {store.seed}.")
    say(f"Table: {shown(out)}/grades.csv   Feedback: {shown(out)}/feedback/")
    return int(not all(grade.final for grade in grades))


def shown(path: Path) -> str:
    """Return a path as short as it can be said."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def main(words: list[str]) -> int:
    """Run the command; return the exit status."""
    given = options(words)
    try:
        if not given.lesson or not given.submissions:
            raise LessonError("Say which lesson and which folder: make grade LESSON=02 SUBMISSIONS=folder")
        given.submissions = Path(given.submissions)
        if not given.submissions.is_dir():
            folder = given.submissions
            raise LessonError(f"There is no folder {folder}. Say SUBMISSIONS=the folder of notebooks.")
        return grade_folder(given, release(given.lesson))
    except (LessonError, probe.ContainmentError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. What is graded is kept: give the same command to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
