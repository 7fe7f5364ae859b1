"""Figures of lesson 5: losses, schedules, training. Its pictures of pictures are in lesson05_pictures.py."""

from collections.abc import Sequence

import numpy as np

from resnets.plots.base import new_figure, provenance, show
from resnets.style import BLUE, GREEN, GREY, GREY_TEXT, LIGHT, ORANGE, PURPLE, VERMILION

TUTORIAL_ACCURACY = 0.9  # "close to 90 %", after 500 epochs, on the test set
SCHEDULE_LOOKS = {
    "constant": (VERMILION, "-", "s"),
    "step": (ORANGE, "--", "D"),
    "cosine": (BLUE, "-.", "o"),
    "triangular": (GREEN, ":", "^"),
}


def loss_of_a_margin(margins, losses: dict[str, np.ndarray]) -> None:
    """Draw losses against the lead of the right class's logit, and how steep they are.

    Args:
        margins: lead of the right logit over all others, (n,), rising evenly.
        losses: name -> loss at each margin, nats, (n,); the right loss first.
    """
    fig, (left, right) = new_figure(7.4, 3.0, 1, 2)
    for (name, values), colour, line in zip(losses.items(), (BLUE, VERMILION), ("-", "--"), strict=False):
        left.plot(margins, values, line, color=colour, label=name)
        right.plot(margins, -np.gradient(values, margins), line, color=colour, label=name)
    last = {name: values[-1] for name, values in losses.items()}
    left.set(xlabel="lead of the right logit", ylabel="loss, nats", ylim=(0, None))
    left.set_title(f"Twice: never under {min(values.min() for values in list(losses.values())[1:]):.2f}")
    right.set(xlabel="lead of the right logit", ylabel="how steep the loss is", ylim=(0, None))
    right.set_title("and flat where the net is wrong")
    left.legend(fontsize=9)
    said = ", ".join(f"{name} {value:.3f}" for name, value in last.items())
    show(fig, f"Loss against the lead of the right logit. At a lead of {margins[-1]:g}: {said}.")


def losses_compared(histories: dict[str, Sequence[float]]) -> None:
    """Draw the training accuracy by epoch of nets that differ in their loss. histories: name -> accuracy."""
    fig, axes = new_figure(7, 3.0)
    for (name, values), colour, style in zip(
        histories.items(), (BLUE, VERMILION), ("o-", "s--"), strict=False
    ):
        axes.plot(np.arange(1, len(values) + 1), values, style, color=colour, label=name)
    axes.axhline(0.1, color=LIGHT, zorder=0)
    axes.text(1, 0.11, "chance", color=GREY_TEXT, fontsize=9)
    axes.set(xlabel="epoch", ylabel="training accuracy", ylim=(0, 1))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="upper left")
    said = ", ".join(f"{name} {values[-1]:.2f}" for name, values in histories.items())
    axes.set_title(f"Last epoch: {said}")
    show(fig, f"Training accuracy by epoch; after the last one: {said}.")


def schedules(rates: dict[str, Sequence[float]], steps_per_epoch: int) -> None:
    """Draw learning rates over the steps of a run. rates: name -> one rate a step."""
    fig, axes = new_figure(7, 2.9)
    for name, values in rates.items():
        colour, line, _ = SCHEDULE_LOOKS[name]
        axes.plot(
            np.arange(len(values)) / steps_per_epoch, values, line, color=colour, label=name, linewidth=2
        )
    axes.set(xlabel="epoch", ylabel="learning rate", xlim=(0, None), ylim=(0, None))
    axes.set_title("Four ways from one highest rate; three of them end near zero")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    said = "; ".join(f"{name} from {v[0]:.4f} over {max(v):.3f} to {v[-1]:.4f}" for name, v in rates.items())
    show(fig, f"Learning rate over the epochs: {said}.")


