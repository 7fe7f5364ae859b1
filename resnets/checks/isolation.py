"""Run a check without leaving a trace in the learner's session."""

import random
import threading

import numpy as np

from resnets.checks.unfinished import CheckFailed


def isolated(function, *args, **kwargs):
    """Return ``function(*args, **kwargs)``, computed in a thread of its own.

    Keras keeps its name counters, its seed generator and its dtype policy per thread, so layers built
    here do not change the names of layers built later, and the check itself always runs in float32.
    Python's and NumPy's global generators (Keras seeds initialisers from them) are put back.
    """
    outcome = {}

    def work() -> None:
        try:
            outcome["value"] = function(*args, **kwargs)
        except BaseException as error:  # handed to the caller below, sys.exit included
            outcome["error"] = error

    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join()
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def report_as(name: str, usual: str, check, *args) -> None:
    """Print what ``check(*args)``, isolated, returns; its words and errors speak of ``name``.

    Args:
        name: what the learner calls the answer, such as "mended_block".
        usual: what the check calls it.
    """
    try:
        report = isolated(check, *args)
    except CheckFailed as failure:
        failure.args = (str(failure).replace(f"{usual} is ", f"{name} is ", 1),)
        raise
    print(report.replace(f"{usual} is ", f"{name} is ", 1))
