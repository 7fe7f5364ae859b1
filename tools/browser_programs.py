"""What make test-browser needs: Debian's chromium, its driver and a Chinese font; axe-core, which looks at
web pages."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from glob import glob

from interpreters import SetupError

PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}  # program, Debian's package
FONTS = [
    "fontconfig",
    "fonts-wqy-zenhei",
]  # the lessons give each term in Chinese too; the smallest font has all
# The package for Playwright carries axe-core 4.12.1, one file. Of the package nothing else is used: it is not
# installed, and neither is Playwright.
AXE_PACKAGE, AXE_FILE = "axe-playwright-python==0.1.8", "axe_playwright_python/axe.min.js"


def missing_programs() -> list[str]:
    """Return Debian's packages of the programs that are not here."""
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


def has_chinese_font() -> bool:
    """Return whether some font here has Chinese characters; without one they are shown as boxes."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True).stdout.strip())


def ensure_chromium() -> None:
    """Install what is missing, as root with apt-get; a font that cannot be installed is only reported.

    Raises:
        SetupError: chromium or its driver is missing and cannot be installed here; says what to do.
    """
    needed, wanted = missing_programs(), [] if has_chinese_font() else FONTS
    if not needed + wanted:
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        print(f"Installing {', '.join(needed + wanted)} …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["install", "-y", "-qq", "--no-install-recommends"]
        # The font by itself: where it is not to be had, the browser is installed all the same.
        commands = [["update", "-qq"], *([*install, *packages] for packages in (needed, wanted) if packages)]
        for command in commands:
            subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if needed := missing_programs():
        raise SetupError(
            f"The browser tests need {' and '.join(needed)}, which are not here: install them (on Debian: "
            f"sudo apt-get install {' '.join(needed)}) and call this again."
        )
    if not has_chinese_font():
        print(
            "No font with Chinese characters is here: screenshots will show boxes for them (on Debian: "
            f"sudo apt-get install {' '.join(FONTS)}).",
            flush=True,
        )


def ensure_axe(path: str) -> None:
    """Put axe-core's script at ``path``, from the Python package index, if it is not there.

    Raises:
        SetupError: the package cannot be had.
    """
    if os.path.exists(path):
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        said = subprocess.run(
            [*command, "--only-binary=:all:", AXE_PACKAGE], capture_output=True, encoding="utf-8"
        )
        wheels = glob(os.path.join(folder, "*.whl"))
        if said.returncode or len(wheels) != 1:
            why = " ".join(said.stderr.splitlines()[-1:])
            raise SetupError(f"axe-core cannot be had: pip did not fetch {AXE_PACKAGE}: {why}")
        with zipfile.ZipFile(wheels[0]) as wheel:
            script = wheel.read(AXE_FILE)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "wb") as file:
        file.write(script)
    os.replace(path + ".new", path)
