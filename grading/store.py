"""What has been graded, kept file by file, so that a grader that was killed goes on where it was."""

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from grading.limits import USUAL, Limits
from grading.submission import LARGEST


@dataclass
class Verdict:
    """What came of one exercise or prediction."""

    kind: str  # "Exercise" or "Prediction"
    number: str
    title: str
    points: float
    of: float
    verdict: str  # "right", "wrong", "unfinished", "failed" or "not reached"
    message: str


@dataclass
class Grade:
    """What came of one submission."""

    file: str  # relative to the folder of submissions
    seed: int
    verdicts: list[Verdict] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak: int = 0  # bytes of memory of its processes
    final: bool = True  # False where the grader itself failed: it is graded again the next time

    @property
    def points(self) -> float:
        """The points of all exercises and predictions."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def of(self) -> float:
        """The points that could be had."""
        return sum(verdict.of for verdict in self.verdicts)


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(text, encoding="utf-8", newline="\n")
    os.replace(new, path)


class Store:
    """The finished grades of a lesson, in ``folder``/finished, and the seed that they were drawn with.

    Args:
        folder: the lesson's; made if it is not there.
        version: of the release and of the code.
        seed: None for the kept one, or a new one.
        limits: under which submissions run. What came of one under others does not count: it may have run
            out of time there, in a cell or as a whole.
    """

    def __init__(self, folder: Path, version: str, seed: int | None = None, limits: Limits = USUAL) -> None:
        self.folder = folder
        self.version = f"{version} {replace(limits, output=0)}"  # what it prints changes no grade
        folder.mkdir(parents=True, exist_ok=True)
        self.seed = self._kept_seed() if seed is None else seed
        write_whole(folder / "seed.json", json.dumps({"seed": self.seed}) + "\n")
        (folder / "seed.json").chmod(0o600)  # who knows it could prepare answers

    def _kept_seed(self) -> int:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return int(json.loads((self.folder / "seed.json").read_text())["seed"])
        return secrets.randbelow(2**31)

    def place(self, submission: Path) -> Path:
        """Return where a grade is kept: by the submission's content, release, code, limits and seed."""
        with submission.open("rb") as file:
            beginning = file.read(LARGEST + 1)  # a larger one is refused whatever follows
        words = f"{self.version} {self.seed} ".encode() + beginning
        return self.folder / "finished" / f"{hashlib.sha256(words).hexdigest()[:32]}.json"

    def get(self, submission: Path, file: str) -> Grade | None:
        """Return the finished grade of a submission, None if there is none."""
        try:
            kept = json.loads(self.place(submission).read_text(encoding="utf-8"))
            verdicts = [Verdict(**one) for one in kept.pop("verdicts")]
            return Grade(**{**kept, "file": file, "verdicts": verdicts})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, submission: Path, grade: Grade) -> None:
        """Keep a grade, if it is final."""
        if grade.final:
            write_whole(
                self.place(submission), json.dumps(asdict(grade), ensure_ascii=False, indent=1) + "\n"
            )
