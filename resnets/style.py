"""One visual language for all figures and diagrams of the course.

The colours are Okabe and Ito's set (Color Universal Design, 2008), which survives the common forms
of colour-blindness; here it is ordered so that neighbours also differ in lightness, for print in grey.
"""

INK = "#1b1b1b"
PAPER = "#ffffff"
GREY = "#8a8a8a"
LIGHT = "#e9e9e9"

BLUE = "#0072b2"  # convolutions, the reader's own run
ORANGE = "#e69f00"  # the shortcut
GREEN = "#009e73"  # activations
VERMILION = "#d55e00"  # mistakes, the thing to look at
SKY = "#56b4e9"  # batch normalisation
PURPLE = "#cc79a7"  # pooling, recorded runs
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE)

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
