"""What tests ask of a process that may end at any moment."""

import psutil


def runs(process: psutil.Process) -> bool:
    """Return whether a process is there and no zombie; it may go between the two questions."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
