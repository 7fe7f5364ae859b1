"""A diagram that builds itself up: forward and backward through a residual unit, step by step.

The steps are groups of the SVG that CSS brings in one after another. First the whole picture stands, so
that a page shows it when it is opened and printed; then it is built up a few times; then it stands for good.
Printed in between, from an ``<img>``, it is as far as it was on the screen: there Chromium does not apply
``@media print``, whose rule helps where the SVG is the page itself or part of it. Where a reader has asked
for less motion, nothing moves.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from diagram_blocks import DARK_ORANGE, UNIT
from diagram_parts import NORMAL, card, chain, dot, label, plus, route, shade, shortcut, style
from matplotlib.axes import Axes

SECONDS, HOLD = 1.6, 4.0  # for each step, and for the whole picture before it begins again
TIMES = 3  # built up
FORK, START, ADD = 92, 136, 574  # x of the fork, of the first layer, of the addition


@contextmanager
def step(ax: Axes, number: int) -> Iterator[None]:
    """Give what is drawn inside the number of its step."""
    before = set(map(id, ax.get_children()))
    yield
    for place, artist in enumerate(one for one in ax.get_children() if id(one) not in before):
        artist.set_gid(f"step{number}-{place}")


def there_and_back() -> Axes:
    """Forward the values, backward the gradient, each in four steps."""
    ax = card(424, "Two ways there, two ways back: both meet at a plus")
    _forward(ax, 140)
    _backward(ax, 318)
    return ax


def _forward(ax: Axes, y: float) -> None:
    text = {"size": NORMAL}
    end = START + sum(width for *_, width in UNIT) + 25 * (len(UNIT) - 1)
    with step(ax, 1):
        label(ax, 34, y, "$x$", size=NORMAL + 4)
        route(ax, [(48, y), (START, y)])
        dot(ax, FORK, y)
    with step(ax, 2):
        chain(ax, START, y, UNIT, gap=25)
        label(ax, (START + end) / 2, y + 38, "the layers: $F(x)$", colour=shade(style.BLUE), **text)
    with step(ax, 3):
        shortcut(ax, [(FORK, y), (FORK, y - 56), (ADD, y - 56), (ADD, y - 13)])
        label(ax, (FORK + ADD) / 2, y - 74, "the shortcut: $x$", colour=DARK_ORANGE, **text)
    with step(ax, 4):
        route(ax, [(end, y), (ADD - 13, y)])
        plus(ax, ADD, y)
        route(ax, [(ADD + 13, y), (622, y)])
        label(ax, 660, y, "$F(x)+x$", size=NORMAL)


def _backward(ax: Axes, y: float) -> None:
    back = {"dashed": True, "colour": style.BLUE, "width": 2}
    with step(ax, 5):
        label(ax, 660, y, r"$\frac{\partial L}{\partial y}$", size=NORMAL + 7)
        route(ax, [(632, y), (ADD + 5, y)], width=2)
        dot(ax, ADD, y, colour=style.INK)
        label(ax, ADD, y + 26, "copied", size=NORMAL)
    with step(ax, 6):
        end = chain(ax, START, y, UNIT, gap=25, backwards=True, **back)
        route(ax, [(ADD, y), (end, y)], **back)
        text = r"times $\partial F/\partial x$"
        label(ax, (START + end) / 2, y + 38, text, colour=shade(style.BLUE), size=NORMAL)
    with step(ax, 7):
        shortcut(ax, [(ADD, y), (ADD, y - 56), (FORK, y - 56), (FORK, y - 13)])
        label(ax, (FORK + ADD) / 2, y - 74, "times 1", colour=DARK_ORANGE, size=NORMAL)
    with step(ax, 8):
        route(ax, [(START, y), (FORK + 13, y)], **back)
        plus(ax, FORK, y)
        route(ax, [(FORK - 13, y), (56, y)], width=2)
        label(ax, 34, y, r"$\frac{\partial L}{\partial x}$", size=NORMAL + 7)
        left, right = (
            r"\frac{\partial L}{\partial x}=\frac{\partial L}{\partial y}",
            r"(1+\frac{\partial F}{\partial x})",
        )
        label(ax, 350, 394, rf"${left}\,{right}$", size=NORMAL + 5)


def animated(svg: str) -> str:
    """Return the SVG with a style that brings its steps in one after another; as it is if it has none.

    A cycle is the steps and then the hold. A negative delay begins in the first cycle's hold.
    """
    steps = sorted({int(number) for number in re.findall(r'<g id="step(\d+)-', svg)})
    if not steps:
        return svg
    whole = len(steps) * SECONDS + HOLD
    rules = []
    for place, number in enumerate(steps):
        begin = 100 * place * SECONDS / whole
        name = f"in{number}"
        rules.append(
            f"@keyframes {name}{{0%,{begin:.1f}%{{opacity:0}}{begin + 4:.1f}%,100%{{opacity:1}}}}"
            f'[id^="step{number}-"]{{animation:{name} {whole:.1f}s linear -{whole - HOLD:.1f}s {1 + TIMES}}}'
        )
    still = "@media print,(prefers-reduced-motion:reduce){[id^=step]{animation:none!important}}"
    style_of = f"<style>{''.join(rules)}{still}</style>"
    return svg.replace("</desc>", f"</desc>\n {style_of}", 1)
