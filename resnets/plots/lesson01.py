"""Figures of lesson 1."""

from collections.abc import Sequence

import numpy as np

from resnets.plots.base import new_figure, provenance, show
from resnets.plots.lesson02 import grows
from resnets.style import BLUE, GREEN, GREY, INK, LIGHT, ORANGE, VERMILION

KIND = {"plain": (BLUE, "o"), "residual": (ORANGE, "s")}
SETTING = ((BLUE, "-"), (GREEN, "--"), (VERMILION, "-."), (GREY, ":"))


def deeper_is(shallow: Sequence[float], deep: Sequence[float]) -> str:
    """Say what depth did to training errors, one a seed: "worse", "better", or "no clear matter"."""
    if min(deep) > max(shallow):
        return "worse"
    return "better" if max(deep) < min(shallow) else "no clear matter"


def training_curves(histories: dict[tuple[str, int], Sequence[float]]) -> None:
    """Draw the training error by epoch, one panel a kind.

    Args:
        histories: (kind, depth) -> training error of each epoch, a share.
    """
    figure, panels = new_figure(7.4, 3.2, 1, 2, sharey=True)
    said = []
    for axes, kind in zip(panels, KIND, strict=True):
        colour, marker = KIND[kind]
        errors = {depth: values for (k, depth), values in histories.items() if k == kind}
        for (depth, values), line in zip(sorted(errors.items()), (":", "-", "--"), strict=False):
            epochs = np.arange(1, len(values) + 1)
            axes.plot(epochs, values, marker + line, color=colour, label=f"{kind}-{depth}", markersize=5)
            axes.annotate(str(depth), (epochs[-1], values[-1]), (6, -3), textcoords="offset points")
            said.append(f"{kind}-{depth} {', '.join(f'{v:.2f}' for v in values)}")
        word = deeper_is(*[[errors[depth][-1]] for depth in (min(errors), max(errors))])
        axes.set(title=f"{kind.capitalize()}: deeper is {word}", xlabel="epoch", ylim=(0, 1))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(loc="lower left", fontsize=9)
    panels[0].set_ylabel("training error (share wrong)")
    show(figure, "Training error by epoch: " + "; ".join(said) + ".")


def errors_by_depth(records: Sequence[dict], mine: dict[tuple[str, int], float]) -> None:
    """Draw the training error after the last epoch against depth: recorded runs and ``mine``.

    Args:
        records: result files of ``python -m resnets.benchmark degradation``.
        mine: (kind, depth) -> training error of the reader's own nets.
    """
    figure, axes = new_figure(7, 3.5)
    words, said, compared = [], [], ()
    for kind, (colour, marker) in KIND.items():
        found: dict[int, list[float]] = {}
        for record in records:
            if record["kind"] == kind:
                found.setdefault(record["depth"], []).append(record["training_error_last"])
        depths = sorted(found)
        means = [np.mean(found[d]) for d in depths]
        axes.plot(depths, means, color=colour, linewidth=2)
        for depth in depths:
            label = f"{kind}, recorded, one mark a seed" if depth == depths[0] else None
            axes.plot([depth] * len(found[depth]), found[depth], marker, color=colour, label=label, alpha=0.6)
            said.append(f"{kind}-{depth} {', '.join(f'{v:.3f}' for v in found[depth])}")
        own = [(d, e) for (k, d), e in mine.items() if k == kind]
        axes.plot(*zip(*own, strict=True), marker, mfc="none", mec=INK, markersize=11, label=f"{kind}, yours")
        several = [d for d in depths if len(found[d]) > 1]
        if len(several) > 1:
            compared = several[0], several[-1]
            words.append(f"{kind} {deeper_is(*[found[d] for d in compared])}")
    axes.set(xlabel="layers with weights", ylabel="training error, last epoch", ylim=(0, 1), xlim=(5, 47))
    axes.set_xticks(sorted({r["depth"] for r in records} | {d for _, d in mine}))
    axes.legend(fontsize=9, loc="upper left", ncols=2)
    found_out = "From {} to {} layers, over all seeds: ".format(*compared) + ", ".join(words) if words else ""
    axes.set_title(found_out or "Your nets (no recorded ones)")
    provenance(figure, records)
    show(figure, "Training error after the last epoch. Recorded: " + "; ".join(said) + ".")


