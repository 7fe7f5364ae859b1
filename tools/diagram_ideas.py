"""Two ideas in pictures: what a stride leaves out, and the way of the gradient."""

import numpy as np
from diagram_blocks import DARK_ORANGE, UNIT
from diagram_parts import (
    NORMAL,
    SMALL,
    brace,
    card,
    chain,
    label,
    plus,
    route,
    shade,
    shortcut,
    style,
    tint,
)
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle


def times_read(n: int, kernel: int, stride: int) -> np.ndarray:
    """How often each pixel of an n x n image is read by a convolution: (n, n) integers, "same" padding."""
    starts = np.arange(0, n, stride)
    along = np.zeros(n + kernel, dtype=int)
    for start in starts:
        along[start : start + kernel] += 1
    return np.outer(along[:n], along[:n])


def stride_on_1x1() -> Axes:
    """What a 1x1 convolution of stride 2 reads, beside a 3x3 of stride 2."""
    once, thrice = times_read(8, 1, 2), times_read(8, 3, 2)
    ax = card(334, f"A 1×1 with stride 2 never looks at {np.mean(once == 0):.0%} of the pixels")
    _reading(ax, 22, once, 1, "1×1, stride 2 (ResNet 2015)")
    _reading(ax, 366, thrice, 3, "3×3, stride 2 (“v1.5”)")
    label(
        ax,
        22,
        312,
        "number: how many windows read the pixel",
        size=SMALL,
        colour=shade(style.GREY),
        align="left",
    )
    return ax


def _reading(ax: Axes, left: float, counts: np.ndarray, kernel: int, name: str) -> None:
    """A grid that says how often each pixel is read, and the smaller grid that comes out."""
    cell, top, n = 23, 82, len(counts)
    label(ax, left, 62, name, size=SMALL, bold=True, align="left")
    for row, column in np.ndindex(n, n):
        x, y, count = left + column * cell, top + row * cell, counts[row, column]
        fill = tint(style.BLUE, 0.1 + 0.1 * count) if count else style.PAPER
        ax.add_patch(Rectangle((x, y), cell, cell, fc=fill, ec=style.GREY, lw=0.8))
        text, colour = (str(count), style.INK) if count else ("·", shade(style.GREY))
        label(ax, x + cell / 2, y + cell / 2, text, size=SMALL, colour=colour)
    out, small = left + n * cell + 36, top + 2 * cell
    for row, column in np.ndindex(n // 2, n // 2):
        corner = (out + column * cell, small + row * cell)
        ax.add_patch(Rectangle(corner, cell, cell, fc=tint(style.BLUE), ec=style.GREY, lw=0.8))
    look = {"fc": "none", "ec": style.VERMILION, "lw": 2.4, "zorder": 5}
    x, y = left + 4 * cell, top + 4 * cell
    ax.add_patch(Rectangle((x, y), kernel * cell, kernel * cell, **look))
    ax.add_patch(Rectangle((out + 2 * cell, small + 2 * cell), cell, cell, **look))
    route(ax, [(left + n * cell + 6, top + n * cell / 2), (out - 4, top + n * cell / 2)])
    read = f"reads {np.count_nonzero(counts)} of {counts.size} pixels"
    label(ax, left, top + n * cell + 24, read, align="left")


def gradient_paths() -> Axes:
    """Backwards through a residual unit: one part through the layers, one part straight."""
    ax = card(316, "Backwards, the addition copies the gradient: one copy meets no layer")
    y, sum_x, start, add = 144, 92, 136, 574
    back = {"dashed": True, "colour": style.BLUE, "width": 2}
    end = chain(ax, start, y, UNIT, gap=25, backwards=True, **back)
    route(ax, [(add - 13, y), (end, y)], **back)
    route(ax, [(start, y), (sum_x + 13, y)], **back)
    shortcut(ax, [(add, y - 13), (add, 84), (sum_x, 84), (sum_x, y - 13)])
    plus(ax, add, y)
    plus(ax, sum_x, y)
    route(ax, [(628, y), (add + 13, y)], width=2)
    route(ax, [(sum_x - 13, y), (56, y)], width=2)
    label(ax, 654, y, r"$\frac{\partial L}{\partial y}$", size=NORMAL + 7)
    label(ax, 34, y, r"$\frac{\partial L}{\partial x}$", size=NORMAL + 7)
    label(ax, (sum_x + add) / 2, 66, "straight: times 1", colour=DARK_ORANGE)
    label(ax, add, y + 28, "copied", size=SMALL)
    label(ax, sum_x, y + 28, "summed", size=SMALL)
    text = r"through the layers: times $\partial F/\partial x$, which may be small or large"
    brace(ax, start, end, y + 26, text, colour=shade(style.BLUE))
    _formula(ax, 252)
    label(
        ax,
        22,
        294,
        "The ReLU after the addition is left out.",
        size=SMALL,
        colour=shade(style.GREY),
        align="left",
    )
    return ax


def _formula(ax: Axes, y: float) -> None:
    """The sum at the input, each term in the colour of its path."""
    terms = [
        (254, r"$\frac{\partial L}{\partial x}\;=$", style.INK),
        (306, r"$\frac{\partial L}{\partial y}$", DARK_ORANGE),
        (340, "$+$", style.INK),
        (400, r"$\frac{\partial L}{\partial y}\cdot\frac{\partial F}{\partial x}$", shade(style.BLUE)),
    ]
    for x, text, colour in terms:
        label(ax, x, y, text, size=NORMAL + 7, colour=colour)
