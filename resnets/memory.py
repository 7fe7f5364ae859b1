"""Keep freed memory in the process, so that a training step does not fetch it again from the system.

TensorFlow takes the maps of every layer from malloc and gives them back in each step. The C library of
Linux returns such large pieces to the system at once, and each step then begins with fresh pages, which
the system has to clear: 70,000 of them in a step of ResNet50 at batch 32. On a virtual machine that lends its
memory this can take half of the time. ``python -m resnets.benchmark speed --net resnet50`` measures it.
"""

import ctypes
import os
import sys

# <malloc.h>: one arena; nothing through mmap; return memory when 2 GiB lie free at the end; grow by 64 MiB.
SETTINGS = {
    "M_ARENA_MAX": (-8, 1),
    "M_MMAP_MAX": (-4, 0),
    "M_TRIM_THRESHOLD": (-1, 2**31 - 1),
    "M_TOP_PAD": (-2, 2**26),
}


def keep_freed_memory() -> bool:
    """Tell the C library to keep what is freed, for this process; return whether it did.

    Does nothing where there is no glibc (macOS, Windows, Alpine), and nothing if the environment has any
    variable ``MALLOC_...``: then the user has chosen.
    """
    if not sys.platform.startswith("linux") or any(name.startswith("MALLOC_") for name in os.environ):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt") or not hasattr(library, "gnu_get_libc_version"):
        return False
    done = [library.mallopt(*setting) for setting in SETTINGS.values()]
    return all(done)
