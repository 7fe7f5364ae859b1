"""Containment by bubblewrap (``bwrap``), where it is installed and works."""

import os
import shutil
from pathlib import Path

from grading.limits import TEMPORARY, Job, mounts

SEPARATE = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


def arguments(job: Job) -> list[str]:
    """Return the command line of bwrap up to the program that it shall run.

    As root the program still has to take an ordinary user's number; it keeps what is needed for that. What
    bwrap makes for /dev is a file system in memory without a limit of size, and an ordinary user's own:
    read-only, so that nothing can be hoarded there.
    """
    command = [shutil.which("bwrap") or "bwrap", *SEPARATE, "--die-with-parent", "--new-session"]
    command += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    made = {Path("/")}
    for kind, path in mounts(job):
        command += [*parents(path, made), *mount(kind, path, job)]
        made.add(path)
    command += ["--remount-ro", "/", "--chdir", "/"]
    if os.geteuid() == 0:
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user"]
    return [*command, "--"]


def mount(kind: str, path: Path, job: Job) -> list[str]:
    """Return bwrap's arguments for one entry of :func:`grading.limits.mounts`."""
    if kind == "read":
        return ["--ro-bind", str(path), str(path)]
    if kind == "mask":
        return ["--perms", "0755", "--tmpfs", str(path)]
    size = job.limits.disk if kind == "work" else TEMPORARY
    return ["--perms", "1777", "--size", str(size), "--tmpfs", str(path)]


def parents(path: Path, made: set[Path]) -> list[str]:
    """Return the arguments that make the folders above a path, readable to all; bwrap's own may not be."""
    missing = [folder for folder in reversed(path.parents) if folder not in made]
    made.update(missing)
    return [word for folder in missing for word in ("--perms", "0755", "--dir", str(folder))]
