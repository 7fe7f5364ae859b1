"""Sessions that do not keep to the protocol, or try to be graded well without a right answer."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from grading.answering import Answerer
from grading.protocol import MAGIC, PREFIX
from tests.grading_pair import judged, judged_answer, solutions

ROOT = Path(__file__).resolve().parent.parent
OFFER = {"kind": "offer", "exercise": "2.1", "what": "function", "name": "batch_norm", "extra": ["d", []]}
BLOCK_OFFER = OFFER | {"exercise": "2.2", "name": "identity_block"}


def answering(body, arrays=(), offer=OFFER):
    """Return a session that gives one answer to every question."""

    def session(channel):
        channel.send(offer)
        while True:
            request, _ = channel.receive(30)
            if request["kind"] == "go":
                channel.send({"kind": "end"})
                return
            if request["kind"] != "begin":
                channel.send(body, arrays)

    return session


def verdict_of(session, grade_id="check_batch_norm", **options):
    return judged("02", session, **options)[grade_id]


ANSWER = {"kind": "answer", "value": None, "changed": [], "states": [], "layers": [], "graph": None}
LAYER = {"kind": "layer", "class": "Conv2D", "name": "c", "trainable": True,
         "config": {"filters": 7, "kernel_size": 1}}  # fmt: skip


def graph_answer(layer: dict, **node) -> dict:
    call = {"layer": ["new", 0], "args": ["t", [["in", 0]]], "kwargs": ["d", []]} | node
    graph = {"inputs": [], "nodes": [call], "outputs": ["l", [["k", 0, 0]]]}
    return ANSWER | {"layers": [[0, layer]], "graph": graph, "value": ["y", 0]}


NOT_JUDGED = {
    "a number": 3,
    "another kind": {"kind": "right", "points": 3},
    "no value that can be read": ANSWER | {"value": ["q", 1]},
    "an array that is not there": ANSWER | {"value": ["a", 5]},
    "states of what is not there": ANSWER | {"states": [[99, {"trainable": True}]]},
    "changes of what is not there": ANSWER | {"changed": [[99, 0]]},
    "a graph that is none": ANSWER | {"graph": 3, "value": ["y", 0]},
    "a layer that is none": ANSWER | {"layers": [["x", None]]},
}


@pytest.mark.parametrize("name", NOT_JUDGED)
def test_an_answer_that_is_none_gets_no_points(name):
    found = verdict_of(answering(NOT_JUDGED[name]))
    assert (found.verdict, found.points) == ("failed", 0)
    assert found.message.startswith("Not judged: ")


REFUSED = {
    "a lambda": LAYER | {"class": "Lambda", "config": {"function": "x"}},
    "no layer": LAYER | {"class": "os"},
    "a module": LAYER | {"class": "__import__"},
    "another activation": LAYER | {"config": LAYER["config"] | {"activation": "system"}},
    "an initialiser of its own": LAYER
    | {"config": LAYER["config"] | {"kernel_initializer": {"class": "Mine", "config": {}}}},
    "arguments that it lacks": LAYER | {"config": {"wings": 2}},
    "too many weights": LAYER | {"config": {"filters": 10**8, "kernel_size": 100}},
    "numbers beyond all": LAYER | {"config": {"filters": 10**30, "kernel_size": 1}},
    "too large a result": {"kind": "layer", "class": "ZeroPadding2D", "name": "p",
                           "config": {"padding": 100_000}},
    "a function as activation": LAYER | {"config": LAYER["config"] | {"activation": "__import__"}},
    "no kind": {"kind": "function", "name": "x"},
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_layer_that_is_not_known_is_not_built(name):
    found = verdict_of(answering(graph_answer(REFUSED[name]), (), BLOCK_OFFER), "check_identity_block")
    assert (found.verdict, found.points) == ("failed", 0), found.message
    assert "cannot be judged" in found.message


def test_an_operation_that_is_not_known_is_not_run():
    body = graph_answer(LAYER, op="eval", config=["d", []])
    del body["graph"]["nodes"][0]["layer"]
    found = verdict_of(answering(body, (), BLOCK_OFFER), "check_identity_block")
    assert found.verdict == "failed" and "the operation eval" in found.message


def test_a_graph_that_calls_itself_is_refused():
    loop = {"kind": "chain", "name": "loop", "layers": [["new", 0]]}
    found = verdict_of(answering(graph_answer(loop), (), BLOCK_OFFER), "check_identity_block")
    assert (found.verdict, found.points) == ("failed", 0)


@pytest.mark.parametrize(
    "data", [b"x" * 10_000, PREFIX.pack(MAGIC, 2**31, 2**62), b""], ids=["x", "huge", "end"]
)
def test_garbage_ends_the_conversation_and_the_rest_is_not_reached(data):
    def session(channel):
        channel.send(OFFER)
        channel.receive(30)
        os.write(channel.write, data)

    found = judged("02", session)
    assert (found["check_batch_norm"].verdict, found["check_batch_norm"].points) == ("failed", 0)
    assert found["check_mended_block"].verdict == "not reached"
    assert {verdict.points for verdict in found.values()} == {0}


def test_an_answer_that_comes_too_late_gets_no_points():
    def session(channel):
        channel.send(OFFER)
        time.sleep(3)

    found = verdict_of(session, answer_seconds=0.3)
    assert (found.verdict, found.points) == ("failed", 0)
    assert found.message == "Not judged: it did not answer in time."


def test_answers_that_come_too_late_all_together_get_no_points():
    right = solutions("02")["batch_norm"]

    def slow(*args, **kwargs):
        time.sleep(0.2)
        return right(*args, **kwargs)

    def session(channel):
        Answerer(channel).offer("2.1", slow)

    found = verdict_of(session, total_seconds=0.5)
    assert (found.verdict, found.points) == ("failed", 0)
    assert "too long, all together" in found.message or "in time" in found.message
    assert verdict_of(session, total_seconds=60).verdict == "right"


def test_claims_of_points_and_unknown_exercises_are_nothing():
    def session(channel):
        channel.send(
            {"kind": "offer", "exercise": "9.9", "what": "function", "name": "f", "extra": ["d", []]}
        )
        channel.receive(30)
        channel.send({"kind": "prediction", "exercise": "2.1", "letter": "z", "points": 100})
        channel.send({"kind": "prediction", "exercise": "2.2", "letter": "b"})
        channel.send({"kind": "end"})

    found = judged("02", session)
    assert (found["feedback_2_1"].verdict, found["feedback_2_1"].points) == ("wrong", 0)
    assert (found["feedback_2_2"].verdict, found["feedback_2_2"].points) == ("right", 1)
    assert len(found) == 5 and sum(verdict.points for verdict in found.values()) == 1


def test_the_first_offer_of_an_exercise_counts():
    right = solutions("02")["batch_norm"]

    def session(channel):
        for answer in (right, lambda *args: args[0]):
            Answerer(channel).offer("2.1", answer)
        channel.send({"kind": "end"})

    assert verdict_of(session).verdict == "right"


def test_an_answer_that_exits_fails_alone():
    def leaves(*args):
        raise SystemExit(0)

    found = judged_answer("2.1", leaves)
    assert (found.verdict, found.points) == ("wrong", 0)
    assert "SystemExit" in found.message


def test_an_answer_that_changes_its_arguments_is_seen():
    def changes(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        result = solutions("02")["batch_norm"](x, gamma, beta, mean, variance, training, epsilon)
        x += 1
        return result

    assert "changed one of its arguments" in judged_answer("2.1", changes).message


def test_names_and_texts_of_the_submission_are_only_text():
    def raises(*args):
        raise type("A" * 5000, (Exception,), {})("\x1b[31m<script>" + "x" * 100_000)

    found = judged_answer("2.1", raises)
    assert found.verdict == "wrong" and len(found.message) < 10_000 and "\x1b" not in found.message


def test_numpy_arrays_of_other_sizes_are_no_crash():
    found = judged_answer("2.1", lambda x, *rest: np.zeros((0, 3)))
    assert found.verdict == "wrong" and "shape (0, 3)" in found.message


# --- the two commands ----------------------------------------------------------------------------

FORGERY = """
import builtins, importlib.machinery, sys
check_batch_norm = check_identity_block = lambda *args: print("is right")
for name, module in list(sys.modules.items()):
    if name.startswith(("resnets.checks", "grading")):
        for key in [key for key in vars(module) if key.startswith("check_")]:
            setattr(module, key, check_batch_norm)
