"""How sure a share measured on few pictures is."""

import math

import numpy as np


def wilson_interval(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share, as (low, high) in [0, 1].

    Args:
        hits: how many of n were right.
        n: how many were asked, 1 or more.
        z: width in standard deviations of a normal; 1.96 gives 95 %.

    Raises:
        ValueError: hits is not from 0 to n, or n is 0.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference". Unlike
    p +- z sqrt(p (1 - p) / n) it stays within [0, 1] and is right near 0 and 1, where good nets live.
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"wilson_interval: {hits} of {n} is no share; give 0 <= hits <= n and n >= 1.")
    p, z2 = hits / n, z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def mean_interval(values, seed: int = 0, samples: int = 2000) -> tuple[float, float]:
    """Return a 95 % percentile bootstrap interval of the mean of ``values`` (n,), as (low, high)."""
    values = np.asarray(values, float)
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (samples, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
