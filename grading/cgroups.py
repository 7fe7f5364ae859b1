"""Control groups of Linux, version 1 or 2: limits that hold for all processes of a job together."""

import contextlib
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from grading.limits import Limits

PREFIX = "grading-"
CONTROLLERS = ("pids", "memory", "cpu")


@dataclass
class Group:
    """A job's groups: controller -> folder; in version 2 all in one folder."""

    folders: dict[str, Path]
    version: int

    def entry(self) -> list[str]:
        """Return a command line to be put before a program: it enters the groups, then becomes it."""
        files = [str(folder / "cgroup.procs") for folder in set(self.folders.values())]
        enter = " && ".join(f'echo $$ > "${number}"' for number in range(1, len(files) + 1))
        return ["/bin/sh", "-c", f'{enter} && shift {len(files)} && exec "$@"', "sh", *files]

    def limit(self, limits: Limits) -> None:
        """Write the limits into the groups; a file that is not there is passed over."""
        wanted = [("pids", "pids.max", limits.processes)]
        if self.version == 1:
            wanted += [("memory", "memory.limit_in_bytes", limits.memory),
                       ("memory", "memory.memsw.limit_in_bytes", limits.memory)]  # fmt: skip
        else:
            wanted += [("memory", "memory.max", limits.memory), ("memory", "memory.swap.max", 0),
                       ("memory", "memory.oom.group", 1)]  # fmt: skip
        for controller, name, value in wanted:
            if controller in self.folders and (self.folders[controller] / name).exists():
                (self.folders[controller] / name).write_text(str(value))

    def hit(self) -> str:
        """Return which limit was reached: "memory", "processes" or ""."""
        events = "memory.oom_control" if self.version == 1 else "memory.events"
        if _count(self.folders.get("memory"), events, "oom_kill"):
            return "memory"
        return "processes" if _count(self.folders.get("pids"), "pids.events", "max") else ""

    def nested(self) -> list[Path]:
        """Return the groups' folders and those that were made inside them, the innermost first."""
        found = []
        for folder in set(self.folders.values()):
            found += [Path(place) for place, _, _ in os.walk(folder, topdown=False)]
        return found

    def members(self) -> set[int]:
        """Return the processes in the groups, and in groups inside them."""
        found = set()
        for folder in self.nested():
            with contextlib.suppress(OSError):
                found |= {int(word) for word in (folder / "cgroup.procs").read_text().split()}
        return found

    def kill(self, seconds: float = 5.0) -> None:
        """Kill every process in the groups, and those that they start meanwhile."""
        end = time.monotonic() + seconds
        while (members := self.members()) and time.monotonic() < end:
            for process in members:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.02)

    def remove(self) -> None:
        """Take the groups away, and those inside them; they must be empty."""
        for folder in self.nested():
            with contextlib.suppress(OSError):
                folder.rmdir()


def _count(folder: Path | None, name: str, key: str) -> int:
    """Return the largest count of an event in a group and those inside it: which counts it differs."""
    counts = [0]
    for file in folder.rglob(name) if folder else ():
        with contextlib.suppress(OSError):
            found = re.search(rf"^{key} (\d+)$", file.read_text(), re.MULTILINE)
            counts.append(int(found[1]) if found else 0)
    return max(counts)


def places(mounts: str | None = None, own: str | None = None) -> tuple[dict[str, list[Path]], int]:
    """Return controller -> folders in which a group could be made, best first; and the version.

    Args:
        mounts, own: text of /proc/mounts and /proc/self/cgroup, for tests.
    """
    try:
        mounts = Path("/proc/mounts").read_text() if mounts is None else mounts
        own = Path("/proc/self/cgroup").read_text() if own is None else own
    except OSError:
        return {}, 0
    lines = [line.split() for line in mounts.splitlines()]
    old = {
        name: [Path(line[1])]
        for line in lines
        if line[2] == "cgroup"
        for name in CONTROLLERS
        if name in line[3].split(",")
    }
    if "pids" in old or "memory" in old:
        return old, 1
    roots = [Path(line[1]) for line in lines if line[2] == "cgroup2"]
    if not roots:
        return {}, 0
    path = next((line[3:] for line in own.splitlines() if line.startswith("0::")), "/")
    mine = roots[0] / path.lstrip("/")
    return {name: [roots[0], mine.parent, mine] for name in CONTROLLERS}, 2


def make(name: str, limits: Limits) -> Group | None:
    """Make a job's groups with its limits, or return None where none can be made."""
    candidates, version = places()
    folders = {}
    if version == 2:
        for place in candidates["pids"]:
            folder = place / name
            with contextlib.suppress(OSError):
                folder.mkdir()
                if (folder / "pids.max").exists() and os.access(place / "cgroup.procs", os.W_OK):
                    folders = {c: folder for c in CONTROLLERS if (folder / f"{c}.max").exists()}
                    break
                folder.rmdir()
    for controller in candidates if version == 1 else ():
        folder = candidates[controller][0] / name
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
            folders[controller] = folder
    if not folders:
        return None
    group = Group(folders, version)
    try:
        group.limit(limits)
    except OSError:
        group.remove()
        return None
    return group


def sweep() -> None:
    """Remove groups that a killed grader left behind."""
    candidates, _ = places()
    for folder in {folder for found in candidates.values() for folder in found}:
        for left in folder.glob(f"{PREFIX}*-*"):
            owner = left.name.removeprefix(PREFIX).split("-")[0]
            if owner.isdigit() and not Path(f"/proc/{owner}").exists():
                Group({"": left}, 0).kill(1.0)
                Group({"": left}, 0).remove()
