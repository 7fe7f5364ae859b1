"""Wrong answers that fit any exercise: deleted, not begun, nothing returned, an error, a constant.

An answer may be a :class:`Given`, which carries what the check is given where that cannot be marked itself.
"""

import contextlib
import importlib
import io
from dataclasses import dataclass
from typing import Any

from tests.wrong_answers import UNNAMED
from tests.wrong_answers.registry import Exercise


@dataclass
class Given:
    """An answer that is no function of ours to be marked, or none at all (None)."""

    given: Any
    phrase: str | None
    guarded: bool = False  # judged as in a student edition: the library's own answers are out of reach


def answers_for(exercise: Exercise, right) -> dict[str, Given]:
    """Return the generic wrong answers to an exercise; ``right`` is a right one, for its numbers."""
    from resnets.checks import ExerciseUnfinished

    def unwritten(*args, **kwargs):
        raise ExerciseUnfinished(exercise.number)

    def stops(*args, **kwargs):
        raise KeyError("weights of the learner")

    def nothing(*args, **kwargs):
        return None

    found = {
        "stub_deleted": Given(
            None, f"exercise {exercise.number} first: there is no {exercise.name}", guarded=True
        ),
        "stub_left": Given(
            as_kind(exercise.kind, unwritten), f"Exercise {exercise.number} is not written yet"
        ),
        "returns_none": Given(
            as_kind(exercise.kind, nothing),
            # In 6.4 not the check is handed nothing, but the lesson's own function around the unit.
            "None where a tensor should be" if exercise.number == "6.4" else "nothing (None)",
        ),
        "raises": Given(as_kind(exercise.kind, stops), "KeyError"),
    }
    more = {"constant": constant_of(exercise, right), "wraps_the_library": wrapping(exercise)}
    return found | {name: answer for name, answer in more.items() if answer}


def wrapping(exercise: Exercise) -> Given | None:
    """Return an answer that hands over to the library's own version; None where there is none."""
    from resnets.exercises import EXERCISES

    library = next(one.library for one in EXERCISES if one.number == exercise.number)
    if not library:
        return None
    module, name = library[0].split(":")
    place = importlib.import_module(module)
    if isinstance(getattr(place, name), type):
        wrapped = type(exercise.name, (getattr(place, name),), {"__module__": __name__})
    else:

        def wrapped(*args, **kwargs):
            return vars(place)[name](*args, **kwargs)

    return Given(wrapped, "Write your own", guarded=True)


def as_kind(kind: str, function):
    """Return ``function`` in the form in which this kind of exercise is written: as the call of a class."""
    import keras

    base = {"layer": keras.layers.Layer, "model": keras.Model}.get(kind)
    if base is None:
        return function

    class Written(base):
        def __init__(self, *args, **kwargs):
            super().__init__()

        def call(self, x, training=None):
            return function(x)

    return Written


def constant_of(exercise: Exercise, right) -> Given | None:
    """Return an answer that gives one right result whatever it is asked; None where that makes no sense."""
    phrase = exercise.constant or WORDS.get(exercise.kind, UNNAMED)
    if exercise.kind in ("values", "features"):
        return Given(first_result(exercise, right), phrase) if right else None
    if exercise.kind == "dataset" or exercise.kind == "change":
        return None
    return Given(CONSTANTS[exercise.kind](), phrase)


def first_result(exercise: Exercise, right):
    """Return a function that always gives what ``right`` gives when the check first calls it."""
    from tests.wrong_answers.judging import run_check

    seen = []

    def recorded(*args, **kwargs):
        seen.append(right(*args, **kwargs))
        return seen[-1]

    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(AssertionError):
        run_check(exercise, recorded)  # where the right answer is rejected, its own verdict says so
    return lambda *args, **kwargs: seen[0]


def _block():
    from keras import ops

    return lambda X, *args, **kwargs: ops.ones((1, 4, 4, 8))


def _layer():
    from keras import ops

    return as_kind("layer", lambda x: ops.zeros_like(x))


def _network():
    import keras

    def build(shape=(32, 32, 3), *args, **kwargs):
        X = keras.Input(shape)
        return keras.Model(X, keras.layers.Dense(6)(keras.layers.Flatten()(X * 0.0)))

    return build


def _model():
    from keras import ops

    return as_kind("model", lambda x: ops.zeros_like(x)[:, 0, 0])


def _transfer():
    import keras

    def build(base, classes, dropout=0.0):
        base.trainable = False
        X = keras.Input(base.input_shape[1:])
        maps = base(X, training=False) * 0.0
        pooled = keras.layers.GlobalAveragePooling2D()(maps)
        return keras.Model(X, keras.layers.Dense(classes)(keras.layers.Dropout(dropout)(pooled)))

    return build


# The words by which a constant is known, where the register says nothing else
WORDS = {
    "block": "where one Keras tensor is expected",
    "layer": "the same number everywhere",
    "features": "the same features, whatever pictures go in",
    "transfer": "all pictures get the same scores",
}
CONSTANTS = {
    "block": _block,
    "layer": _layer,
    "network": _network,
    "model": _model,
    "transfer": _transfer,
}
