"""Experiments of lesson 4 that take too long to run live, one JSON file a run.

``python -m resnets.sign_experiments momentum|stem-relu --seed 0 --out results`` writes
``results/signs/experiments/*.json``. Runs whose file is there already are skipped, so a call that
was cut short goes on where it stopped.
"""

import argparse
import sys
import time
from pathlib import Path

import keras
import numpy as np

from resnets.evaluation import probabilities_of
from resnets.models import ResNet50
from resnets.recipe import Recipe
from resnets.results import RESULTS, run_record, write_result
from resnets.seeding import set_random_seed
from resnets.sign_runs import sign_sets
from resnets.training import fit, reestimate_batch_norm

MOMENTUM = Recipe("momentum", epochs=4)  # the tutorial's recipe, cut short: what differs is bn_momentum
STEM = Recipe("stem-relu", bn_momentum=0.9, schedule="cosine", warmup_epochs=1, epochs=8)


def without_stem_relu(model: keras.Model) -> keras.Model:
    """Return a copy of a ResNet50 with the same weights and no ReLU between ``bn_conv1`` and the max pool."""
    names = [layer.name for layer in model.layers]
    stem_relu = model.layers[names.index("bn_conv1") + 1]
    if getattr(stem_relu, "activation", None) is not keras.activations.relu:
        raise ValueError(f"without_stem_relu: {stem_relu.name} stands after bn_conv1 and is no ReLU already.")

    def clone(layer):
        if layer is stem_relu:
            return keras.layers.Activation("linear", name=layer.name)
        return layer.__class__.from_config(layer.get_config())

    copy = keras.models.clone_model(model, clone_function=clone)
    copy.set_weights(model.get_weights())
    return copy


class ReestimatedAccuracy(keras.callbacks.Callback):
    """After every epoch: test accuracy of a copy whose BN statistics are re-estimated by forward passes.

    The copy has the same trained weights; ``values`` gets one accuracy an epoch. The model that is
    being trained is not touched.
    """

    def __init__(self, x_train, test_set):
        super().__init__()
        self.x_train, (self.x_test, self.y_test), self.values = x_train, test_set, []

    def on_epoch_end(self, epoch, logs=None):
        if not self.values:
            self.copy = keras.models.clone_model(self.model)
        self.copy.set_weights(self.model.get_weights())
        reestimate_batch_norm(self.copy, self.x_train)
        guess = probabilities_of(self.copy, self.x_test).argmax(axis=1)
        self.values.append(float(np.mean(guess == self.y_test)))


def momentum_runs(seed: int, data):
    """Yield (name, function that runs it): the same net at BN momentum 0.99 and 0.9."""
    for momentum in (0.99, 0.9):
        recipe = MOMENTUM.but(name=f"momentum-{momentum}", bn_momentum=momentum, seed=seed)
        yield recipe.name, lambda recipe=recipe: run(ResNet50, recipe, data, reestimated=True)


def stem_relu_runs(seed: int, data):
    """Yield (name, function that runs it): ResNet50 with and without the ReLU after ``bn_conv1``."""
    for name, make in (("with", ResNet50), ("without", lambda: without_stem_relu(ResNet50()))):
        recipe = STEM.but(name=f"stem-relu-{name}", seed=seed)
        yield recipe.name, lambda make=make, recipe=recipe: run(make, recipe, data)


def run(make_model, recipe: Recipe, data, *, reestimated: bool = False, steps: int | None = None) -> dict:
    """Train one net and return the content of its result file.

    Args:
        make_model: function without arguments that returns a new model; called after seeding.
        recipe: how to train.
        data: what ``sign_sets`` returns.
        reestimated: also measure, after every epoch, a copy with re-estimated BN statistics.
        steps: batches an epoch, if fewer than all are wanted (for tests).
    """
    train_set, test_set, dataset = data
    set_random_seed(recipe.seed)
    model, started = make_model(), time.monotonic()
    extra = [ReestimatedAccuracy(train_set[0], test_set)] if reestimated else []
    history = fit(model, recipe, train_set, test_set, steps=steps, callbacks=extra, label=recipe.name)
    if reestimated:
        history["val_accuracy_reestimated"] = extra[0].values
    return run_record(recipe.to_dict(), dataset, history, time.monotonic() - started)


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m resnets.sign_experiments", description=__doc__)
    parser.add_argument("experiment", choices=["momentum", "stem-relu"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS, help="the folder of result files")
    options = parser.parse_args(arguments)
    data = sign_sets("real")  # a result on the drawn stand-in would say nothing about the photographs
    runs = {"momentum": momentum_runs, "stem-relu": stem_relu_runs}[options.experiment]
    for name, execute in runs(options.seed, data):
        file = options.out / "signs" / "experiments" / f"{name}-seed{options.seed}.json"
        if file.exists():
            print(f"{name}: already in {file.name}, skipped")
            continue
        result = execute()
        write_result(file, result)
        print(f"{name}: test accuracy {result['test_accuracy_last']:.3f}, written to {file.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
