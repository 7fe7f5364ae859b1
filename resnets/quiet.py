"""The one place where the course imports Keras for the first time.

TensorFlow 2.21 prints start-up lines from C++ before its log library is set up, so no environment
variable silences them, not even ``TF_CPP_MIN_LOG_LEVEL=3``. In a notebook they would be stored as
red stderr boxes. So file descriptor 2 is pointed at a temporary file while Keras is imported.
Nothing is lost when something goes wrong: if the import fails, what was caught is printed.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator

from resnets.memory import keep_freed_memory

HOW_TO_INSTALL = (
    f"Keras cannot be imported by this Python ({sys.version.split()[0]}). `make setup`, or "
    "python tools/course.py setup, makes an environment in .venv that has it; `make lab` uses that."
)


@contextlib.contextmanager
def stderr_held() -> Iterator[None]:
    """Hold file descriptor 2 away; on an exception print what was caught, then let it through."""
    try:
        saved = os.dup(2)
    except OSError:  # no stderr at all (pythonw, some services): nothing to hold
        saved = None
    if saved is None or sys.stderr is None:
        yield
        return
    with tempfile.TemporaryFile() as caught:
        try:
            sys.stderr.flush()
            os.dup2(caught.fileno(), 2)
            yield
        except BaseException:
            os.dup2(saved, 2)
            caught.seek(0)
            sys.stderr.write(caught.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def import_keras():
    """Import Keras with its backend's start-up lines held away, and return the module."""
    if "keras" in sys.modules:
        return sys.modules["keras"]
    # Later lines (one per first use of a device, say) do respect this variable.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    keep_freed_memory()
    with stderr_held():
        try:
            import keras
        except ImportError as error:
            error.add_note(HOW_TO_INSTALL)
            raise
        tensorflow = sys.modules.get("tensorflow")
        if tensorflow is not None:  # looking for a GPU prints too; it takes no memory on one
            tensorflow.config.list_physical_devices()
    return keras
