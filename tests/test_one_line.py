"""resnets.one_line: what an unfinished exercise is behind shows as one line, and nothing else does."""

import linecache

import pytest

from resnets import guard, one_line
from resnets.checks.unfinished import ExerciseUnfinished, NameMissing, PredictionMissing, WriteYourOwn

CELL = """
import math as maths
made = 1
rows, kept, nested = {}, {}, {"in": {}}
kept["before"] = made
for made in range(3):
    rows[made] = nested["in"][made] = stub()
    squares = [other * other for other in range(3)]
later: int = 2

def helper():
    inside = 3
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(one_line, "_missing", {})
    yield
    guard.end_exercises()


def run(source: str, namespace: dict) -> BaseException:
    """Execute a cell as a kernel does, its lines known; return what it raised."""
    name = f"<cell {len(linecache.cache)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    with pytest.raises(Exception) as caught:
        exec(compile(source, name, "exec"), namespace)
    return caught.value


def stub():
    raise ExerciseUnfinished("2.2")


def test_a_failed_cell_takes_back_what_it_would_have_made():
    namespace = {"stub": stub, "later": "of an earlier cell", "other": 5}
    error = run(CELL, namespace)
    said = one_line.explained(error, namespace)
    assert said is error
    one_line.forget(error, said.first, namespace)
    # what ran before the statement that failed is there; what that one makes or changes is not
    assert {"maths", "kept", "other"} <= namespace.keys()
    assert namespace.keys().isdisjoint({"made", "rows", "nested", "squares", "later", "helper", "inside"})
    missing = one_line.explained(run("print(later)", namespace), namespace)
    assert isinstance(missing, NameMissing)
    assert str(missing) == "Finish exercise 2.2 first: later comes from a cell that needs it."


def test_a_cell_that_needs_that_one_passes_the_reason_on():
    namespace = {"stub": stub}
    for source in ("first = stub()", "second = first + 1", "third = [second]"):
        error = run(source, namespace)
        said = one_line.explained(error, namespace)
        assert said.first == "finish exercise 2.2" and "\n" not in str(said)
        one_line.forget(error, said.first, namespace)
    namespace["second"] = 1  # made after all
    assert one_line.explained(run("third", namespace), namespace).first == "finish exercise 2.2"
    assert one_line.explained(run("second.unknown", namespace), namespace) is None


@pytest.mark.parametrize("source", ["unknown", "1 / 0", "def f():\n    x += 1\nf()", "import no_such_module"])
def test_any_other_error_is_none_of_its_business(source):
    namespace = {}
    assert one_line.explained(run(source, namespace), namespace) is None


def test_a_deleted_stub_is_named_by_its_exercise(capsys):
    guard.begin_exercises("02")
    namespace = {}
    said = one_line.explained(run("check(identity_block)", {"check": print}), namespace)
    assert (
        str(said)
        == "Finish exercise 2.2 first: there is no identity_block; its cell has not been run, or is gone."
    )


def test_an_error_within_another_one_is_found():
    error = run(
        "try:\n    stub()\nexcept NotImplementedError as e:\n    raise RuntimeError('no') from e",
        {"stub": stub},
    )
    assert one_line.explained(error, {}).exercise == "2.2"
    told = RuntimeError("in user code:\n NotImplementedError: Exercise 5.1 is not written yet: finish …")
    assert one_line.explained(told, {}).exercise == "5.1"


@pytest.mark.parametrize(
    ("error", "first"),
    [
        (ExerciseUnfinished("5.1"), "finish exercise 5.1"),
        (WriteYourOwn("BasicBlock", "5.1"), "finish exercise 5.1"),
        (PredictionMissing("5.2"), "record prediction 5.2"),
    ],
)
def test_each_error_says_what_is_first_and_survives_being_repeated_by_keras(error, first):
    assert error.first == first
    assert error._render_traceback_() == [str(error)]
    if not isinstance(error, PredictionMissing):  # no layer raises that
        again = type(error)(
            f"Exception encountered when calling Net.call().\n\n\x1b[1m{error}\x1b[0m\n\nArguments"
        )
        assert str(again) == str(error) and again.first == first
