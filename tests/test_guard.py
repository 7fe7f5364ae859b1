"""resnets.guard: the library's own answers are out of reach until the learner's have passed their checks.

The learner's code is what a notebook would hold: it is executed here from text, so that it belongs to no
file of the library's.
"""

import functools
import sys
from pathlib import Path

import nbformat
import pytest

import resnets_utils
from resnets import blocks, guard, one_line, predictions
from resnets.checks.unfinished import (
    CheckFailed,
    PredictionMissing,
    WriteYourOwn,
)
from resnets.exercises import EXERCISES, exercises_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from exercise_cards import Card, cards  # noqa: E402

CARDS = {card.number: card for card in cards() if card.kind == "Exercise"}
EVERY = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.number)
# What a check's own cell needs of the cells before it, besides imports.
BEFORE = {
    "5.3": "mean, std = pixel_statistics(np.arange(768, dtype='uint8').reshape(4, 8, 8, 3))",
    "6.4": "def v2_from(unit):\n    return lambda shape, *a, **k: unit(keras.Input(shape), 16)",
}
# How a learner would wrap the library's function; elsewhere by its name and any arguments.
WRAPS = {
    "1.1": "from resnets import blocks_cifar\n"
    "def plain_stack(X, filters, layers):\n"
    "    for _ in range(layers):\n        X = blocks_cifar.resnet_layer(X, filters)\n    return X",
    "5.1": "class BasicBlock(vars(resnets.blocks_cifar)['BasicBlock']):\n    pass",
    "5.2": "class ResNet(vars(resnets.resnet18)['ResNet']):\n    pass",
    "5.4": "class MendedBlock(vars(resnets.blocks_cifar)['BasicBlock']):\n    pass",
    "6.4": "def mended_unit(X, inside):\n    return resnets.models_cifar.resnet_v2((8, 8, 3), 11)",
    "6.5": "from resnets.tutorial import tutorial_learning_rate\n"
    "def lr_schedule(epoch):\n    return tutorial_learning_rate(epoch + 1)",
}


@pytest.fixture(autouse=True)
def afterwards():
    yield
    guard.end_exercises()


@functools.cache
def imports_of(lesson: str) -> str:
    """Return the lesson's cell of imports: the first one behind the set-up."""
    path = next((ROOT / "notebooks").glob(f"{lesson}_*.ipynb"))
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return code[1].split("\n\n\n")[0]


class Notebook(dict):
    """A namespace in which cells run; the star and the exercises' begin have run already."""

    def __init__(self, lesson: str) -> None:
        super().__init__(__name__="__main__")
        self.run(f'from resnets_utils import *\nbegin_exercises("{lesson}")')

    def run(self, source: str) -> None:
        """Execute a cell."""
        exec(compile(source, "<cell>", "exec"), self)


def notebook_for(exercise) -> tuple[Notebook, Card]:
    """Return a notebook in which all but the answer to an exercise is there, and its card."""
    if "import tensorflow" in imports_of(exercise.lesson):
        pytest.importorskip("tensorflow")
    notebook = Notebook(exercise.lesson)
    notebook.run(imports_of(exercise.lesson))
    notebook.run(BEFORE.get(exercise.number, ""))
    return notebook, CARDS[exercise.number]


def test_the_library_knows_the_exercises_of_the_cards():
    known = [(e.number, e.name) for e in EXERCISES]
    assert known == [(c.number, c.name) for c in CARDS.values()], "mend resnets/exercises.py"
    for exercise in EXERCISES:
        assert f"{exercise.check.split(':')[1]}(" in CARDS[exercise.number].check


@EVERY
def test_a_stub_that_was_deleted_is_named_in_one_line(exercise):
    notebook, card = notebook_for(exercise)
    with pytest.raises(NameError) as caught:
        notebook.run(card.check)
    said = one_line.explained(caught.value, notebook)
    assert str(said).startswith(f"Finish exercise {exercise.number} first: there is no {exercise.name}")
    assert "\n" not in str(said)


