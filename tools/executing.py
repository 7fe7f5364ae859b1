"""Execute a notebook with this environment's Python, and measure it."""

import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

CELL_TIMEOUT = 600  # seconds
CHANGING_OUTPUT = ("MPLBACKEND", "JUPYTER_COLUMNS", "FORCE_COLOR", "NO_COLOR")  # kept from the kernel


@dataclass
class Outcome:
    """What came of executing a notebook."""

    notebook: nbformat.NotebookNode
    cells: int  # code cells that were executed
    seconds: float
    peak_mb: float  # resident memory of the kernel and its children, 10^6 bytes
    error: str = ""  # names the cell and the error; "" if all went well


class MemoryWatch(threading.Thread):
    """Sample the resident memory of a process and its children until stopped."""

    def __init__(self, pid: int, interval: float = 0.1):
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.interval = interval
        self.peak = 0  # bytes
        self.done = threading.Event()

    def run(self) -> None:
        """Sample until stopped."""
        while not self.done.wait(self.interval):
            self.sample()

    def sample(self) -> None:
        """Look once; a process that ends meanwhile counts as nothing."""
        total = 0
        try:
            for process in [self.process, *self.process.children(recursive=True)]:
                total += process.memory_info().rss
        except psutil.Error:
            return
        self.peak = max(self.peak, total, self.kernel_high_water())

    def kernel_high_water(self) -> int:
        """Return the kernel's own peak where the system keeps it (Linux), which misses no short peak."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0

    def stop(self) -> int:
        """Stop sampling and return the peak in bytes."""
        self.done.set()
        self.join()
        return self.peak


def in_this_python(notebook: nbformat.NotebookNode, folder: Path, **hooks: Callable) -> NotebookClient:
    """Return a client whose kernel is this environment's Python, whatever kernels are registered."""
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        **hooks,
    )
    client.create_kernel_manager()
    client.km.kernel_spec_manager = NbvalKernelspecManager()
    client.km.kernel_name = CURRENT_ENV_KERNEL_NAME
    return client


def describe_cell(notebook: nbformat.NotebookNode, index: int) -> str:
    """Return a cell's number among the code cells, from 1 as In [n] shows it, and its first line."""
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    first_line = notebook.cells[index].source.strip().splitlines()[:1] or [""]
    return f"In [{code_cells.index(index) + 1}] `{first_line[0][:70]}`"


def explain(notebook: nbformat.NotebookNode, index: int, error: BaseException) -> str:
    """Say in one line which cell failed and how."""
    where = describe_cell(notebook, index)
    outputs = notebook.cells[index].get("outputs", [])
    for output in outputs:
        if output.output_type == "error":
            said = output.evalue.strip().splitlines() or [""]
            return f"{where}: {output.ename}: {said[0][:200]}"
    kind = type(error).__name__
    said = {
        "CellTimeoutError": f"took more than {CELL_TIMEOUT} s",
        "DeadKernelError": "the kernel died (out of memory?)",
    }.get(kind, f"{kind}: {error}".strip().splitlines()[0][:200])
    return f"{where}: {said}"


def run_client(client: NotebookClient, state: dict, **options) -> Exception | None:
    """Let a client execute its notebook, and return what it failed with.

    In a thread, because in the main one it would answer Ctrl-C by closing the kernel and going on.
    """
    failures = []

    def work() -> None:
        try:
            client.execute(**options)
        except Exception as failure:
            failures.append(failure)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        if state["watch"]:
            state["watch"].process.kill()
        raise
    return failures[0] if failures else None


def execute(
    notebook: nbformat.NotebookNode, folder: Path, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """Execute a notebook in place, its kernel started in ``folder``; stop at the first cell that fails.

    Args:
        progress: called before each code cell with (cells begun, code cells in all).
    """
    total = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)
    state = {"index": 0, "begun": 0, "watch": None}

    def begin(cell: nbformat.NotebookNode, cell_index: int) -> None:
        if state["watch"] is None:
            state["watch"] = MemoryWatch(client.km.provisioner.pid)
            state["watch"].start()
        if cell.cell_type == "code":
            state.update(index=cell_index, begun=state["begun"] + 1)
            if progress:
                progress(state["begun"], total)

    def end(**_) -> None:
        state["watch"].sample()  # after the last cell the kernel may be gone before the next sample

    for cell in notebook.cells:  # nothing old may pass for something new
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    client = in_this_python(notebook, folder, on_cell_execute=begin, on_cell_executed=end)
    environment = {name: value for name, value in os.environ.items() if name not in CHANGING_OUTPUT}
    environment["RESNETS_RUN_CACHE"] = "0"  # what is stored or tested was trained now
    start = time.monotonic()
    # What the kernel's process says outside the notebook matters only if it dies.
    with tempfile.TemporaryFile() as beside:
        failure = run_client(client, state, stderr=beside, env=environment)
        if isinstance(failure, DeadKernelError):
            beside.seek(0)
            print(beside.read().decode(errors="replace")[-2000:], file=sys.stderr)
    error = explain(notebook, state["index"], failure) if failure else ""
    seconds = time.monotonic() - start
    peak = state["watch"].stop() if state["watch"] else 0
    return Outcome(notebook, state["begun"], seconds, peak / 1e6, error)
