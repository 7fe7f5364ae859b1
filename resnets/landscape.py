"""The loss around a trained net, on a plane through its weights that two random directions span.

Li, Xu, Taylor, Studer, Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 4. A step of
1 along a direction changes every filter by as much as the filter is long, so that the planes of two nets,
or of two layers, can be compared although one has larger weights.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import keras
import numpy as np
from tqdm import tqdm

from resnets.evaluation import probabilities_of
from resnets.restored import restored
from resnets.training import crossentropy, ends_in_softmax, reestimate_batch_norm

BATCH_NORM = ("kept", "re-estimated")


def random_direction(model: keras.Model, seed) -> list[np.ndarray]:
    """Return a random direction in the space of the trainable weights, normalised filter by filter.

    Each filter of a kernel (all the weights of one output channel, or of one output of a dense layer) is
    normal noise scaled to the norm of the net's own filter. BN's gamma and beta, and biases, stay: zero.

    Args:
        model: a built net; it is not changed.
        seed: integer, or a sequence of integers; the same seed gives the same direction.

    Returns:
        One float32 array for each of ``model.trainable_variables``, of its shape.
    """
    rng = np.random.default_rng(seed)
    direction = []
    for variable in model.trainable_variables:
        weights = keras.ops.convert_to_numpy(variable).astype(np.float64)
        if weights.ndim < 2:
            direction.append(np.zeros(weights.shape, np.float32))
            continue
        noise = rng.standard_normal(weights.shape)
        direction.append((noise * filter_norms(weights) / filter_norms(noise)).astype(np.float32))
    return direction


def filter_norms(kernel: np.ndarray) -> np.ndarray:
    """Return the L2 norm of every filter of a kernel, (..., filters) -> (filters,)."""
    return np.sqrt(np.sum(np.square(kernel), axis=tuple(range(kernel.ndim - 1))))


def cosine(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> float:
    """Return the cosine between two directions; random ones of many weights are nearly at right angles."""
    a, b = (np.concatenate([part.ravel() for part in d]).astype(np.float64) for d in (first, second))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


@contextmanager
def moved(model: keras.Model, directions: Sequence[Sequence[np.ndarray]], steps: Sequence[float]) -> Iterator:
    """Inside the ``with``, the net's weights are theirs plus ``steps[k] * directions[k]``, summed over k.

    Afterwards every variable, BN's statistics too, is what it was, bit for bit, even after an error.

    Args:
        directions: each one array for each of ``model.trainable_variables``.
        steps: one number a direction; 1 moves each filter by its own length.
    """
    with restored(model.variables):
        own = [np.array(keras.ops.convert_to_numpy(v)) for v in model.trainable_variables]
        _put(model, own, directions, steps)
        yield model


def _put(model, own: list[np.ndarray], directions, steps) -> None:
    for k, variable in enumerate(model.trainable_variables):
        if any(direction[k].any() for direction in directions):  # the others are never moved
            change = sum(step * direction[k] for step, direction in zip(steps, directions, strict=True))
            variable.assign(own[k] + change)


def loss_surface(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    directions: Sequence[Sequence[np.ndarray]],
    axis: Sequence[float],
    *,
    batch_norm: str = "kept",
    batch_size: int = 1000,
    loss: Callable | None = None,
) -> np.ndarray:
    """Return the loss on the plane that two directions span at the net's weights, in inference mode.

    BN's statistics are kept as training left them, as Li et al. do: the net is the function of its weights
    that is used in the end. Measured again at each point ("re-estimated"), they would take back any change
    of a filter's length, and the surface would be that of another net at each point.

    Args:
        model: a built classifier; afterwards it is what it was, bit for bit, even after an error.
        x: pictures, float32, (n, height, width, channels); y: labels, integers, (n,).
        directions: two of ``random_direction``.
        axis: steps along either direction; 0 is the net itself.
        batch_norm: ``"kept"``, or ``"re-estimated"`` at each point on ``x``.
        batch_size: pictures at a time.
        loss: a function of (y, the model's output) that gives one number; the mean cross-entropy if None.

    Returns:
        float64, (steps, steps): row j, column i is at axis[i] along the first, axis[j] along the second.

    Raises:
        ValueError: not two directions, or batch_norm is neither of these.
        ArithmeticError: the loss is no number somewhere; the place is named.
    """
    if batch_norm not in BATCH_NORM or len(directions) != 2:
        raise ValueError(
            f"loss_surface: got {len(directions)} directions and batch_norm={batch_norm!r}; give two "
            "directions, and 'kept' or 're-estimated'."
        )
    loss = loss or crossentropy(from_logits=not ends_in_softmax(model))
    places = [(j, i) for j in range(len(axis)) for i in range(len(axis))]
    losses = np.empty((len(axis), len(axis)))
    with restored(model.variables):
        own = [np.array(keras.ops.convert_to_numpy(v)) for v in model.trainable_variables]
        for j, i in tqdm(places, desc=f"loss around {model.name}", leave=False, disable=None):
            _put(model, own, directions, (axis[i], axis[j]))
            if batch_norm == "re-estimated":
                reestimate_batch_norm(model, x, batch_size)
            scores = probabilities_of(model, x, batch_size)
            losses[j, i] = float(keras.ops.convert_to_numpy(loss(y, scores)))
            if not np.isfinite(losses[j, i]):
                raise ArithmeticError(
                    f"loss_surface: the loss of {model.name} is {losses[j, i]} at ({axis[i]:g}, "
                    f"{axis[j]:g}); take smaller steps."
                )
    return losses


def symmetric_axis(span: float = 1.0, steps: int = 15) -> np.ndarray:
    """Return ``steps`` places from -span to span, evenly spaced, float64; the one in the middle is 0.

    Raises:
        ValueError: the number is even, or below 3: then 0, the net itself, or its neighbours are missing.
    """
    if steps < 3 or steps % 2 == 0 or not span > 0:
        raise ValueError(
            f"A grid of {steps} steps to {span}: give an odd number of 3 or more, and a span > 0."
        )
    half = steps // 2
    return span * np.arange(-half, half + 1) / half


def summary(losses: np.ndarray, axis: Sequence[float]) -> dict[str, float]:
    """Return what is to be said of a surface in numbers.

    Args:
        losses: (steps, steps) of ``loss_surface``.
        axis: of ``symmetric_axis``.

    Returns:
        ``loss_here``: at the net itself; ``loss_min``: the lowest on the grid; ``share_below_twice``: the
        share of the grid below twice the lowest; ``share_within_one``: that within 1 of the lowest, which is
        the fairer one for nets whose lowest losses differ; ``curvature``: the mean of the two second
        differences at the net itself, in loss per squared step, from its neighbours on the grid.
    """
    losses, middle = np.asarray(losses), len(axis) // 2
    here, step = losses[middle, middle], axis[middle + 1] - axis[middle]
    neighbours = [losses[middle, middle - 1] + losses[middle, middle + 1],
                  losses[middle - 1, middle] + losses[middle + 1, middle]]  # fmt: skip
    lowest = losses.min()
    found = {
        "loss_here": here,
        "loss_min": lowest,
        "share_below_twice": np.mean(losses < 2 * lowest),
        "share_within_one": np.mean(losses < lowest + 1),
        "curvature": (np.mean(neighbours) - 2 * here) / step**2,
    }
    return {key: round(float(value), 5) for key, value in found.items()}
