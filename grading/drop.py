"""Give up privileges and run a program: the last step into containment. Standard library only.

python -m grading.drop '{"user": 60001, "limits": {"NPROC": 256, …}, "folder": "…"}' PROGRAM …
"""

import ctypes
import json
import os
import resource
import signal
import sys

NO_NEW_PRIVILEGES, DEATH_SIGNAL = 38, 1  # of prctl(2), Linux


def prctl(option: int, value: int) -> None:
    """Call prctl(2), where there is one."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def limit(limits: dict[str, int]) -> None:
    """Set resource limits, hard and soft; keys are those of setrlimit(2) without ``RLIMIT_``."""
    for name, value in limits.items():
        number = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(number)[1]
        allowed = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(number, (allowed, allowed))


def drop(user: int | None, limits: dict[str, int], dies_with_parent: bool = True) -> None:
    """Take the limits, then the ordinary user's number for good; 0 capabilities are left.

    Args:
        user: the number to take for user and group; None to stay who one is.
    """
    limit(limits)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    prctl(NO_NEW_PRIVILEGES, 1)
    if dies_with_parent:  # taking another user's number forgets it
        prctl(DEATH_SIGNAL, signal.SIGKILL)


def follow(process: int) -> int:
    """Wait for a process, and for others that come to this one; return its exit status."""
    while True:
        ended, status = os.wait()
        if ended == process:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def fork_and_follow() -> None:
    """Go on in a child that dies with this process, which ends with the child's exit status."""
    process = os.fork()
    if process:
        os._exit(follow(process))
    prctl(DEATH_SIGNAL, signal.SIGKILL)


def main(arguments: list[str]) -> None:
    """Become the program that the arguments name."""
    specification, command = json.loads(arguments[0]), arguments[1:]
    if specification.get("first"):  # of its process namespace: there it would ignore signals, even SIGKILL
        prctl(DEATH_SIGNAL, signal.SIGKILL)
        fork_and_follow()
    drop(specification["user"], specification["limits"])
    os.umask(0o077)
    os.chdir(specification["folder"])
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