def full_training(runs: dict[str, Sequence[dict]]) -> None:
    """Draw training error, logarithmic, and test error by epoch, one line a run; the titles give the ends.

    Args:
        runs: kind of net -> its result files, of ``python -m resnets.benchmark train``.
    """
    figure, panels = new_figure(7.6, 3.4, 1, 2)
    said = []
    for axes, key, what in zip(panels, ("accuracy", "val_accuracy"), ("training", "test"), strict=True):
        ends = {}
        for (kind, records), (colour, marker) in zip(runs.items(), KIND.values(), strict=False):
            curves = [1 - np.array(r["history"][key]) for r in records]
            for k, curve in enumerate(curves):
                label = f"{kind}, {len(curves)} run{'s' * (len(curves) > 1)}" if k == 0 else None
                axes.plot(range(1, len(curve) + 1), curve, color=colour, linewidth=0.8, label=label)
                axes.plot(len(curve), curve[-1], marker, color=colour, markersize=5)
            ends[kind] = [curve[-1] for curve in curves]
            said.append(f"{what} error of {kind} {', '.join(f'{e:.3f}' for e in ends[kind])}")
        words = ", ".join(f"{kind.split(',')[0]} {np.mean(errors):.3f}" for kind, errors in ends.items())
        axes.set(xlabel="epoch", ylabel=f"{what} error", title=f"{what.capitalize()}: {words}")
        axes.grid(axis="y", color=LIGHT)
    panels[0].set_yscale("log")
    panels[1].set_ylim(0, 0.6)
    panels[1].legend(fontsize=9)
    provenance(figure, [record for records in runs.values() for record in records])
    show(figure, "After the last epoch: " + "; ".join(said) + ".")


def gradient_profiles(norms: dict[str, dict[str, np.ndarray]]) -> None:
    """Draw the gradient norm of every kernel, one panel a net, logarithmic; the title tells of the first.

    Args:
        norms: net -> setting -> one norm a kernel, in the order of the forward pass.
    """
    figure, panels = new_figure(7.6, 3.6, 1, len(norms), sharey=True, squeeze=False)
    for axes, (net, by_setting) in zip(panels.flat, norms.items(), strict=True):
        for (setting, values), (colour, line) in zip(by_setting.items(), SETTING, strict=False):
            axes.semilogy(np.arange(1, len(values) + 1), values, line, color=colour, label=setting)
        setting, values = next(iter(by_setting.items()))
        title = f"{net}, {setting}: {grows(values[:-1])}"  # to the first convolution from the last
        axes.set(title=title, xlabel="kernel (1 is next to the input)")
        axes.grid(axis="y", color=LIGHT)
    panels[0, 0].set_ylabel("gradient norm, absolute")
    panels[0, -1].legend(fontsize=9)
    said = [
        f"{net}, {setting}, first {values[0]:.1e}, last convolution {values[-2]:.1e}"
        for net, by_setting in norms.items()
        for setting, values in by_setting.items()
    ]
    show(figure, "Gradient norm of every kernel at the start: " + "; ".join(said) + ".")


def shattered(x: np.ndarray, gradients: dict[str, np.ndarray], correlations: dict[str, float]) -> None:
    """Draw dy/dx of one unit along a line of inputs, one panel a net.

    Args:
        x: inputs, (points,).
        gradients: net -> gradient at each point, (points,).
        correlations: net -> correlation of the gradients at neighbouring points.
    """
    figure, panels = new_figure(7.6, 2.6, 1, len(gradients))
    for axes, (net, values), colour in zip(panels, gradients.items(), (GREY, BLUE, ORANGE), strict=True):
        axes.plot(x, values / np.abs(values).max(), color=colour, linewidth=1)
        axes.set(title=f"{net}: {correlations[net]:.2f}", xlabel="input x", ylim=(-1.1, 1.1))
    panels[0].set_ylabel("dy/dx, scaled")
    least, most = (choose(correlations, key=correlations.get) for choose in (min, max))
    title = f"Gradients of neighbours: least alike in {least}, most in {most} (correlation)"
    figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    said = "; ".join(f"{net} {value:.2f}" for net, value in correlations.items())
    show(figure, f"Gradients along a line of inputs; correlation of neighbours: {said}.")
