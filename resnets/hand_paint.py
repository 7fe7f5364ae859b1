"""Paint a hand: signed distances, light on round limbs, skin, background, blur and noise.

Every array operation here is one correctly rounded IEEE step (``+ - * /``, sqrt, min, max, floor) on each
element, in float32. Such steps give the same bits on every processor and in every NumPy; sums over an axis,
matrix products, exp and sin do not, and are not used.
"""

import math
from typing import NamedTuple

import numpy as np

from resnets.hand_shape import Hand, Limb, uniform

SUPERSAMPLING = 2
SKIN_TONES = (
    (244, 216, 192),
    (228, 187, 154),
    (206, 156, 118),
    (166, 114, 80),
    (120, 78, 54),
    (84, 55, 42),
)
LUMA_GAP = 70.0  # least difference in brightness between skin and wall, of 255


class Light(NamedTuple):
    """Direction to the lamp (unit length, z towards the viewer) and the share of light from everywhere."""

    x: float
    y: float
    z: float
    ambient: float


class Canvas(NamedTuple):
    """Brightness of the skin times coverage, and coverage, both float32 (n, n), painted in place."""

    shade: np.ndarray
    cover: np.ndarray


def grid(pixels: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x (1, pixels) and y (pixels, 1) of the pixel centres, float32."""
    centres = np.arange(pixels, dtype=np.float32) + np.float32(0.5)
    return centres[None, :], centres[:, None]


def _segment(x, y, a, b, ra: float, rb: float):
    """Signed distance to a tapered capsule, the offset from its axis, and the way along it in pixels."""
    vx, vy = b[0] - a[0], b[1] - a[1]
    length2 = vx * vx + vy * vy + 1e-9
    px, py = x - a[0], y - a[1]
    along = np.clip((px * vx + py * vy) * (1.0 / length2), 0.0, 1.0)
    ox, oy = px - along * vx, py - along * vy
    radius = ra + (rb - ra) * along
    return np.sqrt(ox * ox + oy * oy) - radius, ox / radius, oy / radius, along


def _window(limb: Limb, margin: float, pixels: int) -> tuple[slice, slice]:
    """Rows and columns that the limb can touch."""
    reach = [(p[0], p[1], r + margin) for p, r in zip(limb.points, limb.radii, strict=True)]
    left, right = min(x - r for x, _, r in reach), max(x + r for x, _, r in reach)
    top, bottom = min(y - r for _, y, r in reach), max(y + r for _, y, r in reach)
    bounds = [min(max(int(v), 0), pixels) for v in (top, bottom + 1.0, left, right + 1.0)]
    return slice(bounds[0], bounds[1]), slice(bounds[2], bounds[3])


def _lit(nx, ny, light: Light):
    """Lambert's law on a round limb whose normal has the components (nx, ny) in the picture."""
    nz = np.sqrt(np.maximum(1.0 - nx * nx - ny * ny, 0.0))
    facing = np.maximum(nx * light.x + ny * light.y + nz * light.z, 0.0)
    return light.ambient + (1.0 - light.ambient) * facing


def _cover(canvas: Canvas, where, distance, shade) -> None:
    """Lay paint over the canvas; the edge is one pixel soft."""
    alpha = np.clip(0.5 - distance, 0.0, 1.0)
    canvas.shade[where] += alpha * (shade - canvas.shade[where])
    canvas.cover[where] += alpha * (1.0 - canvas.cover[where])


def paint_limb(canvas: Canvas, limb: Limb, light: Light, contact: float) -> None:
    """Paint one finger or thumb; ``contact`` is how dark the seam around it is on what lies below."""
    pixels = canvas.shade.shape[0]
    seam = 0.06 * pixels / 2
    where = _window(limb, seam + 1.0, pixels)
    x, y = grid(pixels)
    x, y = x[:, where[1]], y[where[0]]
    best = None
    for i in range(len(limb.points) - 1):
        part = _segment(x, y, *limb.points[i : i + 2], *limb.radii[i : i + 2])
        crease = part[3] if i else np.ones_like(part[3])
        if best is None:
            best = [*part[:3], crease]
        else:
            nearer = part[0] < best[0]
            best = [np.where(nearer, new, old) for new, old in zip((*part[:3], crease), best, strict=True)]
    distance, nx, ny, along = best
    if contact:
        canvas.shade[where] *= 1.0 - contact * np.clip(1.0 - distance * (1.0 / seam), 0.0, 1.0)
    folds = 1.0 - 0.22 * np.clip(1.0 - along * 6.0, 0.0, 1.0)
    _cover(canvas, where, distance, _lit(nx, ny, light) * folds)


def paint_body(canvas: Canvas, body: tuple[Limb, ...], light: Light, unit: float) -> None:
    """Paint forearm and palm, melted together with a smooth minimum; ``unit`` is a palm width in pixels."""
    x, y = grid(canvas.shade.shape[0])
    melt, bevel = 0.16 * unit, 0.30 * unit
    distance = None
    for limb in body:
        part = _segment(x, y, *limb.points, *limb.radii)[0]
        if distance is None:
            distance = part
        else:
            overlap = np.maximum(melt - np.abs(part - distance), 0.0)
            distance = np.minimum(part, distance) - overlap * overlap * (0.25 / melt)
    slope_y, slope_x = np.zeros_like(distance), np.zeros_like(distance)
    slope_y[1:-1] = (distance[2:] - distance[:-2]) * 0.5
    slope_x[:, 1:-1] = (distance[:, 2:] - distance[:, :-2]) * 0.5
    steep = np.clip(1.0 + distance * (1.0 / bevel), 0.0, 1.0)
    everywhere = (slice(None), slice(None))
    _cover(canvas, everywhere, distance, _lit(slope_x * steep, slope_y * steep, light))


def paint_hand(hand: Hand, size: int, light: Light) -> tuple[np.ndarray, np.ndarray]:
    """Return (shade times coverage, coverage) of a placed hand, float32 (size, size)."""
    pixels = size * SUPERSAMPLING

    def larger(limb: Limb) -> Limb:
        points = tuple((x * SUPERSAMPLING, y * SUPERSAMPLING) for x, y in limb.points)
        return Limb(points, tuple(r * SUPERSAMPLING for r in limb.radii))

    canvas = Canvas(np.zeros((pixels, pixels), np.float32), np.zeros((pixels, pixels), np.float32))
    for limb in hand.behind:
        paint_limb(canvas, larger(limb), light, contact=0.35)
    body = tuple(map(larger, hand.body))
    paint_body(canvas, body, light, unit=body[0].radii[0] / 0.29)
    for limb in hand.front:
        paint_limb(canvas, larger(limb), light, contact=0.5)
    return _halve(canvas.shade), _halve(canvas.cover)


def _halve(a: np.ndarray) -> np.ndarray:
    return (a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]) * 0.25


