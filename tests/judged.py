"""Judge answers in a test: each must come out as it is marked, and no message may show the solution."""

import re

import keras

from tests.catalogues import CODE
from tests.wrong_answers.judging import Verdict, judge
from tests.wrong_answers.registry import blind_answers, exercise, house_answers

# A check says this of what is not there, not begun, or not the learner's own; all else begins as checks do.
NOT_WRITTEN = ("stub_deleted", "stub_left", "wraps_the_library")
# Messages that quote the forward pass which the text gives, and a line that is wrong.
QUOTING = {"1.3", "4.2"}
# On TensorFlow `base.trainable = False` leaves a layer inside trainable that was unfrozen before; elsewhere
# it freezes that too, and this answer is right.
WRONG_ON_TENSORFLOW = {"trusts_the_rest", "one_line", "frozen_at_the_end"}
OWN_LINES = re.compile(r"^In your code, .*$|it stops with .*$", re.MULTILINE)


def faults(number: str, answers: dict, half: str = "house") -> list[str]:
    """Judge answers to an exercise; return in a line each what is not as it should be."""
    verdicts = [judge(exercise(number), name, answer, half) for name, answer in answers.items()]
    if keras.backend.backend() != "tensorflow":
        return [f"{v.answer}: {v.fault}" for v in verdicts if v.fault and not of_backend(v)]
    return [f"{v.answer}: {what}" for v in verdicts for what in (v.fault, bad_message(v)) if what]


def all_faults(number: str) -> list[str]:
    """Judge all answers to an exercise, of both halves."""
    one = exercise(number)
    return faults(number, house_answers(one)) + faults(number, blind_answers(one), "blind")


def of_backend(verdict: Verdict) -> bool:
    """Whether a fault is another backend's: answers and phrases are those of learners, who have TensorFlow.

    A wrong answer stops with other words there, and is rejected all the same; a right one that hands a tensor
    to NumPy stops, and on JAX one that leaves handing ``training`` on to Keras is wrong.
    """
    if verdict.answer in WRONG_ON_TENSORFLOW:
        return True
    words = ("it stops with", "on jax `fit` runs `call` itself")
    return verdict.rejected and (verdict.wrong or any(one in verdict.message for one in words))


def bad_message(verdict: Verdict) -> str:
    """Return what is wrong with how a check rejects: without its opening, or with the solution's code."""
    if not (verdict.wrong and verdict.rejected) or verdict.answer in NOT_WRITTEN:
        return ""
    if " is not right yet: " not in verdict.message:
        return f"its message begins in another way: {verdict.message}"
    if verdict.number in QUOTING:
        return ""
    shown = re.search(CODE, OWN_LINES.sub("", verdict.message))
    return f"its message shows code, {shown[0]!r}: {verdict.message}" if shown else ""
