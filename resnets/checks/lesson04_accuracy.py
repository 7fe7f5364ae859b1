"""The check of lesson 4's accuracy, the debugging of an evaluation."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.checks.build import call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.unfinished import not_right

NAME = "accuracy_of"
BATCH, LESSON = 32, 120
# Numbers of pictures, no multiples of 32, so the last batch is smaller; the second tells a typed-in number,
# and four batches, as many as the lesson has, are not all of it.
# And seeds, of the model and of the pictures, with which every fault in the catalogue gives another number.
CASES = ((70, 11, 127), (141, 11, 3))


class Outcome(NamedTuple):
    """What came of one call."""

    value: object  # what the function returned
    right: float
    moved: bool  # whether the model's weights are other ones afterwards
    frozen: bool  # whether weights that could be trained no longer can
    overwritten: bool  # whether the pictures or labels are other ones afterwards


def make_model(seed: int = 11) -> keras.Model:
    """Return a small classifier whose two modes differ."""
    X = keras.Input((4, 4, 3))
    H = keras.layers.Flatten()(X)
    H = keras.layers.BatchNormalization()(H)
    model = keras.Model(X, keras.layers.Dense(3, activation="softmax")(H))
    rng = np.random.default_rng(seed)
    values = [rng.uniform(0.5, 1.5, 48), rng.normal(0, 0.3, 48), rng.uniform(0.2, 0.8, 48)]
    model.layers[2].set_weights([*values, rng.uniform(0.02, 0.3, 48)])
    model.layers[3].set_weights([rng.normal(0, 1, (48, 3)), rng.normal(0, 0.5, 3)])
    return model


def make_case(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures, uint8 (n, 4, 4, 3), and labels, (1, n)."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (n, 4, 4, 3), dtype=np.uint8), rng.integers(0, 3, (1, n))


def _guesses(model, x: np.ndarray, training: bool = False, batch: int = BATCH) -> np.ndarray:
    """Return the classes that the model gives to pictures, and leave it as it was."""
    pristine = model.get_weights()  # training mode moves the averages
    parts = [model(x[k : k + batch].astype("float32"), training=training) for k in range(0, len(x), batch)]
    model.set_weights(pristine)
    return np.concatenate([keras.ops.convert_to_numpy(p) for p in parts]).argmax(axis=1)


def _batch_means(hits: np.ndarray) -> list[float]:
    return [float(hits[k : k + BATCH].mean()) for k in range(0, len(hits), BATCH)]


def right_value(model, X, Y) -> float:
    """Return the accuracy."""
    return float((_guesses(model, X / 255) == Y[0]).mean())


def accuracy_mistakes(model, X, Y) -> list[tuple[float, str, str]]:
    """Return (wrong value, what it means, where to look) for each fault in the catalogue."""
    return [*_mode_mistakes(model, X, Y), *_scale_mistakes(model, X, Y), *_sum_mistakes(model, X, Y)]


UNEQUAL = "a mean of batch means weighs the pictures of a short last batch more than the others"


def _mode_mistakes(model, X, Y) -> list[tuple[float, str, str]]:
    hits = _guesses(model, X / 255, training=True) == Y[0]
    at_once = _guesses(model, X / 255, training=True, batch=len(X)) == Y[0]
    mode = "what the model is called with."
    return [
        (
            np.mean(_batch_means(hits)),
            f"both faults are still there: training mode, and {UNEQUAL}.",
            "the symptoms, one by one: neighbours that matter, a number that is no whole count of pictures.",
        ),
        (
            hits.mean(),
            "the net runs in training mode: batch statistics, so the neighbours in a batch matter.",
            mode,
        ),
        (
            at_once.mean(),
            "the net runs in training mode, all pictures at once: each result depends on all the others.",
            mode,
        ),
    ]


def _scale_mistakes(model, X, Y) -> list[tuple[float, str, str]]:
    raw = _guesses(model, X) == Y[0]
    line = "the line that makes a batch."
    return [
        (raw.mean(), "the pictures are not scaled: the net was trained on 0 to 1, not on 0 to 255.", line),
        (np.mean(_batch_means(raw)), f"the pictures are not scaled to 0 to 1, and {UNEQUAL}.", line),
        (
            (_guesses(model, X / 127.5 - 1) == Y[0]).mean(),
            "the pictures are scaled to -1 to 1; the net was trained on 0 to 1.",
            line,
        ),
        (
            (_guesses(model, X / 255 / 255) == Y[0]).mean(),
            "all pictures come out almost black: they are divided by 255 twice, or by `//`.",
            "each line that touches the pictures; `//` makes whole numbers, 0 below 255.",
        ),
    ]


def _sum_mistakes(model, X, Y) -> list[tuple[float, str, str]]:
    guesses = _guesses(model, X / 255)
    hits, means = guesses == Y[0], _batch_means(guesses == Y[0])
    n, ends, last = len(hits), "where the loop ends.", "the last line."
    whole = hits[: n // BATCH * BATCH]
    places = np.arange(n) % BATCH  # of the labels, where each batch is compared with the first ones
    four = hits[: 4 * BATCH].sum()
    cut = [
        (value, "only the first four batches are looked at.", ends) for value in (four / n, four / 4 / BATCH)
    ]
    return [
        *(cut if n > 4 * BATCH else []),
        (np.mean(means), f"{UNEQUAL}.", "add up hits, and divide once, at the end."),
        (whole.mean(), "the last, smaller batch is left out.", ends),
        (
            whole.sum() / n,
            f"the last, smaller batch is left out of the hits, and divided by is the number of all {n}.",
            ends,
        ),
        (
            hits.sum() / (BATCH * len(means)),
            f"it divides as if every batch held {BATCH} pictures; the last one is smaller.",
            "what the hits are divided by.",
        ),
        (
            sum(hits[k : k + BATCH].sum() for k in range(0, n, BATCH - 1)) / n,
            "the batches overlap, so some pictures count twice.",
            "by how many pictures each batch begins later than the one before.",
        ),
        (
            hits.sum() / LESSON,
            f"it divides by {LESSON}, the number of pictures in the lesson.",
            "the number you typed: X knows how many pictures it holds.",
        ),
        (round(hits.mean(), 2), "the share is rounded.", last),
        (
            means[0],
            "only the first batch counts.",
            "the indentation of `return`: in the loop it ends the loop.",
        ),
        (means[-1], "only the last batch counts.", "what each round of the loop keeps of the one before."),
        (hits.sum(), "it returns the number of hits, not their share.", last),
        (100 * hits.mean(), "it returns the share in percent; a number from 0 to 1 is asked for.", last),
        (1 - hits.mean(), "it returns the share of mistakes.", "the comparison."),
        (
            (guesses == Y[0, places]).mean(),
            "every batch is compared with the labels of the first.",
            "the labels: they are cut like the pictures.",
        ),
        (
            (guesses[:, None] == Y).mean(),
            "every guess is compared with every label.",
            "the shapes: guesses (n,), labels (1, m).",
        ),
        (
            0.0,
            "no guess is right: what is compared with the labels are no classes.",
            "what is made of the probabilities: the place of the largest, not its value.",
        ),
    ]


def _outcome(function: Callable, n: int, model_seed: int, seed: int) -> Outcome:
    model, (X, Y) = make_model(model_seed), make_case(n, seed)
    right = right_value(model, X, Y)
    pristine, trainable = model.get_weights(), [w.path for w in model.trainable_weights]
    given = X.copy(), Y.copy()
    value = call(function, NAME, model, *given)
    overwritten = not (np.array_equal(given[0], X) and np.array_equal(given[1], Y))
    moved = any((a != b).any() for a, b in zip(pristine, model.get_weights(), strict=True))
    frozen = [w.path for w in model.trainable_weights] != trainable
    return Outcome(value, right, moved, frozen, overwritten)


def check_accuracy(function: Callable, cases: tuple = CASES) -> None:
    """Check ``function(model, X, Y)``: the accuracy of a model on uint8 pictures; print what was verified.

    ``cases`` are two of (number of pictures, seed of the model, seed of the pictures).

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    require_function(function, NAME)
    outcomes = [isolated(_outcome, function, *case) for case in cases]
    for outcome in outcomes:
        _require_number(outcome.value)
    if outcomes[0].value == outcomes[1].value:
        raise not_right(
            NAME,
            f"it gives {float(outcomes[0].value):.4f} whatever the pictures are.",
            "the result: it is counted, and no number in it is typed in.",
        )
    for case, outcome in zip(cases, outcomes, strict=True):
        _judge(outcome, *case)
    n = cases[0][0]
    print(f"accuracy_of is right: inference mode, {n} pictures in batches of 32 and a shorter last one,")
    print("every picture counted once, and the model left as it was.")


