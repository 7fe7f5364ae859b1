"""The shape of a hand as rounded limbs: a pose is drawn at random and placed in the picture.

A hand is measured in palm widths with the wrist at (0, 0), fingers up, thumb on the right. It is a *body*
(palm, ball of the thumb and forearm, melted into one) and *limbs*: chains of joints, each with its radius.
Numbers come from raw bits of the generator, whose stream NumPy promises to keep (NEP 19); methods such as
``uniform`` and ``permutation`` carry no such promise.
"""

import math
from typing import NamedTuple

import numpy as np

Point = tuple[float, float]

THUMB, INDEX, MIDDLE, RING, LITTLE = range(5)
KNUCKLES: dict[int, Point] = {
    INDEX: (0.36, 0.97),
    MIDDLE: (0.12, 1.03),
    RING: (-0.13, 0.98),
    LITTLE: (-0.36, 0.86),
}
LENGTHS = {INDEX: 0.92, MIDDLE: 1.02, RING: 0.94, LITTLE: 0.76}
RADII = {INDEX: 0.112, MIDDLE: 0.116, RING: 0.110, LITTLE: 0.096}
SPLAY = {INDEX: -9.0, MIDDLE: 0.0, RING: 9.0, LITTLE: 20.0}  # degrees, anticlockwise

# Ways to show a number, each with its weight.
RAISED: dict[int, tuple[tuple[float, tuple[int, ...]], ...]] = {
    0: ((1.0, ()),),
    1: ((1.0, (INDEX,)),),
    2: ((1.0, (INDEX, MIDDLE)),),
    3: ((0.5, (INDEX, MIDDLE, RING)), (0.5, (THUMB, INDEX, MIDDLE))),
    4: ((1.0, (INDEX, MIDDLE, RING, LITTLE)),),
    5: ((1.0, (THUMB, INDEX, MIDDLE, RING, LITTLE)),),
}


class Limb(NamedTuple):
    """A chain of joints. ``points`` in palm widths (pixels once placed), one radius a point."""

    points: tuple[Point, ...]
    radii: tuple[float, ...]


