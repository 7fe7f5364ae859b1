"""Figures of lesson 5 that show pictures: the data, what a pipeline makes of it, what a net gets wrong."""

from collections.abc import Sequence

import numpy as np

from resnets.plots.base import new_figure, show
from resnets.plots.lesson04_hands import bare
from resnets.style import INK, VERMILION_TEXT, readable


def class_examples(images, labels, names: Sequence[str], rows: int = 3) -> None:
    """Show ``rows`` pictures of each class, one column a class. images (n, h, w, 3), labels (n,)."""
    fig, axes = new_figure(max(3.6, 0.76 * len(names)), 0.82 * rows + 0.6, rows, len(names), squeeze=False)
    for column, name in enumerate(names):
        for row, k in enumerate(np.flatnonzero(np.ravel(labels) == column)[:rows]):
            bare(axes[row, column], images[k], name if row == 0 else "")
    for axis in axes.flat:
        bare(axis)
        axis.title.set_fontsize(8.5)
    count, (height, width) = {4: "Four", 10: "Ten"}.get(len(names), len(names)), images.shape[1:3]
    fig.suptitle(f"{count} classes, {height} x {width} pixels", x=0.01, ha="left", fontsize=12)
    show(fig, f"{rows} pictures for each of {len(names)} classes: {', '.join(names)}.", 128)


def picture_rows(rows: dict[str, np.ndarray], title: str) -> None:
    """Show pictures in rows that have names. rows: name -> (n, h, w, 3), floats of 0 to 1 or uint8."""
    most = max(len(images) for images in rows.values())
    fig, axes = new_figure(7.2, 0.85 * len(rows) + 0.5, len(rows), most, squeeze=False)
    for line, (name, images) in zip(axes, rows.items(), strict=True):
        for axis, image in zip(line, images, strict=False):
            bare(axis, image)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9.5)
    fig.suptitle(title, x=0.01, ha="left", fontsize=12)
    show(fig, f"{title}. Rows of {most} pictures: {', '.join(rows)}.", 128)


def most_confused(matrix, names: Sequence[str]) -> tuple[str, str, int]:
    """Return (in the picture, said by the net, how often) of the largest entry off the diagonal."""
    wrong = np.array(matrix) * (1 - np.eye(len(names), dtype=int))
    row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    return names[row], names[column], int(wrong[row, column])


def confusion(matrix, names: Sequence[str]) -> None:
    """Draw a confusion matrix: rows what the picture shows, columns what the net says."""
    matrix = np.asarray(matrix)
    fig, axis = new_figure(6.6, 5.0)
    image = axis.imshow(matrix, cmap="Blues", vmin=0, vmax=max(1, matrix.max()))
    for (i, j), count in np.ndenumerate(matrix):
        if count:
            ink = readable(INK if i == j else VERMILION_TEXT, image.to_rgba(count))
            axis.text(j, i, int(count), ha="center", va="center", color=ink, fontsize=9)
    axis.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(names)), names)
    axis.set(xlabel="says the net", ylabel="in the picture")
    axis.spines[:].set_visible(False)
    shown, said, count = most_confused(matrix, names)
    axis.set_title(f"The commonest mistake: {shown} called {said}, {count} times")
    right = int(np.trace(matrix))
    show(fig, f"Confusion matrix: {right} of {matrix.sum()} on the diagonal; {count} {shown} called {said}.")


def mistakes(images, shown, said, probability, names: Sequence[str], limit: int = 12) -> None:
    """Show the pictures that the net gets wrong, the surest first.

    Args:
        images: (n, h, w, 3), uint8.
        shown: what is in each picture, integers (n,).
        said: what the net says, integers (n,).
        probability: that the net gives to what it says, (n,).
        names: of the classes.
        limit: how many are shown at most.
    """
    shown, said, probability = np.asarray(shown), np.asarray(said), np.asarray(probability)
    wrong = np.flatnonzero(shown != said)
    wrong = wrong[np.argsort(-probability[wrong], kind="stable")][:limit]
    if not len(wrong):
        print("No mistake: every picture is named correctly.")
        return
    fig, axes = new_figure(7.4, 3.5, 2, (limit + 1) // 2, squeeze=False)
    for axis in axes.flat:
        bare(axis)
    for axis, k in zip(axes.flat, wrong, strict=False):
        bare(axis, images[k], f"{names[shown[k]]}, said\n{names[said[k]]} {probability[k]:.2f}")
        axis.title.set_fontsize(9)
    fig.suptitle("Wrong, and sure of it", x=0.01, ha="left", fontsize=12)
    listed = "; ".join(f"{names[shown[k]]} called {names[said[k]]} ({probability[k]:.2f})" for k in wrong)
    show(fig, f"{len(wrong)} misread pictures: {listed}.", 128)
