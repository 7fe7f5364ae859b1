"""Grade a folder of submissions: some at a time, each kept as it is finished, then the reports."""

import concurrent.futures
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grading import cgroups, library, report
from grading.contain import Means
from grading.judges import Judges
from grading.limits import USUAL, Limits
from grading.one import Setting, grade
from grading.release import Release
from grading.store import Grade, Store
from grading.submission import find


@contextmanager
def prepared(root: Path, release: Release, means: Means, seed: int, hidden: tuple[Path, ...], **changes):
    """Give the setting of a run, in a temporary folder that is gone afterwards.

    Args:
        root: the checkout, of which submissions see the library alone.
        hidden: further folders that they must not see.
        changes: other entries of the setting, for tests.
    """
    with tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)
        copied = library.copy(root, folder / "course", release.lesson)
        data = library.data_folder(root)
        setting = Setting(
            release, means, changes.pop("judges", None) or Judges(), copied, folder, seed,
            library.environment(root, copied), (data,) if data else (), (root, *hidden),
        )  # fmt: skip
        yield replace(setting, **changes)


def run(
    submissions: Path, store: Store, setting: Setting, jobs: int = 2, say: Callable[[str], None] = print
) -> list[Grade]:
    """Grade every notebook in a folder; those that are finished already are not graded again.

    Returns:
        The grades in the order of the files.
    """
    cgroups.sweep()
    paths, others = find(submissions)
    names = {path: path.relative_to(submissions).as_posix() for path in paths}
    grades = {path: kept for path in paths if (kept := store.get(path, names[path]))}
    if grades:
        say(f"{len(grades)} of {len(paths)} are graded already, with seed {store.seed}.")
    for path in others:
        say(f"{path.relative_to(submissions)}: no notebook, not graded.")

    def work(number: int, path: Path) -> tuple[Path, Grade | None]:
        if setting.stopped.is_set():
            return path, None
        found = grade(path, names[path], number, setting)
        store.put(path, found)
        return path, found

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(work, n, path) for n, path in enumerate(p for p in paths if p not in grades)]
        try:
            for done in concurrent.futures.as_completed(waiting):
                path, found = done.result()
                grades[path] = found
                say(f"[{len(grades)}/{len(paths)}] {line(found)}")
        except BaseException:
            setting.stopped.set()  # what is not finished is graded again the next time
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [grades[path] for path in paths]


def line(found: Grade) -> str:
    """Return a submission's progress line."""
    flags = f"  {len(found.flags)} flag{'s' * (len(found.flags) > 1)}" if found.flags else ""
    points = f"{report.number(found.points)} of {report.number(found.of)} points"
    return f"{report.plain(found.file)}  {points}  {found.seconds:.0f} s{flags}"


def limits(seconds: float | None, memory_gb: float | None) -> Limits:
    """Return the limits with those that were given in place of the usual ones.

    More seconds lengthen every limit of time in the same proportion: a busy machine slows all alike, and the
    limit on a cell would defeat a longer one on the whole. Fewer shorten the whole alone.
    """
    given = {"seconds": seconds, "memory": memory_gb and int(memory_gb * 1e9)}
    if seconds:
        given["cell_seconds"] = USUAL.cell_seconds * max(1.0, seconds / USUAL.seconds)
    return replace(USUAL, **{name: value for name, value in given.items() if value})
