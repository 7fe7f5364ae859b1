"""Clean processes that judge: forked from one that has Keras imported, so that each starts at once.

The process that they are forked from never runs anything of a learner's, and neither do they.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.reduction import DupFd
from pathlib import Path

PRELOAD = ["grading.judge"]


def serve(main: Callable, arguments: list[str], read, write, log: str) -> None:
    """Run a judge's ``main`` in this new process; what it prints goes into a file."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(said, number)
    status = main([*arguments, "--read", str(read.detach()), "--write", str(write.detach())])
    sys.exit(status or 0)


def judge_main(arguments: list[str]) -> int | None:
    """Be ``python -m grading.judge``."""
    from grading import judge  # not at import: the grader itself needs no Keras

    return judge.main(arguments)


class Judges:
    """Starts judges; with ``main``, a picklable function, other ones than the course's."""

    def __init__(self, main: Callable = judge_main, preload: list[str] | None = None) -> None:
        self.main = main
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self.context = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload(PRELOAD if preload is None else preload)

    def start(self, arguments: list[str], read: int, write: int, log: Path):
        """Start a judge that reads and writes two pipes; return its process."""
        process = self.context.Process(
            target=serve, args=(self.main, arguments, _handed(read), _handed(write), str(log)), daemon=True
        )
        # The descriptors are handed over while it starts.
        process.start()
        return process


class _handed:
    """A file descriptor that is duplicated for the process that is being started."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self):
        return _same, (DupFd(self.number),)


def _same(value):
    return value
