"""Containment by firejail, where it is installed and works.

Firejail gives no root folder of its own: in each folder of the real one it shows what is on its list and
hides the rest. The working folder is a real one; what is written there is watched (:meth:`Contained.over`).
"""

import os
import shutil
from pathlib import Path

from grading.limits import CONFIGURATION, SYSTEM, Job, visible

ETC = ",".join(Path(path).name for path in CONFIGURATION)  # all of them lie in /etc itself
SEPARATE = ("--net=none", "--ipc-namespace", "--private-dev", f"--private-etc={ETC}")
KEPT = {"proc", "sys", "dev", "etc"}  # shown as they are, or made anew by the options above

WRITABLE = ("/tmp", "/var/tmp", os.path.expanduser("~"))  # for an ordinary user, if nothing is done


def arguments(job: Job) -> list[str]:
    """Return the command line of firejail up to the program that it shall run."""
    command = [shutil.which("firejail") or "firejail", "--quiet", "--noprofile", "--deterministic-shutdown"]
    rights = ["--caps.keep=setuid,setgid"] if os.geteuid() == 0 else ["--caps.drop=all", "--noroot"]
    command += [*SEPARATE, *rights, "--nonewprivs", f"--timeout={clock(job.limits.seconds)}"]
    shown = [path for path in visible(job) if not path.is_relative_to("/etc")]
    command += [f"--whitelist={path}" for path in (*shown, job.work) if not system(path)]
    command += [f"--read-only={path}" for path in shown if not system(path)]
    # Where only part of a folder is shown, the folder itself is one in memory without a limit of size.
    command += [f"--read-only={path}" for path in map(Path, WRITABLE) if path.is_dir()]
    command.append(f"--read-write={job.work}")
    tops = {path.parts[1] for path in (*shown, job.work) if len(path.parts) > 1}
    command += [f"--blacklist={path}" for path in others(tops | KEPT)]
    if job.pipes:
        command.append("--keep-fd=" + ",".join(map(str, job.pipes)))
    return [*command, "--"]


def system(path: Path) -> bool:
    """Whether a path lies in the system's own folders, which are shown as a whole."""
    return any(path.is_relative_to(folder) for folder in SYSTEM)


def others(tops: set[str]) -> list[Path]:
    """Return what is in the real root folder beside ``tops``; of /run, which firejail needs, its contents."""
    beside = [path for path in Path("/").iterdir() if path.name not in tops | {"run"}]
    return [*beside, *(path for path in Path("/run").glob("*") if path.name != "firejail")]


def clock(seconds: float) -> str:
    """Return a time as firejail wants it, "hh:mm:ss"."""
    whole = int(seconds) + 1
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