class Hand(NamedTuple):
    """What is painted: first ``behind``, then the melted ``body``, then ``front`` with contact shadows."""

    behind: tuple[Limb, ...]
    body: tuple[Limb, ...]
    front: tuple[Limb, ...]
    palm_side: bool


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a float64 from [low, high): the top 53 bits of one raw 64-bit number."""
    return low + (high - low) * ((int(rng.bit_generator.random_raw()) >> 11) * 2.0**-53)


def direction(degrees: float) -> Point:
    """Return (sin, cos) of an angle measured from "up", anticlockwise positive: (-sin, cos).

    The last bit of ``math.sin`` belongs to the C library, so the value is rounded to 2**-20 before use.
    """
    angle = math.radians(degrees)
    return -round(math.sin(angle) * 2**20) / 2**20, round(math.cos(angle) * 2**20) / 2**20


def _step(start: Point, degrees: float, length: float) -> Point:
    x, y = direction(degrees)
    return start[0] + length * x, start[1] + length * y


def _chain(
    start: Point, degrees: float, bends: tuple[float, ...], lengths: tuple[float, ...]
) -> tuple[Point, ...]:
    """Walk from joint to joint, turning by one bend (degrees) before each length."""
    points = [start]
    for bend, length in zip(bends, lengths, strict=True):
        degrees += bend
        points.append(_step(points[-1], degrees, length))
    return tuple(points)


def _raised_finger(finger: int, spread: float, rng: np.random.Generator) -> Limb:
    length = LENGTHS[finger] * uniform(rng, 0.90, 1.05)
    angle = SPLAY[finger] * spread + uniform(rng, -2.0, 2.0)
    bends = (0.0, uniform(rng, -5.0, 5.0), uniform(rng, -5.0, 5.0))
    # The finger starts inside the palm so that its root never shows.
    points = _chain(KNUCKLES[finger], angle, bends, (0.46 * length, 0.31 * length, 0.23 * length))
    radius = RADII[finger]
    return Limb(points, (radius, 0.96 * radius, 0.88 * radius, 0.76 * radius))


def _folded_finger(finger: int, palm_side: bool, rng: np.random.Generator) -> Limb:
    """The middle bone lies on the palm; from the back of the hand only the knuckle is left to see."""
    knuckle, radius = KNUCKLES[finger], RADII[finger]
    if not palm_side:
        return Limb((knuckle, _step(knuckle, 0.0, uniform(rng, 0.05, 0.10))), (1.05 * radius, 1.05 * radius))
    top = _step(knuckle, 0.0, uniform(rng, 0.03, 0.09))
    tip = _step(
        top, 180.0 + uniform(rng, -6.0, 6.0) - SPLAY[finger] * 0.5, LENGTHS[finger] * uniform(rng, 0.36, 0.44)
    )
    return Limb((top, tip), (1.06 * radius, 0.98 * radius))


def _raised_thumb(rng: np.random.Generator) -> Limb:
    points = _chain(
        (0.46, 0.42),
        uniform(rng, -62.0, -44.0),
        (0.0, uniform(rng, 0.0, 14.0)),
        (0.40, uniform(rng, 0.34, 0.40)),
    )
    return Limb(points, (0.150, 0.130, 0.100))


def _tucked_thumb(any_folded: bool, rng: np.random.Generator) -> Limb:
    """Across the folded fingers, or across the bare palm where none is folded."""
    height = uniform(rng, 0.56, 0.62) if any_folded else uniform(rng, 0.50, 0.58)
    bends = (0.0, uniform(rng, 36.0, 50.0))
    points = _chain((0.44, height - 0.22), uniform(rng, 14.0, 24.0), bends, (0.30, uniform(rng, 0.30, 0.36)))
    return Limb(points, (0.150, 0.128, 0.105))


def _body(thumb_raised: bool, arm_degrees: float) -> tuple[Limb, ...]:
    wrist = (0.0, 0.02)
    elbow = _step(wrist, 180.0 + arm_degrees, 4.0)
    thenar = (0.46, 0.42) if thumb_raised else (0.38, 0.40)
    return (
        Limb((wrist, elbow), (0.29, 0.40)),
        Limb(((0.20, 0.28), (0.31, 0.90)), (0.22, 0.155)),
        Limb(((-0.02, 0.30), (0.00, 0.93)), (0.26, 0.20)),
        Limb(((-0.18, 0.28), (-0.32, 0.80)), (0.22, 0.155)),
        Limb(((0.12, 0.16), thenar), (0.22, 0.16)),
    )


def _choose_raised(fingers: int, rng: np.random.Generator) -> tuple[int, ...]:
    left = uniform(rng, 0.0, 1.0)
    for weight, raised in RAISED[fingers]:
        left -= weight
        if left < 0.0:
            return raised
    return RAISED[fingers][-1][1]


def pose_hand(fingers: int, rng: np.random.Generator) -> Hand:
    """Return a hand with ``fingers`` (0-5) raised fingers in a random pose, in palm widths."""
    raised = _choose_raised(fingers, rng)
    palm_side = uniform(rng, 0.0, 1.0) < 0.8
    spread = uniform(rng, 1.05, 1.5)
    up = [_raised_finger(f, spread, rng) for f in (LITTLE, RING, MIDDLE, INDEX) if f in raised]
    down = [_folded_finger(f, palm_side, rng) for f in (LITTLE, RING, MIDDLE, INDEX) if f not in raised]
    front = list(down) if palm_side else []
    behind = up if palm_side else up + down
    if THUMB in raised:
        behind.append(_raised_thumb(rng))
    elif palm_side:
        front.append(_tucked_thumb(bool(down), rng))
    return Hand(tuple(behind), _body(THUMB in raised, uniform(rng, -20.0, 20.0)), tuple(front), palm_side)


def place_hand(hand: Hand, size: int, rng: np.random.Generator) -> Hand:
    """Mirror, tilt, turn, scale and move the hand so that all of it but the forearm is inside the picture.

    Returns the hand in pixels: x to the right, y down, both from 0 to ``size``.
    """
    mirror = -1.0 if uniform(rng, 0.0, 1.0) < 0.5 else 1.0
    wide, high = mirror * uniform(rng, 0.90, 1.05), uniform(rng, 0.88, 1.0)
    sine, cosine = direction(uniform(rng, -25.0, 25.0))

    def turn(point: Point) -> Point:
        x, y = point[0] * wide, point[1] * high
        return x * cosine + y * sine, x * sine - y * cosine

    shown = [*hand.behind, *hand.body[1:], *hand.front]
    reach = [(*turn(p), r) for limb in shown for p, r in zip(limb.points, limb.radii, strict=True)]
    left, right = min(x - r for x, _, r in reach), max(x + r for x, _, r in reach)
    top, bottom = min(y - r for _, y, r in reach), max(y + r for _, y, r in reach)
    scale = size * min(uniform(rng, 0.42, 0.47), 0.94 / (right - left), 0.94 / (bottom - top))
    margin = 0.03 * size
    x0 = uniform(rng, margin - left * scale, size - margin - right * scale)
    y0 = uniform(rng, margin - top * scale, size - margin - bottom * scale)

    def moved(limb: Limb) -> Limb:
        points = tuple((x0 + x * scale, y0 + y * scale) for x, y in map(turn, limb.points))
        return Limb(points, tuple(r * scale for r in limb.radii))

    return Hand(*(tuple(map(moved, limbs)) for limbs in hand[:3]), hand.palm_side)
