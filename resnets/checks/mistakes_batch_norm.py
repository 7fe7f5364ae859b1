"""The catalogue of mistakes in batch normalisation by hand: for each the values that it gives."""

from collections.abc import Iterator

import numpy as np

AXES = (0, 1, 2)
FORMULA = "the formula: subtract the mean, divide by a root, scale, shift."
SOURCE = "where mean and variance come from in each mode."
OVER = "the axes over which you average: the result has one number a channel."

OTHER_AXES = {
    (0,): "over the pictures only",
    (1, 2): "over the pixels of each picture",
    (0, 1): "over pictures and height only",
    (0, 2): "over pictures and width only",
    (1, 2, 3): "over each picture by itself, channels included",
    (0, 2, 3): "as if the channels came second",
    (3,): "over the channels",
    (0, 1, 2, 3): "over everything, channels included",
}

Variant = tuple[np.ndarray, str, str]  # the values of a mistake, what is wrong, where to look


def _normalised(x, gamma, beta, mean, variance, epsilon) -> np.ndarray:
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def _formula_variants(x, gamma, beta, m, v, epsilon) -> Iterator[Variant]:
    """Yield the mistakes in the formula, where ``m`` and ``v`` are the right mean and variance."""
    root = np.sqrt(v + epsilon)
    norm = (x - m) / root
    yield norm, "it normalises but gamma and beta are missing.", FORMULA
    yield gamma * norm, "beta is missing: the scaled values are not shifted.", FORMULA
    yield norm + beta, "gamma is missing: the normalised values are not scaled.", FORMULA
    yield beta * norm + gamma, "gamma and beta are swapped: gamma scales, beta shifts.", FORMULA
    yield gamma * (norm + beta), "the shift is multiplied by gamma too: scale first, then shift.", FORMULA
    yield (
        gamma * (x - m) / np.sqrt(v) + beta,
        "epsilon is missing under the root, where it is to be added to the variance.",
        FORMULA,
    )
    yield (
        _normalised(x, gamma, beta, m, v, -epsilon),
        "epsilon is subtracted under the root, where it is to be added.",
        FORMULA,
    )
    yield (
        gamma * (x - m) / np.sqrt(v) + epsilon + beta,
        "epsilon is added to the result; it belongs under the root, beside the variance.",
        "where the brackets of the root close.",
    )
    yield (
        gamma * (x - m) / np.sqrt(v + epsilon + beta),
        "beta stands under the root; the shift comes after the division.",
        "where the brackets of the root close.",
    )
    yield (
        gamma * (x - m) / (np.sqrt(v) + epsilon) + beta,
        "epsilon is added to the standard deviation; it belongs under the root, beside the variance.",
        FORMULA,
    )
    for typed in (1e-3, 1e-5, 1e-8):
        what = f"epsilon is always {typed}, whatever the argument says."
        yield _normalised(x, gamma, beta, m, v, typed), what, "numbers that are typed in."
    yield (
        gamma * (x - m) / (v + epsilon) + beta,
        "it divides by the variance; divide by its square root.",
        FORMULA,
    )
    yield (
        _normalised(x, gamma, beta, m, np.sqrt(v), epsilon),
        "the standard deviation stands where the variance belongs (NumPy: var, not std).",
        SOURCE,
    )
    yield (
        gamma * (x - m) * root + beta,
        "it multiplies by the root; divide by it.",
        "the sign of the exponent, or the sign between x - mean and the root.",
    )
    yield gamma * x / root + beta, "the mean is not subtracted.", FORMULA
    yield gamma * (x - 2 * m) / root + beta, "the mean is subtracted twice.", FORMULA
    yield gamma * (x - m) + beta, "it is not divided by the standard deviation.", FORMULA
    yield gamma * x - m / root + beta, "brackets around x - mean are missing.", FORMULA
    yield (
        (gamma * x + beta - m) / root,
        "scale and shift come first; they belong after the normalisation.",
        "the order: normalise x as it came, then scale, then shift.",
    )
    yield (
        gamma[0] * norm + beta[0],
        "the first number of gamma and beta serves for all channels; each channel has its own.",
        "indices behind gamma and beta.",
    )
    yield (
        np.maximum(gamma * norm + beta, 0),
        "what is negative is set to 0, as a ReLU does.",
        "the last line.",
    )
    yield (
        _normalised(x, gamma, beta, v, m, epsilon),
        "mean and variance have changed places.",
        "two names that get their values in one line: their order.",
    )


