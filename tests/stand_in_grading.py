"""A session and a judge without Keras, for tests of what stands around them.

Run as a program it is the session: it runs the cells and, at a check, answers the judge's question with what
the learner's function returns.
"""

import argparse
import contextlib
import json
import os
import sys

TIMES = ("--cell-seconds", "--answer-seconds", "--total-seconds")


def arguments(words: list[str]) -> argparse.Namespace:
    """Return the options of a session or a judge."""
    parser = argparse.ArgumentParser()
    for name in ("--lesson", "--cells", "--read", "--write", "--seed", "--results", *TIMES):
        parser.add_argument(name)
    return parser.parse_args(words)


def session(words: list[str]) -> int:
    """Run cells; answer a judge that asks for f(n)."""
    options, namespace = arguments(words), {"__name__": "__main__"}
    with open(options.cells, encoding="utf-8") as file:
        cells = json.load(file)
    with open(int(options.read)) as questions, open(int(options.write), "w") as answers:
        for cell in cells:
            if cell["role"] == "check":
                print(json.dumps({"ask": cell["exercise"]}), file=answers, flush=True)
                number = json.loads(questions.readline())
                with contextlib.suppress(Exception):
                    value = namespace[cell["source"].split("(")[1].rstrip(")\n")](number)
                    print(json.dumps({"value": value}), file=answers, flush=True)
                    continue
                print(json.dumps({"value": None}), file=answers, flush=True)
                continue
            try:
                exec(cell["source"], namespace)
            except Exception as error:
                print(f"{type(error).__name__}: {error}")
    return 0


def judge(words: list[str]) -> int:
    """Ask for f(seed % 1000); right is its double."""
    options = arguments(words)
    with (
        open(int(options.read), "rb") as answers,
        open(int(options.write), "w") as questions,
        open(options.results, "w", buffering=1) as results,
    ):
        while (asked := answers.readline(1000)) and (exercise := json.loads(asked).get("ask")):
            number = int(options.seed) % 1000
            with contextlib.suppress(BrokenPipeError):
                print(number, file=questions, flush=True)
            value = json.loads(answers.readline(1000) or "{}").get("value")
            right = value == 2 * number
            line = {"exercise": exercise, "points": 3 * right, "of": 3, "message": f"f({number}) is {value}"}
            line["verdict"] = "right" if right else "wrong"
            results.write(json.dumps(line) + "\n")
    return 0


def timing_judge(words: list[str]) -> int:
    """Judge nothing, and say which times were given."""
    options = arguments(words)
    message = f"{options.answer_seconds} {options.total_seconds}"
    line = {"exercise": "2.1", "points": 0, "of": 3, "verdict": "wrong", "message": message}
    with open(options.results, "w") as results:
        results.write(json.dumps(line) + "\n")
    return 0


def broken_judge(words: list[str]) -> int:
    """Fail as a judge with a mistake would."""
    os._exit(7)


if __name__ == "__main__":
    sys.exit(session(sys.argv[1:]))
