"""Which pictures the course would use here, found without fetching anything."""

import os
from collections.abc import Callable

from resnets.cifar import cifar10_source
from resnets.data import signs_source
from resnets.errors import DataError
from resnets.places import downloads_are_off

_WORDS = {
    "real": "photographs",
    "jpeg": "photographs (JPEG copy)",
    "own": "files of your own",
}


def pictures_at_hand() -> dict[str, str]:
    """Return, for the hand signs and for CIFAR-10, what a lesson would load, in words."""
    return {"hand signs": _in_words(signs_source), "CIFAR-10": _in_words(cifar10_source)}


def _in_words(source: Callable[[], str]) -> str:
    told, off = os.environ.get("RESNETS_DOWNLOAD"), downloads_are_off()
    os.environ["RESNETS_DOWNLOAD"] = "0"  # to look is not to fetch
    try:
        found = source()
    except (DataError, OSError):
        return "files that cannot be used"
    finally:
        del os.environ["RESNETS_DOWNLOAD"]
        if told is not None:
            os.environ["RESNETS_DOWNLOAD"] = told
    return _WORDS.get(found) or ("drawn" if off else "fetched when a lesson needs them, else drawn")
