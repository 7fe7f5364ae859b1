"""Freed memory stays in the process, on Linux, unless the user has told malloc otherwise."""

import os
import subprocess
import sys

import pytest

from resnets import memory

glibc = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(memory.ctypes.CDLL(None), "gnu_get_libc_version"),
    reason="malloc of glibc alone is told to keep memory",
)
# Takes and frees 64 MiB again and again; prints the pages that were fetched for it. Not with NumPy, which
# asks for pages of 2 MiB.
PROGRAM = """
import ctypes, resource
from resnets import memory

kept, library = memory.keep_freed_memory(), ctypes.CDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
library.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
library.free.argtypes = [ctypes.c_void_p]

def use():
    piece = library.malloc(2**26)
    library.memset(piece, 1, 2**26)
    library.free(piece)

use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    use()
print(kept, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def run(**environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=clean | environment, check=True, capture_output=True, text=True
    )
    said, pages = done.stdout.split()
    return said == "True", int(pages)


@glibc
def test_freed_memory_is_used_again():
    assert run() == (True, pytest.approx(0, abs=2000))


@glibc
def test_what_the_user_set_stands():
    kept, pages = run(MALLOC_ARENA_TEST="8")
    assert not kept and pages > 10_000


def test_nothing_happens_elsewhere(monkeypatch):
    monkeypatch.setattr(memory.sys, "platform", "win32")
    assert memory.keep_freed_memory() is False
