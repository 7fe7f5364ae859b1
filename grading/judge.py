"""Judge one submission: ``python -m grading.judge --lesson 02 --seed N --read FD --write FD --results FILE``.

A clean process: nothing of the submission is run, unpickled or imported here. What it offers is judged by the
ordinary check, on a stand-in that asks the submission's process for arrays and layer descriptions; then once
more with cases drawn from the secret seed. Each exercise becomes one line of JSON.
"""

import argparse
import ast
import contextlib
import io
import json
import re
import sys
import warnings
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from grading import hollow
from grading.exercises import EXERCISES, Exercise
from grading.protocol import Broken, Channel, Closed, ProtocolError
from grading.remote import ANSWER_SECONDS, TOTAL_SECONDS, CannotJudge, Link, proxy
from grading.values import Decoder, clean
from resnets.checks.unfinished import CheckFailed, WriteYourOwn

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tools"))

from exercise_cards import Card, cards  # noqa: E402
from lesson_files import find_lessons, read_lesson  # noqa: E402

OFFER_SECONDS = 24 * 3600.0  # a whole lesson may lie between two offers; the runner limits it
OTHER_SIZES = "On other sizes than the published ones: "
RIGHT, WRONG, UNFINISHED, FAILED, NOT_REACHED = "right", "wrong", "unfinished", "failed", "not reached"


@dataclass(frozen=True)
class Verdict:
    """One line of the results."""

    exercise: str  # its number
    kind: str  # "Exercise" or "Prediction"
    id: str  # nbgrader's grade_id of the cell that carries the points: the check's, or the feedback's
    points: int
    of: int
    verdict: str
    message: str


