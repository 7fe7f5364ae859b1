"""Version 1's unit above version 2's: where the activation stands, and what that does to the way through."""

from diagram_blocks import DARK_ORANGE, UNIT
from diagram_parts import (
    NORMAL,
    SMALL,
    box,
    brace,
    card,
    chain,
    dot,
    label,
    plus,
    route,
    shade,
    shortcut,
    style,
)
from matplotlib.axes import Axes

KERNELS = ("1×1", "3×3", "1×1")
UNIT_V2 = [
    part for kernel in KERNELS for part in (("BN", "bn", 36), ("ReLU", "act", 48), (f"{kernel}", "conv", 44))
]


def pre_activation() -> Axes:
    """Both units from left to right, each with its shortcut."""
    ax = card(376, "In version 2 nothing stands on the way from x to the next x")
    y, fork, start, add = 148, 60, 88, 494
    label(ax, 22, 64, "v1: activation after the addition", size=SMALL, bold=True, align="left")
    end = _unit(ax, y, fork, start, add, UNIT, gap=16, rise=58)
    route(ax, [(add + 13, y), (530, y)])
    box(ax, 530, y - 17, 58, 34, "ReLU", "act")
    route(ax, [(588, y), (682, y)])
    label(ax, 634, y - 18, "next $x$", size=NORMAL)
    brace(ax, start, end, y + 24, "$F(x)$", colour=shade(style.BLUE))
    label(ax, 559, y + 34, "cuts off what", size=SMALL, colour=shade(style.VERMILION))
    label(ax, 559, y + 50, "is negative", size=SMALL, colour=shade(style.VERMILION))
    y, add = 304, 604
    label(ax, 22, 226, "v2: BN and ReLU before each convolution", size=SMALL, bold=True, align="left")
    end = _unit(ax, y, fork, start, add, UNIT_V2, gap=13, rise=52)
    route(ax, [(add + 13, y), (682, y)])
    label(ax, 652, y - 18, "next $x$", size=NORMAL)
    brace(ax, start, end, y + 24, "$F(x)$, a bottleneck", colour=shade(style.BLUE))
    label(ax, (fork + add) / 2 + 70, y - 66, "$x$, unchanged", size=SMALL, colour=DARK_ORANGE)
    return ax


def _unit(ax: Axes, y: float, fork: float, start: float, add: float, parts, *, gap: float, rise: float):
    """One unit around y up to its addition; returns where its last layer ends."""
    label(ax, 30, y, "$x$", size=NORMAL + 4)
    route(ax, [(42, y), (start, y)])
    dot(ax, fork, y)
    end = chain(ax, start, y, parts, gap=gap)
    route(ax, [(end, y), (add - 13, y)])
    shortcut(ax, [(fork, y), (fork, y - rise), (add, y - rise), (add, y - 13)])
    plus(ax, add, y)
    return end
