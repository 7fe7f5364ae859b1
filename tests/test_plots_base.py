"""Figures: stored at double density with width and text alternative; words dark enough to be read."""

import ast
import io
from pathlib import Path

import IPython.display
import numpy as np
import pytest
from PIL import Image

from resnets import style
from resnets.plots import base

SOURCES = sorted(Path(base.__file__).parent.glob("*.py"))
WRITING = {"text", "annotate", "set_title", "suptitle", "supxlabel", "supylabel", "set_xlabel", "set_ylabel"}


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


def colours_of_words(source: str) -> set[str]:
    """Return what is given as ``color`` where a figure is written on, as it stands in the source."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    writing = [call for call in calls if getattr(call.func, "attr", "") in WRITING]
    return {ast.unparse(k.value) for call in writing for k in call.keywords if k.arg in ("color", "c")}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_words_on_white_have_enough_contrast(path):
    """``ink``, of numbers in coloured cells, is what ``readable`` chooses."""
    text = path.read_text(encoding="utf-8")
    found = colours_of_words(text)
    assert "ink" not in found or "ink = readable(" in text
    for name in found - {"ink"}:
        colour = getattr(style, name.removeprefix("style."))
        assert style.contrast(colour, style.PAPER) >= style.READABLE, name


def test_the_coloured_words_are_found():
    """Or the test above would find nothing wrong with anything."""
    assert {"GREY_TEXT"} <= colours_of_words(Path(base.__file__).read_text(encoding="utf-8"))
    assert colours_of_words("axes.text(0, 0, 'chance', color=GREY)") == {"GREY"}


def test_contrast_is_that_of_the_standard():
    assert style.contrast("black", "white") == pytest.approx(21)
    assert style.contrast("#777777", "white") == pytest.approx(4.478, abs=1e-3)  # WebAIM's checker: 4.47
    assert (
        style.contrast(style.GREY, style.PAPER)
        < style.READABLE
        <= style.contrast(style.GREY_TEXT, style.PAPER)
    )


def test_words_in_a_cell_of_any_shade_can_be_read():
    for share in np.linspace(0, 1, 101):
        ground = (share, share, share)
        for wanted in (style.INK, style.VERMILION_TEXT):
            assert style.contrast(style.readable(wanted, ground), ground) >= style.READABLE
    assert style.readable(style.INK, style.PAPER) == style.INK
    assert style.readable(style.INK, style.BLUE) == "white"
