"""The ways to learn new classes from few pictures, on the same pictures and the same budget of steps.

Four ways are compared, and two baselines that no trained net stands behind. All take pictures from 0 to 255.
"""

import contextlib
import io
import time
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np

from resnets.augment_cifar import CifarAugmentation
from resnets.counts import count_trainable
from resnets.evaluation import probabilities_of
from resnets.linear_head import fit_linear_head, on_raw_features
from resnets.recipe import Recipe
from resnets.seeding import set_random_seed
from resnets.training import fit
from resnets.transfer import (
    base_of,
    build_transfer_model,
    feature_statistics,
    map_features,
    pooled_features,
    thaw,
    tutorial_head,
)

# Where pictures are few, an epoch shows each several times: the steps are what the ways share. With 12 epochs
# these are 120 steps for a handful of pictures, and at least 12 looks at each where there are many.
LEAST_AN_EPOCH = 320
# Moved by whole and partial pixels with edges repeated: unlike a black rim, it needs no mean colour.
SCRATCH = Recipe(
    "scratch", learning_rate=1e-3, schedule="cosine", warmup_epochs=1, epochs=12, batch_size=32,
    bn_momentum=0.9, augmentation=CifarAugmentation(crop=0, flip="random", shift=0.1),
)  # fmt: skip
FINE_TUNING = SCRATCH.but(name="fine-tuning", learning_rate=1e-4)
HEAD_512 = SCRATCH.but(name="head-512", augmentation=None)


class Problem(NamedTuple):
    """New classes to be learned from few pictures."""

    train: tuple[np.ndarray, np.ndarray]  # x (n, height, width, 3), 0 to 255; y (n,) integers
    test: tuple[np.ndarray, np.ndarray]
    classes: int
    base: Callable[[bool], keras.Model]  # a new base without top: True, the trained one; False, fresh


class Way(NamedTuple):
    """One way to learn: what it is called in tables, its recipe, and its function."""

    label: str
    recipe: Recipe | None  # None where nothing is trained step by step
    learn: Callable
    transfers: bool  # whether a trained net stands behind it


class Learned(NamedTuple):
    """What a way came to: scores of the test pictures, (n, classes), and what was trained for it."""

    scores: np.ndarray
    trained: int  # parameters
    history: dict[str, list[float]]


