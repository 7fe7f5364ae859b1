"""What a check raises. In a notebook both show as a few friendly lines instead of a traceback."""

import re
import sys


class ExerciseUnfinished(NotImplementedError):
    """An exercise that is still to be written; a stub raises it, shown in one line.

    Args:
        exercise: its number (``"2.1"``), or the name of the function; left out, the name of the
            function that raises.
    """

    def __init__(self, exercise: str = "") -> None:
        # Keras repeats an error that a layer raises, with more text around its own.
        repeated = re.search(r"(?:Exercise )?(\S+) is not written yet", exercise)
        exercise = repeated[1] if repeated else exercise
        name = exercise or sys._getframe(1).f_code.co_name
        if name == "<module>":
            name = "This exercise"
        elif name[0].isdigit():
            name = f"Exercise {name}"
        self.exercise = exercise
        super().__init__(f"{name} is not written yet: finish it first, then run this cell again.")

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class CheckFailed(AssertionError):
    """An answer that a check rejects; the text says what is wrong, where, and where to look."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()
