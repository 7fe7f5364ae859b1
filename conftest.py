"""What pytest does in this checkout: it runs the notebooks too, each in a kernel of this Python.

Every output of every notebook is compared with the stored one, but for cells tagged
``nbval-ignore-output``. A notebook stops at its first failed cell. The stored outputs are those of the
quick preset on the real data: in another preset nothing is compared, and a lesson whose data is not
there (it names its data in its metadata, ``resnets.uses_data``) runs in the smoke preset, uncompared.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

try:
    from nbval.plugin import IPyNbCell, IPyNbFile
except ImportError:  # without nbval the unit tests run all the same
    IPyNbCell = IPyNbFile = ()

ROOT = Path(__file__).parent
CELL_TIMEOUT = 600  # seconds
UNCOMPARED = pytest.StashKey[dict]()  # notebook's name → why its outputs are not compared

os.environ.setdefault("RESNETS_DOWNLOAD", "0")  # no test needs a network
os.environ["RESNETS_RUN_CACHE"] = "0"  # what is tested is trained anew
if os.environ.get("RESNETS_DATA"):  # kernels start in another folder
    os.environ["RESNETS_DATA"] = os.path.abspath(os.path.expanduser(os.environ["RESNETS_DATA"]))


def pytest_configure(config: pytest.Config) -> None:
    """Turn nbval on, with the options of the course where none are given."""
    config.stash[UNCOMPARED] = {}
    option = config.option
    if not hasattr(option, "nbval"):
        return
    option.nbval = not option.nbval_lax
    option.nbval_current_env = option.nbval_kernel_name is None
    option.nbval_sanitize_with = option.nbval_sanitize_with or str(ROOT / "tools" / "nbval_sanitise.cfg")
    option.nbval_cell_timeout = min(option.nbval_cell_timeout, CELL_TIMEOUT)


# What the stored outputs were made with: the photographs of hands, and the JPEG copy of CIFAR-10.
STORED_WITH = {"signs": "real", "cifar10": "jpeg"}


def source_of(name: str) -> str:
    """Return what a data set that a lesson uses would be read from here."""
    if name not in STORED_WITH:
        raise pytest.UsageError(
            f"a lesson uses the data {name!r}; conftest.py knows {', '.join(STORED_WITH)}"
        )
    if name == "signs":  # imports Keras: only when a lesson asks
        from resnets.data import signs_source as source
    else:
        from resnets.cifar import cifar10_source as source
    return source()


def preset_of(notebook: "IPyNbFile") -> tuple[str, str]:
    """Return the preset that a notebook runs in, and why it is not compared ("" if it is)."""
    given = os.environ.get("RESNETS_PRESET") or "quick"
    names = notebook.nb.metadata.get("resnets", {}).get("uses_data", [])
    sources = {name: source_of(name) for name in names}
    missing = [name for name, source in sources.items() if source not in ("real", "jpeg")]
    if missing:
        return "smoke", f"no real data ({', '.join(missing)}): run in the smoke preset"
    if given != "quick":
        return given, f"run in the {given} preset; stored outputs are of quick"
    other = [name for name, source in sources.items() if source != STORED_WITH[name]]
    return given, f"another copy of {', '.join(other)} than the stored outputs are of" if other else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Decide for each notebook in which preset it runs and whether it is compared."""
    for notebook in {item.parent for item in items if isinstance(item, IPyNbCell)}:
        notebook.preset, why = preset_of(notebook)
        if why:
            config.stash[UNCOMPARED][notebook.name] = why
    for item in items:
        if isinstance(item, IPyNbCell) and item.parent.name in config.stash[UNCOMPARED]:
            item.options["check"] = False


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Give a notebook's kernel, which starts with the first cell's set-up, its own environment."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESNETS_PRESET", item.parent.preset)
        for name in ("MPLBACKEND", "JUPYTER_COLUMNS", "FORCE_COLOR", "NO_COLOR"):  # they change outputs
            patch.delenv(name, raising=False)
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Skip the cells that come after a failed one: they would fail for its reason."""
    if isinstance(item, IPyNbCell) and getattr(item.parent, "failed_cell", None):
        pytest.skip(f"{item.parent.name} stopped at {item.parent.failed_cell}, which failed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Remember the first cell of a notebook that failed."""
    report = yield
    if isinstance(item, IPyNbCell) and report.failed and not getattr(item.parent, "failed_cell", None):
        item.parent.failed_cell = item.name
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Take over from a process of pytest-xdist which notebooks it did not compare."""
    node.config.stash[UNCOMPARED].update(getattr(node, "workeroutput", {}).get("uncompared", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a process of pytest-xdist: hand over which notebooks were not compared."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["uncompared"] = session.config.stash[UNCOMPARED]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which notebooks ran without being compared."""
    for name, why in sorted(config.stash[UNCOMPARED].items()):
        terminalreporter.write_line(f"{name}: outputs not compared; {why}")
