"""Give every answer of tests/wrong_answers to its check, and print the score.

    python tools/answers.py [--messages] [EXERCISE …]        all, or the exercises named: 2.1 5

It prints each answer that is not judged as it should be, with what the check said; with ``--messages`` also
what it said to wrong answers whose mistake it does not name.

Exits with 1 unless every wrong answer is rejected, every right one passes, and 90 % of the wrong ones are
named by the message.
"""

import os
import sys
import time
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.wrong_answers.judging import Verdict, judge  # noqa: E402
from tests.wrong_answers.registry import (  # noqa: E402
    EXERCISES,
    Exercise,
    blind_answers,
    exercise,
    first_contact,
    house_answers,
)

PROCESSES = 2
NAMED_AT_LEAST = 0.9  # of the wrong answers
HEAD = f"{'':4} {'':24}{'wrong':>7}{'rejected':>9}{'named':>7}{'right':>7}{'passed':>8}{'seconds':>9}"


def verdicts_of(number: str) -> list[Verdict]:
    """Judge all answers to one exercise."""
    from resnets.quiet import import_keras

    import_keras()
    warnings.simplefilter("ignore")  # what is wrong may well be warned of
    one = exercise(number)
    halves = {"house": house_answers(one), "blind": blind_answers(one)}
    return [
        judge(one, name, answer, half) for half, answers in halves.items() for name, answer in answers.items()
    ]


def counts(verdicts: Iterable[Verdict]) -> tuple[int, int, int, int, int]:
    """Return how many are wrong, rejected, named, right, passed."""
    wrong = [v for v in verdicts if v.wrong]
    right = [v for v in verdicts if not v.wrong]
    return (
        len(wrong),
        sum(v.rejected for v in wrong),
        sum(v.named for v in wrong),
        len(right),
        sum(not v.rejected for v in right),
    )


def row(number: str, name: str, verdicts: list[Verdict]) -> str:
    """Return a line of the table."""
    wrong, rejected, named, right, passed = counts(verdicts)
    seconds = sum(v.seconds for v in verdicts)
    return f"{number:4} {name:24}{wrong:7}{rejected:9}{named:7}{right:7}{passed:8}{seconds:9.1f}"


def totals(verdicts: list[Verdict]) -> list[str]:
    """Return the score, of all and of each half."""
    wrong, rejected, named, right, passed = counts(verdicts)
    lines = [
        f"score {rejected}/{wrong} rejected, {named}/{wrong} named ({named / max(wrong, 1):.1%}); "
        f"{passed}/{right} right answers pass"
    ]
    for half, words in (("house", "house answers"), ("blind", "written from the students' text alone")):
        wrong, rejected, named, *_ = counts([v for v in verdicts if v.half == half])
        lines.append(f"  {words}: {rejected}/{wrong} rejected, {named}/{wrong} named")
    blind = sum(v.half == "blind" for v in verdicts)
    return [
        *lines,
        f"  the latter are {blind} of all {len(verdicts)} answers, {blind / max(len(verdicts), 1):.0%}",
    ]


def first_score(exercises: Iterable[Exercise]) -> str:
    """Return what came of the blind half on first contact, as it was recorded."""
    found = [(blind_answers(one).get(name), record) for one in exercises
             for name, record in first_contact(one).items()]  # fmt: skip
    right = [record["passed"] for _, record in found if "passed" in record]
    wrong = [record for _, record in found if "passed" not in record]
    rejected, named = (sum(bool(record.get(key)) for record in wrong) for key in ("rejected", "named"))
    turned = sum(answer is not None and ("passed" in r) != (answer.phrase is None) for answer, r in found)
    return (
        f"  these on first contact: {rejected}/{len(wrong)} rejected, {named}/{len(wrong)} named; "
        f"{sum(right)}/{len(right)} right answers passed; {turned} are marked otherwise since"
    )


def judge_all(exercises: list[Exercise], messages: bool) -> dict[str, list[Verdict]]:
    """Judge the answers to these exercises in two processes, the long ones first; print as they come.

    Printed are the faults, and with ``messages`` what each check says to an answer that it does not name.
    """
    found = {}
    order = sorted(exercises, key=lambda one: one.quick)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(verdicts_of, one.number): one for one in order}
        for done in as_completed(waiting):
            one = waiting[done]
            found[one.number] = done.result()
            print(
                f"{len(found):2} of {len(exercises)}: {row(one.number, one.name, done.result())}", flush=True
            )
            for v in done.result():
                if v.fault or (messages and v.wrong and not v.named):
                    text = f"{v.half} {v.answer}: {v.fault or v.message}"
                    print("    " + text.replace("\n", "\n        "), flush=True)
    return found


def is_enough(verdicts: list[Verdict]) -> bool:
    """Return whether all wrong are rejected, all right pass, and enough are named."""
    wrong, rejected, named, right, passed = counts(verdicts)
    return rejected == wrong and passed == right and named >= NAMED_AT_LEAST * wrong


def chosen(words: list[str]) -> list[Exercise]:
    """Return the exercises whose number, or whose lesson's, is among the words; all if there are none."""
    unknown = [w for w in words if not any(w in (e.number, e.number[0]) for e in EXERCISES)]
    if unknown:
        raise SystemExit(
            f"There is no exercise {', '.join(unknown)}. Give numbers such as 2.1, or a lesson: 2."
        )
    return [e for e in EXERCISES if not words or e.number in words or e.number[0] in words]


def main(words: list[str]) -> int:
    """Judge, print the table, the faults and the score; return the exit status."""
    messages = "--messages" in words
    exercises = chosen([word for word in words if word != "--messages"])
    begin = time.perf_counter()
    print(
        f"{len(exercises)} exercises in {PROCESSES} processes; the first take a minute or more.", flush=True
    )
    found = judge_all(exercises, messages)
    print("\n" + HEAD)
    for one in exercises:
        print(row(one.number, one.name, found[one.number]))
    verdicts = [v for one in exercises for v in found[one.number]]
    print("\n" + "\n".join([*totals(verdicts), first_score(exercises)]))
    print(f"{time.perf_counter() - begin:.0f} s")
    return 0 if is_enough(verdicts) else 1


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    sys.exit(main(sys.argv[1:]))
