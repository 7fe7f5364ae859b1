"""How sure a share measured on few pictures is, and a difference measured with few seeds."""

import math
import statistics

import numpy as np


def mean_and_spread(values: list[float], digits: int = 2) -> str:
    """Return the mean with the standard deviation over runs behind it, or the single value."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{statistics.mean(values):.{digits}f} ± {statistics.stdev(values):.{digits}f}"


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


def welch_interval(first, second) -> tuple[float, float]:
    """Return a 95 % interval of mean(first) - mean(second), as (low, high), two values or more in each.

    Source: Welch 1947; the t distribution with his degrees of freedom, so the spreads may differ.

    Raises:
        ValueError: one of them has fewer than two values, so its spread is unknown.
    """
    if min(len(first), len(second)) < 2:
        raise ValueError(
            f"welch_interval: {len(first)} and {len(second)} values; a spread needs two seeds or more."
        )
    from scipy import stats  # here, because nothing else in the course needs scipy to be there

    # Not scipy's ttest_ind, which warns of two seeds that happen to agree.
    shares = [np.var(values, ddof=1) / len(values) for values in (first, second)]
    difference = float(np.mean(first) - np.mean(second))
    if not sum(shares):
        return difference, difference
    freedom = sum(shares) ** 2 / sum(
        share**2 / (len(values) - 1) for share, values in zip(shares, (first, second), strict=True)
    )
    half = float(stats.t.ppf(0.975, freedom) * math.sqrt(sum(shares)))
    return difference - half, difference + half


def detectable_difference(spread: float, seeds: int, power: float = 0.8) -> float:
    """Return the smallest true difference that ``seeds`` runs of either of two nets are likely to show.

    "Show" means that the 95 % interval of the difference leaves zero out; "likely", with probability
    ``power``. The answer is in the units of ``spread``.

    Args:
        spread: standard deviation over seeds, of one net.
        seeds: runs of each net, 2 or more.
        power: between 0.05 and 1.

    Source: the power of the two-sample t test, by the noncentral t distribution (Cohen 1988, chapter 2).
    """
    if seeds < 2:
        raise ValueError(f"detectable_difference: seeds is {seeds}; a spread needs two or more.")
    from scipy import optimize, stats

    freedom = 2 * (seeds - 1)
    edge = stats.t.ppf(0.975, freedom)
    shift = optimize.brentq(lambda nc: stats.nct.sf(edge, freedom, nc) - power, 0, 200)
    return float(shift * spread * math.sqrt(2 / seeds))


def pooled_spread(*groups) -> float:
    """Return the standard deviation within groups of values (n,), each about its own mean."""
    squares = sum(float(((np.asarray(g, float) - np.mean(g)) ** 2).sum()) for g in groups)
    return math.sqrt(squares / sum(len(g) - 1 for g in groups))
