"""``batch_norm`` of lesson 2 as learners write it, wrong and right."""

import numpy as np

from tests.wrong_answers import UNNAMED, right, wrong

AXES = (0, 1, 2)


@right
def by_the_book(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean(axis=AXES), x.var(axis=AXES)
    return (x - mean) * (gamma / np.sqrt(variance + epsilon)) + beta


@right
def flat_with_keepdims(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        flat = x.reshape(-1, x.shape[-1])
        mean = flat.mean(axis=0, keepdims=True)
        variance = ((flat - mean) ** 2).mean(axis=0, keepdims=True)
    scaled = (x - mean) * (variance + epsilon) ** -0.5
    return beta + gamma * scaled


@right
def channel_by_channel(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    result = np.empty_like(x)
    for c in range(x.shape[3]):
        values = x[..., c]
        m = values.mean() if training else mean[c]
        v = values.std() ** 2 if training else variance[c]
        result[..., c] = gamma[c] * (values - m) / np.sqrt(v + epsilon) + beta[c]
    return result


@right
def by_sums(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    n = x.shape[0] * x.shape[1] * x.shape[2]
    m = np.sum(x, axis=AXES) / n if training else mean
    v = np.sum(x**2, axis=AXES) / n - m**2 if training else variance
    return np.multiply(gamma, np.divide(np.subtract(x, m), np.sqrt(np.add(v, epsilon)))) + beta


@right
def channels_in_front(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    rows = np.moveaxis(x, -1, 0).reshape(x.shape[-1], -1).T.copy()
    if training:
        mean, variance = np.average(rows, axis=0), np.cov(rows, rowvar=False, bias=True).diagonal()
    rows -= mean  # rows are a copy
    rows /= np.sqrt(variance + epsilon)
    rows = rows * gamma + beta
    return np.moveaxis(rows.T.reshape(x.shape[-1], *x.shape[:-1]), 0, -1)


@right
def in_single_precision(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    x = x.astype(np.float32)
    return by_the_book(x, gamma, beta, mean, variance, training, epsilon)


def stats(x, mean, variance, training, axes=AXES, **kwargs):
    return (x.mean(axes, **kwargs), x.var(axes, **kwargs)) if training else (mean, variance)


def named(name: str, phrase: str, body, statistics=stats):
    """Make an answer of ``body(x, gamma, beta, m, v, epsilon)`` and of how m and v are found."""

    def batch_norm(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
        m, v = statistics(x, mean, variance, training)
        return body(x, gamma, beta, m, v, epsilon)

    batch_norm.__name__ = name
    globals()[name] = wrong(phrase)(batch_norm)


def formula(x, g, b, m, v, e):
    return g * (x - m) / np.sqrt(v + e) + b


named("no_gamma_no_beta", "gamma and beta are missing", lambda x, g, b, m, v, e: (x - m) / np.sqrt(v + e))
named("no_beta", "beta is missing", lambda x, g, b, m, v, e: g * (x - m) / np.sqrt(v + e))
named("no_gamma", "gamma is missing", lambda x, g, b, m, v, e: (x - m) / np.sqrt(v + e) + b)
named("gamma_for_beta", "gamma and beta are swapped", lambda x, g, b, m, v, e: formula(x, b, g, m, v, e))
named("shift_first", "scale first, then shift", lambda x, g, b, m, v, e: g * ((x - m) / np.sqrt(v + e) + b))
named("no_epsilon", "epsilon is missing", lambda x, g, b, m, v, e: formula(x, g, b, m, v, 0))
named("epsilon_outside", "standard deviation; it belongs",
      lambda x, g, b, m, v, e: g * (x - m) / (np.sqrt(v) + e) + b)  # fmt: skip
named("typed_epsilon", "epsilon is always 0.001", lambda x, g, b, m, v, e: formula(x, g, b, m, v, 1e-3))
named("smaller_epsilon", "epsilon is always 1e-05", lambda x, g, b, m, v, e: formula(x, g, b, m, v, 1e-5))
named("by_the_variance", "divides by the variance", lambda x, g, b, m, v, e: g * (x - m) / (v + e) + b)
named("not_centred", "mean is not subtracted", lambda x, g, b, m, v, e: g * x / np.sqrt(v + e) + b)
named("not_divided", "is not divided by the standard deviation", lambda x, g, b, m, v, e: g * (x - m) + b)
named("no_brackets", "brackets around x - mean", lambda x, g, b, m, v, e: g * x - m / np.sqrt(v + e) + b)
named("mean_of_pictures", UNNAMED, lambda x, g, b, m, v, e: formula(x, g, b, m, v, e).mean(0))
named(
    "clipped",
    "as a ReLU does",
    lambda x, g, b, m, v, e: np.maximum(formula(x, g, b, m, v, e), 0),
)
named("three_results", "a tuple of 3", lambda x, g, b, m, v, e: (formula(x, g, b, m, v, e), m, v))
named("zeros", UNNAMED, lambda x, g, b, m, v, e: np.zeros_like(x))
named("text", "no array of numbers", lambda x, g, b, m, v, e: "normalised")
named("forgets_to_return", "returns nothing", lambda *arguments: None)


def over(name: str, phrase: str, axes, keepdims=True):
    named(name, phrase, formula, lambda x, mean, variance, training: stats(
        x, mean, variance, training, axes, keepdims=keepdims))  # fmt: skip


over("pictures_only", "over the pictures only", (0,), keepdims=False)
over("pixels_of_each_picture", "over the pixels of each picture", (1, 2))
over("pictures_and_height", "over pictures and height only", (0, 1), keepdims=False)
over("pictures_and_width", "over pictures and width only", (0, 2))
over("layer_norm", "over each picture by itself, channels included", (1, 2, 3))
over("channels_second", "as if the channels came second", (0, 2, 3))
over("channels_only", "over the channels", (3,))
over("everything", "over everything", AXES + (3,))
over("without_keepdims", "should be (channels,)", (1, 2), keepdims=False)

named(
    "always_inference",
    "as inference mode does",
    formula,
    lambda x, mean, variance, training: (mean, variance),
)
named("always_training", "one picture alone would", formula,
      lambda x, mean, variance, training: stats(x, mean, variance, True))  # fmt: skip
named("modes_swapped", "statistics of this batch; one picture", formula,
      lambda x, mean, variance, training: stats(x, mean, variance, not training))  # fmt: skip
named("unbiased", "unbiased", formula,
      lambda x, mean, variance, training: stats(x, mean, variance, False)
      if not training else (x.mean(AXES), x.var(AXES, ddof=1)))  # fmt: skip
named("std_for_variance", "var, not std", formula,
      lambda x, mean, variance, training: (x.mean(AXES), x.std(AXES))
      if training else (mean, variance))  # fmt: skip
named("batch_mean_alone", "the variance is still the given one", formula,
      lambda x, mean, variance, training: (x.mean(AXES) if training else mean, variance))  # fmt: skip
named("batch_variance_alone", "the mean is still the given one", formula,
      lambda x, mean, variance, training: (mean, x.var(AXES) if training else variance))  # fmt: skip
named("mean_of_squares", "the mean of the squares", formula,
      lambda x, mean, variance, training: (x.mean(AXES), (x**2).mean(AXES))
      if training else (mean, variance))  # fmt: skip
named("moving_average", "moving averages", formula,
      lambda x, mean, variance, training: (
          0.99 * mean + 0.01 * x.mean(AXES), 0.99 * variance + 0.01 * x.var(AXES))
      if training else (mean, variance))  # fmt: skip
named("fast_moving_average", "moving averages", formula,
      lambda x, mean, variance, training: (
          0.9 * mean + 0.1 * x.mean(AXES), 0.9 * variance + 0.1 * x.var(AXES))
      if training else (mean, variance))  # fmt: skip
named("root_of_what_is_negative", "not a number (nan)",
      lambda x, g, b, m, v, e: g * (x - m) / np.sqrt(e - v) + b)  # fmt: skip


@wrong("changed one of its arguments")
def in_place(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, training)
    x -= m
    return gamma * x / np.sqrt(v + epsilon) + beta


@wrong("changed one of its arguments")
def updates_the_moving_mean(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    m, v = stats(x, mean, variance, training)
    mean[:] = m
    return formula(x, gamma, beta, m, v, epsilon)


@wrong("shape (3, 2, 4, 6) does not")
def of_one_size(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        pixels = x.reshape(60, 2)
        mean, variance = pixels.mean(0), pixels.var(0)
    return formula(x, gamma, beta, mean, variance, epsilon)


@wrong("shape (3, 2, 4, 6) does not")
def sixty_pixels(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean = x.sum(AXES) / 60
        variance = ((x - mean) ** 2).sum(AXES) / 60
    return formula(x, gamma, beta, mean, variance, epsilon)


@wrong("AttributeError")
def tensors_method(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    if training:
        mean, variance = x.mean(AXES), x.variance(AXES)
    return formula(x, gamma, beta, mean, variance, epsilon)


@wrong("NameError")
def misspells(x, gamma, beta, mean, variance, training=False, epsilon=1e-3):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta  # noqa: F821


@wrong("takes 5 positional arguments but 7 were given")
def without_mode(x, gamma, beta, mean, variance):
    return formula(x, gamma, beta, mean, variance, 1e-3)
