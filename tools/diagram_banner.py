"""The picture at the top of the README: seven lessons along a residual path, one sign each."""

from diagram_parts import (
    NORMAL,
    SMALL,
    card,
    dot,
    label,
    plus,
    rounded,
    route,
    shade,
    shortcut,
    style,
    tint,
)
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

LESSONS = [
    "degradation\nproblem",
    "identity\nblock",
    "convolutional\nblock",
    "ResNet50 on\nhand signs",
    "ResNet18 on\nCIFAR-10",
    "v1 and v2\ncompared",
    "transfer\nlearning",
]
SIDE, GAP, FIRST, MIDDLE = 58, 34, 40, 150  # px: a lesson's box, the gaps, the first box, the path


def course_banner() -> Axes:
    """Each lesson is a residual unit: what it teaches is added to what the reader knows."""
    ax = card(254)
    label(ax, 22, 36, "ResNet, block by block", size=2 * NORMAL, bold=True, align="left")
    label(
        ax,
        22,
        70,
        "seven lessons, each added to what you already know",
        align="left",
        colour=shade(style.GREY),
    )
    signs = (_curves, _identity, _projection, _hand, _pairs, _versions, _transfer)
    route(ax, [(12, MIDDLE), (FIRST, MIDDLE)], width=1.6)
    for i, (lesson, sign) in enumerate(zip(LESSONS, signs, strict=True)):
        x = FIRST + i * (SIDE + GAP)
        right = x + SIDE + GAP if i < 6 else 692
        fork, add = x - 10, x + SIDE + 11
        shortcut(ax, [(fork, MIDDLE), (fork, MIDDLE - 44), (add, MIDDLE - 44), (add, MIDDLE - 8)], radius=9)
        dot(ax, fork, MIDDLE, radius=3.5)
        route(ax, [(x + SIDE, MIDDLE), (right, MIDDLE)], width=1.6)
        plus(ax, add, MIDDLE, radius=8)
        rounded(
            ax,
            x,
            MIDDLE - SIDE / 2,
            SIDE,
            SIDE,
            fill=tint(style.BLUE, 0.1),
            edge=style.BLUE,
            radius=8,
            width=1.6,
        )
        sign(ax, x + SIDE / 2, MIDDLE)
        label(ax, x + SIDE / 2, MIDDLE + 44, f"{i + 1}", bold=True)
        _title(ax, x + SIDE / 2, MIDDLE + 62, lesson)
    return ax


def _title(ax: Axes, x: float, y: float, lesson: str) -> None:
    for i, line in enumerate(lesson.split("\n")):
        label(ax, x, y + 17 * i, line, size=SMALL)


def _curves(ax: Axes, x: float, y: float) -> None:
    """Two training curves, the deeper net above the shallower."""
    ax.plot([x - 19, x - 19, x + 20], [y - 19, y + 18, y + 18], color=style.INK, lw=1.2, zorder=5)
    steps = [i / 12 for i in range(13)]
    for height, rest, colour, line in ((30, 12, style.VERMILION, "-"), (30, 3, style.BLUE, (0, (2, 1)))):
        heights = [rest + (height - rest) * (1 - t) ** 3 for t in steps]
        xs, ys = [x - 15 + 33 * t for t in steps], [y + 15 - h for h in heights]
        ax.plot(xs, ys, color=colour, lw=2, ls=line, zorder=5)


def _identity(ax: Axes, x: float, y: float) -> None:
    """A unit with the short way around it."""
    ax.add_patch(Rectangle((x - 9, y - 1), 18, 15, fc=tint(style.BLUE, 0.6), ec=style.BLUE, lw=1.4, zorder=5))
    route(ax, [(x - 23, y + 6), (x - 9, y + 6)], head=False, zorder=5)
    route(ax, [(x + 9, y + 6), (x + 24, y + 6)], zorder=5)
    ends = [(x - 17, y + 6), (x - 17, y - 14), (x + 15, y - 14), (x + 15, y + 6)]
    route(ax, ends, colour=style.ORANGE, width=2.4, head=False, radius=7, zorder=4.5)


def _projection(ax: Axes, x: float, y: float) -> None:
    """The same with a box on the short way."""
    _identity(ax, x, y)
    ax.add_patch(
        Rectangle((x - 6, y - 19), 10, 10, fc=tint(style.BLUE, 0.6), ec=style.BLUE, lw=1.4, zorder=5)
    )


def _hand(ax: Axes, x: float, y: float) -> None:
    """A hand that shows three."""
    skin, edge = tint(style.ORANGE, 0.45), style.INK
    for dx, length in ((-11, 24), (-3.5, 27), (4, 24), (11, 7)):
        rounded(
            ax, x + dx - 3, y + 3 - length, 6.4, length + 4, fill=skin, edge=edge, radius=3, width=1, zorder=5
        )
    rounded(ax, x - 14.5, y, 29, 21, fill=skin, edge=edge, radius=7, width=1, zorder=5)
    ax.add_patch(Rectangle((x - 12.5, y - 2), 25, 7, fc=skin, ec="none", zorder=5.5))


def _pairs(ax: Axes, x: float, y: float) -> None:
    """Four stages of two units each, the pictures smaller from stage to stage."""
    left = x - 22
    for i, height in enumerate((36, 26, 17, 9)):
        for k in range(2):
            corner = (left + 11.5 * i + 5 * k, y - height / 2)
            share = 0.25 + 0.2 * i
            ax.add_patch(
                Rectangle(corner, 4, height, fc=tint(style.BLUE, share), ec=style.BLUE, lw=0.8, zorder=5)
            )


def _versions(ax: Axes, x: float, y: float) -> None:
    """Two orders of the same three layers."""
    for dx, kinds in (
        (-12, (style.BLUE, style.SKY, style.GREEN)),
        (12, (style.SKY, style.GREEN, style.BLUE)),
    ):
        for i, colour in enumerate(kinds):
            radius = 4.5 if colour == style.GREEN else 1
            fill = tint(colour, 0.75 if colour == style.BLUE else 0.4)
            rounded(
                ax,
                x + dx - 9,
                y - 20 + 14.5 * i,
                18,
                10,
                fill=fill,
                edge=colour,
                radius=radius,
                width=1,
                zorder=5,
            )


def _transfer(ax: Axes, x: float, y: float) -> None:
    """A trunk that stays and a head that is new."""
    for i in range(3):
        corner = (x - 22 + 9 * i, y - 15)
        ax.add_patch(Rectangle(corner, 6, 30, fc=style.LIGHT, ec=style.GREY, lw=1, zorder=5))
    route(ax, [(x + 3, y), (x + 12, y)], zorder=5)
    ax.add_patch(
        Circle((x + 17, y), 5.5, fc=tint(style.VERMILION, 0.5), ec=style.VERMILION, lw=1.4, zorder=5)
    )
