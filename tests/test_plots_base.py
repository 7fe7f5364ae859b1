"""Every figure is stored at double density, with its width on the page and its text alternative."""

import io

import IPython.display
import numpy as np
from PIL import Image

from resnets.plots import base


def test_a_figure_is_stored_at_double_density_in_few_colours(monkeypatch):
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **more: shown.append((data, more)))
    figure, ax = base.new_figure(4, 2)
    ax.imshow(np.random.default_rng(0).random((8, 8, 3)))
    base.show(figure, "noise", colours=16)
    ((data, more),) = shown
    picture, about = Image.open(io.BytesIO(data["image/png"])), more["metadata"]["image/png"]
    assert about["alt"] == data["text/plain"] == "noise"
    assert abs(picture.width - 2 * about["width"]) <= 1
    assert about["width"] < 4 * base.RC["savefig.dpi"] + 20  # of four inches, the rim cut off
    assert len(picture.convert("RGB").getcolors()) <= 16
