"""Figures of lesson 4 on what the net looks at, and on pictures that are no hands."""

from collections.abc import Sequence

import numpy as np

from resnets.plots.base import new_figure, show
from resnets.plots.lesson04_hands import bare
from resnets.style import BLUE, GREY, LIGHT, VERMILION


def _enlarged(maps, side: int) -> np.ndarray:
    """Return heat maps (n, s, s) as (n, side, side), interpolated smoothly."""
    import keras

    large = keras.ops.image.resize(maps[..., None], (side, side), "bilinear", data_format="channels_last")
    return keras.ops.convert_to_numpy(large)[..., 0]


def heat_maps(images, maps, titles: Sequence[str]) -> None:
    """Show pictures above their Grad-CAM maps. images (n, h, w, 3); maps (n, s, s) in [0, 1]."""
    fig, axes = new_figure(7.4, 2.9, 2, len(images), squeeze=False)
    for k, large in enumerate(_enlarged(np.asarray(maps, np.float32), images.shape[1])):
        bare(axes[0, k], images[k], titles[k])
        bare(axes[1, k], images[k].mean(axis=-1), cmap="gray", vmin=0, vmax=1)
        heat = axes[1, k].imshow(large, cmap="magma", alpha=0.65, vmin=0, vmax=1)
    fig.colorbar(heat, ax=axes, label="heat", shrink=0.7)
    fig.suptitle("Where the score of the net's answer comes from", x=0.01, ha="left", fontsize=12)
    show(
        fig,
        f"{len(images)} pictures ({', '.join(titles)}), and below each its heat map over the grey picture.",
    )


def masked_examples(images, masked: dict[str, np.ndarray], probabilities: dict[str, np.ndarray]) -> None:
    """Show a few pictures, whole and masked in several ways, with the probability of their class."""
    names = list(masked)
    fig, axes = new_figure(7.4, 1.35 * len(names) + 0.5, len(names), len(images), squeeze=False)
    for row, name in enumerate(names):
        for k in range(len(images)):
            bare(axes[row, k], masked[name][k], f"p = {probabilities[name][k]:.2f}")
        axes[row, 0].set_ylabel(name, fontsize=9)
    fig.suptitle("The probability of the true class under each mask", x=0.01, ha="left", fontsize=12)
    show(
        fig, f"{len(images)} pictures, each shown with: {', '.join(names)}; above each the probability.", 128
    )


def mean_drops(drops: dict[str, tuple[float, float, float]]) -> None:
    """Draw mean falls of probability with 95 % intervals. drops: name -> (mean, low, high), first is ours."""
    fig, axis = new_figure(7, 0.5 * len(drops) + 1.1)
    for k, (mean, low, high) in enumerate(drops.values()):
        colour = BLUE if k == 0 else GREY
        axis.barh(k, mean, color=colour, height=0.55)
        axis.plot([low, high], [k, k], color="black", linewidth=1.5)
    axis.set(
        yticks=range(len(drops)), yticklabels=list(drops), xlabel="mean fall of the true class's probability",
        title="Equal areas, different places", xlim=(0, None),
    )  # fmt: skip
    axis.invert_yaxis()
    axis.grid(axis="x", color=LIGHT)
    said = "; ".join(
        f"{name} {mean:.2f} ({low:.2f} to {high:.2f})" for name, (mean, low, high) in drops.items()
    )
    show(fig, f"Mean fall of probability by mask, with 95 % intervals: {said}.")


def pictures_and_answers(images: dict[str, np.ndarray], probabilities) -> None:
    """Show pictures above the six probabilities that the net gives them."""
    fig, axes = new_figure(7.4, 3.1, 2, len(images), squeeze=False)
    for k, (name, image) in enumerate(images.items()):
        bare(axes[0, k], image, name)
        top = int(np.argmax(probabilities[k]))
        colours = [VERMILION if c == top else GREY for c in range(probabilities.shape[1])]
        axes[1, k].bar(range(probabilities.shape[1]), probabilities[k], color=colours)
        axes[1, k].set(ylim=(0, 1.05), xticks=range(probabilities.shape[1]), yticks=[0, 1] if k == 0 else [])
        axes[1, k].set_title(f"{top}: {probabilities[k, top]:.2f}", fontsize=10, loc="center")
    axes[1, 0].set_ylabel("probability")
    fig.supxlabel("fingers, says the net", fontsize=10)
    said = "; ".join(
        f"{name}: {int(np.argmax(p))} with {p.max():.2f}"
        for name, p in zip(images, probabilities, strict=True)
    )
    show(fig, f"Pictures and the net's answers. {said}.", 128)
