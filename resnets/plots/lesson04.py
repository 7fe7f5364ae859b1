"""Figures of lesson 4: training and results. Its pictures of hands are in lesson04_hands.py and _looks.py."""

from collections.abc import Sequence

import numpy as np

from resnets.intervals import wilson_interval
from resnets.plots.base import new_figure, show
from resnets.plots.lesson04_hands import bare
from resnets.style import (
    BLUE,
    GREY,
    GREY_TEXT,
    INK,
    LIGHT,
    ORANGE,
    PURPLE,
    VERMILION,
    VERMILION_TEXT,
    readable,
)


def memory_of_averages(momenta: Sequence[float], steps_per_epoch: int, epochs: int = 4) -> None:
    """Draw what share of its starting value a moving average still holds, over the steps."""
    fig, axis = new_figure(7, 3.0)
    steps = np.arange(epochs * steps_per_epoch + 1)
    for momentum, colour, line in zip(momenta, (VERMILION, BLUE), ("-", "--"), strict=True):
        axis.plot(steps, 100 * momentum**steps, line, color=colour, label=f"momentum {momentum}")
    for epoch in range(1, epochs + 1):
        axis.axvline(epoch * steps_per_epoch, color=LIGHT, zorder=0)
        axis.text(epoch * steps_per_epoch - 1, 97, f"epoch {epoch}", ha="right", color=GREY_TEXT, fontsize=9)
    axis.set(
        xlabel="training steps", ylabel="start value still held, %", ylim=(0, 104), xlim=(0, steps[-1]),
        title=f"With {steps_per_epoch} steps an epoch, momentum {max(momenta)} forgets slowly",
    )  # fmt: skip
    axis.legend(loc="upper right", bbox_to_anchor=(1, 0.9))
    kept = {m: 100 * m**steps_per_epoch for m in momenta}
    show(
        fig,
        "Two falling curves. Share of the start value left after one epoch: "
        + ", ".join(f"{share:.0f} % at momentum {m}" for m, share in kept.items())
        + ".",
    )


def learning_rates(schedule, steps: int, steps_per_epoch: int) -> None:
    """Draw a Keras learning-rate schedule over ``steps`` training steps."""
    fig, axis = new_figure(7, 2.4)
    rates = [float(schedule(step)) for step in range(steps + 1)]
    axis.plot(np.arange(steps + 1) / steps_per_epoch, rates, color=BLUE)
    axis.set(xlabel="epoch", ylabel="learning rate", xlim=(0, steps / steps_per_epoch), ylim=(0, None))
    axis.set_title("Up within one epoch, then down along half a cosine")
    show(
        fig, f"The learning rate rises to {max(rates):.4f} and falls to {rates[-1]:.4f} along half a cosine."
    )


def training_curves(history: dict) -> None:
    """Draw loss and accuracy per epoch, training and test side by side. history: lists per epoch."""
    fig, (left, right) = new_figure(7.4, 3.1, 1, 2)
    epochs = np.arange(1, len(history["loss"]) + 1)
    for axis, key, name in ((left, "loss", "cross-entropy, nats"), (right, "accuracy", "accuracy")):
        axis.plot(epochs, history[key], "o-", color=GREY, label="training (while the weights move)")
        axis.plot(epochs, history["val_" + key], "s-", color=BLUE, label="test (inference mode)")
        axis.set(xlabel="epoch", ylabel=name)
        axis.xaxis.get_major_locator().set_params(integer=True)
    left.set_ylim(bottom=0)
    right.set_ylim(0, 1.02)
    right.axhline(1 / 6, color=LIGHT, zorder=0)
    right.text(epochs[-1], 1 / 6 + 0.01, "chance", ha="right", color=GREY_TEXT, fontsize=9)
    first, last = history["val_accuracy"][0], history["val_accuracy"][-1]
    left.set_title(f"Test loss ends at {history['val_loss'][-1]:.2f}")
    right.set_title(f"Test accuracy ends at {last:.2f}")
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)
    show(
        fig,
        f"Loss and accuracy by epoch: test accuracy {first:.2f} after epoch 1, {last:.2f} after the last.",
    )


