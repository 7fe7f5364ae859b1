"""Containment by runc, the program by which container engines (Docker, containerd, Podman) run containers.

The engine itself is not asked: it would want an image that holds the whole Python environment, and mostly a
daemon. Its runtime takes a folder with a description (OCI runtime specification 1.0, ``config.json``), shows
the container the system's own folders read-only, and is the parent of what it runs.

    python -m grading.runtimes BUNDLE LAST      becomes runc, with the file descriptors up to LAST
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from grading import drop
from grading.limits import MB, TEMPORARY, Job, mounts

NAMESPACES = ("pid", "network", "ipc", "uts", "mount", "cgroup")
FIRST_PIPE = 3  # runc passes on the file descriptors from here
CAPABILITIES = ["CAP_SETUID", "CAP_SETGID"]  # to become an ordinary user, see grading.drop


def offered() -> bool:
    """Whether runc is there and can be used; for ordinary users it makes a root of each program."""
    return shutil.which("runc") is not None and os.geteuid() == 0


def mount(kind: str, path: Path, job: Job) -> dict:
    """Return one of :func:`grading.limits.mounts` in the words of the specification."""
    if kind == "read":
        options = ["bind", "ro", "nosuid", "nodev"]
        return {"destination": str(path), "source": str(path), "type": "bind", "options": options}
    size = {"work": job.limits.disk, "temporary": TEMPORARY}.get(kind, MB)
    mode = "0755" if kind == "mask" else "1777"
    options = ["nosuid", "nodev", f"mode={mode}", f"size={size}"]
    return {"destination": str(path), "source": "tmpfs", "type": "tmpfs", "options": options}


def specification(job: Job, command: list[str]) -> dict:
    """Return the container's description, as the specification wants it."""
    system = [
        {"destination": "/proc", "source": "proc", "type": "proc", "options": ["nosuid", "noexec", "nodev"]},
        {"destination": "/dev", "source": "tmpfs", "type": "tmpfs",
         "options": ["nosuid", "mode=0755", f"size={MB}"]},
    ]  # fmt: skip
    return {
        "ociVersion": "1.0.2",
        "root": {"path": "root", "readonly": True},
        "process": {
            "args": command, "cwd": "/", "user": {"uid": 0, "gid": 0}, "noNewPrivileges": True,
            "env": [f"{name}={value}" for name, value in job.variables().items()],
            "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), CAPABILITIES),
        },
        "mounts": [*system, *(mount(kind, path, job) for kind, path in mounts(job))],
        "linux": {"namespaces": [{"type": kind} for kind in NAMESPACES]},
    }  # fmt: skip


def bundle_of(job: Job) -> Path:
    """Return the folder of a job's description; it lies beside its working folder and is made anew."""
    return job.work.parent / f"{job.work.name}-container-{job.number}"


def arguments(job: Job) -> list[str]:
    """Return the command line that runs the container which :func:`prepare` has described."""
    return [sys.executable, "-m", "grading.runtimes", str(bundle_of(job)), str(max(job.pipes, default=2))]


def prepare(job: Job, command: list[str]) -> None:
    """Write a job's description into its folder."""
    clear(job)
    (bundle_of(job) / "root").mkdir(parents=True)
    text = json.dumps(specification(job, command), indent=1)
    (bundle_of(job) / "config.json").write_text(text, encoding="utf-8")


def clear(job: Job) -> None:
    """Take a job's folder away."""
    shutil.rmtree(bundle_of(job), ignore_errors=True)


def main(arguments: list[str]) -> None:
    """Become runc, which passes on the file descriptors up to the last one named; gaps become /dev/null."""
    bundle, last = Path(arguments[0]), int(arguments[1])
    drop.prctl(drop.DEATH_SIGNAL, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(FIRST_PIPE, last + 1):
        try:
            os.set_inheritable(number, True)
        except OSError:
            os.dup2(nothing, number)
    command = [shutil.which("runc") or "runc", "--root", str(bundle / "state"), "run", "--keep"]
    command += ["--preserve-fds", str(max(0, last + 1 - FIRST_PIPE)), "--bundle", str(bundle), bundle.name]
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
