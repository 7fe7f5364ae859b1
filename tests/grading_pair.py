"""A session and a judge in one process, joined by pipes; and what a lesson's solutions and stubs define."""

import ast
import os
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

import keras
import numpy as np
from keras import layers

from grading.answering import Answerer
from grading.judge import Judge, Verdict
from grading.protocol import Channel, ProtocolError
from resnets.checks import ExerciseUnfinished
from tests.wrong_answers import judging

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))

from lesson_files import find_lessons, read_lesson

SEED = 20_251
# What a lesson gives, and its solutions use.
GIVEN = {
    "05": {"convolution", "ColleaguesBlock", "normalize"},
    "06": {"bare"},
    "07": {"to_numpy"},
}
MEAN, STD = np.array(judging.MEAN), np.array(judging.STD)


def pipes() -> tuple[Channel, Channel]:
    """Return the session's channel and the judge's."""
    (to_session, from_judge), (to_judge, from_session) = os.pipe(), os.pipe()
    return Channel(to_session, from_session), Channel(to_judge, from_judge)


def close(*channels: Channel) -> None:
    """Close both ends of channels."""
    for channel in channels:
        for descriptor in (channel.read, channel.write):
            with suppress(OSError):
                os.close(descriptor)


def judged(lesson: str, session, seed: int = SEED, **options) -> dict[str, Verdict]:
    """Return the verdicts by grade id; ``session`` is run in a thread with its channel."""
    theirs, ours = pipes()
    found: list[Verdict] = []

    def run() -> None:
        with suppress(ProtocolError, OSError):
            session(theirs)
        close(theirs)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        Judge(lesson, seed, ours, found.append, **options).run()
    finally:
        close(ours)
        thread.join(30)
    return {verdict.id: verdict for verdict in found}


def judged_answer(number: str, answer, extra: dict | None = None, **options) -> Verdict:
    """Return the verdict on one answer."""

    def session(channel: Channel) -> None:
        Answerer(channel).offer(number, answer, extra or values_for(number))
        channel.send({"kind": "end"})

    found = judged(f"0{number[0]}", session, **options).values()
    return next(v for v in found if v.exercise == number and v.kind == "Exercise")


def values_for(number: str) -> dict:
    """Return the values that a check is given besides the answer."""
    return {"mean": MEAN, "std": STD} if number == "5.3" else {}


@cache
def solutions(lesson: str) -> dict:
    """Return what the solutions of a lesson define, without running the lesson."""
    space = _space()
    for cell in read_lesson(find_lessons([lesson])[0]).cells:
        if cell.cell_type != "code":
            continue
        if cell.metadata.get("nbgrader", {}).get("solution"):
            if "predict(" not in cell.source:
                exec(compile(cell.source, f"<lesson {lesson}>", "exec"), space)
            continue
        lines = ["" if line.startswith(("%", "!")) else line for line in cell.source.split("\n")]
        for statement in ast.parse("\n".join(lines)).body:
            names = {getattr(statement, "name", None)}
            names |= {getattr(target, "id", None) for target in getattr(statement, "targets", [])}
            if names & GIVEN.get(lesson, set()):
                exec(compile(ast.Module([statement], []), f"<lesson {lesson}>", "exec"), space)
    return space


def _space() -> dict:
    import resnets_utils

    space = {name: getattr(resnets_utils, name) for name in resnets_utils.__all__}
    more = ("identity_block", "convolutional_block", "base_of", "jit_compile")
    space |= {name: getattr(resnets_utils, name) for name in more}
    space |= {"keras": keras, "layers": layers, "np": np, "mean": MEAN.astype("float32")}
    space |= {"std": STD.astype("float32"), "to_numpy": keras.ops.convert_to_numpy, "__name__": "lesson"}
    with suppress(ImportError):
        import tensorflow as tf

        space["tf"] = tf
    return space


def stub(number: str, solution):
    """Return a blank answer: a function, or a class like the solution's, that is still to be written."""

    def unwritten(*args, **kwargs):
        raise ExerciseUnfinished(number)

    def call(self, x):
        unwritten()

    if not isinstance(solution, type):
        return unwritten
    return type(solution.__name__, (solution,), {"call": call, "__module__": "lesson"})
