"""The residual unit and what becomes of it: bottleneck, identity block, convolutional block."""

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
    tint,
)
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

UNIT = [
    ("3×3 conv", "conv", 78),
    ("BN", "bn", 44),
    ("ReLU", "act", 58),
    ("3×3 conv", "conv", 78),
    ("BN", "bn", 44),
]
DARK_ORANGE = shade(style.ORANGE)


def residual_unit() -> Axes:
    """F(x) + x: two layers and the way around them."""
    ax = card(222, "A residual unit learns only what to add to its input")
    y, fork, start, add = 146, 60, 88, 494
    label(ax, 30, y, "$x$", size=NORMAL + 4)
    route(ax, [(42, y), (start, y)])
    dot(ax, fork, y)
    end = chain(ax, start, y, UNIT, gap=16)
    route(ax, [(end, y), (add - 13, y)])
    shortcut(ax, [(fork, y), (fork, 80), (add, 80), (add, y - 13)])
    plus(ax, add, y)
    label(ax, (fork + add) / 2, 64, "shortcut: $x$, unchanged", colour=DARK_ORANGE)
    brace(ax, start, end, y + 26, r"$F(x)$: what the layers have to learn")
    label(ax, 544, y - 16, "$F(x) + x$", size=NORMAL + 1)
    route(ax, [(add + 13, y), (588, y)])
    box(ax, 588, y - 17, 58, 34, "ReLU", "act")
    route(ax, [(646, y), (682, y)])
    return ax


def plain_and_residual() -> Axes:
    """The same six layers without and with skip connections."""
    ax = card(292, "The same layers, and one more way through: past all of them")
    width, inner, outer, start = 62, 22, 56, 84
    lefts = [
        start + pair * (2 * width + inner + outer) + i * (width + inner)
        for pair in range(3)
        for i in range(2)
    ]
    for y, name in ((104, "plain"), (214, "residual")):
        label(ax, 22, y - (40 if name == "plain" else 60), name, align="left", bold=True, size=SMALL)
        label(ax, 30, y, "$x$", size=NORMAL + 4)
        route(ax, [(42, y), (start, y)])
        for i, left in enumerate(lefts):
            box(ax, left, y - 18, width, 36, f"layer {i + 1}", "conv")
            end = lefts[i + 1] if i < 5 else 682
            route(ax, [(left + width, y), (end, y)])
    fork = 62
    for left in lefts[1::2]:
        add = left + width + 19
        route(ax, [(add - 14, 214), (add - 9, 214)])
        shortcut(ax, [(fork, 214), (fork, 168), (add, 168), (add, 205)])
        dot(ax, fork, 214)
        plus(ax, add, 214, radius=9)
        fork = add + 20
    label(
        ax,
        350,
        262,
        "the shortcut carries $x$ round two layers at a time and adds it back",
        colour=DARK_ORANGE,
    )
    return ax


def unit_weights(widths: list[int], kernels: list[int]) -> list[int]:
    """Kernel weights of each convolution on the way through `widths` channels, biases not counted."""
    return [k * k * a * b for k, a, b in zip(kernels, widths[:-1], widths[1:], strict=True)]


def bottleneck() -> Axes:
    """The two-layer unit beside the bottleneck, widths in proportion to channels (1 px each)."""
    basic, neck = ([64, 64, 64], [3, 3]), ([256, 64, 64, 256], [1, 3, 1])
    total_basic, total_neck = sum(unit_weights(*basic)), sum(unit_weights(*neck))
    times = neck[0][0] // basic[0][0]
    words = {2: "Twice", 4: "Four times"}[times]
    share = "fewer" if total_neck < total_basic else "more"
    ax = card(432, f"Bottleneck: {words.lower()} the channels for {share} weights")
    label(ax, 118, 66, "two-layer unit", bold=True, size=SMALL)
    label(ax, 452, 66, "bottleneck", bold=True, size=SMALL)
    _funnel(ax, 118, *basic, ["3×3", "3×3"], rail=48, weights_x=162)
    _funnel(ax, 452, *neck, ["1×1 reduce", "3×3", "1×1 restore"], rail=292, weights_x=568)
    return ax