@EVERY
def test_an_answer_that_returns_nothing_is_rejected_clearly(exercise):
    notebook, card = notebook_for(exercise)
    if exercise.name[0].isupper() and exercise.lesson == "05":
        base = "keras.Model" if exercise.name == "ResNet" else "layers.Layer"
        notebook.run(
            f"class {exercise.name}({base}):\n"
            "    def __init__(self, *args, **kwargs):\n        super().__init__()\n"
            "    def call(self, x):\n        pass"
        )
    else:
        notebook.run(f"def {exercise.name}(*args, **kwargs):\n    pass")
    with pytest.raises(CheckFailed, match="nothing|None|one number|three numbers"):
        notebook.run(card.check)
    assert exercise.number not in guard._active.passed


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if e.library], ids=lambda exercise: exercise.number
)
def test_an_answer_that_wraps_the_librarys_is_rejected(exercise):
    module, name = exercise.library[0].split(":")
    notebook, card = notebook_for(exercise)
    plain = (
        f"import {module}\ndef {exercise.name}(*args, **kwargs):\n    return {module}.{name}(*args, **kwargs)"
    )
    with pytest.raises(WriteYourOwn, match=rf"^Write your own: the course's .* exercise {exercise.number},"):
        notebook.run(f"import {module}\n" + WRAPS.get(exercise.number, plain))
        notebook.run(card.check)
    assert exercise.number not in guard._active.passed


@pytest.mark.parametrize(
    "exercise", [e for e in EXERCISES if e.library], ids=lambda exercise: exercise.number
)
def test_the_librarys_own_cannot_be_taken_called_or_handed_in(exercise):
    module, name = exercise.library[0].split(":")
    notebook, card = notebook_for(exercise)
    with pytest.raises(WriteYourOwn, match=f"the course's {name} "):
        notebook.run(f"from {module} import {name}")
    with pytest.raises(WriteYourOwn):
        notebook.run(f"import {module}\n{module}.{name}")
    with pytest.raises(WriteYourOwn):  # by a back door, and then called
        notebook.run(f"import {module}\nvars({module})[{name!r}](1, 2, 3, 4, 5)")
    if exercise.number != "6.4":  # what is checked there is made of it
        with pytest.raises(WriteYourOwn):  # or handed to the check as it is
            notebook.run(f"import {module}\n{exercise.name} = vars({module})[{name!r}]\n{card.check}")


IDENTITY = """
def identity_block(X, f, filters, stage, block):
    F1, F2, F3 = filters
    Y = layers.BatchNormalization()(layers.Conv2D(F1, 1)(X))
    Y = layers.Conv2D(F2, f, padding="same")(layers.Activation("relu")(Y))
    Y = layers.Activation("relu")(layers.BatchNormalization()(Y))
    Y = layers.BatchNormalization()(layers.Conv2D(F3, 1)(Y))
    return layers.Activation("relu")(layers.Add()([X, Y]))
"""


def test_after_the_check_has_passed_the_librarys_is_within_reach_again(capsys):
    notebook, card = notebook_for(exercises_of("02")[1])
    notebook.run(IDENTITY + card.check)
    assert "identity_block is right" in capsys.readouterr().out
    assert "identity_block" not in guard.open_exercises() and "mended_block" in guard.open_exercises()
    notebook.run("from resnets_utils import identity_block as theirs")
    notebook.run("block_model(theirs, (4, 4, 6), 3, (2, 4, 6), 2, 'b')")
    # but the twin of this exercise does not accept it
    notebook.run("def mended_block(*args):\n    return theirs(*args)")
    with pytest.raises(WriteYourOwn, match=r"exercise 2\.3"):
        notebook.run("check_identity_block(mended_block)")
    notebook.run(
        "def mended_block(*args):\n    return identity_block(*args)\ncheck_identity_block(mended_block)"
    )
    assert guard._active.passed == {"2.2", "2.3"}


WAYS_ROUND = {
    "in a net": "def identity_block(X, *args):\n    return keras.Model(X, library(X, *args))(X)",
    "partial": "import functools\nidentity_block = functools.partial(library)",
    "an object": "class Call:\n    def __call__(self, *args):\n        return library(*args)\n"
    "identity_block = Call()",
    "with its own below it": "def identity_block(*args):\n    try:\n        return library(*args)\n"
    "    except Exception:\n        return own(*args)",
    "half of it": "from resnets import blocks\ndef identity_block(X, *args):\n"
    "    Y = blocks.main_path(X, *args)\n    return layers.Activation('relu')(layers.Add()([X, Y]))",
}