def _training_variants(x, gamma, beta, mean, variance, epsilon) -> Iterator[Variant]:
    """Yield the mistakes in the statistics of training mode; ``mean`` and ``variance`` are the given ones."""
    m, v, n = x.mean(axis=AXES), x.var(axis=AXES), x[..., 0].size

    def values(mean, variance):
        return _normalised(x, gamma, beta, mean, variance, epsilon)

    yield (
        values(mean, variance),
        "it uses the given statistics, as inference mode does; here those of this batch are asked for.",
        SOURCE,
    )
    yield values(m, variance), "the mean is that of the batch, the variance is still the given one.", SOURCE
    yield (
        values(m, ((x - mean) ** 2).mean(axis=AXES)),
        "the variance is taken around the given mean; in training it is taken around the batch's own.",
        SOURCE,
    )
    yield values(mean, v), "the variance is that of the batch, the mean is still the given one.", SOURCE
    for keep in (0.9, 0.99):
        yield (
            values(keep * mean + (1 - keep) * m, keep * variance + (1 - keep) * v),
            f"it normalises by moving averages (momentum {keep}); in training the batch's own are used.",
            SOURCE,
        )
    yield (
        values(m, v * n / (n - 1)),
        "the variance is the unbiased one (divided by n - 1); batch normalisation divides by n.",
        SOURCE,
    )
    yield (
        values(m, (x**2).mean(axis=AXES)),
        "the variance is the mean of the squares; the mean has to be subtracted before squaring.",
        SOURCE,
    )
    yield (
        values(m, np.abs(x - m).mean(axis=AXES)),
        "the variance is the mean distance from the mean; it is that of the squared distances.",
        SOURCE,
    )
    yield values(np.median(x, axis=AXES), v), "the median stands where the mean belongs.", SOURCE
    summed = x.sum(axis=AXES) / len(x)
    yield (
        values(summed, ((x - summed) ** 2).sum(axis=AXES) / len(x)),
        "the sums are divided by the number of pictures; each channel has as many numbers as all pictures "
        "have pixels.",
        OVER,
    )
    yield (
        values(x[0].mean(axis=(0, 1)), x[0].var(axis=(0, 1))),
        "mean and variance are those of the first picture alone; they are taken over all pictures.",
        OVER,
    )
    least, largest = x.min(axis=AXES), x.max(axis=AXES)
    for small in (0, epsilon):
        yield (
            gamma * (x - least) / (largest - least + small) + beta,
            "the values are scaled from the least to the largest, where mean and variance are asked for"
            + (", epsilon below." if small else "."),
            SOURCE,
        )
    for axes, words in OTHER_AXES.items():
        yield (
            values(x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)),
            f"mean and variance are taken {words}; each channel has one mean and one variance, over "
            "pictures, height and width.",
            OVER,
        )


def variants(x, gamma, beta, mean, variance, training, epsilon) -> list[Variant]:
    """Return the mistakes whose values are numbers; under a wrong root there may be none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = list(_variants(x, gamma, beta, mean, variance, training, epsilon))
    return [variant for variant in found if np.isfinite(variant[0]).all()]


def _variants(x, gamma, beta, mean, variance, training, epsilon) -> Iterator[Variant]:
    batch = x.mean(axis=AXES), x.var(axis=AXES)
    if training:
        yield from _formula_variants(x, gamma, beta, *batch, epsilon)
        yield from _training_variants(x, gamma, beta, mean, variance, epsilon)
        return
    yield from _formula_variants(x, gamma, beta, mean, variance, epsilon)
    yield (
        _normalised(x, gamma, beta, *batch, epsilon),
        "it uses the statistics of this batch; one picture alone would then be normalised by itself.",
        SOURCE,
    )
