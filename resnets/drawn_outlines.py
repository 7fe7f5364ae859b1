"""Ten outlines as functions of the plane, for the drawn stand-in of CIFAR-10.

Each takes u and v, float32 of one shape, in units of the shape's radius, and returns float32 of that
shape: negative inside, positive outside, and near the edge about the distance to it. Each outline has
an axis of symmetry, so that its mirror image is the same class. Only ``+ - *``, sqrt, min, max and abs
are used: see :mod:`resnets.hand_paint`.
"""

from collections.abc import Callable

import numpy as np

# Cosine and sine of the five directions in which a regular pentagon has its sides.
_FIVE = (
    (0.0, 1.0),
    (0.95105652, 0.30901699),
    (0.58778525, -0.80901699),
    (-0.58778525, -0.80901699),
    (-0.95105652, 0.30901699),
)


def _from(u: np.ndarray, v: np.ndarray, at: float = 0.0) -> np.ndarray:
    """Distance from the point (at, 0)."""
    return np.sqrt((u - at) * (u - at) + v * v)


def _box(u: np.ndarray, v: np.ndarray, half_width: float, half_height: float) -> np.ndarray:
    return np.maximum(np.abs(u) - half_width, np.abs(v) - half_height)


def disc(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return _from(u, v) - 0.85


def ring(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.abs(_from(u, v) - 0.70) - 0.20


def square(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return _box(u, v, 0.74, 0.74)


def frame(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.abs(np.maximum(np.abs(u), np.abs(v)) - 0.64) - 0.19


def triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.maximum(np.abs(u) * 0.8660254 + v * 0.5, -v) - 0.50


def star(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Five points: where at most one of a pentagon's five sides is passed."""
    first = second = np.full_like(u, -9.0)
    for c, s in _FIVE:
        beyond = u * c + v * s
        first, second = np.maximum(first, beyond), np.maximum(second, np.minimum(first, beyond))
    return second - 0.34


def cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.minimum(_box(u, v, 0.90, 0.27), _box(u, v, 0.27, 0.90))


def crescent(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.maximum(_from(u, v) - 0.90, 0.68 - _from(u, v, 0.45))


def bar(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return _box(u, v, 1.0, 0.28)


def pair(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Two discs side by side."""
    return np.minimum(_from(u, v, 0.56), _from(u, v, -0.56)) - 0.38


OUTLINES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    outline.__name__: outline
    for outline in (disc, ring, square, frame, triangle, star, cross, crescent, bar, pair)
}
