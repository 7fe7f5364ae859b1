"""Figures of what is measured on trained nets: lesions, and the loss around them."""

from pathlib import Path

import numpy as np
from matplotlib.colors import LogNorm

from resnets.lesions import share_lost
from resnets.plots.base import new_figure, provenance, show
from resnets.plots.lesson01 import KIND
from resnets.results import read_results
from resnets.small_runs import in_order
from resnets.style import GREY, INK, LIGHT, PAPER

GUESS = 0.9  # error of guessing among ten classes
CAP = 20.0  # loss above which a map has one colour; a guess has ln 10 = 2.3
CLEAR = 0.02  # difference between shares of the plane that is worth a word


def draw_lesions(folder: str | Path = "lesions") -> None:
    """Draw the test error of each recorded net without one block at a time; one panel a depth, seed 0.

    Args:
        folder: of the result files, as for ``read_results``.
    """
    nets = _by_net(folder, "lesions")
    if not nets:
        return
    depths = sorted({depth for depth, _ in nets})
    figure, panels = new_figure(7.6, 3.5, 1, len(depths), sharey=True, squeeze=False)
    said, losses = [], {}
    for axes, depth in zip(panels.flat, depths, strict=True):
        own = {kind: nets[depth, kind] for kind in KIND if (depth, kind) in nets}
        losses[depth] = {kind: typical_loss(record, own.values()) for kind, record in own.items()}
        blocks = list(dict.fromkeys(b for record in own.values() for b in _in_net(record)))
        blocks.sort(key=_place)
        for kind, record in own.items():
            _draw_errors(axes, kind, record, blocks)
            said.append(_lesions_in_words(record, losses[depth][kind]))
        axes.axhline(GUESS, color=GREY, linestyle=":")
        _mark_stages(axes, blocks)
        shares = ", ".join(f"{kind} {_percent(share)}" for kind, share in losses[depth].items())
        axes.set(title=f"{depth} layers: {shares}", ylim=(0, 1.02))
    panels[0, 0].set_ylabel("test error (share wrong)")
    panels[0, 0].legend(fontsize=9, loc="lower left", ncols=2)
    figure.suptitle(lesion_finding(losses), x=0.01, ha="left", fontsize=12)
    provenance(figure, list(nets.values()))
    show(figure, f"{lesion_finding(losses)}. Test errors: " + "; ".join(said) + ".")


def typical_loss(record: dict, compared) -> float | None:
    """Return the median share lost (``share_lost``) over the blocks that all ``compared`` nets can lose.

    None for a net that is no better than a guess, which has nothing to lose.
    """
    if record["error_whole"] >= GUESS:
        return None
    common = set.intersection(*[set(other["error_without"]) for other in compared])
    return float(np.median([share_lost(record["error_whole"], record["error_without"][b]) for b in common]))


def lesion_finding(losses: dict[int, dict[str, float]]) -> str:
    """Say which kind of net loses more without one block.

    Args:
        losses: depth -> kind -> median share lost; only depths with both kinds are compared.
    """
    pairs = [tuple(found.get(kind) for kind in KIND) for found in losses.values()]
    pairs = [pair for pair in pairs if None not in pair]
    unit = " (median, in % of the way to guessing)"
    if not pairs:
        return "What the loss of one block costs" + unit
    if all(plain > residual for plain, residual in pairs):
        return "One block fewer costs the plain net more" + unit
    if all(plain < residual for plain, residual in pairs):
        return "One block fewer costs the residual net more" + unit
    return "One block fewer: no kind of net always loses more" + unit


def draw_landscapes(folder: str | Path = "landscape") -> None:
    """Draw the recorded loss around each net: a column a depth, plain above residual, seed 0.

    Args:
        folder: of the result files, as for ``read_results``.
    """
    nets = _by_net(folder, "landscape")
    if not nets:
        return
    depths, kinds = sorted({d for d, _ in nets}), [kind for kind in KIND if any(k == kind for _, k in nets)]
    figure, panels = new_figure(3.1 * len(depths) + 1.2, 2.9 * len(kinds) + 0.9, len(kinds), len(depths),
                                sharex=True, sharey=True, squeeze=False)  # fmt: skip
    surfaces = [np.array(record["losses"]) for record in nets.values()]
    scale = LogNorm(min(s.min() for s in surfaces), CAP)
    for row, kind in enumerate(kinds):
        for column, depth in enumerate(depths):
            axes = panels[row, column]
            if (depth, kind) in nets:
                image = _draw_surface(axes, nets[depth, kind], scale)
            else:
                axes.set_title(f"{kind}-{depth}: not run yet")
            axes.label_outer()
    bar = figure.colorbar(image, ax=panels, label="loss (cross-entropy)", shrink=0.8, extend="max")
    ticks = [tick for tick in (0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, CAP) if tick >= scale.vmin]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks], minor=False)
    bar.minorticks_off()
    note = "inside the white line: loss within 1 of the lowest, in % of the plane"
    figure.suptitle(f"{landscape_finding(nets)}\n{note}", x=0.01, ha="left", fontsize=12)
    provenance(figure, list(nets.values()))
    said = "; ".join(_surface_in_words(record) for record in nets.values())
    show(figure, f"{landscape_finding(nets)}. Loss on a plane of filter-normalised directions: {said}.")


