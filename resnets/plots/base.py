"""What all figures share: the style, and showing a figure together with its text alternative."""

import io
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from resnets.plots.png import few_colours
from resnets.style import GREY_TEXT, RC

# Pixels for each pixel of the page: screens of today show two, and one would look blurred.
DENSITY = 2

# Figures are put together over several calls, so the style is set once, for the whole process.
plt.rcParams.update(RC)


def new_figure(width: float = 7.0, height: float = 3.2, rows: int = 1, columns: int = 1, **kwargs):
    """Return (figure, axes) in the course's style; sizes in inches, further arguments go to ``subplots``.

    The figure is not registered with pyplot's state, so it is shown by ``show`` alone, once.
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **kwargs)


def show(figure: Figure, alt: str, colours: int = 256) -> None:
    """Display a figure in the notebook with ``alt`` as its text alternative.

    The text goes with the picture into the page for readers who cannot see it, and is what the tests
    compare (pictures differ from machine to machine by a pixel), so it says what there is to see.
    The picture is stored at double density, and its width on the page with it, in at most ``colours``
    colours: at 256 nobody sees a difference in a plot, and photographs, which compress badly, can do with
    fewer.
    """
    from IPython.display import display

    stream = io.BytesIO()
    figure.savefig(stream, format="png", bbox_inches="tight", dpi=DENSITY * RC["savefig.dpi"])
    picture = Image.open(stream)
    about = {"alt": alt, "width": round(picture.width / DENSITY)}
    small = few_colours(picture, colours)
    display({"image/png": small, "text/plain": alt}, raw=True, metadata={"image/png": about})


def provenance(figure, records: Sequence[dict]) -> None:
    """Write below the figure on what, from which data and when the records were made."""
    if not records:
        return
    devices = sorted({r["hardware"]["device"] for r in records})
    data = sorted({r["dataset"]["name"] + ", " + r["dataset"]["source"] for r in records})
    dates = sorted({r["date"] for r in records})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    text = f"Recorded: {'; '.join(devices)} · {'; '.join(data)} · {when}"
    figure.supxlabel(text, fontsize=8.5, color=GREY_TEXT, x=0.01, ha="left")
