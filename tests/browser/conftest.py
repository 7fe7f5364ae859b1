"""A browser, and JupyterLab as `make lab` starts it, on copies of notebooks that may be changed.

Chromium and its driver are Debian's (tools/course.py installs them where it may); the copies lie under
build/browser of the checkout, so that the setup cell finds the course as it does for a student.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "browser"
PICTURES = BUILD / "screenshots"
TOKEN = "browser-test"

collect_ignore_glob = []
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
except ImportError:  # in `make test`, whose environment has no selenium
    collect_ignore_glob = ["test_*.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the site as it is, where `make book` was called just before."""
    parser.addoption("--built", action="store_true", help="use build/book as it is, do not build it")


def pytest_configure(config: pytest.Config) -> None:
    """Make known the mark of what .ci/run calls."""
    config.addinivalue_line("markers", "shortest: the shortest path through JupyterLab and the site")


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium, 1280 x 900, whose console is kept."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver):
        pytest.fail("chromium and chromedriver are not installed: call make test-browser, which says how.")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chromium = webdriver.Chrome(options=options, service=Service(driver))
    chromium.set_script_timeout(60)
    PICTURES.mkdir(parents=True, exist_ok=True)
    yield chromium
    chromium.quit()


@pytest.fixture
def picture(browser, request):
    """Return a function that keeps a screenshot, for looking at, under build/browser/screenshots."""

    def keep(name: str = "") -> Path:
        words = request.node.name.replace("[", "-").replace("]", "").replace("/", "-")
        path = PICTURES / f"{words}{'-' + name if name else ''}.png"
        browser.save_screenshot(str(path))
        return path

    yield keep


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep a screenshot of what a failed test saw."""
    report = yield
    if report.when == "call" and report.failed and "browser" in item.funcargs:
        item.funcargs["browser"].save_screenshot(str(PICTURES / f"FAILED-{item.name}.png".replace("/", "-")))
    return report


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def lab():
    """Start `make lab` and return its address; JupyterLab itself keeps no state of the user's."""
    port, home = free_port(), BUILD / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    settings = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    settings |= {"JUPYTERLAB_WORKSPACES_DIR": str(home / "w"), "JUPYTERLAB_SETTINGS_DIR": str(home / "s")}
    settings |= {"RESNETS_RUN_CACHE": str(BUILD / "runs"), "RESNETS_DOWNLOAD": "0"}
    shutil.rmtree(BUILD / "runs", ignore_errors=True)
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--no-browser"]
    options += [f"--IdentityProvider.token={TOKEN}", "--LabApp.news_url=None"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += ["--ServerApp.allow_root=True"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    log = open(BUILD / "lab.log", "w")
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "tools" / "course.py"), "lab", *options],
        env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/status?token={TOKEN}", program)
        yield address
    finally:
        stop(program)
        log.close()


def stop(program: subprocess.Popen) -> None:
    """End a server with everything that it started."""
    for how, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 10)):
        try:
            os.killpg(program.pid, how)
            program.wait(seconds)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def wait_for(address: str, program: subprocess.Popen, seconds: float = 120) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and program.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start: {(BUILD / 'lab.log').read_text()[-1500:]}")


@pytest.fixture
def notebook(browser, lab):
    """Return a function that opens a copy of a notebook, given by its path in the checkout."""
    from tests.browser.jupyterlab import Notebook

    opened = []

    def open_copy(path: str) -> Notebook:
        source = ROOT / path
        copy = BUILD / source.parent.name / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
        shutil.copytree(ROOT / "imgs", BUILD / "imgs", dirs_exist_ok=True)  # where ../imgs leads from a copy
        opened.append(Notebook(browser, lab, TOKEN, copy.relative_to(ROOT).as_posix()))
        return opened[-1]

    yield open_copy
    for one in opened:
        one.close()
