"""ResNet50 as a map of its stages; the shapes on it are computed, not typed."""

from typing import NamedTuple

from diagram_parts import SMALL, box, card, chain, label, rounded, route, shade, shortcut, style, tint
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

CLASSES = 6
LETTERS = "abcdefgh"
LEFT = 26  # px, where every line of the map begins
GREY = shade(style.GREY)
STAGES = {  # stage: filters F1, F2, F3, residual units, stride of the first
    2: ([64, 64, 256], 3, 1),
    3: ([128, 128, 512], 4, 2),
    4: ([256, 256, 1024], 6, 2),
    5: ([512, 512, 2048], 3, 2),
}


class Row(NamedTuple):
    """One line of the map: what is done, the shape that comes out, the layer of ResNet50 that gives it."""

    name: str
    shape: tuple[int, ...]
    layer: str  # name of a layer, or of a class of layers where Keras names it


def sliding(n: int, kernel: int, stride: int) -> int:
    """How many windows of `kernel` pixels, `stride` apart, fit into `n` pixels ("valid")."""
    return (n - kernel) // stride + 1


def resnet50_rows(n: int = 64) -> list[Row]:
    """The shapes on the way of an n x n image through ResNet50, by arithmetic alone."""
    rows = [Row("input", (n, n, 3), "InputLayer")]
    n += 2 * 3
    rows.append(Row("zero-pad 3", (n, n, 3), "ZeroPadding2D"))
    n = sliding(n, 7, 2)
    rows.append(Row("7×7 conv, 64, stride 2", (n, n, 64), "conv1"))
    n = sliding(n, 3, 2)
    rows.append(Row("3×3 max pool, stride 2", (n, n, 64), "MaxPooling2D"))
    for stage, (filters, units, stride) in STAGES.items():
        n = sliding(n, 1, stride)
        last = LETTERS[units - 1]
        rows.append(Row(f"stage {stage}", (n, n, filters[-1]), f"bn{stage}{last}_branch2c"))
    n = sliding(n, 2, 2)
    channels = rows[-1].shape[-1]
    rows.append(Row("2×2 average pool", (n, n, channels), "avg_pool"))
    rows.append(Row("flatten", (n * n * channels,), "Flatten"))
    rows.append(Row(f"dense, softmax over {CLASSES} classes", (CLASSES,), f"fc{CLASSES}"))
    return rows


def resnet50_map() -> Axes:
    """ResNet50 for 64x64 images, a line for each stage, with the size and channels of what comes out."""
    units = sum(count for _, count, _ in STAGES.values())
    ax = card(756, f"ResNet50, {units} units long: the picture shrinks, the channels multiply")
    for x, text, align in ((22, "layers", "left"), (458, "comes out", "left"), (590, "size", "center")):
        label(ax, x, 60, text, size=SMALL, colour=GREY, align=align)
    label(ax, 626, 60, "channels", size=SMALL, colour=GREY, align="left")
    y, step, leave = 96, 54, None
    for row in resnet50_rows():
        is_stage = row.name.startswith("stage")
        if leave:
            _carry_on(ax, leave, y, straight_down=leave[2] and not is_stage)
        leave = _stage(ax, row, y) if is_stage else _single(ax, row, y)
        label(ax, 458, y, " × ".join(map(str, row.shape)), size=SMALL, align="left")
        _extent(ax, row.shape, y)
        y += step
    _legend(ax, y + 4)
    count = f"1 + {units} × 3 + 1 = {1 + units * 3 + 1} layers with weights on the main path: hence the name"
    label(ax, 22, y + 44, count, size=SMALL, align="left")
    return ax


def _single(ax: Axes, row: Row, y: float) -> tuple[float, float, bool]:
    """One box, or conv, BN, ReLU for the stem; returns its right end and whether it is one box."""
    kind = "pool" if "pool" in row.name else "conv" if row.layer in ("conv1", f"fc{CLASSES}") else "plain"
    width = {"plain": 100, "conv": 172, "pool": 172}[kind] + 60 * row.name.startswith("dense")
    parts = [(row.name, kind, width)]
    if row.layer == "conv1":
        parts += [("BN", "bn", 44), ("ReLU", "act", 58)]
    return chain(ax, LEFT, y, parts, gap=16, height=28), y, len(parts) == 1


def _stage(ax: Axes, row: Row, y: float) -> tuple[float, float, bool]:
    """The units of a stage, a, b, c …, each with its way around; returns its right end."""
    _, count, stride = STAGES[int(row.name[-1])]
    x, gap = LEFT, 18
    for i in range(count):
        text, width = f"{row.name[-1]}{LETTERS[i]}", 48
        if i == 0:
            text, width = f"{text}, s = {stride}", 68
        else:
            route(ax, [(x - gap, y), (x, y)])
        _unit(ax, x, y, width, text, projection=i == 0)
        x += width + gap
    return x - gap, y, False


def _unit(ax: Axes, x: float, y: float, width: float, text: str, *, projection: bool) -> None:
    """A residual unit as a box with an orange way around it, and a box on that if it is a projection."""
    box(ax, x, y - 13, width, 28, text, "conv")
    left, right = x - 6, x + width + 5
    shortcut(ax, [(left, y), (left, y - 22), (right, y - 22), (right, y)], head=False, radius=5, zorder=2)
    if projection:
        rounded(ax, x + width / 2 - 15, y - 28, 30, 11, fill=tint(style.BLUE), edge=style.BLUE, radius=2)


def _carry_on(ax: Axes, leave: tuple[float, float, bool], y: float, *, straight_down: bool) -> None:
    """The path from where a line of the map is left to the start of the next."""
    x, above, _ = leave
    if straight_down:
        route(ax, [(LEFT + 50, above + 14), (LEFT + 50, y - 14)])
    else:
        middle = above + 21
        route(ax, [(x, above), (x + 14, above), (x + 14, middle), (10, middle), (10, y), (LEFT, y)], radius=6)


def _extent(ax: Axes, shape: tuple[int, ...], y: float) -> None:
    """A square as wide as the feature map (if it is one) and a bar as long as it has channels."""
    if len(shape) == 3:
        side = max(0.6 * shape[0], 1.5)
        ax.add_patch(Rectangle((590 - side / 2, y - side / 2), side, side, fc=style.INK, ec="none"))
    ax.add_patch(Rectangle((626, y - 6), max(shape[-1] / 40, 1), 12, fc=style.INK, ec="none"))


def _legend(ax: Axes, y: float) -> None:
    """What the boxes mean."""
    _unit(ax, LEFT, y, 48, "4a", projection=True)
    label(ax, LEFT + 62, y, "stage 4, block a: a convolutional block", size=SMALL, align="left")
    _unit(ax, 380, y, 48, "4b", projection=False)
    label(ax, 442, y, "stage 4, block b: an identity block", size=SMALL, align="left")
