"""Containment by Linux namespaces, for where bubblewrap is not installed. Standard library only.

    python -m grading.namespaces SPECIFICATION PROGRAM …

Makes a root folder of its own that shows only what the specification lists, leaves the network, the
other processes and (unless root) the user's rights behind, then goes on as :mod:`grading.drop`.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from grading import drop

NEW_MOUNTS, NEW_HOST_NAME, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
READ_ONLY, NO_SETUID, NO_DEVICES, NO_EXECUTION, REMOUNT, BIND, RECURSIVE, PRIVATE = (
    1, 2, 4, 8, 32, 4096, 16384, 1 << 18,
)  # fmt: skip
DETACH = 2
DEVICES = ("null", "zero", "full", "random", "urandom")


def call(name: str, *values: object) -> None:
    """Call a function of the C library.

    Raises:
        OSError: it failed.
    """
    words = [value.encode() if isinstance(value, str) else value for value in values]
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*words) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name} {values[:2]}: {os.strerror(number)}")


def mount(source: str, target: Path, kind: str | None, flags: int, options: str | None = None) -> None:
    """Call mount(2)."""
    call("mount", source, str(target), kind, ctypes.c_ulong(flags), options)


def bind(source: Path, target: Path, read_only: bool = True) -> None:
    """Show a file or folder under another path, read-only."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(str(source), target, None, BIND)
    if not read_only:
        return
    # Without rights over the original mount its own restrictions must be repeated.
    kept = os.statvfs(target).f_flag & (NO_SETUID | NO_DEVICES | NO_EXECUTION)
    times = os.statvfs(target).f_flag & (1024 | 2048 | 4096)  # noatime, nodiratime, relatime
    again = (1024 if times & 1024 else 0) | (2048 if times & 2048 else 0) | (1 << 21 if times & 4096 else 0)
    mount("none", target, None, BIND | REMOUNT | READ_ONLY | kept | again)


def leave(user_namespace: bool) -> None:
    """Leave the mounts, processes, network and host name behind that others see."""
    user, group = os.geteuid(), os.getegid()
    kinds = NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_PIDS | NEW_NETWORK
    call("unshare", kinds | (NEW_USER if user_namespace else 0))
    if user_namespace:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    mount("none", Path("/"), None, RECURSIVE | PRIVATE)


def build(root: Path, specification: dict) -> None:
    """Make the root folder that the program will see."""
    mount("tmpfs", root, "tmpfs", NO_SETUID | NO_DEVICES, "mode=0755")
    for kind, path in specification["mounts"]:
        target = root / path.lstrip("/")
        if kind == "read":
            bind(Path(path), target)
            continue
        target.mkdir(parents=True, exist_ok=True)
        sizes = {"mask": "mode=0755", "work": f"mode=1777,size={specification['disk']}"}
        mount("tmpfs", target, "tmpfs", NO_SETUID | NO_DEVICES, sizes.get(kind, "mode=1777,size=64m"))
    (root / "proc").mkdir(exist_ok=True)
    mount("proc", root / "proc", "proc", NO_SETUID | NO_DEVICES | NO_EXECUTION)
    (root / "dev").mkdir(exist_ok=True)
    for name in DEVICES:
        bind(Path("/dev") / name, root / "dev" / name, read_only=False)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (root / "dev" / name).symlink_to(f"/proc/self/fd/{number}")
    (root / "dev" / "fd").symlink_to("/proc/self/fd")


def move(root: Path) -> None:
    """Make a folder the root, and let the old one go."""
    os.chdir(root)
    call("pivot_root", ".", ".")
    call("umount2", ".", DETACH)
    os.chdir("/")
    mount("none", Path("/"), None, REMOUNT | BIND | READ_ONLY | NO_SETUID | NO_DEVICES)


def main(arguments: list[str]) -> None:
    """Become the program that the arguments name, contained."""
    specification = json.loads(arguments[0])
    drop.prctl(drop.DEATH_SIGNAL, signal.SIGKILL)
    root = Path(specification["folder"]).parent / "root"
    root.mkdir(exist_ok=True)
    leave(user_namespace=os.geteuid() != 0)
    drop.fork_and_follow()  # the child is the first of the new process namespace: all die with it
    build(root, specification)
    move(root)
    drop.fork_and_follow()
    os.setsid()
    drop.main(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