def _funnel(
    ax: Axes,
    x: float,
    widths: list[int],
    kernels: list[int],
    names: list[str],
    *,
    rail: float,
    weights_x: float,
) -> None:
    """One unit from top to bottom: bars are feature maps, what joins them are convolutions."""
    top, bottom, bar, add = 122, 350, 12, 378
    step = (bottom - top - bar) / len(kernels)
    weights = unit_weights(widths, kernels)
    route(ax, [(x, 82), (x, top)])
    for i, name in enumerate(names):
        y, a, b = top + bar + i * step, widths[i] / 2, widths[i + 1] / 2
        corners = [(x - a, y), (x + a, y), (x + b, y + step - bar), (x - b, y + step - bar)]
        ax.add_patch(Polygon(corners, fc=tint(style.BLUE), ec=style.BLUE, lw=1.5, joinstyle="round"))
        label(ax, x, y + (step - bar) / 2, name, size=SMALL)
        label(ax, weights_x, y + (step - bar) / 2, f"{weights[i]:,}\nweights", size=SMALL, align="left")
    for i, channels in enumerate(widths):
        y = top + i * step
        ax.add_patch(Rectangle((x - channels / 2, y), channels, bar, fc=style.INK, ec=style.INK, lw=1.5))
        text = f"{channels}" if i else f"{channels} channels"
        label(ax, x + channels / 2 + 8, y + bar / 2, text, size=SMALL, bold=True, align="left")
    ax.plot([weights_x, weights_x + 62], [add - 10, add - 10], color=style.INK, lw=1)
    label(ax, weights_x, add + 8, f"{sum(weights):,}\nin all", size=SMALL, bold=True, align="left")
    route(ax, [(x, bottom), (x, add - 11)])
    shortcut(ax, [(x, 98), (rail, 98), (rail, add), (x - 11, add)])
    dot(ax, x, 98)
    plus(ax, x, add, radius=11)
    route(ax, [(x, add + 11), (x, add + 36)])


def identity_block() -> Axes:
    """The block whose shortcut is the input itself."""
    return _block(projection=False)


def convolutional_block() -> Axes:
    """The block whose shortcut is a strided 1x1 convolution."""
    return _block(projection=True)


def _block(projection: bool) -> Axes:
    """Every step of a block of ResNet50 from top to bottom, with shapes and layer names."""
    size, channels, stride = ("h/s, w/s", "C", ", stride s") if projection else ("h, w", "F3", "")
    what = "Convolutional block: the shortcut is fitted to the new shape"
    ax = card(640, what if projection else "Identity block: the input itself is added back")
    x, y, rail = 344, 74, 114
    label(ax, x, 62, f"X   (h, w, {channels})", size=SMALL + 1)
    label(ax, x + 136, 62, "layer names", size=SMALL, colour=shade(style.GREY), align="left")
    parts = [("a", f"1×1 conv, F1 filters{stride}, valid", 1), ("b", "f×f conv, F2 filters, same", 2)]
    for letter, text, which in [*parts, ("c", "1×1 conv, F3 filters, valid", 3)]:
        route(ax, [(x, y), (x, y + 38)])
        y = _steps(ax, x, y + 38, letter, text)
        label(ax, x + 12, y + 16, f"({size}, F{which})", size=SMALL, align="left")
    add = y + 46
    route(ax, [(x, y), (x, add - 13)])
    shortcut(ax, [(x, 86), (rail, 86), (rail, add), (x - 13, add)])
    dot(ax, x, 86)
    plus(ax, x, add)
    label(ax, x + 24, add, "add", size=SMALL, align="left")
    route(ax, [(x, add + 13), (x, add + 34)])
    box(ax, x - 120, add + 34, 240, 30, "ReLU", "act")
    route(ax, [(x, add + 64), (x, add + 86)])
    label(ax, x, add + 100, f"({size}, F3)", size=SMALL + 1)
    if projection:
        _projection(ax, rail)
        label(
            ax,
            678,
            add + 100,
            "h/s and w/s are rounded up",
            size=SMALL,
            colour=shade(style.GREY),
            align="right",
        )
    else:
        label(ax, rail + 12, 300, "shortcut:\nX, unchanged", size=SMALL, colour=DARK_ORANGE, align="left")
    return ax


def _steps(ax: Axes, x: float, y: float, letter: str, text: str) -> float:
    """Convolution, BN and (but for the last) ReLU of one third of the main path; returns where it ends."""
    steps = [
        (text, "conv", "res{stage}{block}_branch2" + letter),
        ("BN", "bn", "bn{stage}{block}_branch2" + letter),
    ]
    if letter != "c":
        steps.append(("ReLU", "act", ""))
    for i, (words, kind, name) in enumerate(steps):
        if i:
            route(ax, [(x, y - 8), (x, y)], head=False)
        box(ax, x - 120, y, 240, 30, words, kind)
        if name:
            label(ax, x + 136, y + 15, name, size=SMALL, mono=True, align="left")
        y += 38
    return y - 8


def _projection(ax: Axes, x: float) -> None:
    """The two layers on the shortcut of the convolutional block."""
    box(ax, x - 98, 206, 196, 66, "", "conv")
    label(ax, x, 228, "1×1 conv, F3 filters\nstride s, valid", size=SMALL)
    label(ax, x, 259, "res{stage}{block}_branch1", size=SMALL, mono=True)
    box(ax, x - 98, 306, 196, 46, "", "bn")
    label(ax, x, 319, "BN", size=SMALL)
    label(ax, x, 339, "bn{stage}{block}_branch1", size=SMALL, mono=True)
    label(ax, x + 12, 400, "(h/s, w/s, F3)", size=SMALL, align="left")
