"""Run a submission's cells and answer the judge's questions.

``python -m grading.session --lesson 02 --cells CELLS.json --read FD --write FD --cell-seconds 60``. The cells
are ``{"id", "source", "role", "exercise"}``; role is "code", "solution", "check", "prediction" or "feedback".
They run in order in one IPython shell, without kernel or sockets; an error does not stop the rest. A check is
not run here: the object that it names is offered to the judge. Nothing that this process says is believed.
"""

import argparse
import ast
import contextlib
import gc
import json
import os
import sys
from pathlib import Path

from grading import hollow
from grading.protocol import Channel, ProtocolError

IMPORT_SECONDS = 600.0  # Keras is imported before the first cell, and no cell is charged with that


def make_shell():
    """Return an IPython shell that keeps no history and opens no window."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "NoColor"
    shell = InteractiveShell.instance(config=config)
    shell.user_ns["__name__"] = "__main__"
    return shell


class Session:
    """Runs cells and offers what they define.

    Args:
        shell: an IPython shell.
        channel: to the judge.
        seconds: that a cell, or an answer to the judge, may take.
        lesson: its number, "02".
    """

    def __init__(self, shell, channel: Channel, seconds: float, lesson: str) -> None:
        self.shell, self.channel, self.seconds, self.lesson = shell, channel, seconds, lesson
        self.answers: dict[str, dict] = {}  # the library's own functions, by place

    def run(self, cells: list[dict]) -> None:
        """Run all cells, then say that this was all. The library's answers are out of reach."""
        self.answers = {place: hollow.functions_of(place) for place in hollow.places(self.lesson)}
        begin = f'from resnets.guard import begin_exercises\nbegin_exercises("{self.lesson}")'
        self._execute(begin, IMPORT_SECONDS)
        for cell in cells:
            role = cell.get("role", "code")
            if role == "check":
                self._offer(cell)
            else:
                self._execute(cell["source"])
            if role in ("prediction", "feedback"):
                self._tell_prediction(cell)
            gc.collect()  # a Keras net holds on to itself: it would stay in memory until Python looks
        self.channel.send({"kind": "end"})

    def _execute(self, source: str, seconds: float | None = None) -> None:
        from grading.answering import limited

        try:
            with limited(seconds or self.seconds):
                self.shell.run_cell(source, store_history=False)
        except BaseException as error:  # what IPython lets through; the cells behind still run
            print(f"{type(error).__name__}: {error}", file=sys.stderr)

    def _offer(self, cell: dict) -> None:
        from grading.answering import Answerer, Missing

        name, others = checked_names(cell["source"])
        space = self.shell.user_ns
        what = space.get(name, Missing(name))
        extra = {other: space[other] for other in others if other in space}
        from resnets import guard

        exercise = cell["exercise"]

        def watch():
            return guard.judging(exercise, what) if guard.active() else contextlib.nullcontext()

        answerer = Answerer(self.channel, self.seconds, watch)
        if answerer.offer(exercise, what, extra) == "right":
            guard.note_passed(exercise)
            for place, source in answerer.library.items():
                hollow.put_back(place, source, self.answers[place])

    def _tell_prediction(self, cell: dict) -> None:
        from resnets import predictions

        letter = predictions._RECORDED.get(cell.get("exercise", ""))
        letter = letter[:10] if isinstance(letter, str) else None
        self.channel.send({"kind": "prediction", "exercise": cell.get("exercise", ""), "letter": letter})


def checked_names(source: str) -> tuple[str, list[str]]:
    """Return the name of the object that a check's call names, and the other names that it is given.

    ``check_resnet_v2(v2_from(unit))`` names ``unit``; ``check_preprocess(f, mean, std)`` names ``f`` and is
    given ``mean`` and ``std``.
    """
    for statement in ast.parse(source).body:
        call = getattr(statement, "value", None)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "").startswith("check_") and call.args:
            first, *rest = call.args
            while isinstance(first, ast.Call) and first.args:
                first = first.args[0]
            return getattr(first, "id", ""), [one.id for one in rest if isinstance(one, ast.Name)]
    return "", []


def main(arguments: list[str] | None = None) -> int:
    """Run the command; see the module's text."""
    parser = argparse.ArgumentParser(prog="python -m grading.session", description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", required=True, help="number, such as 02")
    parser.add_argument("--cells", type=Path, required=True, help="JSON file with the cells")
    parser.add_argument("--read", type=int, required=True, help="file descriptor to read from")
    parser.add_argument("--write", type=int, required=True, help="file descriptor to write to")
    parser.add_argument("--cell-seconds", type=float, default=60.0, help="that a cell may take")
    options = parser.parse_args(arguments)
    cells = json.loads(options.cells.read_text(encoding="utf-8"))
    os.environ["RESNETS_PRESET"] = "smoke"
    os.environ.setdefault("MPLBACKEND", "Agg")
    channel = Channel(options.read, options.write)
    with contextlib.suppress(ProtocolError):  # the judge has ended: nobody listens any more
        Session(make_shell(), channel, options.cell_seconds, options.lesson).run(cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
