"""What a check raises. In a notebook all of it shows as a few friendly lines instead of a traceback."""

import re
import sys


class ExerciseUnfinished(NotImplementedError):
    """An exercise that is still to be written; a stub raises it, shown in one line.

    Args:
        exercise: its number (``"2.1"``), or the name of the function; left out, the name of the
            function that raises.

    Attributes:
        first: what is to be done first, ``"finish exercise 2.1"``.
    """

    def __init__(self, exercise: str = "") -> None:
        # Keras repeats an error that a layer raises, with more text around its own.
        repeated = re.search(r"(?:Exercise )?(\S+) is not written yet", exercise)
        exercise = repeated[1] if repeated else exercise
        name = exercise or sys._getframe(1).f_code.co_name
        self.first = "finish it"
        if name == "<module>":
            name = "This exercise"
        elif name[0].isdigit():
            self.first = f"finish exercise {name}"
            name = f"Exercise {name}"
        self.exercise = exercise
        code = sys._getframe(1).f_code
        # Of a class with several methods to write: which one. Before Python 3.11 nothing says it is a method.
        method = exercise and not repeated and "self" in code.co_varnames[: code.co_argcount]
        left = f" (In {code.co_name} the line with `raise` is left.)" if method else ""
        super().__init__(f"{name} is not written yet: {self.first} first, then run this cell again.{left}")

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class WriteYourOwn(ExerciseUnfinished):
    """The library's own version of an exercise was used where one's own is asked for.

    Args:
        name: of what was used; or the text of such an error, which Keras repeats within its own.
        exercise: the number of the exercise that it is the answer to.
    """

    def __init__(self, name: str, exercise: str = "") -> None:
        repeated = re.search(r"Write your own: .*?exercise (\d\.\d).*", name)
        text = repeated[0] if repeated else (
            f"Write your own: the course's {name} is the answer to exercise {exercise}, and within reach "
            "once yours has passed its check."
        )  # fmt: skip
        self.exercise = repeated[1] if repeated else exercise
        self.first = f"finish exercise {self.exercise}"
        NotImplementedError.__init__(self, re.sub(r"\x1b\[\d*m", "", text))


class PredictionMissing(ExerciseUnfinished):
    """A prediction whose result is asked for before it was recorded."""

    def __init__(self, question: str) -> None:
        self.exercise = question
        self.first = f"record prediction {question}"
        text = "is not recorded yet: choose a letter above, run that cell, then this one."
        NotImplementedError.__init__(self, f"Prediction {question} {text}")


class NameMissing(ExerciseUnfinished):
    """A name that is not there because a cell before it needs an exercise or a prediction.

    Args:
        first: what is to be done first, ``"finish exercise 2.1"``.
        reason: why, with the name.
    """

    def __init__(self, first: str, reason: str) -> None:
        self.exercise = first.split()[-1]
        self.first = first
        NotImplementedError.__init__(self, f"{first[0].upper()}{first[1:]} first: {reason}")


class CheckFailed(AssertionError):
    """An answer that a check rejects; the text says what is wrong, where, and where to look."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def not_right(name: str, what: str, look: str) -> CheckFailed:
    """Return the error for an answer of this name: what is wrong with it, and where to look."""
    return CheckFailed(f"{name} is not right yet: {what}\nLook at: {look}")
