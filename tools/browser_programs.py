"""What make test-browser needs: Debian's chromium and its driver, and axe-core, which looks at web pages."""

import os
import shutil
import subprocess
import tarfile
import tempfile

from interpreters import SetupError

AXE = "axe-core@4.14.1"  # an npm package; one file of it is used
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


def ensure_axe(path: str) -> None:
    """Put axe-core's script at ``path``, from npm's registry, if it is not there.

    Raises:
        SetupError: npm is not here, or the package cannot be had.
    """
    if os.path.exists(path):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(
            "The browser tests need axe-core, which npm fetches: install npm and call this again."
        )
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run([npm, "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True)
        files = os.listdir(folder)
        if said.returncode or len(files) != 1:
            raise SetupError(f"npm could not fetch {AXE}: {said.stderr.strip()[-300:]}")
        with tarfile.open(os.path.join(folder, files[0])) as archive:
            script = archive.extractfile("package/axe.min.js").read()
    with open(path + ".new", "wb") as file:
        file.write(script)
    os.replace(path + ".new", path)
