"""Chromium and its driver, from Debian's packages where they can be installed: for make test-browser."""

import os
import shutil
import subprocess

from interpreters import SetupError

PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}  # program, Debian's package


def ensure_chromium() -> None:
    """Install what is missing, as root with apt-get.

    Raises:
        SetupError: something is missing and cannot be installed here; says what to do.
    """
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if not missing:
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        print(f"Installing {' and '.join(missing)} …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
        missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        raise SetupError(
            f"The browser tests need {' and '.join(missing)}, which are not here: install them (on Debian: "
            f"sudo apt-get install {' '.join(missing)}) and call this again."
        )
