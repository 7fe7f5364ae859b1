"""What a submission may use, and what it can see."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

MB = 10**6
TEMPORARY = 64 * MB  # what fits into /tmp, where that is a file system of its own
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
CONFIGURATION = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives",
                 "/etc/fonts", "/etc/localtime")  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one submission may use; sizes in bytes, times in seconds."""

    seconds: float = 300.0  # from its start to the judge's last word
    cell_seconds: float = 60.0  # for a cell, and for an answer to the judge
    memory: int = 3_000 * MB  # of all its processes together; lesson 4, solved, takes 2.7 GB
    address_space: int = 10_000 * MB  # of each process; TensorFlow needs 4 GB to be imported
    processes: int = 256  # threads count as processes
    disk: int = 300 * MB
    open_files: int = 512
    output: int = 1 * MB  # of what it prints; the rest is read and forgotten

    @property
    def answer_seconds(self) -> float:
        """How long the judge waits for an answer; the session interrupts the learner's code before."""
        return 1.5 * self.cell_seconds


USUAL = Limits()


@dataclass(frozen=True)
class Job:
    """One contained run: what it sees under the same paths as outside, and what it may use."""

    number: int  # gives it a user of its own
    command: list[str]
    work: Path  # its working folder, the only one it can write to
    readable: tuple[Path, ...] = ()  # files and folders it may read, beside Python and the system's
    hidden: tuple[Path, ...] = ()  # what must not be seen, wherever it lies
    environment: dict[str, str] = field(default_factory=dict)
    pipes: tuple[int, ...] = ()  # file descriptors that it inherits
    limits: Limits = Limits()

    def variables(self) -> dict[str, str]:
        """Return the environment variables, made from nothing."""
        folder = str(self.work)
        return {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": folder, "TMPDIR": folder, "USER": "learner", "LOGNAME": "learner",
            "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
            "MPLBACKEND": "Agg", "MPLCONFIGDIR": folder, "CUDA_VISIBLE_DEVICES": "",
            "TF_CPP_MIN_LOG_LEVEL": "3", **self.environment,
        }  # fmt: skip


def python_folders() -> list[Path]:
    """Return the folders that hold this Python and its packages, base and virtual environment."""
    executable = Path(sys.executable)
    found = [Path(sys.prefix), Path(sys.base_prefix), executable.resolve().parent.parent]
    found += [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    return [path for path in dict.fromkeys(found) if path.is_dir()]


def visible(job: Job) -> list[Path]:
    """Return what a job is shown read-only, a folder before what lies in it."""
    wanted = [Path(path) for path in (*SYSTEM, *CONFIGURATION) if os.path.exists(path)]
    wanted += [*python_folders(), *job.readable]
    return sorted(set(wanted), key=lambda path: path.parts)


def masks(job: Job) -> list[Path]:
    """Return the hidden folders that would be seen because they lie in a visible one."""
    shown = visible(job)
    return [path for path in job.hidden if any(path.is_relative_to(other) for other in shown)]


def mounts(job: Job) -> list[tuple[str, Path]]:
    """Return (kind, path) in the order of mounting; kinds: "read", "mask", "temporary", "work"."""
    found = [("read", path) for path in visible(job)] + [("mask", path) for path in masks(job)]
    found += [("temporary", Path("/tmp")), ("work", job.work)]
    needed = []
    for kind, path in sorted(found, key=lambda entry: (entry[1].parts, entry[0])):
        above = [other for other in needed if path.is_relative_to(other[1])]
        if not (kind == "read" and above and above[-1][0] == "read"):  # else it is shown already
            needed.append((kind, path))
    return needed
