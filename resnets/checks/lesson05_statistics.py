"""Which mean and standard deviation a pipeline used, read from the pictures that come out of it."""

from collections.abc import Callable

import numpy as np

IMAGENET = np.array([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]])
# Widely copied as CIFAR-10's: the mean over pictures of each picture's own standard deviation.
COPIED_STD = np.array([0.2023, 0.1994, 0.2010])
TWICE = "it normalises twice: what is normalised already once more."
LOOK = "mean and standard deviation: of the training set, one per channel, in units of [0, 1]."


def recover(outputs: np.ndarray, batches: list[int], failed: Callable) -> np.ndarray:
    """Return [mean, std], (2, 3), in units of [0, 1]: of the straight line from pixels to outputs.

    ``outputs`` are pictures in whose channels 0 and 255 occur, ``batches`` how many came together.
    """
    if not np.isfinite(outputs).all():
        raise failed("some values are not finite.", "the division: by what?")
    low, high = outputs.min(axis=(0, 1, 2)), outputs.max(axis=(0, 1, 2))
    step = (high - low).astype(np.float64) / 255
    if not step.all():
        raise failed(
            "all pixels come out equal.", "whole numbers: uint8 divided by `//` leaves nothing over."
        )
    levels = (outputs - low) / step
    if np.abs(levels - np.rint(levels)).max() > 0.05:
        raise failed(*_uneven(outputs, batches))
    std = 1 / (255 * step)
    return np.stack([-low * std, std])


def _uneven(outputs: np.ndarray, batches: list[int]) -> tuple[str, str]:
    low, high = outputs.min(axis=(0, 1, 2)), outputs.max(axis=(0, 1, 2))
    if not np.ptp(low) and not np.ptp(high):  # channels that are normalised reach to different ends
        what = f"the values are cut off at {low[0]:g} and {high[0]:g}; once normalised they reach further."
        return what, "what comes behind the normalisation: it should leave the values as they are."
    if np.abs(outputs.mean(axis=(1, 2, 3))).max() < 1e-3:
        return "each picture is normalised by itself, which takes away how bright it is.", LOOK
    if np.abs(outputs.mean(axis=(1, 2))).max() < 1e-3:
        return "each channel of each picture is normalised by itself.", LOOK
    parts = np.split(outputs, np.cumsum(batches)[:-1])
    if max(np.abs(part.mean(axis=(0, 1, 2))).max() for part in parts) < 1e-3:
        return "each batch is normalised by its own mean and standard deviation.", LOOK
    return "equal pixels come out as different values.", "each step that changes values: is it one for all?"


def check_statistics(scale: np.ndarray, x: np.ndarray, mean, std, failed: Callable) -> None:
    """Raise unless ``scale`` is (mean, std), or, where these are None, might be a training set's."""
    own = np.stack([x.mean(axis=(0, 1, 2)), x.std(axis=(0, 1, 2))]) / 255
    given = None if mean is None or std is None else np.stack([np.ravel(mean), np.ravel(std)])
    if given is not None and np.allclose(scale, given, atol=2e-3):
        return
    for what, values in _mistakes(own, given):
        if np.allclose(scale, values, rtol=2e-3, atol=2e-3 * min(1, np.abs(values[1]).max())):
            raise failed(what, LOOK)
    if given is not None:
        seen = ", ".join(f"{value:.3f}" for value in np.ravel(scale))
        raise failed(f"the six numbers by which it normalises are {seen}; others are expected.", LOOK)
    if not (0.2 < scale[0]).all() or not (scale[0] < 0.8).all() or not (0.05 < scale[1]).all():
        raise failed("it normalises by numbers that are no mean and deviation of pictures.", LOOK)


def _mistakes(own: np.ndarray, given: np.ndarray | None) -> list[tuple[str, np.ndarray]]:
    """Return (what is wrong, the mean and std that this amounts to)."""
    ones = np.ones(3)
    found = [
        ("the pixels stay between 0 and 255.", np.stack([0 * ones, ones / 255])),
        ("the pixels are scaled to 0 to 1 and no further.", np.stack([0 * ones, ones])),
        (
            "the pixels are scaled to -1 to 1; asked is the training set's own normalisation.",
            np.ones((2, 3)) / 2,
        ),
        ("mean and standard deviation are ImageNet's, and these pictures are not.", IMAGENET),
        (
            "it normalises by the pictures it is given, so validation would not be measured as training was.",
            own,
        ),
    ]
    if given is None:
        return found
    (mean, std), pooled = given, given.mean(axis=1, keepdims=True) * ones
    return found + [
        ("the mean is not subtracted.", np.stack([0 * ones, std])),
        ("the standard deviation does not divide.", np.stack([mean, ones])),
        ("it divides by the variance, not by its root.", np.stack([mean, std**2])),
        ("it multiplies by the standard deviation.", np.stack([mean, 1 / std])),
        ("the mean is added, not subtracted.", np.stack([-mean, std])),
        ("mean and standard deviation are exchanged.", given[::-1]),
        ("the channels are in the wrong order: red's numbers go to blue.", given[:, ::-1]),
        ("one mean and one deviation serve all channels.", pooled),
        ("the pixels are not divided by 255 before the mean is subtracted.", given / 255),
        ("the pixels are divided by 255 twice.", given * 255),
        ("the mean is subtracted twice.", np.stack([2 * mean, std])),
        (TWICE, np.stack([mean + std * mean, std**2])),
        (TWICE, np.stack([mean + 255 * std * mean, 255 * std**2])),  # divided by 255 twice, too
        ("the division comes before the subtraction: x / std - mean.", np.stack([mean * std, std])),
        (
            "the standard deviation is the copied one, the mean of each picture's own; the set's is larger.",
            np.stack([mean, COPIED_STD]),
        ),
    ]