def measure(way: str, problem: Problem, seed: int = 0, *, steps: int | None = None, **changes) -> dict:
    """Learn ``problem`` in one way and return what a result file says of it.

    Args:
        way: a key of ``WAYS``.
        seed: of fresh weights, order and augmentation.
        steps: batches an epoch, if fewer than all are wanted (the smoke preset).
        changes: of the way's recipe, as for ``Recipe.but``.

    Returns:
        accuracy, hits and test_pictures; trained_parameters; steps (weight updates), 0 where a head is
        solved for; seconds; and recipe, with the last training loss, where there is one.
    """
    chosen = WAYS[way]
    recipe = chosen.recipe and chosen.recipe.but(seed=seed, **changes)
    started = time.monotonic()
    set_random_seed(seed)
    learned = chosen.learn(problem, recipe, steps)
    hits = int((learned.scores.argmax(axis=1) == problem.test[1]).sum())
    count = len(problem.test[1])
    found = {
        "accuracy": round(hits / count, 5),
        "hits": hits,
        "test_pictures": count,
        "trained_parameters": learned.trained,
        "steps": 0,
        "seconds": round(time.monotonic() - started, 1),
    }
    if recipe:
        examples = len(repeated(*problem.train)[1])
        found["steps"] = (steps or -(-examples // recipe.batch_size)) * recipe.epochs
        found["recipe"], found["training_loss_last"] = recipe.to_dict(), round(learned.history["loss"][-1], 5)
    return found


def repeated(x: np.ndarray, y: np.ndarray, least: int = LEAST_AN_EPOCH) -> tuple[np.ndarray, np.ndarray]:
    """Return x, float32, and y, whole and as often as it takes to have ``least`` pictures."""
    times = -(-least // len(y))
    return np.tile(np.asarray(x, np.float32), (times, 1, 1, 1)), np.tile(y, times)


def _train(model: keras.Model, problem: Problem, recipe: Recipe, steps: int | None) -> Learned:
    with contextlib.redirect_stdout(io.StringIO()):  # some hundred runs: one line each, said by who asks
        history = fit(model, recipe, repeated(*problem.train), steps=steps)
    return Learned(_scores(model, problem.test[0]), count_trainable(model), history)


def _scores(model: keras.Model, x: np.ndarray) -> np.ndarray:
    return probabilities_of(model, np.asarray(x, np.float32))


def _whole_net(pretrained: bool):
    def learn(problem, recipe, steps) -> Learned:
        model = build_transfer_model(problem.base(pretrained), problem.classes)
        thaw(base_of(model), batch_norm=True)
        return _train(model, problem, recipe, steps)

    return learn


def _two_stages(batch_statistics: bool):
    def learn(problem, recipe, steps) -> Learned:
        base = problem.base(True)
        model = build_transfer_model(base, problem.classes)
        mean, divisor, head = _head_on(pooled_features(base, problem.train[0]), problem)
        model.layers[-1].set_weights(on_raw_features(*head, mean, divisor))
        thaw(base, batch_norm=batch_statistics)
        return _train(model, problem, recipe, steps)

    return learn


def _head_on(features: np.ndarray, problem: Problem):
    """Return mean and divisor of training features, and the best linear head on what they make of them."""
    mean, divisor = feature_statistics(features)
    return mean, divisor, fit_linear_head((features - mean) / divisor, problem.train[1], problem.classes)


def _linear(featurise: Callable) -> Callable:
    """Return a way that solves for a head on ``featurise(problem)``: a function of pictures -> features."""

    def learn(problem, recipe, steps) -> Learned:
        features_of = featurise(problem)
        mean, divisor, (kernel, bias) = _head_on(features_of(problem.train[0]), problem)
        scores = (features_of(problem.test[0]) - mean) / divisor @ kernel + bias
        return Learned(scores, kernel.size + bias.size, {})

    return learn


def _frozen(pretrained: bool):
    def featurise(problem):
        base = problem.base(pretrained)
        return lambda x: pooled_features(base, x)

    return featurise


def _raw_pixels(problem):
    return lambda x: np.asarray(x, np.float32).reshape(len(x), -1) / 255


def _head_of_512(problem, recipe, steps) -> Learned:
    """Train the tutorial's second head; the maps under it never change, so they are made once."""
    base = problem.base(True)
    train, test = (map_features(base, x) for x in (problem.train[0], problem.test[0]))
    head = tutorial_head("flatten", train.shape[1:], problem.classes)
    changed = problem._replace(train=(train, problem.train[1]), test=(test, problem.test[1]))
    return _train(head, changed, recipe, steps)


WAYS = {
    "scratch": Way("from scratch", SCRATCH, _whole_net(False), False),
    "features": Way("frozen features, linear head", None, _linear(_frozen(True)), True),
    "two-stage": Way("head first, then fine-tuning", FINE_TUNING, _two_stages(False), True),
    "all-layers": Way("all layers from the start", SCRATCH, _whole_net(True), True),
    "pixels": Way("raw pixels, linear head", None, _linear(lambda problem: _raw_pixels(problem)), False),
    "random-features": Way("frozen random net, linear head", None, _linear(_frozen(False)), False),
}
COMPARED = tuple(WAYS)
# Not in the race: each differs in one thing from a way that is.
ASIDE = ("two-stage-bn", "head-512")
WAYS |= {
    "two-stage-bn": Way("fine-tuning with batch statistics", FINE_TUNING, _two_stages(True), True),
    "head-512": Way("frozen maps, head of 512 units", HEAD_512, _head_of_512, True),
}
