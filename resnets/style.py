"""One visual language for all figures and diagrams of the course.

The colours are Okabe and Ito's set (Color Universal Design, 2008), which survives the common forms
of colour-blindness; here it is ordered so that neighbours also differ in lightness, for print in grey.
"""

from matplotlib.colors import to_rgb

INK = "#1b1b1b"
PAPER = "#ffffff"
GREY = "#8a8a8a"  # lines and areas; too pale for words
GREY_TEXT = "#666666"
LIGHT = "#e9e9e9"

BLUE = "#0072b2"  # convolutions, the reader's own run
ORANGE = "#e69f00"  # the shortcut
GREEN = "#009e73"  # activations
VERMILION = "#d55e00"  # mistakes, the thing to look at
VERMILION_TEXT = "#8f3f00"
SKY = "#56b4e9"  # batch normalisation
PURPLE = "#cc79a7"  # pooling, recorded runs
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE)

READABLE = 4.5  # the least contrast of text and ground, WCAG 2.2, criterion 1.4.3

FONT_SIZE = 11
RC = {
    "figure.dpi": 110,
    "savefig.dpi": 110,
    "figure.facecolor": PAPER,
    "font.size": FONT_SIZE,
    "axes.titlesize": FONT_SIZE + 1,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "resnet-block-by-block",
    "image.interpolation": "nearest",
}


def contrast(one, other) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 (equal) to 21 (black and white).

    Args:
        one, other: whatever matplotlib takes for a colour; transparency is not looked at.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour, ground):
    """Return ``colour`` if words in it can be read on ``ground``, else black or white: one of them can."""
    if contrast(colour, ground) >= READABLE:
        return colour
    return max("black", "white", key=lambda ink: contrast(ink, ground))


def _luminance(colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
