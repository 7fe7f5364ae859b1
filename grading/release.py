"""A lesson as it was given out: its code cells, and what each is for."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class ReleaseCell:
    """One code cell of the lesson."""

    identity: str  # the cell's id
    grade_id: str  # nbgrader's name, "" for an ordinary cell
    source: str  # as students get it
    role: str  # "code", "solution", "check", "prediction" or "feedback"
    exercise: str = ""  # "2.1"
    name: str = ""  # what a solution defines


@dataclass(frozen=True)
class Task:
    """An exercise or a prediction that gives points."""

    kind: str  # "Exercise" or "Prediction"
    number: str
    title: str
    points: int

    @property
    def label(self) -> str:
        """How it is called in tables: "2.1", or "prediction 2.1"."""
        return self.number if self.kind == "Exercise" else f"prediction {self.number}"


@dataclass(frozen=True)
class Release:
    """One lesson as students got it."""

    lesson: str  # "02"
    title: str
    cells: tuple[ReleaseCell, ...]
    tasks: tuple[Task, ...]
    other_titles: tuple[tuple[str, str], ...] = ()  # (title, lesson) of the other lessons

    def digest(self) -> str:
        """Return a hash of all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def squeezed(source: str) -> str:
    """Return a source without white space at line ends and empty lines: what editors change."""
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def defined(source: str) -> list[str]:
    """Return the names of the functions and classes that a source defines, whether or not it compiles."""
    return re.findall(r"^(?:async +)?(?:def|class) +(\w+)", source, re.MULTILINE)
