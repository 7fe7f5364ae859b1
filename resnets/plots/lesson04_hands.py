"""Figures of lesson 4 that show pictures of hands: the data, its templates, its augmentation."""

import numpy as np

from resnets.plots.base import new_figure, show
from resnets.style import VERMILION, readable


def bare(axis, image=None, title: str = "", **kwargs) -> None:
    """Show ``image`` on an axis without ticks or frame."""
    if image is not None:
        axis.imshow(image, **kwargs)
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
    if title:
        axis.set_title(title, fontsize=10, loc="center")


def class_examples(images, labels, rows: int = 3) -> None:
    """Show ``rows`` pictures of each class, one column a class. images (n, h, w, 3), labels (n,)."""
    classes = np.unique(labels)
    fig, axes = new_figure(7, 1.22 * rows + 0.4, rows, len(classes), squeeze=False)
    for column, c in enumerate(classes):
        for row, k in enumerate(np.flatnonzero(labels == c)[:rows]):
            bare(axes[row, column], images[k], f"class {c}" if row == 0 else "")
    for axis in axes.flat:
        bare(axis)
    fig.suptitle("The class is the number of raised fingers", x=0.01, ha="left", fontsize=12)
    show(fig, f"{rows} pictures for each of {len(classes)} classes: hands that raise 0 to 5 fingers.", 128)


def pixel_values(image, row: int, column: int, side: int = 5) -> None:
    """Show a picture, and the red values of the ``side`` x ``side`` pixels at (row, column) as numbers."""
    fig, (left, right) = new_figure(7, 3.1, 1, 2)
    bare(left, image, "64 x 64 pixels")
    left.add_patch(_frame(column, row, side))
    patch = image[row : row + side, column : column + side]
    bare(right, patch, f"the {side} x {side} pixels in the frame: red, of 0 to 255")
    for (i, j), value in np.ndenumerate(patch[..., 0]):
        ink = readable("black", patch[i, j] / 255)
        right.text(j, i, str(value), ha="center", va="center", color=ink, fontsize=10)
    show(fig, f"A hand, and {side} x {side} of its pixels enlarged with the red value written into each.")


def _frame(x, y, side):
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.5, y - 0.5), side, side, fill=False, color=VERMILION, linewidth=1.5)


def nearest_pairs(images, neighbours, shown, said) -> None:
    """Show test pictures above their nearest training pictures; shown and said are their labels."""
    fig, axes = new_figure(7.4, 2.9, 2, len(images), squeeze=False)
    for k in range(len(images)):
        bare(axes[0, k], images[k], f"test: {shown[k]}")
        bare(axes[1, k], neighbours[k], f"nearest: {said[k]}")
    right = int(np.sum(np.asarray(shown) == np.asarray(said)))
    fig.suptitle("Test pictures and their nearest training pictures", x=0.01, ha="left", fontsize=12)
    show(
        fig,
        f"{len(images)} test pictures, below each its nearest training picture; {right} labels agree.",
        128,
    )


def softmax_templates(kernel, shape=(64, 64, 3)) -> None:
    """Show the weights (pixels, classes) of a linear softmax as one picture a class."""
    fig, axes = new_figure(7, 1.7, 1, kernel.shape[1])
    for c, axis in enumerate(axes):
        w = kernel[:, c].reshape(shape).mean(axis=-1)
        picture = axis.imshow(w, cmap="PuOr_r", vmin=-3 * w.std(), vmax=3 * w.std())
        bare(axis, title=f"class {c}")
    bar = fig.colorbar(picture, ax=axes, ticks=[-3 * w.std(), 3 * w.std()])
    bar.set_ticklabels(["against", "for"])
    fig.suptitle("A linear softmax learns one template a class", x=0.01, ha="left", fontsize=12)
    alt = (
        "Six blurred pictures of weights, one a class: where a bright pixel speaks for it and where against."
    )
    show(fig, alt, 128)


def augmented(image, changed) -> None:
    """Show one picture and changed copies of it, (n, h, w, 3)."""
    fig, axes = new_figure(7.4, 1.6, 1, len(changed) + 1)
    bare(axes[0], image, "as it is")
    for axis, copy in zip(axes[1:], changed, strict=True):
        bare(axis, copy)
    fig.suptitle("One photograph, augmented", x=0.01, ha="left", fontsize=12)
    show(
        fig,
        f"One picture of a hand and {len(changed)} changed copies: tilted, moved, mirrored, in other light.",
    )
