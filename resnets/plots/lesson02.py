"""Figures of lesson 2."""

import math

import numpy as np

from resnets.plots.base import new_figure, show
from resnets.style import BLUE, GREY, ORANGE


def singular_values(outputs: dict[str, np.ndarray]) -> None:
    """Show the singular values of sets of outputs: how many independent directions each holds.

    Args:
        outputs: label -> array (vectors, channels).
    """
    figure, axes = new_figure(6.5, 3)
    for (label, values), colour, line in zip(outputs.items(), (BLUE, ORANGE), ("-", "--"), strict=False):
        s = np.linalg.svd(values, compute_uv=False)
        s = s / s[0]
        axes.plot(np.arange(1, len(s) + 1), s, line, color=colour, label=label, linewidth=2)
    axes.set(xlabel="direction, the strongest first", ylabel="strength (relative)", ylim=(-0.02, 1.02))
    axes.legend()
    ranks = {label: int(np.linalg.matrix_rank(values)) for label, values in outputs.items()}
    axes.set_title("Without the shortcut the last directions are empty")
    said = "; ".join(f"{label}: {rank} directions" for label, rank in ranks.items())
    show(figure, f"Line plot of singular values, strongest first. {said}, the others are zero.")


def gradient_norms(norms: dict[str, dict[str, np.ndarray]]) -> None:
    """Show the gradient's size at the output of each block, one panel a mode.

    Args:
        norms: mode -> stack ("plain" or "residual") -> array, one gradient norm a block, input first.
    """
    figure, panels = new_figure(7.5, 3.5, 1, len(norms), sharey=True)
    said = []
    for axes, (mode, stacks) in zip(np.atleast_1d(panels), norms.items(), strict=True):
        for (name, values), colour, marker in zip(stacks.items(), (BLUE, ORANGE), "os", strict=True):
            axes.semilogy(np.arange(1, len(values) + 1), values, marker + "-", color=colour, label=name)
            said.append(f"{mode}, {name}: {grows(values)}")
        axes.axhline(values[-1], color=GREY, linewidth=0.8, linestyle=":")
        axes.set(title=mode, xlabel="block (1 is next to the input)", xticks=range(1, len(values) + 1))
    panels[0].set_ylabel("gradient norm")
    panels[0].legend()
    figure.suptitle("Without shortcuts the gradient runs away, up or down", x=0.01, ha="left")
    show(
        figure,
        "Gradient norms, logarithmic, on the way from block 12 back to block 1. " + "; ".join(said) + ".",
    )


def grows(values) -> str:
    """Return in words how a gradient changes from the last block to the first, to two digits."""
    ratio = float(values[0] / values[-1])
    if 0.5 < ratio < 2:
        return "stays the same within a factor of two"
    fold = max(ratio, 1 / ratio)
    fold = round(fold, 1 - math.floor(math.log10(fold)))
    return f"{'grows' if ratio > 1 else 'shrinks'} {fold:,.0f}-fold"
