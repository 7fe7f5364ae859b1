"""Where data is looked for and kept, and what is said of a search."""

import os
from dataclasses import dataclass
from pathlib import Path

from resnets.files import checkout_datasets, user_cache


@dataclass(frozen=True)
class Found:
    """Where data comes from: its kind ("drawn", "real", ...), the folder or file, a line that says it."""

    kind: str
    path: Path | None
    line: str


def check_source(source: str) -> None:
    """Raise ValueError unless it is a source that can be asked for."""
    if source not in ("auto", "real", "drawn"):
        raise ValueError(f'source must be "auto", "real" or "drawn", but is {source!r}.')


def places() -> list[tuple[str, Path]]:
    """The folders to look in, each with the name it is spoken of by (never an absolute path)."""
    found = []
    datasets = checkout_datasets()
    if given := os.environ.get("RESNETS_DATA"):
        folder = Path(given).expanduser()
        # A kernel runs in the notebook's folder, while the setting was typed at the checkout.
        if not folder.is_absolute() and not folder.is_dir() and datasets:
            folder = datasets.parent / folder
        found.append(("$RESNETS_DATA", folder))
    found.append(("datasets/", datasets or Path("datasets")))
    found.append(("the user's cache folder", user_cache()))
    return found


def keeping_places() -> list[tuple[str, Path]]:
    """The folders in which files may be kept, best first."""
    # ./datasets of a working directory that is no checkout is the user's: read, never written.
    return places()[-2:] if checkout_datasets() else places()[-1:]


def downloads_are_off() -> bool:
    """Whether ``RESNETS_DOWNLOAD`` forbids them."""
    return os.environ.get("RESNETS_DOWNLOAD", "1").strip().lower() in ("0", "false", "no", "off")


def why_nothing(odd: list[str], empty: list[str], what: str = "files") -> list[str]:
    """The reasons why a search for ``what`` failed, each a clause: the odd ones, then the empty places."""
    reasons = [] if os.environ.get("RESNETS_DATA") else ["$RESNETS_DATA is not set"]
    reasons += odd
    if empty:
        *others, last = empty
        reasons.append(f"no {what} in {', '.join(others)} or {last}" if others else f"no {what} in {last}")
    return reasons
