"""The judge: right answers get their points, blank and wrong ones none, with the words of the ordinary check.

Session and judge run in one process here, joined by pipes; tests marked ``grading`` are the slow ones, whole
networks among them.
"""

import keras
import numpy as np
import pytest
from keras import layers

pytest.importorskip("tensorflow", reason="lessons are graded on TensorFlow")

from grading.answering import Missing
from grading.exercises import EXERCISES
from grading.judge import OTHER_SIZES
from resnets.checks import CheckFailed
from tests.grading_pair import judged_answer, solutions, stub
from tests.wrong_answers import judging, registry

SLOW = {"4.1", "4.4", "5.2", "6.2", "6.3", "6.4"}  # whole networks
NUMBERS = [
    pytest.param(number, marks=[pytest.mark.grading] if number in SLOW else []) for number in EXERCISES
]


def name_of(number: str) -> str:
    return registry.exercise(number).name


def solution(number: str):
    """Return the lesson's own answer. Lesson 1's and 7's names are written once each, so is 3.4's."""
    return solutions(f"0{number[0]}")[name_of(number)]


def house_answers(number: str, wrong: bool) -> dict:
    found = {}
    for place in registry.exercise(number).house:
        found |= {
            name: one for name, one in registry.marked(place).items() if (one.phrase is not None) == wrong
        }
    return found


def some_wrong(number: str) -> list:
    """Return two wrong answers, by name, of those that the ordinary check is tested with."""
    found = sorted(house_answers(number, wrong=True))
    return found[:: max(1, len(found) - 1)][:2]


def test_all_exercises_of_the_course_are_known():
    assert set(EXERCISES) == {one.number for one in registry.EXERCISES}, "mend grading/exercises.py"


@pytest.mark.parametrize("number", NUMBERS)
def test_the_solution_gets_all_points(number):
    found = judged_answer(number, solution(number))
    assert found.verdict == "right", found.message
    assert found.points == found.of > 0
    assert " is right" in found.message


@pytest.mark.parametrize("number", EXERCISES)
def test_a_blank_stub_is_unfinished(number):
    found = judged_answer(number, stub(number, solution(number)))
    assert (found.verdict, found.points) == ("unfinished", 0), found.message
    assert found.message.startswith(f"Exercise {number} is not written yet")


@pytest.mark.parametrize("number", EXERCISES)
def test_a_name_that_is_not_there_is_wrong(number):
    found = judged_answer(number, Missing(name_of(number)))
    assert (found.verdict, found.points) == ("wrong", 0)
    assert f"name '{name_of(number)}' is not defined" in found.message


WRONG = [
    pytest.param(
        number, name, marks=[pytest.mark.grading] if number in SLOW or place else [], id=f"{number}-{name}"
    )
    for number in EXERCISES
    for place, name in enumerate(some_wrong(number))
]


@pytest.mark.parametrize("number, name", WRONG)
def test_a_wrong_answer_gets_no_points_and_the_checks_own_words(number, name):
    answer = house_answers(number, wrong=True)[name]
    found = judged_answer(number, getattr(answer, "given", answer))
    assert (found.verdict, found.points) == ("wrong", 0), found.message
    if answer.phrase not in found.message:  # a message that does not name it is the ordinary check's too
        with pytest.raises(CheckFailed) as ordinary:
            judging.run_check(registry.exercise(number), getattr(answer, "given", answer))
        assert found.message == str(ordinary.value)


@pytest.mark.grading
@pytest.mark.parametrize("number", [number for number in EXERCISES if house_answers(number, wrong=True)])
def test_the_message_is_the_ordinary_checks_to_the_letter(number):
    for name in some_wrong(number):
        answer = house_answers(number, wrong=True)[name]
        given = getattr(answer, "given", answer)
        with pytest.raises(CheckFailed) as ordinary:
            judging.run_check(registry.exercise(number), given)
        assert judged_answer(number, given).message == str(ordinary.value)


