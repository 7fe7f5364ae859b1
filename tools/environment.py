"""Make the course's environment, once: Python, requirements, the checkout itself.

Standard library only. The state of an environment is kept in it, in ``course.json``: "making" from the
first moment, "ready" with a fingerprint at the end. So what was interrupted is seen and made again, and
a ready one is used as it is, in a fraction of a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

import interpreters
from interpreters import ROOT, SetupError

VENV = os.path.join(ROOT, ".venv")
REQUIREMENTS = os.path.join(ROOT, "requirements.txt")
LOGS = os.path.join(ROOT, "build")


def python_of(folder: str) -> str:
    """Return the path of an environment's Python."""
    return os.path.join(folder, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def fingerprint(requirements: str, version: str) -> str:
    """Hash what an environment depends on: two files, Python's version, the checkout's path."""
    digest = hashlib.sha256()
    for path in (requirements, os.path.join(ROOT, "pyproject.toml")):
        with open(path, "rb") as file:
            digest.update(file.read().replace(b"\r\n", b"\n"))
    digest.update(f"{version}\n{ROOT}".encode())
    return digest.hexdigest()


def read_state(folder: str) -> dict:
    """Return what ``course.json`` says of an environment; {} if there is none or it cannot be read."""
    try:
        with open(os.path.join(folder, "course.json"), encoding="utf-8") as file:
            state = json.load(file)
        return state if isinstance(state, dict) else {}
    except (OSError, ValueError):
        return {}


def write_state(folder: str, **state: str) -> None:
    """Write ``course.json``, whole or not at all."""
    path = os.path.join(folder, "course.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(state, file)
    os.replace(path + ".new", path)


def look(folder: str, requirements: str) -> str:
    """Return what an environment is: "ready", "outdated", "broken", "foreign" or "missing"."""
    if not os.path.lexists(folder):
        return "missing"
    state = read_state(folder)
    if not state:
        empty = os.path.isdir(folder) and not os.listdir(folder)
        return "broken" if empty else "foreign"
    if state.get("state") != "ready" or state.get("root") != ROOT:
        return "broken"
    python = interpreters.probe([python_of(folder)])
    if python is None or "{}.{}".format(*python.version) != state.get("python"):
        return "broken"  # its base Python is gone or was replaced
    same = state.get("fingerprint") == fingerprint(requirements, state["python"])
    return "ready" if same else "outdated"


@contextlib.contextmanager
def lock(folder: str):
    """Let one set-up at a time work on an environment; yield the file descriptor that holds the lock.

    On POSIX pip inherits the descriptor, so that a pip left over from a set-up that was killed holds the
    lock until it ends.
    """
    os.makedirs(LOGS, exist_ok=True)
    handle = os.open(os.path.join(LOGS, os.path.basename(folder) + ".lock"), os.O_RDWR | os.O_CREAT)
    try:
        waiting = False
        while not _try_lock(handle):
            if not waiting:
                print("Another set-up of this environment is at work; waiting for it …", flush=True)
                waiting = True
            time.sleep(0.5)
        yield handle
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def explain_pip(output: str, log: str) -> str:
    """Turn what pip printed on failing into one line, and name its log."""
    network = ("NewConnectionError", "name resolution", "ConnectTimeout", "Network is unreachable")
    network += ("Connection refused", "Max retries exceeded", "Read timed out", "getaddrinfo", "ProxyError")
    errors = [line[len("ERROR: ") :] for line in output.splitlines() if line.startswith("ERROR: ")]
    if "No space left on device" in output:
        said = "the disk is full: an environment needs about 3 GB"
    elif any(word in output for word in network):
        said = "the package index cannot be reached: check the network (or the proxy) and call this again"
    else:
        said = "; ".join(errors) or "pip failed without saying why"
    return f"Installing failed: {said}.\npip's own log: {os.path.relpath(log, ROOT)}"


def pip_install(python: str, arguments: list[str], log: str, lock_handle: int) -> None:
    """Run pip, showing one line of what it is at; its full log goes to ``log``.

    Raises:
        SetupError: pip failed, in one line.
    """
    command = [python, "-m", "pip", "install", "--log", log, "--progress-bar", "off", "--retries", "2"]
    keep = {} if os.name == "nt" else {"pass_fds": [lock_handle]}
    pip = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, **keep
    )
    lines = []
    start = time.monotonic()
    try:
        for raw in pip.stdout:
            lines.append(raw.decode("utf-8", "replace").rstrip())
            if sys.stdout.isatty():
                seconds = time.monotonic() - start
                print(f"\r  {seconds:4.0f} s  {lines[-1].strip()[:68]:68}", end="", flush=True)
        failed = pip.wait()
    except BaseException:
        pip.terminate()
        pip.wait()
        raise
    finally:
        if sys.stdout.isatty():
            print("\r" + " " * 80 + "\r", end="", flush=True)
    if failed:
        raise SetupError(explain_pip("\n".join(lines), log))


def make_venv(base: str, folder: str) -> None:
    """Let a Python make an empty environment."""
    done = subprocess.run([base, "-m", "venv", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace").strip()
        raise SetupError(f"{base} -m venv {folder} failed:\n{said}")


def make(folder: str, requirements: str, minors: tuple, lock_handle: int) -> None:
    """Make an environment from nothing, or bring an outdated one up to date."""
    name = os.path.relpath(folder, ROOT)
    log = os.path.join(LOGS, f"setup-{os.path.basename(folder).lstrip('.')}.log")
    state = look(folder, requirements)
    start = time.monotonic()
    with contextlib.suppress(OSError):
        os.remove(log)
    before = read_state(folder) if state == "outdated" else None
    if before:
        version = before["python"]
        print(f"Updating {name}: the requirements have changed …", flush=True)
    else:
        base = interpreters.find(minors)
        version = "{}.{}".format(*base.version)
        if state == "broken":
            print(f"{name} was left half-made or its Python is gone: making it again.")
            shutil.rmtree(folder)
        print(f"Making {name} with Python {version} ({base.path})", flush=True)
        os.makedirs(folder)
        write_state(folder, state="making", root=ROOT)
        make_venv(base.path, folder)
    write_state(folder, state="making", root=ROOT)
    python = python_of(folder)
    name_of_list = os.path.relpath(requirements, ROOT)
    print(f"Installing {name_of_list} (several minutes the first time) …", flush=True)
    try:
        pip_install(python, ["-r", requirements], log, lock_handle)
        pip_install(python, ["--no-deps", "--no-build-isolation", "-e", ROOT], log, lock_handle)
    except SetupError:
        if before:  # pip puts back what it took out before it failed: still the old environment, whole
            write_state(folder, **before)
        raise
    stamp = fingerprint(requirements, version)
    write_state(folder, state="ready", root=ROOT, python=version, fingerprint=stamp)
    print(f"{name} is ready ({time.monotonic() - start:.0f} s).", flush=True)


def ensure(folder: str = VENV, requirements: str = REQUIREMENTS, minors: tuple = interpreters.MINORS) -> str:
    """Return the Python of an environment that is ready, making or updating it first where needed.

    Raises:
        SetupError: it cannot be made; the text says why and what to do.
    """
    if look(folder, requirements) == "ready":
        return python_of(folder)
    try:
        with lock(folder) as handle:
            state = look(folder, requirements)
            if state == "foreign":
                raise SetupError(
                    f"{folder} is there, but the course did not make it. "
                    "Move or delete it, then call this again."
                )
            if state != "ready":
                make(folder, requirements, minors, handle)
    except OSError as error:
        raise SetupError(f"{folder} cannot be made: {error}") from error
    return python_of(folder)
