"""Run a program contained, by the best means that the system offers."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from grading import bubblewrap, cgroups, firejail, runtimes
from grading.limits import Job, mounts

FIRST_USER = 60_100  # jobs run as this user number and the following ones, when the grader is root
USERS = 4_000


@dataclass(frozen=True)
class Means:
    """A way to contain: how it is called, and what stands before the program."""

    name: str
    words: str  # for people
    mounts: bool = True  # whether it shows a root folder of its own


BUBBLEWRAP = Means("bubblewrap", "bubblewrap (bwrap)")
RUNC = Means("runc", "runc, which runs the containers of Docker and Podman")
FIREJAIL = Means("firejail", "firejail", mounts=False)
NAMESPACES = Means("namespaces", "Linux namespaces, by the grader's own code")
USER = Means("user", "an ordinary user of its own for each submission", mounts=False)
NOTHING = Means("nothing", "nothing but resource limits", mounts=False)


def offered() -> list[Means]:
    """Return the ways that might work here, best first: tools made by others before the grader's own code."""
    if sys.platform != "linux":
        return []
    ways = [BUBBLEWRAP] if shutil.which("bwrap") else []
    ways += [RUNC] if runtimes.offered() else []
    ways += [FIREJAIL] if shutil.which("firejail") else []
    return [*ways, NAMESPACES, *([USER] if os.geteuid() == 0 else [])]


def user_of(job: Job, means: Means) -> int | None:
    """Return the number of the user that a job becomes; None if it stays the grader's."""
    return FIRST_USER + job.number % USERS if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def inner_command(job: Job, means: Means) -> list[str]:
    """Return the command line that takes the limits, drops the rights, and becomes the job's program."""
    limits = job.limits
    cores = os.cpu_count() or 1
    resources = {
        "AS": limits.address_space, "FSIZE": limits.disk, "NOFILE": limits.open_files,
        "CPU": int(limits.seconds * cores) + 1, "CORE": 0,
    }  # fmt: skip
    if means is not NOTHING:  # elsewhere it would count what else this user runs
        resources["NPROC"] = limits.processes
    specification = {
        "user": user_of(job, means), "limits": resources, "folder": str(job.work), "disk": limits.disk,
        "mounts": [(kind, str(path)) for kind, path in mounts(job)] if means.mounts else [],
        "first": means is RUNC,
    }  # fmt: skip
    module = "grading.namespaces" if means is NAMESPACES else "grading.drop"
    return [sys.executable, "-m", module, json.dumps(specification), *job.command]


def command_line(job: Job, means: Means) -> list[str]:
    """Return the whole command line that runs a job contained; for runc the container is described first."""
    inner = inner_command(job, means)
    if means is RUNC:
        runtimes.prepare(job, inner)
        return runtimes.arguments(job)
    before = {BUBBLEWRAP: bubblewrap.arguments, FIREJAIL: firejail.arguments}.get(means)
    return [*before(job), *inner] if before else inner


@dataclass
class Contained:
    """A job that runs, or has run; see :func:`start`."""

    job: Job
    means: Means
    process: subprocess.Popen
    group: cgroups.Group | None
    printed: int = 0  # bytes, kept or not
    peak: int = 0  # bytes of memory, where it is watched
    kept: bytearray = field(default_factory=bytearray)
    reader: threading.Thread | None = None
    measured: float = 0.0  # when what it has written was last added up, by time.monotonic

    def read(self) -> None:
        """Take what is printed as it comes, and keep its beginning."""
        while block := os.read(self.process.stdout.fileno(), 1 << 16):
            self.printed += len(block)
            self.kept += block[: max(0, self.job.limits.output - len(self.kept))]

    def processes(self) -> list[psutil.Process]:
        """Return the processes of the job that are seen from here."""
        if self.means is USER:
            user = user_of(self.job, self.means)
            return [
                p for p in psutil.process_iter(["uids"]) if p.info["uids"] and p.info["uids"].real == user
            ]
        with contextlib.suppress(psutil.Error):
            top = psutil.Process(self.process.pid)
            return [top, *top.children(recursive=True)]
        return []

    def over(self) -> str:
        """Return in words which limit the job has reached, "" if none; to be asked again and again."""
        hit = self.group.hit() if self.group else ""
        total = 0
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        self.peak = max(self.peak, total)
        guarded = self.group is not None and "memory" in self.group.folders
        if hit == "memory" or (total > self.job.limits.memory and not guarded):
            return f"it needed more than {self.job.limits.memory / 1e9:.1f} GB of memory"
        if hit == "processes":
            return f"it started more than {self.job.limits.processes} processes or threads"
        if not self.means.mounts and time.monotonic() > self.measured + 0.25:  # no file system of its own
            self.measured = time.monotonic()
            if exceeds(self.job.work, self.job.limits.disk):
                return f"it wrote more than {self.job.limits.disk / 1e6:.0f} MB"
        return ""

    def kill(self) -> None:
        """End every process of the job, also those that hid from their parents, and clear up."""
        for process in [] if self.means.mounts else self.processes():
            with contextlib.suppress(OSError, psutil.Error):  # it may have ended meanwhile
                process.kill()
        with contextlib.suppress(OSError, psutil.Error):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self.means is USER:
            kill_user(user_of(self.job, self.means))
        if self.group:
            self.group.kill()
            self.group.remove()
        if self.means is RUNC:
            runtimes.clear(self.job)
        if self.reader:
            self.reader.join(5.0)

    def text(self) -> str:
        """Return the beginning of what was printed."""
        return self.kept.decode(errors="replace")


def exceeds(folder: Path, size: int, files: int = 20_000) -> bool:
    """Whether the files in a folder take more than ``size`` bytes, are more than ``files``, or are hidden."""
    closed: list[OSError] = []
    taken = count = 0
    for place, _, names in os.walk(folder, onerror=closed.append):
        for name in names:
            with contextlib.suppress(OSError):
                taken += os.lstat(os.path.join(place, name)).st_blocks * 512
            count += 1
            if taken > size or count > files:
                return True
    return any(isinstance(error, PermissionError) for error in closed)


def kill_user(user: int) -> None:
    """Kill every process of an ordinary user."""
    for _ in range(3):  # one that was just being made may be missed
        subprocess.run(["/bin/sh", "-c", "kill -9 -1"], user=user, capture_output=True, check=False)
        time.sleep(0.01)


def start(job: Job, means: Means) -> Contained:
    """Start a job contained. Whoever starts it calls ``kill`` in the end, from the same thread.

    The processes die with the thread that started them, so that a killed grader leaves none behind; under
    firejail, which runs as root, they end with their time.
    """
    if means is USER:
        kill_user(user_of(job, means))
    if not means.mounts and (user := user_of(job, means)) is not None:
        os.chown(job.work, user, user)
        job.work.chmod(0o700)
    name = f"{cgroups.PREFIX}{os.getpid()}-{job.number}"
    group = None if means is NOTHING or sys.platform != "linux" else cgroups.make(name, job.limits)
    before = group.entry() if group else []
    process = subprocess.Popen(
        [*before, *command_line(job, means)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=job.variables(), cwd="/", pass_fds=job.pipes, start_new_session=True,
    )  # fmt: skip
    running = Contained(job, means, process, group)
    running.reader = threading.Thread(target=running.read, daemon=True)
    running.reader.start()
    return running
