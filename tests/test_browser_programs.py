"""tools/browser_programs.py: what it installs, what it does without, and where axe-core comes from."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import browser_programs  # noqa: E402
from interpreters import SetupError  # noqa: E402

pytestmark = pytest.mark.house


@pytest.fixture
def system(monkeypatch):
    """A Debian without chromium and fonts: return the names of what is installed, and the user's number."""
    here, user = {"apt-get", "fc-list"}, [0]
    packages = {package: program for program, package in browser_programs.PROGRAMS.items()}

    def run(command, **settings):
        if "install" in command:
            here.update(packages.get(word, word) for word in command[5:])
        return subprocess.CompletedProcess(command, 0, b"a family" if "fonts-wqy-zenhei" in here else b"")

    monkeypatch.setattr(browser_programs.shutil, "which", lambda name: name if name in here else None)
    monkeypatch.setattr(browser_programs.subprocess, "run", run)
    monkeypatch.setattr(browser_programs.os, "geteuid", lambda: user[0], raising=False)
    return here, user


def test_root_gets_chromium_its_driver_and_a_chinese_font(system, capsys):
    here, _ = system
    browser_programs.ensure_chromium()
    assert {"chromium", "chromedriver", "fonts-wqy-zenhei"} <= here
    assert "Installing chromium, chromium-driver" in capsys.readouterr().out
    browser_programs.ensure_chromium()
    assert capsys.readouterr().out == ""


def test_a_missing_font_is_reported_and_a_missing_program_is_an_error(system, capsys):
    here, user = system
    user[0] = 1000
    with pytest.raises(SetupError, match="sudo apt-get install chromium chromium-driver"):
        browser_programs.ensure_chromium()
    here |= {"chromium", "chromedriver"}
    browser_programs.ensure_chromium()
    assert "boxes" in capsys.readouterr().out


def pip_that(writes: dict[str, bytes], status: int = 0):
    """Return a stand-in for subprocess.run that leaves a wheel with these files where pip was to put it."""

    def run(command, **settings):
        assert command[1:4] == ["-m", "pip", "download"] and "--no-deps" in command
        if writes:
            folder = Path(command[command.index("--dest") + 1])
            with zipfile.ZipFile(folder / "axe-1-py3-none-any.whl", "w") as wheel:
                for name, content in writes.items():
                    wheel.writestr(name, content)
        return subprocess.CompletedProcess(command, status, "", "WARNING: x\nERROR: No matching distribution")

    return run


def test_axe_comes_out_of_a_package_of_the_python_index_once(tmp_path, monkeypatch):
    script = tmp_path / "folder" / "axe.min.js"
    carried = {browser_programs.AXE_FILE: b"/*! axe */", "axe_playwright_python/__init__.py": b""}
    monkeypatch.setattr(browser_programs.subprocess, "run", pip_that(carried))
    browser_programs.ensure_axe(str(script))
    assert script.read_bytes() == b"/*! axe */" and len(list(script.parent.iterdir())) == 1
    monkeypatch.setattr(browser_programs.subprocess, "run", None)
    browser_programs.ensure_axe(str(script))


def test_without_the_index_one_sentence_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(browser_programs.subprocess, "run", pip_that({}, status=1))
    with pytest.raises(SetupError, match="^axe-core cannot be had: .*: ERROR: No matching distribution$"):
        browser_programs.ensure_axe(str(tmp_path / "axe.min.js"))
    assert not list(tmp_path.iterdir())
