"""Find a Python that the course can be installed with, or say why there is none.

Standard library only, and written so that Python 3.7 and later can read it: whoever calls it with an
unsuitable Python gets a sentence, not a SyntaxError.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MINORS = (13, 12, 11)  # CPython 3.x that TensorFlow has wheels for and the course is tested on
COLAB = "The notebooks also run on Google Colab (https://colab.research.google.com), with nothing to install."

# What decides whether TensorFlow has a wheel; run by the interpreter that is looked at.
PROBE = """
import json, platform, struct, sys, sysconfig
try:
    import ensurepip, venv
    can_make = True
except ImportError:
    can_make = False
print(json.dumps([sys.executable, list(sys.version_info[:2]), struct.calcsize("P") * 8, can_make,
    platform.python_implementation(), platform.system(), platform.machine(),
    "musl" in (sysconfig.get_config_var("SOABI") or "")]))
"""


class SetupError(Exception):
    """Something the user must do before the course can be set up; its text says what."""


class Interpreter(NamedTuple):
    """A Python and what decides whether TensorFlow can be installed with it."""

    path: str
    version: tuple
    bits: int
    can_make_venv: bool
    implementation: str
    system: str
    machine: str
    musl: bool


def probe(command: list[str]) -> Interpreter | None:
    """Return what ``command`` (a Python) says of itself; None if it does not run (a pyenv shim, say)."""
    try:
        done = subprocess.run(
            [*command, "-I", "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30
        )
        answer = json.loads(done.stdout.decode()) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if answer is None:
        return None
    answer[1] = tuple(answer[1])
    return Interpreter(*answer)


def no_wheel_for_machine(python: Interpreter) -> str:
    """Say why TensorFlow has no wheel for this machine, whatever the Python version; "" if it has."""
    if python.system == "Darwin" and python.machine == "x86_64":
        return (
            "TensorFlow has had no wheel for Intel Macs since 2.16. (On an Apple-silicon Mac this Python "
            "runs under Rosetta: install one made for arm64.)"
        )
    if python.bits != 64:
        return f"TensorFlow has no wheel for a {python.bits}-bit Python; {python.path} is one."
    if python.musl:
        return "TensorFlow has no wheel for systems with musl instead of glibc (Alpine Linux, for one)."
    known = {"Linux": ("x86_64", "aarch64"), "Darwin": ("arm64",), "Windows": ("AMD64",)}
    if python.machine not in known.get(python.system, ()):
        return f"TensorFlow has no wheel for {python.system} on {python.machine}."
    return ""


def problem(python: Interpreter, minors: tuple = MINORS) -> str:
    """Say in one sentence why this Python cannot carry the course; "" if it can."""
    if python.implementation != "CPython":
        return f"{python.path} is {python.implementation}; TensorFlow needs CPython."
    if no_wheel_for_machine(python):
        return no_wheel_for_machine(python)
    if python.version[0] != 3 or python.version[1] not in minors:
        found = "{}.{}".format(*python.version)
        wanted = " or ".join(f"3.{minor}" for minor in sorted(minors))
        newer = " (TensorFlow has no wheel for it yet)" if python.version > (3, max(MINORS)) else ""
        return f"{python.path} is Python {found}{newer}; the course needs {wanted}."
    if not python.can_make_venv:
        version = "{}.{}".format(*python.version)
        return f"{python.path} cannot make environments: install python{version}-venv (Debian, Ubuntu)."
    return ""


def candidates(minors: tuple) -> list[list[str]]:
    """List the commands that may start a suitable Python, most wanted first."""
    commands = [[sys.executable]] if sys.executable else []
    launcher = shutil.which("py") if os.name == "nt" else None
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    for minor in minors:
        name = f"python3.{minor}"
        if shutil.which(name):
            commands.append([shutil.which(name)])
        if launcher:
            commands.append([launcher, f"-3.{minor}"])
        pattern = os.path.join(pyenv, "versions", f"3.{minor}.*", "bin", "python")
        commands.extend([path] for path in sorted(glob.glob(pattern)))
    return commands


def find(minors: tuple = MINORS) -> Interpreter:
    """Return the first suitable Python: the calling one, else what PATH, ``py`` and pyenv offer.

    Raises:
        SetupError: there is none; the text says what is wrong with those found and what to install.
    """
    problems = []
    another_may_do = True
    for command in candidates(minors):
        python = probe(command)
        if python is None:
            continue
        reason = problem(python, minors)
        if not reason:
            return python
        if reason not in problems:
            problems.append(reason)
        if no_wheel_for_machine(python) and python.bits == 64:
            another_may_do = False  # it is the machine, not this Python
            break
    if another_may_do:
        wanted = " or ".join(f"3.{minor}" for minor in sorted(minors))
        problems.append(
            f"Install CPython {wanted}, 64 bits (https://www.python.org/downloads/), and call this again."
        )
    raise SetupError("\n".join([*problems, COLAB]))