for name, module in list(sys.modules.items()):
    if name.startswith(("resnets.checks", "grading")):
        for key, value in list(vars(module).items()):
            if key.startswith("check_"):
                setattr(module, key, check_batch_norm)
np.allclose = np.array_equal = lambda *a, **k: True
class Forger:
    "Gives a forged package of checks to whoever imports it from now on."
    def find_spec(self, name, path=None, target=None):
        if name == "resnets.checks":
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.check_batch_norm = module.check_identity_block = check_batch_norm
sys.meta_path.insert(0, Forger())
honest = sys.modules.pop("resnets.checks")
builtins.AssertionError = RuntimeError
import resnets.checks
print("FORGED", resnets.checks is not honest and resnets.checks.check_batch_norm is check_batch_norm)
"""


def cell(source, role="code", exercise=""):
    return {"id": "x", "source": source, "role": role, "exercise": exercise}


def run_commands(folder: Path, cells: list, seconds: float = 20) -> dict:
    """Return the results of the two commands on cells of lesson 2, by grade id."""
    (folder / "cells.json").write_text(json.dumps(cells))
    (to_session, from_judge), (to_judge, from_session) = os.pipe(), os.pipe()
    common = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    session = subprocess.Popen(
        [sys.executable, "-m", "grading.session", "--lesson", "02", "--cells", "cells.json",
         "--read", str(to_session), "--write", str(from_session), "--cell-seconds", str(seconds)],
        pass_fds=(to_session, from_session), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **common,
    )  # fmt: skip
    judge = subprocess.Popen(
        [sys.executable, "-m", "grading.judge", "--lesson", "02", "--seed", "3", "--read", str(to_judge),
         "--write", str(from_judge), "--results", "results.jsonl"],
        pass_fds=(to_judge, from_judge), **common,
    )  # fmt: skip
    for end in (to_session, from_judge, to_judge, from_session):
        os.close(end)
    said = session.communicate(timeout=300)[0].decode()
    assert judge.wait(60) == 0
    (folder / "said.txt").write_text(said, encoding="utf-8")
    lines = (folder / "results.jsonl").read_text().splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


@pytest.mark.grading
def test_a_forged_check_changes_nothing(tmp_path):
    found = run_commands(
        tmp_path,
        [
            cell("from resnets_utils import *\nimport numpy as np"),
            cell('predict("2.1", {"a": "x", "b": "y", "c": "z"}, "b")', "prediction", "2.1"),
            cell("def batch_norm(x, *rest):\n    return x", "solution"),
            cell(FORGERY),
            cell("check_batch_norm(batch_norm)", "check", "2.1"),
            cell("raise RuntimeError('this stops nothing')"),
            cell(
                "from resnets import blocks\nmended_block = lambda *a: blocks.identity_block(*a)", "solution"
            ),
            cell("check_identity_block(mended_block)", "check", "2.3"),
            cell("while True:\n    pass"),
            cell(
                "def identity_block(X, f, filters, stage, block):\n    import os\n    os._exit(0)", "solution"
            ),
            cell("check_identity_block(identity_block)", "check", "2.2"),
            cell("check_batch_norm(batch_norm)", "check", "2.1"),
        ],
        seconds=3,
    )
    assert "FORGED True" in (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert found["feedback_2_1"]["points"] == 1
    assert (found["check_batch_norm"]["verdict"], found["check_batch_norm"]["points"]) == ("wrong", 0)
    assert found["check_identity_block"]["verdict"] == "failed"
    assert found["check_identity_block"]["message"] == "The run ended during this exercise."
    assert found["check_mended_block"]["verdict"] == "wrong"
    assert found["check_mended_block"]["message"].startswith("Write your own")
    assert found["feedback_2_2"]["verdict"] == "not reached"