@pytest.mark.grading
@pytest.mark.parametrize("number", [number for number in EXERCISES if house_answers(number, wrong=False)])
def test_right_answers_written_differently_pass_with_other_seeds(number):
    for seed, answer in enumerate(house_answers(number, wrong=False).values()):
        found = judged_answer(number, getattr(answer, "given", answer), seed=seed)
        assert found.verdict == "right", found.message


def test_layers_and_operations_whose_names_keras_gives_do_not_collide():
    """Both are named "re_lu" where each process counts for itself."""

    def block(X, f, filters, stage, block):
        Y = X
        for branch, number, kernel in zip("abc", filters, (1, f, 1), strict=True):
            Y = Y if branch == "a" else layers.ReLU()(Y)
            Y = layers.Conv2D(number, kernel, padding="same", name=f"res{stage}{block}_branch2{branch}")(Y)
            Y = layers.BatchNormalization(name=f"bn{stage}{block}_branch2{branch}")(Y)
        return keras.activations.relu(Y + X)

    found = judged_answer("2.3", block)
    assert found.verdict == "right", found.message
    assert found.message.startswith("mended_block is right")


def test_a_list_that_the_answer_empties_is_seen_to_be_empty():
    """The caller's list is in another process."""

    def block(X, f, filters, stage, block):
        return solution("2.2")(X, f, [filters.pop(0) for _ in range(3)], stage, block)

    found = judged_answer("2.2", block)
    assert found.verdict == "wrong" and "it changes the list that it is given" in found.message


# --- what only the secret round shows ------------------------------------------------------------


def key_of(value) -> str:
    """Return what tells one argument from another: arrays by their numbers, the rest by its shape or text."""
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.tobytes().hex()[:200]}"
    if hasattr(value, "get_weights"):
        return str([w.ravel()[:3].tolist() for w in value.get_weights()])
    return str(tuple(value.shape)) if hasattr(value, "shape") else repr(value)


def memorised(number: str):
    """Return a function that gives the right result for the arguments of the ordinary check, only."""
    right, wanted = solution(number), {}

    def recorded(*args, **kwargs):
        key = str([key_of(one) for one in (*args, *kwargs.values())])  # before a call moves a BN's statistics
        wanted[key] = right(*args, **kwargs)
        return wanted[key]

    judging.run_check(registry.exercise(number), recorded)

    def function(*args, **kwargs):
        key = str([key_of(one) for one in (*args, *kwargs.values())])
        if key not in wanted:
            return next(iter(wanted.values()))
        return right(*args, **kwargs)

    return function


@pytest.mark.parametrize("number", ["1.2", "1.3", "2.1", "3.1", "4.2", "4.3", "7.3"])
def test_memorised_numbers_fail_on_secret_inputs(number, capsys):
    found = judged_answer(number, memorised(number))
    assert (found.verdict, found.points) == ("wrong", 0)
    assert found.message.startswith(OTHER_SIZES)


@pytest.mark.parametrize("number", ["1.1", "1.4", "2.2", "3.2", "6.1"])
def test_code_for_the_published_sizes_fails_on_secret_ones(number):
    right, shapes = solution(number), set()

    def recorded(X, *args):
        shapes.add((tuple(X.shape), str(args)))
        return right(X, *args)

    judging.run_check(registry.exercise(number), recorded)

    def function(X, *args):
        return right(X, *args) if (tuple(X.shape), str(args)) in shapes else X

    found = judged_answer(number, function)
    assert (found.verdict, found.points) == ("wrong", 0)
    assert found.message.startswith(OTHER_SIZES)


def test_another_seed_asks_other_questions():
    asked: list[set] = []
    for seed in (1, 2):
        asked.append(set())

        def recorded(n, k, s, padding="valid", seen=asked[-1]):
            seen.add((n, k, s, padding))
            return solution("3.1")(n, k, s, padding)

        assert judged_answer("3.1", recorded, seed=seed).verdict == "right"
    assert len(asked[0] - asked[1]) > 100