def schedule_runs(records: Sequence[dict]) -> None:
    """Draw recorded runs (``python -m resnets.benchmark schedules``): by epoch, and the last one by seed."""
    if not records:
        print("Not run yet: results/schedules is empty. To run it: python -m resnets.benchmark schedules")
        return
    fig, (left, right) = new_figure(7.4, 3.3, 1, 2, width_ratios=[1.3, 1])
    names = [name for name in SCHEDULE_LOOKS if any(r["schedule"] == name for r in records)]
    said = []
    for place, name in enumerate(names):
        colour, line, marker = SCHEDULE_LOOKS[name]
        mine = [r for r in records if r["schedule"] == name]
        curves = np.array([r["history"]["val_accuracy"] for r in mine])
        last = [r["validation_accuracy_last"] for r in mine]
        epochs = np.arange(1, curves.shape[1] + 1)
        left.plot(epochs, curves.mean(axis=0), line, color=colour, marker=marker, markersize=4, label=name)
        right.plot([place] * len(last), last, marker, color=colour, alpha=0.7)
        right.plot([place - 0.25, place + 0.25], [np.mean(last)] * 2, color=colour)
        said.append(f"{name} {', '.join(f'{v:.3f}' for v in last)}")
    left.set(xlabel="epoch", ylabel="validation accuracy", title="Mean over the seeds")
    left.xaxis.get_major_locator().set_params(integer=True)
    left.legend(fontsize=9, loc="lower right")
    right.set_xticks(range(len(names)), names, fontsize=9)
    right.set(xlim=(-0.6, len(names) - 0.4), title="Last epoch, each seed")
    provenance(fig, records)
    show(fig, "Recorded validation accuracy of the last epoch, by seed: " + "; ".join(said) + ".")


def plot_acc_loss(history: dict[str, Sequence[float]]) -> None:
    """Draw loss and accuracy side by side, training and test, by epoch. history: lists per epoch."""
    fig, (left, right) = new_figure(7.4, 3.1, 1, 2)
    epochs = np.arange(1, len(history["loss"]) + 1)
    for axes, key, name in ((left, "loss", "cross-entropy, nats"), (right, "accuracy", "accuracy")):
        axes.plot(epochs, history[key], "o-", color=GREY, label="training (while the weights move)")
        axes.plot(epochs, history["val_" + key], "s-", color=BLUE, label="test (inference mode)")
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.get_major_locator().set_params(integer=True)
    left.set(ylim=(0, None), title=f"Test loss ends at {history['val_loss'][-1]:.2f}")
    right.set(ylim=(0, 1), title=f"Test accuracy ends at {history['val_accuracy'][-1]:.2f}")
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)
    by_epoch = ", ".join(f"{value:.2f}" for value in history["val_accuracy"])
    show(fig, f"Loss and accuracy by epoch, side by side; test accuracy {by_epoch}.")


def recorded_widths(records: Sequence[dict], mine: Sequence[float]) -> None:
    """Draw recorded ResNet18 runs, quarter and full width, beside ``mine`` and the tutorial's figure.

    Args:
        records: result files of ``python -m resnets.benchmark train --model resnet18 resnet18-w16``.
        mine: the reader's own test accuracy by epoch.
    """
    fig, axes = new_figure(7.4, 3.8)
    said = []
    for model, name, colour, line in (("resnet18-w16", "quarter width", PURPLE, "-"),
                                      ("resnet18", "full width", ORANGE, "--")):  # fmt: skip
        runs = [r for r in records if r["model"] == model]
        for k, run in enumerate(runs):
            values = run["history"]["val_accuracy"]
            label = f"{name}, 50,000 pictures, {len(runs)} recorded" if k == 0 else None
            axes.plot(range(1, len(values) + 1), values, line, color=colour, linewidth=1.4, label=label)
            axes.plot(len(values), values[-1], "o", color=colour, markersize=4)
        if runs:
            ends = ", ".join(f"{r['test_accuracy_last']:.3f} after {r['recipe']['epochs']}" for r in runs)
            said.append(f"{name} {ends} epochs")
        else:
            axes.plot([], [], line, color=colour, label=f"{name}: not run yet")
            said.append(f"{name} not run yet")
    axes.plot(range(1, len(mine) + 1), mine, "s-", color=BLUE, label="yours, the run above")
    axes.axhline(
        TUTORIAL_ACCURACY, color=GREY, linestyle=":", label="tutorial: 'close to 90 %' after 500 epochs"
    )
    axes.set(xlabel="epoch", ylabel="test accuracy", ylim=(0, 1))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize=9, loc="lower right")
    lasts = [r["test_accuracy_last"] for r in records]
    axes.set_title(
        f"Recorded last epochs: {min(lasts):.3f} to {max(lasts):.3f}"
        if lasts
        else "Your run (none recorded yet)"
    )
    provenance(fig, records)
    show(fig, f"Test accuracy by epoch. Yours ends at {mine[-1]:.2f}. Recorded: {'; '.join(said)}.")