class Judge:
    """Judges what one submission offers.

    Args:
        lesson: its number, "02".
        seed: the secret one.
        channel: to the session.
        write: takes each verdict as it comes.
        answer_seconds: that one answer may take.
        total_seconds: that all answers to one run of a check may take together.
    """

    def __init__(
        self,
        lesson: str,
        seed: int,
        channel: Channel,
        write,
        answer_seconds: float = ANSWER_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self.seed, self.channel, self.write = seed, channel, write
        self.answer_seconds, self.total_seconds = answer_seconds, total_seconds
        self.cards = {(card.kind, card.number): card for card in cards([lesson])}
        self.notebook = read_lesson(find_lessons([lesson])[0])
        self.done: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Judge until the session ends; then note what it did not reach."""
        with contextlib.suppress(ProtocolError):  # its text stands in the verdict on the exercise
            while self._next():
                pass
        for key, card in self.cards.items():
            if key not in self.done:
                self._note(card, NOT_REACHED, "The run ended before this cell.")

    def _next(self) -> bool:
        offer, arrays = self.channel.receive(OFFER_SECONDS)
        kind = offer.get("kind") if isinstance(offer, dict) else None
        if kind == "end":
            return False
        if kind == "prediction":
            self._prediction(offer)
            return True
        if kind != "offer":
            raise ProtocolError("what it sent is no answer.")
        key = ("Exercise", str(offer.get("exercise"))[:8])
        verdict = ""
        if key in self.cards and key not in self.done:
            verdict = self._judge(self.cards[key], offer, arrays)
        bodies = hollow.bodies(ROOT, key[1].split(".")[0], key[1]) if verdict == RIGHT else {}
        self.channel.send({"kind": "go", "verdict": verdict, "library": bodies})
        return True

    def _judge(self, card: Card, offer: dict, arrays) -> str:
        """Judge one exercise; a session that does not keep to the protocol is not listened to any more."""
        try:
            printed = self._rounds(card, offer, Decoder(arrays).decode(offer.get("extra")))
        except Closed:
            self._note(card, FAILED, "The run ended during this exercise.")
            raise
        except CannotJudge as error:
            return self._note(card, FAILED, str(error))
        except Broken as error:
            self._note(card, FAILED, f"Not judged: {error}")
            raise
        except ProtocolError as error:
            return self._note(card, FAILED, f"Not judged: {error}")
        except (CheckFailed, WriteYourOwn) as error:
            return self._note(card, WRONG, clean(error, 4000))
        except NotImplementedError as error:
            return self._note(card, UNFINISHED, clean(error, 1000))
        except Exception as error:
            text = f"{card.name}: it stops with {type(error).__name__}: {clean(error, 1000)}"
            return self._note(card, WRONG if hasattr(error, "learners") else FAILED, text)
        return self._note(card, RIGHT, printed.strip())

    def _rounds(self, card: Card, offer: dict, extra) -> str:
        """Run the check on its published cases, then on secret ones; return what the first printed."""
        exercise = EXERCISES[card.number]
        given = exercise.given | _believable(exercise, extra)
        printed = self._check(exercise, offer, given)
        rng = np.random.default_rng([self.seed, zlib.crc32(card.number.encode())])
        try:
            self._check(exercise, offer, given | exercise.secret(rng))
        except CheckFailed as error:
            raise CheckFailed(OTHER_SIZES + str(error)) from error
        return printed

    def _check(self, exercise: Exercise, offer: dict, given: dict) -> str:
        link = Link(self.channel, self.answer_seconds, self.total_seconds, exercise.own_names)
        function = proxy(link, offer, exercise.classes)
        if exercise.wrap:
            function = self._wrapper(exercise.wrap)(function)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exercise.check(function, **given)
        return printed.getvalue()

    def _wrapper(self, name: str):
        """Return a function of the lesson's own, as the lesson defines it."""
        import keras
        from keras import layers

        from resnets.blocks_cifar import resnet_layer

        scope = {"keras": keras, "layers": layers, "resnet_layer": resnet_layer}
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                tree = ast.parse("\n".join(_without_magics(cell.source)))
                for statement in tree.body:
                    names = {getattr(statement, "name", None)}
                    names |= {getattr(t, "id", None) for t in getattr(statement, "targets", [])}
                    if names & {name, "bare"}:
                        exec(compile(ast.Module([statement], []), "<lesson>", "exec"), scope)
        return scope[name]

    def _prediction(self, message: dict) -> None:
        key = ("Prediction", str(message.get("exercise"))[:8])
        if key not in self.cards or key in self.done:
            return
        card, letter = self.cards[key], message.get("letter")
        if letter is None:
            return
        if letter in self._options(card):
            self._note(card, RIGHT, f"Predicted {letter}.")
        else:
            self._note(card, WRONG, "What was recorded is not one of the options.")

    def _options(self, card: Card) -> set[str]:
        for cell in self.notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == card.solution_id:
                return set(re.findall(r"[\"']([a-z])[\"']\s*(?:\]\s*=|:)", cell.source))
        return set()

    def _note(self, card: Card, verdict: str, message: str) -> str:
        key = (card.kind, card.number)
        if key not in self.done:
            self.done.add(key)
            points = card.points if verdict == RIGHT else 0
            self.write(Verdict(card.number, card.kind, card.check_id, points, card.points, verdict, message))
        return verdict


def _without_magics(source: str) -> list[str]:
    return ["" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n")]


def _believable(exercise: Exercise, extra) -> dict:
    """Return those of the submission's values that the check may be given: three numbers as of pictures."""
    if not exercise.values or not isinstance(extra, dict):
        return {}
    found = {}
    for name, low, high in (("mean", 0.2, 0.8), ("std", 0.05, 0.5)):
        try:
            array = np.asarray(extra.get(name), float)
        except (TypeError, ValueError):
            return {}
        if array.size != 3 or not ((low < array) & (array < high)).all():
            return {}
        found[name] = array.reshape(3)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; see the module's text."""
    parser = argparse.ArgumentParser(prog="python -m grading.judge", description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", required=True, help="number, such as 02")
    parser.add_argument("--seed", type=int, required=True, help="the secret one")
    parser.add_argument("--read", type=int, required=True, help="file descriptor to read from")
    parser.add_argument("--write", type=int, required=True, help="file descriptor to write to")
    parser.add_argument(
        "--answer-seconds", type=float, default=ANSWER_SECONDS, help="that one answer may take"
    )
    parser.add_argument(
        "--total-seconds", type=float, default=TOTAL_SECONDS, help="that a check's answers may take together"
    )
    parser.add_argument("--results", type=Path, required=True, help="file for one JSON line an exercise")
    options = parser.parse_args(arguments)
    with options.results.open("a", encoding="utf-8") as file:

        def write(verdict: Verdict) -> None:
            file.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
            file.flush()

        channel = Channel(options.read, options.write)
        times = options.answer_seconds, options.total_seconds
        Judge(options.lesson, options.seed, channel, write, *times).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
