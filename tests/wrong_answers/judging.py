"""Give an answer to its check as the lesson does, and say what came of it."""

import contextlib
import importlib
import io
import json
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.wrong_answers import UNNAMED
from tests.wrong_answers.registry import Exercise

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
# Where the checks stand that the lessons import by hand, and not from resnets_utils.
MODULES = (
    "resnets.checks.lesson01_gradients",
    "resnets.checks.lesson01_unit",
    "resnets.checks.lesson04_extra",
)
# Of CIFAR-10's training pictures, as lesson 5 measures them.
MEAN, STD = (0.4913, 0.4821, 0.4465), (0.2452, 0.2428, 0.2606)


@dataclass(frozen=True)
class Verdict:
    """What came of one answer."""

    number: str  # the exercise's
    answer: str
    half: str  # "house" or "blind"
    wrong: bool  # what it is marked as
    rejected: bool
    named: bool  # rejected, and the message holds the phrase
    nameable: bool  # marked with a phrase, not `unnamed`
    message: str  # the check's, in full; "" if it passed
    seconds: float

    @property
    def fault(self) -> str:
        """What is not as it should be, in one line; "" if all is."""
        if self.wrong and not self.rejected:
            return f"slips through. {self.message}".strip()
        if self.rejected and not self.wrong:
            return f"is right and was rejected: {self.message}"
        if self.wrong and self.nameable and not self.named:
            return f"is rejected but not named: {self.message}"
        return ""


def checks() -> dict:
    """Return the checks by their names, as they are at present: a student edition wraps them."""
    found = {}
    for place in ("resnets.checks", *MODULES):
        module = importlib.import_module(place)
        found |= {name: value for name, value in vars(module).items() if name.startswith("check_")}
    return found


@cache
def given(name: str):
    """Return what a check cell uses of the lesson's own."""
    import numpy as np

    numbers = {"mean": MEAN, "std": STD}
    return np.array(numbers[name]) if name in numbers else lesson_function("06_v1_v2_benchmark", name)


def lesson_function(lesson: str, name: str):
    """Return a function that a lesson defines, made from the cell that defines it."""
    import keras

    from resnets_utils import resnet_layer

    bare = {"activation": None, "batch_normalization": False}  # as the lesson's cell before it
    place = {"keras": keras, "layers": keras.layers, "resnet_layer": resnet_layer, "bare": bare}
    cells = json.loads((NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    source = next(text for text in map("".join, (c["source"] for c in cells)) if f"def {name}(" in text)
    exec(source[source.index(f"def {name}(") :].split("\n\n\n")[0], place)  # without what it shows below
    return place[name]


def run_check(exercise: Exercise, answer) -> None:
    """Execute the lesson's check cell with ``answer`` as the learner's function or class.

    ``answer`` None leaves the name undefined, as where the learner's cell has been deleted.
    """
    place = checks() | {name: given(name) for name in ("mean", "std", "v2_from") if name in exercise.check}
    if answer is not None:
        place[exercise.name] = answer
    from resnets import one_line

    try:
        exec(exercise.check, place)
    except NameError as error:  # what a student edition makes of it
        raise (one_line.explained(error, place) or error) from None


def judge(exercise: Exercise, name: str, answer, half: str = "house") -> Verdict:
    """Return what came of a marked answer. A check that crashes has not rejected it."""
    phrase, function = answer.phrase, getattr(answer, "given", answer)
    printed, message, rejected = io.StringIO(), "", False
    begin = time.perf_counter()
    try:
        with contextlib.redirect_stdout(printed), guarded(exercise, getattr(answer, "guarded", False)):
            run_check(exercise, function)
    except Exception as error:  # which it is says whether the answer was rejected
        rejected, message = is_verdict(error), str(error)
        if not rejected:
            message = f"The check itself stops with {type(error).__name__}: {error}"
    if rejected and " is right" in printed.getvalue():
        message += f"\nIt was rejected, and yet this was printed: {printed.getvalue()}"
    seconds = time.perf_counter() - begin
    named = rejected and bool(phrase) and phrase in message
    crashed = bool(message) and not rejected
    wrong = phrase is not None
    # A right answer on which the check crashes has not passed.
    return Verdict(
        exercise.number, name, half, wrong, rejected or (crashed and not wrong), named,
        phrase != UNNAMED, message, seconds,
    )  # fmt: skip


@contextlib.contextmanager
def guarded(exercise: Exercise, on: bool):
    """Have the library's own answers out of reach, as a student edition has, where ``on``."""
    from resnets import guard

    if on:
        given("v2_from")  # made while the library's layer, which stands for the learner's, is within reach
        with contextlib.redirect_stdout(io.StringIO()):
            guard.begin_exercises(exercise.number[0])
    try:
        yield
    finally:
        if on:
            guard.end_exercises()


def is_verdict(error: Exception) -> bool:
    """Return whether an exception is a check's way to reject, and not its own crash."""
    from resnets.checks import CheckFailed, ExerciseUnfinished

    return isinstance(error, (CheckFailed, ExerciseUnfinished))