def _require_number(value) -> None:
    if value is None:
        raise not_right(NAME, "it returns nothing (None).", "its last line; the share has to be handed back.")
    if np.ndim(value) != 0 or isinstance(value, str):
        raise not_right(
            NAME,
            f"it returns an object of type {type(value).__name__}; one number is expected, the share of "
            "right guesses.",
            "what the last line returns.",
        )


def _judge(outcome: Outcome, n: int, model_seed: int, seed: int) -> None:
    """Raise unless the value is right and the model as it was."""
    if outcome.overwritten:
        raise not_right(
            NAME,
            "it changes the pictures or labels that it is given, in place.",
            "what stands in front of a `=`.",
        )
    value = float(outcome.value)
    if abs(value - outcome.right) > 1e-6:
        mistakes = isolated(lambda: accuracy_mistakes(make_model(model_seed), *make_case(n, seed)))
        for wrong, what, where in mistakes:
            if abs(value - wrong) < 1e-6:
                raise not_right(NAME, what, where)
        raise not_right(
            NAME,
            f"on {n} pictures it gives {value:.4f}, expected is {outcome.right:.4f}.",
            "each line in turn.",
        )
    if outcome.frozen:
        raise not_right(
            NAME,
            "the number is right, but afterwards some of the model's weights can no longer be trained.",
            "what you set on the model: evaluation must leave a net as it is.",
        )
    if outcome.moved:
        raise not_right(
            NAME,
            "the number is right, but the model is not the same afterwards: its moving averages moved.",
            "a forward pass in training mode updates them; evaluation must leave a net as it is.",
        )