def confusion(matrix) -> None:
    """Draw a confusion matrix: rows what the picture shows, columns what the net says."""
    matrix = np.asarray(matrix)
    wrong = int(matrix.sum() - np.trace(matrix))
    fig, axis = new_figure(4.6, 4.1)
    image = axis.imshow(matrix, cmap="Blues", vmin=0, vmax=max(1, matrix.max()))
    for (i, j), count in np.ndenumerate(matrix):
        if count:
            ink = readable(INK if i == j else VERMILION_TEXT, image.to_rgba(count))
            axis.text(j, i, int(count), ha="center", va="center", color=ink)
    ticks = range(len(matrix))
    axis.set(xticks=ticks, yticks=ticks, xlabel="fingers, says the net", ylabel="fingers in the picture")
    axis.spines[:].set_visible(False)
    axis.set_title(f"{wrong} of {matrix.sum()} are off the diagonal")
    show(
        fig, f"Confusion matrix, {len(matrix)} by {len(matrix)}: {wrong} of {matrix.sum()} off the diagonal."
    )


def mistakes(images, shown, said, probability, limit: int = 8) -> None:
    """Show the pictures that the net gets wrong, the surest first."""
    wrong = np.flatnonzero(np.asarray(shown) != np.asarray(said))
    wrong = wrong[np.argsort(-np.asarray(probability)[wrong], kind="stable")][:limit]
    if not len(wrong):
        print("No mistake: every picture of the test set is named correctly.")
        return
    columns = max(4, len(wrong))
    fig, axes = new_figure(7.4, 1.9, 1, columns, squeeze=False)
    for axis in axes.flat:
        bare(axis)
    for axis, k in zip(axes.flat, wrong, strict=False):
        bare(axis, images[k], f"is {shown[k]}, said {said[k]}\n{probability[k]:.2f}")
    fig.suptitle("What it gets wrong, and how sure it was", x=0.01, ha="left", fontsize=12)
    listed = "; ".join(f"a {shown[k]} called {said[k]} ({probability[k]:.2f})" for k in wrong)
    show(fig, f"{len(wrong)} misread pictures: {listed}.", 128)


def mode_accuracies(accuracies: dict[str, float]) -> None:
    """Draw accuracies of one net, evaluated in several ways, as bars; the first is the right way."""
    fig, axis = new_figure(7, 0.5 * len(accuracies) + 1.1)
    names = list(accuracies)
    colours = [BLUE] + [VERMILION] * (len(names) - 1)
    axis.barh(names, accuracies.values(), color=colours, height=0.6)
    for k, value in enumerate(accuracies.values()):
        axis.text(value + 0.01, k, f"{value:.3f}", va="center")
    axis.axvline(1 / 6, color=INK, linestyle=":", linewidth=1, label="chance")
    axis.legend(loc="lower right", fontsize=9)
    axis.set(
        xlim=(0, 1.12),
        xlabel="accuracy on the same test pictures",
        title="One net, one test set, four accuracies",
    )
    axis.invert_yaxis()
    show(fig, "Bars: " + "; ".join(f"{name} {value:.3f}" for name, value in accuracies.items()) + ".")


def shares_with_intervals(rows: Sequence[tuple[str, int, int]], title: str) -> None:
    """Draw accuracies with 95 % Wilson intervals. rows: (name, hits, pictures), best last."""
    fig, axis = new_figure(7, 0.45 * len(rows) + 1.1)
    said = []
    for k, (name, hits, n) in enumerate(rows):
        low, high = wilson_interval(hits, n)
        colour = BLUE if k == len(rows) - 1 else GREY
        axis.plot([low, high], [k, k], color=colour, linewidth=3, solid_capstyle="butt")
        axis.plot(hits / n, k, "o", color=colour, markersize=8)
        said.append(f"{name} {hits / n:.3f} ({low:.2f} to {high:.2f})")
    axis.set(
        yticks=range(len(rows)), yticklabels=[name for name, _, _ in rows], ylim=(-0.6, len(rows) - 0.4),
        xlim=(0, 1), xlabel="accuracy on the test pictures, with 95 % interval", title=title,
    )  # fmt: skip
    axis.grid(axis="x", color=LIGHT)
    show(fig, "Accuracies with 95 % intervals: " + "; ".join(said) + ".")


