"""Boxes, arrows and labels from which every diagram of the course is put together.

Coordinates are pixels of a 700 px wide page, y downwards, so that a size in the code is the size
that a reader sees. Kinds of layer are told apart by colour, by outline (activations are pills) and
by their text; the shortcut is orange and twice as thick as the main path, so it also stands out in grey.
"""

import importlib.util
import re
from html import escape
from io import StringIO
from pathlib import Path
from types import ModuleType

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path as Outline

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 700  # px
POINTS_PER_PX = 0.75
CAPITALS = 0.73  # height of a capital in DejaVu Sans, in font sizes


def _load_style() -> ModuleType:
    """resnets/style.py on its own: importing the package would start Keras, seconds for a drawing."""
    spec = importlib.util.spec_from_file_location("course_style", ROOT / "resnets" / "style.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


style = _load_style()
NORMAL = style.FONT_SIZE  # points: 14.7 px on the page
SMALL = style.FONT_SIZE - 2  # 12 px
RC = style.RC | {"mathtext.fontset": "stix", "font.family": "DejaVu Sans", "svg.id": None}
COLOURS = {
    "conv": style.BLUE,
    "bn": style.SKY,
    "act": style.GREEN,
    "pool": style.PURPLE,
    "shortcut": style.ORANGE,
    "plain": style.GREY,
    "look": style.VERMILION,
}
THIN, THICK = 1.3, 3.0  # line widths in points: main path, shortcut


def mix(colour: str, other: str, share: float) -> str:
    """`share` of `colour` mixed with `other`, as a hex colour."""
    pairs = zip(to_rgb(colour), to_rgb(other), strict=True)
    return to_hex([share * a + (1 - share) * b for a, b in pairs])


def tint(colour: str, share: float = 0.2) -> str:
    """A fill light enough for dark text."""
    return mix(colour, style.PAPER, share)


def shade(colour: str) -> str:
    """The same hue, dark enough to be read as text on white."""
    return mix(colour, style.INK, 0.5)


def card(height: int, headline: str = "") -> Axes:
    """A white card with rounded corners, legible on dark pages too, and on it the picture's message."""
    figure = Figure(figsize=(WIDTH / 96, height / 96))
    figure.patch.set_visible(False)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    rounded(ax, 1, 1, WIDTH - 2, height - 2, fill=style.PAPER, edge=style.LIGHT, radius=14, width=1, zorder=0)
    if headline:
        label(ax, 22, 28, headline, bold=True, align="left")
    return ax


def rounded(
    ax: Axes,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    fill: str,
    edge: str,
    radius: float = 5,
    width: float = THIN,
    zorder: float = 4,
) -> None:
    """A rectangle with rounded corners; x, y is its upper left corner."""
    shape = f"round,pad=0,rounding_size={radius}"
    patch = FancyBboxPatch((x, y), w, h, boxstyle=shape, fc=fill, ec=edge, lw=width)
    ax.add_patch(patch)
    patch.set_zorder(zorder)


def label(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = NORMAL,
    colour: str = style.INK,
    bold: bool = False,
    mono: bool = False,
    align: str = "center",
) -> None:
    """Text, centred on y: words by their capitals, for a common baseline; formulas by their box."""
    font = {"family": "DejaVu Sans Mono"} if mono else {}
    weight = "bold" if bold else "normal"
    where = {"ha": align, "va": "center", "linespacing": 1.3, "zorder": 6}
    if "\n" not in text and not text.startswith("$"):
        where["va"] = "baseline"
        y += CAPITALS / 2 * size / POINTS_PER_PX
    ax.text(x, y, text, fontsize=size, color=colour, weight=weight, **where, **font)


def box(
    ax: Axes, x: float, y: float, w: float, h: float, text: str, kind: str, *, size: float = SMALL
) -> None:
    """A layer: colour by kind, pill-shaped if it is an activation; x, y is its upper left corner."""
    colour = COLOURS[kind]
    radius = h / 2 - 0.5 if kind == "act" else 5
    rounded(ax, x, y, w, h, fill=tint(colour), edge=colour, radius=radius, width=1.5)
    label(ax, x + w / 2, y + h / 2, text, size=size)


def plus(ax: Axes, x: float, y: float, radius: float = 13) -> None:
    """The addition where the shortcut comes back."""
    ax.add_patch(Circle((x, y), radius, fc=tint(style.ORANGE, 0.3), ec=style.INK, lw=1.5, zorder=4.5))
    arm = radius * 0.5
    for dx, dy in ((arm, 0), (0, arm)):
        ax.plot([x - dx, x + dx], [y - dy, y + dy], color=style.INK, lw=1.6, zorder=5, solid_capstyle="round")


def dot(ax: Axes, x: float, y: float, colour: str = style.ORANGE, radius: float = 4) -> None:
    """The point where a path forks."""
    ax.add_patch(Circle((x, y), radius, fc=colour, ec="none", zorder=4))


def _towards(start: tuple, end: tuple, distance: float) -> tuple:
    length = max(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5, 1e-9)
    return tuple(a + (b - a) * distance / length for a, b in zip(start, end, strict=True))


def route(
    ax: Axes,
    points: list[tuple],
    *,
    colour: str = style.INK,
    width: float = THIN,
    dashed: bool = False,
    head: bool = True,
    radius: float = 12,
    zorder: float = 3,
) -> None:
    """A line through `points` with rounded bends and an arrowhead at its end."""
    size = 5.5 + 1.8 * width
    tip = points[-1]
    if head:
        points = [*points[:-1], _towards(tip, points[-2], size * 0.8)]
    vertices, codes = [points[0]], [Outline.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        vertices += [_towards(corner, before, radius), corner, _towards(corner, after, radius)]
        codes += [Outline.LINETO, Outline.CURVE3, Outline.CURVE3]
    vertices.append(points[-1])
    codes.append(Outline.LINETO)
    line = (0, (2.4, 1.5)) if dashed else "-"
    path = Outline(vertices, codes)
    ax.add_patch(PathPatch(path, fc="none", ec=colour, lw=width, ls=line, capstyle="butt", zorder=zorder))
    if head:
        back = _towards(tip, points[-2], size)
        dx, dy = (tip[1] - back[1]) * 0.45, (back[0] - tip[0]) * 0.45
        corners = [tip, (back[0] + dx, back[1] + dy), (back[0] - dx, back[1] - dy)]
        ax.add_patch(Polygon(corners, fc=colour, ec="none", zorder=zorder))


def shortcut(ax: Axes, points: list[tuple], **options) -> None:
    """The orange way around the layers."""
    route(ax, points, colour=style.ORANGE, width=THICK, **options)


def brace(ax: Axes, left: float, right: float, y: float, text: str, *, colour: str = style.INK) -> None:
    """A bracket under what `text` names."""
    xs, ys = [left, left, right, right], [y, y + 8, y + 8, y]
    ax.plot(xs, ys, color=style.GREY, lw=1.2, solid_joinstyle="round")
    label(ax, (left + right) / 2, y + 26, text, colour=colour)


def chain(
    ax: Axes,
    x: float,
    y: float,
    parts: list[tuple],
    *,
    gap: float,
    height: float = 34,
    backwards: bool = False,
    **line,
) -> float:
    """Boxes (text, kind, width) in a row around y, arrows between them; returns the right end."""
    for i, (text, kind, width) in enumerate(parts):
        if i:
            points = [(x - gap, y), (x, y)]
            route(ax, points[::-1] if backwards else points, **line)
        box(ax, x, y - height / 2, width, height, text, kind)
        x += width + gap
    return x - gap


def to_svg(ax: Axes, title: str, alt: str) -> str:
    """The picture as SVG text: glyphs as outlines, no date, title and description for screen readers."""
    for artist in ax.get_children():
        artist.set_clip_on(False)
    stream = StringIO()
    no_metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    ax.figure.savefig(stream, format="svg", metadata=no_metadata, transparent=False)
    svg = stream.getvalue()
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', rf'\1 width="{WIDTH}" role="img"', svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[\d.]+pt"', rf'\1 height="{ax.get_ylim()[0]:.0f}"', svg, count=1)
    named = f"<title>{escape(title)}</title>\n <desc>{escape(alt)}</desc>"
    svg = re.sub(r"(<svg[^>]*>)", lambda tag: f"{tag[1]}\n {named}", svg, count=1)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def with_style(function, *arguments):
    """`function(*arguments)` under the course's settings of matplotlib, which are put back afterwards."""
    with rc_context(RC):
        return function(*arguments)
