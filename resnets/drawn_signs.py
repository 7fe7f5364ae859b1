"""The drawn stand-in for the SIGNS data set: hands with 0 to 5 raised fingers, drawn by code.

Same shapes, types and classes as the photographs: 1,080 + 120 pictures of 64x64, six classes, balanced.
The same seed gives the same bytes on every machine: see :mod:`resnets.hand_shape` for the random numbers
and :mod:`resnets.hand_paint` for the arithmetic. A change that alters a byte must raise ``VERSION``, since
caches go by it.
"""

import numpy as np

from resnets.errors import DataError
from resnets.hand_paint import (
    grain,
    paint_hand,
    paint_wall,
    random_light,
    random_skin,
    random_wall,
    soften,
)
from resnets.hand_shape import place_hand, pose_hand, uniform

VERSION = 2
CLASSES = 6
TRAIN_PER_CLASS, TEST_PER_CLASS = 180, 20


def draw_hand(fingers: int, rng: np.random.Generator, size: int = 64) -> np.ndarray:
    """Draw one hand in a random pose, light and place.

    Args:
        fingers: how many fingers are raised, 0 to 5 (a raised thumb counts).
        rng: generator over a 64-bit bit generator such as PCG64, the default of ``np.random.default_rng``.
        size: side of the picture in pixels, at least 32.

    Returns:
        uint8 (size, size, 3), RGB.

    Raises:
        DataError: ``fingers``, ``rng`` or ``size`` is none of these.
    """
    _check(fingers, rng, size)
    size = int(size)  # a NumPy scalar would turn the float32 arithmetic into float64
    hand = place_hand(pose_hand(int(fingers), rng), size, rng)
    light, skin = random_light(rng), random_skin(hand.palm_side, rng)
    wall = random_wall(skin, rng)
    shade, cover = paint_hand(hand, size, light)
    room = paint_wall(size, rng)
    dark = _cast_shadow(cover, size, rng)
    planes = []
    for channel, warmth in enumerate((0.0, 0.10, 0.14)):
        # Skin in shadow keeps more of its red than of its green and blue.
        tone = skin[channel] * (shade * (1.0 + warmth) - cover * warmth)
        planes.append(tone + (1.0 - cover) * ((wall[channel] + room) * dark))
    picture = soften(np.stack(planes, axis=-1), uniform(rng, 0.0, 0.8))
    picture = picture + grain(picture.shape, rng) * uniform(rng, 0.5, 4.0)
    return np.floor(np.clip(picture, 0.0, 255.0) + 0.5).astype(np.uint8)


def _check(fingers: int, rng: np.random.Generator, size: int) -> None:
    whole = isinstance(fingers, (int, np.integer)) and not isinstance(fingers, bool)
    if not whole or not 0 <= fingers < CLASSES:
        raise DataError(
            f"fingers is {fingers!r}; a hand can be drawn with a whole number of fingers from 0 to 5."
        )
    if not isinstance(rng, np.random.Generator) or isinstance(rng.bit_generator, np.random.MT19937):
        raise DataError(
            f"rng is {rng!r}; expected a generator of 64-bit numbers: np.random.default_rng(seed)."
        )
    if not isinstance(size, (int, np.integer)) or size < 32:
        raise DataError(f"size is {size!r}; expected a whole number of pixels, 32 or more.")


def _cast_shadow(cover: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """The hand's shadow on the wall as a factor on its light, float32 (size, size)."""
    right, down = (int(uniform(rng, -0.09, 0.10) * size), int(uniform(rng, 0.02, 0.10) * size))
    shadow = cover
    for step in (1, 2, 3):
        wide = np.pad(shadow, step, mode="edge")
        centre = slice(step, step + size)
        sides = (wide[:size, centre] + wide[2 * step :, centre]) + (
            wide[centre, :size] + wide[centre, 2 * step :]
        )
        shadow = sides * 0.25
    padded = np.pad(shadow, size // 8, mode="edge")
    top, left = size // 8 - down, size // 8 - right
    return 1.0 - padded[top : top + size, left : left + size] * uniform(rng, 0.05, 0.30)


def _draw_split(per_class: int, stream: np.random.SeedSequence) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(stream))
    labels = np.repeat(np.arange(CLASSES, dtype=np.int64), per_class)
    labels = labels[np.argsort(rng.bit_generator.random_raw(labels.size), kind="stable")]
    return np.stack([draw_hand(int(label), rng) for label in labels]), labels


def draw_signs(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw the whole stand-in; train and test come from separate random streams.

    Args:
        seed: whole number from 0.

    Returns:
        x_train uint8 (1080, 64, 64, 3), y_train int64 (1080,), x_test uint8 (120, 64, 64, 3) and
        y_test int64 (120,): 180 and 20 pictures a class, shuffled.

    Raises:
        DataError: ``seed`` is no whole number from 0.
    """
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or seed < 0:
        raise DataError(f"seed is {seed!r}; expected a whole number from 0.")
    train, test = np.random.SeedSequence(int(seed)).spawn(2)
    return *_draw_split(TRAIN_PER_CLASS, train), *_draw_split(TEST_PER_CLASS, test)
