"""Figures of lesson 3: stride, what is read, what the stride costs, BN on the projection."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap

from resnets import style
from resnets.counts import LayerCost
from resnets.plots.base import new_figure, show


def stride_chain(sizes: list[int], labels: list[str]) -> None:
    """Draw one row of a map a level: where its pixels sit on the first map, and which the next level reads.

    Args:
        sizes: pixels along one axis at each level, each half of the one before, rounded up.
        labels: name of each level.
    """
    figure, ax = new_figure(7.0, 2.6)
    for level, size in enumerate(sizes):
        positions = np.arange(size) * 2**level
        last = level == len(sizes) - 1
        read = positions if last else positions[::2]
        skipped = np.setdiff1d(positions, read)
        ax.scatter(skipped, [-level] * len(skipped), s=90, marker="s", fc="none", ec=style.GREY)
        ax.scatter(read, [-level] * len(read), s=90, marker="s", color=style.BLUE)
        if not last:
            for x in read:
                ax.plot([x, x], [-level - 0.2, -level - 0.8], color=style.GREY, lw=0.8)
    ax.scatter([], [], s=60, marker="s", color=style.BLUE, label="kept")
    ax.scatter(
        [], [], s=60, marker="s", fc="none", ec=style.GREY, label="dropped: the next stage never reads it"
    )
    ax.set_yticks([-level for level in range(len(sizes))], labels)
    ax.set_xticks(range(0, sizes[0], 2))
    ax.set(xlabel="position on the first map (pixels)", ylim=(-len(sizes) + 0.5, 0.5))
    ax.set_title(" → ".join(map(str, sizes)) + ": each stride keeps every second pixel, the first included")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.28), ncols=2)
    kept = "; ".join(
        f"{label}: {(n + 1) // 2} of {n} read" for label, n in zip(labels, sizes[:-1], strict=False)
    )
    show(figure, f"Rows of squares, one row a stage. {kept}. The last stage has {sizes[-1]} pixels left.")


def influence_maps(maps: dict[str, np.ndarray]) -> None:
    """Draw how much the output moves when one input pixel is changed; pixels without any effect stay white.

    Args:
        maps: title -> (height, width) array, change of the output, 0 where nothing moved.
    """
    blues = ListedColormap(colormaps["Blues"](np.linspace(0.2, 1, 128)))  # the smallest change is not white
    figure, axes = new_figure(3.1 * len(maps), 3.7, columns=len(maps), squeeze=False)
    said = []
    for ax, (title, moved) in zip(axes[0], maps.items(), strict=True):
        shown = np.ma.masked_less_equal(moved / moved.max(), 1e-4)
        picture = ax.imshow(shown, cmap=blues, vmin=0, vmax=1)
        ax.set_title(f"{title}\n{shown.count()} of {moved.size} pixels matter", fontsize=style.FONT_SIZE)
        ax.set(xticks=[0, 4, 8, 12], yticks=[0, 4, 8, 12], xlabel="column (pixels)")
        said.append(f"{title}: {shown.count()} of {moved.size} input pixels move the output")
    axes[0, 0].set_ylabel("row (pixels)")
    figure.colorbar(picture, ax=axes[0].tolist(), shrink=0.6, label="change of the output,\nlargest = 1")
    show(figure, "Maps of influence. " + ". ".join(said) + ".")


def cost_bars(costs: dict[str, list[LayerCost]]) -> None:
    """Draw the multiply-adds of each convolution of a block, stacked, one bar a variant.

    Args:
        costs: name of the variant -> costs of its layers, in the same order in all variants.
    """
    figure, ax = new_figure(7.0, 2.5)
    names = list(costs)
    left = np.zeros(len(names))
    convolutions = [[c for c in costs[name] if c.multiply_adds] for name in names]
    colours = (style.VERMILION, style.BLUE, style.SKY, style.ORANGE)
    for column, colour in zip(zip(*convolutions, strict=True), colours, strict=False):
        width = np.array([c.multiply_adds / 1e6 for c in column])
        ax.barh(names, width, left=left, color=colour, ec=style.PAPER, label=column[0].name)
        left += width
    for y, total in enumerate(left):
        ax.text(total + 0.3, y, f"{total:.1f} M", va="center")
    ax.invert_yaxis()
    ax.set(xlabel="multiply-adds for one image (millions)", xlim=(0, left.max() * 1.15))
    ax.set_title(f"Only the first 1×1 pays for the later stride: {left[1] / left[0] - 1:+.0%} for the block")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.3), ncols=4, fontsize=style.FONT_SIZE - 2)
    totals = ", ".join(f"{name} {total:.1f} million" for name, total in zip(names, left, strict=True))
    show(figure, f"Stacked bars of multiply-adds for each convolution: {totals}.")


def shortcut_share(scales, without_bn, with_bn) -> None:
    """Draw which share of the sum's variance comes from the shortcut, against the scale of the input.

    Args:
        scales: factors that the input was multiplied by.
        without_bn, with_bn: shares, 0 to 1, one for each scale.
    """
    figure, ax = new_figure(6.4, 3.0)
    ax.axhline(0.5, color=style.GREY, lw=0.8, ls=":")
    ax.semilogx(scales, without_bn, "s--", color=style.VERMILION, label="projection without BN")
    ax.semilogx(scales, with_bn, "o-", color=style.BLUE, label="projection with BN")
    ax.set(
        xlabel="scale of the input (times)",
        ylabel="share of the shortcut\nin the sum's variance",
        ylim=(-0.05, 1.05),
    )
    ax.set_title("Without BN the size of x decides which path is heard")
    ax.legend()
    first, last, low, high = without_bn[0], without_bn[-1], min(with_bn), max(with_bn)
    show(
        figure,
        f"Share of the shortcut against the scale of the input, {scales[0]} to {scales[-1]}. Without BN "
        f"it goes from {first:.2f} to {last:.2f}, with BN it stays between {low:.2f} and {high:.2f}.",
    )
