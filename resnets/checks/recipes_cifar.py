"""The CIFAR-10 nets as data: the layer, the plain stack, the blocks, and whole networks from a layout."""

from dataclasses import dataclass, replace

from resnets.checks.network import Network
from resnets.checks.recipe import Part, Step, bn, conv, relu


def conv_same(name: str, filters: int, kernel: int = 3, strides: int = 1) -> Step:
    """Return a padded convolution without bias."""
    return conv(name, filters, kernel, strides, "same", bias=False)


def layer_recipe(filters: int, kernel: int, strides: int, activation, norm: bool, conv_first: bool) -> Part:
    """Return conv -> BN -> activation, or BN -> activation -> conv, with or without the last two.

    The step of the activation is called ReLU, whatever ``activation`` names.
    """
    companions = ((bn("BN"),) if norm else ()) + ((Step(activation, "ReLU"),) if activation else ())
    convolution = (conv_same("conv", filters, kernel, strides),)
    if conv_first:
        return Part("conv first", convolution + companions)
    return Part("conv last", companions + convolution)


def plain_recipe(filters: int, layers: int) -> Part:
    """Return ``layers`` times conv -> BN -> ReLU."""
    steps = [(conv_same(f"conv {n}", filters), bn(f"BN {n}"), relu(f"ReLU {n}")) for n in _count(layers)]
    return Part("", sum(steps, ()))


def two_layer_recipe(filters: int, strides: int, projected: bool, name: str = "") -> Part:
    """Return ReLU(F(X) + X), or with BN(W X) for X; F is conv -> BN -> ReLU -> conv -> BN."""
    main = (
        *(conv_same("conv 1", filters, 3, strides), bn("BN 1"), relu("ReLU 1")),
        *(conv_same("conv 2", filters), bn("BN 2")),
    )
    shortcut = (conv_same("projection", filters, 1, strides), bn("the projection's BN")) if projected else ()
    return Part(name, main, shortcut, "add", (relu("last ReLU"),))


def bottleneck_recipe(inside: int, filters: int, strides: int, projected: bool, name: str = "") -> Part:
    """Return F(X) + X, F being BN -> ReLU -> conv three times; a projection reads the first ReLU."""
    main = (
        *(bn("BN 1"), relu("ReLU 1"), conv_same("conv 1", inside, 1, strides)),
        *(bn("BN 2"), relu("ReLU 2"), conv_same("conv 2", inside)),
        *(bn("BN 3"), relu("ReLU 3"), conv_same("conv 3", filters, 1)),
    )
    if not projected:
        return Part(name, main, (), "add")
    return Part(name, main, (conv_same("projection", filters, 1, strides),), "add", (), "ReLU 1")


@dataclass(frozen=True)
class Layout:
    """What is chosen in a net: one number a stage."""

    blocks: tuple[int, ...]
    widths: tuple[int, ...] = (16, 32, 64)  # channels after each block of a stage
    strides: tuple[int, ...] = (1, 2, 2)  # of a stage's first block
    inside: tuple[int, ...] = ()  # channels between the 1x1 convolutions: bottlenecks, pre-activation
    stem: int = 16
    projections: str = "needed"  # "first": in the first block of every stage; "all": in every block
    stride_at: str = "first"  # or "last": which block of a stage has the stride

    def but(self, **fields) -> "Layout":
        """Return this layout with some fields changed."""
        return replace(self, **fields)


def block_name(stage: int, number: int) -> str:
    """Return a block's name; both count from 1."""
    return f"block {number} of stage {stage}"


def net_recipe(layout: Layout, classes: int) -> Network:
    """Return stem, blocks and head."""
    parts, channels = [_stem(layout)], layout.stem
    for stage, (blocks, width) in enumerate(zip(layout.blocks, layout.widths, strict=True), start=1):
        for number in _count(blocks):
            has_stride = number == (1 if layout.stride_at == "first" else blocks)
            s = layout.strides[stage - 1] if has_stride else 1
            needed = s != 1 or channels != width
            extra = layout.projections == "all" or (layout.projections == "first" and number == 1)
            name = block_name(stage, number)
            if layout.inside:
                parts.append(bottleneck_recipe(layout.inside[stage - 1], width, s, needed or extra, name))
            else:
                parts.append(two_layer_recipe(width, s, needed or extra, name))
            channels = width
    return (*parts, _head(layout, classes))


def count_parameters(network: Network, channels: int) -> tuple[int, int]:
    """Return (all, trainable) parameters on pictures with so many channels, without building anything."""
    total = moving = 0
    for part in network:
        at = {None: channels}
        for step in part.main:
            channels, new = _after(step, channels)
            at[step.name] = channels
            total, moving = total + new, moving + (new // 2 if step.kind == "bn" else 0)
        short = at[part.shortcut_from]
        for step in part.shortcut:
            short, new = _after(step, short)
            total, moving = total + new, moving + (new // 2 if step.kind == "bn" else 0)
    return total, total - moving


def _after(step: Step, channels: int) -> tuple[int, int]:
    """Return (channels after the step, its parameters)."""
    o = step.options
    if step.kind == "conv":
        return o["filters"], o["kernel"] ** 2 * channels * o["filters"]
    if step.kind == "dense":
        return o["units"], (channels + 1) * o["units"]
    return channels, 4 * channels if step.kind == "bn" else 0


def _stem(layout: Layout) -> Part:
    convolution = conv_same("the stem's conv", layout.stem)
    # In a pre-activation net the first block begins with the stem's BN and ReLU.
    rest = () if layout.inside else (bn("the stem's BN"), relu("the stem's ReLU"))
    return Part("the stem", (convolution, *rest))


def _head(layout: Layout, classes: int) -> Part:
    last = (bn("last BN"), relu("last ReLU")) if layout.inside else ()
    pool = Step("global_pool", "average pool")
    return Part("the head", (*last, pool, Step("dense", "classifier", {"units": classes})))


def _count(n: int) -> range:
    return range(1, n + 1)