@pytest.mark.parametrize("answer", WAYS_ROUND.values(), ids=WAYS_ROUND)
def test_ways_round_lead_nowhere(answer, capsys):
    notebook, card = notebook_for(exercises_of("02")[1])
    notebook.run(IDENTITY.replace("identity_block", "own"))
    notebook["library"] = vars(blocks)["identity_block"]
    notebook.run(answer)
    with pytest.raises(WriteYourOwn, match=r"exercise 2\.2"):
        notebook.run(card.check)
    assert "is right" not in capsys.readouterr().out


def test_the_librarys_own_use_goes_on(capsys):
    """Lesson 3 shows the finished block before its readers write theirs, and whole nets are made of it."""
    notebook = Notebook("03")
    notebook.run(imports_of("03"))
    notebook.run(
        "block = block_model(finished_block, (6, 6, 4), 3, (2, 2, 8), 3, 'a')\nnet = ResNet50((64, 64, 3))"
    )
    notebook.run(
        "identity_block(keras.Input((6, 6, 4)), 3, (2, 2, 4), 2, 'b')"
    )  # lesson 2's is none of lesson 3's
    with pytest.raises(WriteYourOwn, match=r"exercise 3\.2"):
        notebook.run("finished_block(keras.Input((6, 6, 4)), 3, (2, 2, 8), 3, 'a')")
    with pytest.raises(WriteYourOwn, match=r"exercise 3\.2"):
        notebook.run("def convolutional_block(*a, **k):\n    return finished_block(*a, **k)\n"
                     "check_convolutional_block(convolutional_block)")  # fmt: skip


def test_it_is_taken_down_again_and_another_lesson_begins_anew(capsys):
    before = vars(blocks)["identity_block"], resnets_utils.check_identity_block, blocks.__class__
    notebook = Notebook("02")
    assert vars(blocks)["identity_block"] is not before[0]
    notebook.run('begin_exercises("3")')
    assert list(guard.open_exercises()) == [
        "output_size",
        "convolutional_block",
        "convolutional_block_v15",
        "mended_block",
    ]
    assert vars(blocks)["identity_block"] is before[0]  # lesson 3 does not ask for it
    guard.end_exercises()
    assert (vars(blocks)["identity_block"], resnets_utils.check_identity_block, blocks.__class__) == before
    with pytest.raises(ValueError, match="no lesson '9'"):
        guard.begin_exercises("9")


def test_feedback_waits_for_the_prediction(capsys, monkeypatch):
    monkeypatch.setattr(predictions, "_RECORDED", {})
    notebook = Notebook("02")
    with pytest.raises(PredictionMissing, match=r"^Prediction 2\.1 is not recorded yet: choose a letter"):
        notebook.run("feedback('2.1', 'a', {'a': 'the answer'})")
    notebook.run(
        "predict('2.1', {'a': 'one', 'b': 'other'}, 'b')\nfeedback('2.1', 'a', {'a': 'A.', 'b': 'B.'})"
    )
    assert "You predicted b): B. What happened is a): A." in capsys.readouterr().out


def test_a_grader_can_watch_a_function_that_it_runs_itself(capsys):
    notebook = Notebook("02")
    notebook.run(imports_of("02") + IDENTITY.replace("identity_block", "own"))
    notebook.run("from resnets.models import ResNet50\ndef net(*args):\n    return ResNet50((64, 64, 3))")
    notebook.run(
        "def caught(*args):\n    try:\n        return net()\n    except Exception:\n        return own(*args)"
    )
    for name in ("net", "caught"):
        with pytest.raises(WriteYourOwn, match=r"exercise 2\.2"), guard.judging("2.2", notebook[name]):
            blocks.block_model(notebook[name], (4, 4, 6), 3, (2, 4, 6), 2, "b")
    with pytest.raises(WriteYourOwn), guard.judging("2.2", vars(blocks)["identity_block"]):
        raise AssertionError("this is not reached")
    with guard.judging("2.2", notebook["own"]):
        blocks.block_model(notebook["own"], (4, 4, 6), 3, (2, 4, 6), 2, "b")
    with pytest.raises(ValueError, match=r"Exercise 3\.1 is not being written here"):
        guard.judging("3.1", notebook["own"])