def momentum_runs(records: Sequence[dict]) -> None:
    """Draw recorded runs, one panel a BN momentum: training, test, test with re-estimated statistics."""
    if not records:
        print(
            "results/signs/experiments has no momentum runs; `python -m resnets.sign_experiments momentum`."
        )
        return
    records = sorted(records, key=lambda r: -r["recipe"]["bn_momentum"])
    fig, axes = new_figure(7.4, 3.1, 1, len(records), squeeze=False, sharey=True)
    lines = (("accuracy", "training", GREY, "o:"), ("val_accuracy", "test", VERMILION, "s-"),
             ("val_accuracy_reestimated", "test, statistics re-estimated", BLUE, "^--"))  # fmt: skip
    said = []
    for axis, record in zip(axes.flat, records, strict=True):
        momentum, history = record["recipe"]["bn_momentum"], record["history"]
        for key, name, colour, style in lines:
            axis.plot(range(1, len(history[key]) + 1), history[key], style, color=colour, label=name)
        axis.set(xlabel="epoch", ylim=(0, 1.02), title=f"BN momentum {momentum}")
        axis.xaxis.get_major_locator().set_params(integer=True)
        values = ", ".join(f"{v:.2f}" for v in history["val_accuracy"])
        said.append(f"momentum {momentum}, test accuracy by epoch {values}")
    axes[0, 0].set_ylabel("accuracy")
    axes[0, -1].legend(fontsize=9, loc="lower right")
    _provenance(fig, records)
    show(fig, "Recorded runs. " + "; ".join(said) + ".")


def recorded_runs(records: Sequence[dict], mine: dict) -> None:
    """Draw the test accuracy of recorded runs beside that of ``mine`` (a history)."""
    fig, axis = new_figure(7, 3.3)
    for k, record in enumerate(records):
        values = record["history"]["val_accuracy"]
        label = f"recorded, {len(records)} seed{'s' * (len(records) > 1)}" if k == 0 else None
        axis.plot(range(1, len(values) + 1), values, color=PURPLE, linewidth=1.2, label=label)
        axis.plot(len(values), values[-1], "o", color=PURPLE, markersize=4)
    own = mine["val_accuracy"]
    axis.plot(range(1, len(own) + 1), own, "s-", color=BLUE, linewidth=2, label="yours, the run above")
    axis.set(xlabel="epoch", ylabel="test accuracy", ylim=(0, 1.02))
    axis.xaxis.get_major_locator().set_params(integer=True)
    axis.legend(loc="lower right")
    alt = f"Your test accuracy ends at {own[-1]:.3f}."
    if records:
        last = [r["test_accuracy_last"] for r in records]
        axis.set_title(
            f"Recorded last epochs: {min(last):.3f} to {max(last):.3f}, median {np.median(last):.3f}"
        )
        alt += f" {len(last)} recorded runs end between {min(last):.3f} and {max(last):.3f}."
        _provenance(fig, records)
    else:
        axis.set_title("Your run (no recorded ones in results/signs)")
    show(fig, alt)


def stem_runs(records: Sequence[dict]) -> None:
    """Draw recorded runs with and without the stem's ReLU."""
    if not records:
        print(
            "results/signs/experiments has no stem-relu runs; `python -m resnets.sign_experiments stem-relu`."
        )
        return
    fig, axis = new_figure(7, 3.1)
    said = []
    for record, colour, marker in zip(records, (BLUE, ORANGE), "so", strict=False):
        values = record["history"]["val_accuracy"]
        name = record["recipe"]["name"].replace("stem-relu-", "") + " the ReLU"
        axis.plot(range(1, len(values) + 1), values, marker + "-", color=colour, label=name)
        low, high = wilson_interval(round(values[-1] * 120), 120)
        said.append(f"{name} {values[-1]:.3f} ({low:.2f} to {high:.2f})")
    axis.set(xlabel="epoch", ylabel="test accuracy", ylim=(0, 1.02), title="Last epoch: " + ", ".join(said))
    axis.xaxis.get_major_locator().set_params(integer=True)
    axis.legend(loc="lower right")
    _provenance(fig, records)
    show(fig, "Recorded test accuracies, last epoch: " + "; ".join(said) + ".")


def _provenance(fig, records: Sequence[dict]) -> None:
    """Write below the figure on what, from which data and when the records were made."""
    devices = sorted({r["hardware"]["device"] for r in records})
    data = sorted({r["dataset"].get("line") or r["dataset"]["source"] for r in records})
    dates = sorted({r["date"] for r in records})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    copy = "; ".join(line[line.find("(") + 1 :].rstrip(")") if "(" in line else line for line in data)
    text = f"Recorded: {'; '.join(devices)} · {copy} · {when}"
    fig.supxlabel(text, fontsize=8.5, color=GREY_TEXT, x=0.01, ha="left")
