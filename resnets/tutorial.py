"""The training recipe of the benchmark tutorial, as published, its faults included, on today's API.

Lesson 6 measures what the faults cost, so nothing is mended here: the schedule's ``epoch > 80`` drops
one epoch later than its text says, the plateau reducer is overridden before every epoch, and the
weights that are kept are those of the epoch that was best *on the test set*.
"""

from pathlib import Path

import keras
import numpy as np

from resnets.augment_cifar import CifarAugmentation
from resnets.recipe import Recipe

TUTORIAL = Recipe(
    "tutorial",
    optimizer="adam",
    learning_rate=1e-3,
    schedule="tutorial",
    epochs=200,
    batch_size=32,
    l2=1e-4,
    pixels="pixel-mean",
    augmentation=CifarAugmentation(crop=0, flip="random", shift=0.1),
)
# Its drops: after which epoch (counted from 0, as Keras counts), and to what share of the first rate.
DROPS = ((180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1))


def tutorial_recipe(
    *, data_augmentation: bool = True, subtract_pixel_mean: bool = True, epochs: int = 200, seed: int = 0
) -> Recipe:
    """Return the recipe with the tutorial's own switches.

    Its other two switches are n and version, which choose the net: ``resnet20v1-tutorial`` is n = 3 of
    version 1. As there, without augmentation the callbacks are the same.
    """
    recipe = TUTORIAL.but(epochs=epochs, seed=seed)
    if not data_augmentation:
        recipe = recipe.but(name=f"{recipe.name}-no-augmentation", augmentation=None)
    if not subtract_pixel_mean:
        recipe = recipe.but(name=f"{recipe.name}-no-mean", pixels="unit")
    return recipe


def tutorial_learning_rate(epoch: int, first: float = 1e-3, epochs: int = 200) -> float:
    """Return the tutorial's learning rate for an epoch counted from 0.

    Its drops stand at 80, 120, 160 and 180 of 200 epochs; in a shorter run at the same fractions.
    """
    for after, share in DROPS:
        if epoch > after * epochs / 200:
            return first * share
    return first


def tutorial_callbacks(recipe: Recipe, best_file: Path | None, best_so_far: float | None = None) -> list:
    """Return its three callbacks, in its order: checkpoint of the best epoch, plateau reducer, schedule.

    Args:
        best_file: where the best epoch's weights go (``.weights.h5``); None leaves the checkpoint out.
        best_so_far: the best test accuracy of the epochs before, where a run is taken up again.
    """
    # monitor: the tutorial says "val_acc", a key that Keras has not had since 2.3.
    keep = keras.callbacks.ModelCheckpoint(
        str(best_file), "val_accuracy", save_best_only=True, save_weights_only=True, mode="max",
        initial_value_threshold=best_so_far,
    ) if best_file else None  # fmt: skip
    reduce = keras.callbacks.ReduceLROnPlateau(
        factor=float(np.sqrt(0.1)), cooldown=0, patience=5, min_lr=0.5e-6
    )
    schedule = keras.callbacks.LearningRateScheduler(
        lambda epoch: tutorial_learning_rate(epoch, recipe.learning_rate, recipe.epochs)
    )
    return [callback for callback in (keep, reduce, schedule) if callback]