def landscape_finding(nets: dict[tuple[int, str], dict]) -> str:
    """Say whose valley is wider at each depth: more of the grid within 1 of the lowest loss, by 2 % of it.

    Args:
        nets: (depth, kind) -> result file.
    """
    wider = {"plain": [], "residual": [], "neither": []}
    for depth in sorted({depth for depth, _ in nets}):
        if (depth, "plain") in nets and (depth, "residual") in nets:
            shares = {kind: nets[depth, kind]["share_within_one"] for kind in KIND}
            clear = abs(shares["plain"] - shares["residual"]) >= CLEAR
            wider[max(shares, key=shares.get) if clear else "neither"].append(str(depth))
    even = wider.pop("neither")
    parts = [f"the {kind} net's at {' and '.join(at)} layers" for kind, at in wider.items() if at]
    if not parts:
        return "No clear difference between the valleys" if even else "The loss around trained nets"
    rest = f"; no clear difference at {' and '.join(even)}" if even else ""
    return "The wider valley is " + ", ".join(parts) + rest


def _by_net(folder, what: str) -> dict[tuple[int, str], dict]:
    """Return (depth, kind) -> record of the lowest seed; say so if there is none."""
    nets: dict[tuple[int, str], dict] = {}
    for record in in_order(read_results(folder)):
        nets.setdefault((record["depth"], record["kind"]), record)
    if not nets:
        print(f"Not run yet: python -m resnets.benchmark {what} records what would be drawn here.")
    return nets


def _in_net(record: dict) -> list[str]:
    """Return the names of all blocks of a net of 6n+2 layers, those that cannot be removed too."""
    return [f"stage{s}_block{b}" for s in (1, 2, 3) for b in range(1, (record["depth"] - 2) // 6 + 1)]


def _place(block: str) -> tuple[int, int]:
    stage, number = block.removeprefix("stage").split("_block")
    return int(stage), int(number)


def _draw_errors(axes, kind: str, record: dict, blocks: list[str]) -> None:
    colour, marker = KIND[kind]
    places = [k for k, block in enumerate(blocks) if block in record["error_without"]]
    errors = [record["error_without"][blocks[k]] for k in places]
    axes.axhline(record["error_whole"], color=colour, linewidth=1.5, linestyle="--")
    axes.plot(places, errors, marker, color=colour, markeredgecolor=INK, markeredgewidth=0.5, label=kind)


def _mark_stages(axes, blocks: list[str]) -> None:
    """Name the stages below the axis, with a line between them."""
    stages = [_place(block)[0] for block in blocks]
    for stage in sorted(set(stages)):
        first, last = stages.index(stage), len(stages) - 1 - stages[::-1].index(stage)
        if first:
            axes.axvline(first - 0.5, color=LIGHT, zorder=0)
        axes.annotate(f"stage {stage}", ((first + last) / 2, 0), (0, -8), xycoords=("data", "axes fraction"),
                      textcoords="offset points", ha="center", va="top", fontsize=9.5)  # fmt: skip
    axes.set(xticks=[], xlim=(-0.7, len(blocks) - 0.3))
    axes.set_xlabel("missing block (dashed: none; dotted: guessing)", labelpad=22, fontsize=9.5)


def _draw_surface(axes, record: dict, scale):
    axis, losses = np.array(record["axis"]), np.array(record["losses"])
    image = axes.pcolormesh(axis, axis, losses, norm=scale, cmap="cividis", shading="gouraud")
    lowest = record["loss_min"]
    axes.contour(axis, axis, losses, levels=[lowest + 1], colors=PAPER, linewidths=1.8)
    axes.plot(0, 0, "+", color=PAPER, markersize=11, markeredgewidth=2)
    share = f"{100 * record['share_within_one']:.1f} %"
    axes.set_title(f"{record['kind']}-{record['depth']}, loss {record['loss_here']:.2f}: {share}")
    axes.set(xlabel="step, first direction", ylabel="step, second direction", aspect="equal")
    return image


def _percent(share: float | None) -> str:
    return "not trained" if share is None else f"{100 * share:.0f} %"


def _lesions_in_words(record: dict, share: float | None) -> str:
    errors = list(record["error_without"].values())
    return (
        f"{record['kind']}-{record['depth']} whole {record['error_whole']:.3f}, without one of {len(errors)} "
        f"blocks {min(errors):.3f} to {max(errors):.3f}, median {np.median(errors):.3f} "
        f"(towards guessing: {_percent(share)})"
    )


def _surface_in_words(record: dict) -> str:
    return (
        f"{record['kind']}-{record['depth']} {record['loss_here']:.2f} at the net, lowest "
        f"{record['loss_min']:.2f}, highest {np.max(record['losses']):.3g}, within 1 of the lowest on "
        f"{100 * record['share_within_one']:.1f} % of the grid"
    )