def random_light(rng: np.random.Generator) -> Light:
    """A lamp somewhere in front of the hand."""
    x, y = uniform(rng, -0.6, 0.6), uniform(rng, -0.8, 0.2)
    norm = math.sqrt(x * x + y * y + 1.0)
    return Light(x / norm, y / norm, 1.0 / norm, uniform(rng, 0.40, 0.60))


def random_skin(palm_side: bool, rng: np.random.Generator) -> tuple[float, float, float]:
    """A skin tone from light to dark, as RGB of 255."""
    at = uniform(rng, 0.0, len(SKIN_TONES) - 1.0)
    low = int(at)
    part = at - low
    tone = [a + part * (b - a) for a, b in zip(SKIN_TONES[low], SKIN_TONES[low + 1], strict=True)]
    pale = 0.12 if palm_side else 0.0  # palms are paler, on dark skin above all
    r, g, b = (c + pale * (210.0 - c) if c < 210.0 else c for c in tone)
    return r, g, b


def luma(rgb: tuple[float, float, float]) -> float:
    """Brightness of a colour, of 255."""
    return 0.30 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]


def random_wall(skin: tuple[float, float, float], rng: np.random.Generator) -> tuple[float, float, float]:
    """A wall colour at least ``LUMA_GAP`` darker or lighter than the lit skin."""
    lit = 0.88 * luma(skin)
    darker, lighter = max(lit - LUMA_GAP - 18.0, 0.0), max(238.0 - lit - LUMA_GAP, 0.0)
    at = uniform(rng, 0.0, darker + lighter)
    grey = 18.0 + at if at < darker else lit + LUMA_GAP + at - darker
    tint = [uniform(rng, -18.0, 18.0) for _ in range(3)]
    shift = luma((tint[0], tint[1], tint[2]))
    r, g, b = (grey + t - shift for t in tint)
    return r, g, b


def paint_wall(size: int, rng: np.random.Generator) -> np.ndarray:
    """Uneven light on the wall: a slope and two soft blobs, float32 (size, size), around 0."""
    x, y = grid(size)
    x, y = x * (1.0 / size), y * (1.0 / size)
    wall = (x - 0.5) * uniform(rng, -24.0, 24.0) + (y - 0.5) * uniform(rng, -24.0, 24.0)
    for _ in range(2):
        dx, dy = x - uniform(rng, 0.0, 1.0), y - uniform(rng, 0.0, 1.0)
        wide = uniform(rng, 0.25, 0.7)
        bump = np.maximum(1.0 - (dx * dx + dy * dy) * (1.0 / (wide * wide)), 0.0)
        wall = wall + bump * bump * uniform(rng, -16.0, 16.0)
    return wall


def soften(image: np.ndarray, amount: float) -> np.ndarray:
    """Blur with the kernel [amount/4, 1 - amount/2, amount/4] along both axes; edges repeat."""
    for axis in (0, 1):
        moved = np.moveaxis(image, axis, 0)
        before, after = np.concatenate([moved[:1], moved[:-1]]), np.concatenate([moved[1:], moved[-1:]])
        moved = moved * (1.0 - 0.5 * amount) + (before + after) * (0.25 * amount)
        image = np.moveaxis(moved, 0, axis)
    return image


def grain(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Camera noise of unit variance: four bytes of raw bits added, float32 of ``shape``, near to Gaussian."""
    count = 1
    for side in shape:
        count *= side
    raw = rng.bit_generator.random_raw((count + 1) // 2)
    halves = [
        sum(((raw >> np.uint64(s + 8 * i)) & np.uint64(255)).astype(np.int32) for i in range(4))
        for s in (0, 32)
    ]
    total = np.concatenate(halves)[:count].reshape(shape)
    return (total - 510).astype(np.float32) * np.float32(1.0 / 147.8)
