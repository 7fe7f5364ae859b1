"""Pictures as a net wants them: floats around zero, by statistics of the training set alone."""

import numpy as np

WAYS = ("unit", "channels", "pixel-mean")


def pixel_statistics(x_train: np.ndarray, way: str = "channels") -> tuple[np.ndarray, np.ndarray]:
    """Return mean and divisor, float32, in units of [0, 1], of the training pictures.

    Args:
        x_train: uint8, (n, height, width, channels).
        way: ``"channels"``: mean and standard deviation of each channel; ``"pixel-mean"``: the mean
            picture, and 1 (the benchmark tutorial's ``subtract_pixel_mean``); ``"unit"``: 0 and 1.
    """
    if way not in WAYS:
        raise ValueError(f"way is {way!r}; it can be one of {', '.join(WAYS)}.")
    channels = x_train.shape[-1]
    if way == "unit":
        return np.zeros(channels, np.float32), np.ones(channels, np.float32)
    if way == "pixel-mean":
        return (x_train.mean(axis=0, dtype=np.float64) / 255).astype(np.float32), np.ones(1, np.float32)
    # Counted from a histogram per channel: exact, and without a float copy of the whole set.
    counts = np.stack([np.bincount(x_train[..., c].ravel(), minlength=256) for c in range(channels)])
    share, values = counts / counts.sum(axis=1, keepdims=True), np.arange(256) / 255
    mean = share @ values
    deviation = np.sqrt((share * (values - mean[:, None]) ** 2).sum(axis=1))
    return mean.astype(np.float32), np.maximum(deviation, 1e-6).astype(np.float32)


def standardise(x: np.ndarray, mean: np.ndarray, divisor: np.ndarray) -> np.ndarray:
    """Return (x / 255 - mean) / divisor, float32, for uint8 pictures."""
    out = np.empty(x.shape, np.float32)
    np.multiply(x, np.float32(1 / 255), out=out)  # in place from here on: the set is large
    out -= mean
    out /= divisor
    return out


def stratified_split(y: np.ndarray, held_per_class: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return (kept, held): places of a labelled set, with ``held_per_class`` of each class held back.

    Always the same for one seed; both are in rising order, ``y`` is (n,) integers.
    """
    rng = np.random.default_rng(seed)
    held = [rng.permutation(np.flatnonzero(y == c))[:held_per_class] for c in np.unique(y)]
    held = np.sort(np.concatenate(held))
    return np.setdiff1d(np.arange(len(y)), held), held
