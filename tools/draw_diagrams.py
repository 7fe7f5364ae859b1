"""Draws every diagram of the course into imgs/.

    python tools/draw_diagrams.py           draws all
    python tools/draw_diagrams.py --check   draws nothing; exit status 1 when a file differs from the code

The alternative texts (`ALT`, in diagram_alt.py) are also inside each SVG, for screen readers.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
from diagram_alt import ALT
from diagram_banner import course_banner
from diagram_blocks import bottleneck, convolutional_block, identity_block, plain_and_residual, residual_unit
from diagram_ideas import gradient_paths, stride_on_1x1
from diagram_map import resnet50_map
from diagram_parts import ROOT, to_svg, with_style
from diagram_steps import animated, there_and_back
from diagram_versions import pre_activation
from matplotlib.axes import Axes

FOLDER = ROOT / "imgs"
DRAWN_WITH = "3.11.2"  # the matplotlib of the committed files; another one may place glyphs differently
TOLERANCE = 0.02  # points: what a processor's last bit may move

DRAW: dict[str, Callable[[], Axes]] = {
    "residual_unit": residual_unit,
    "plain_and_residual": plain_and_residual,
    "bottleneck": bottleneck,
    "identity_block": identity_block,
    "convolutional_block": convolutional_block,
    "resnet50_map": resnet50_map,
    "stride_on_1x1": stride_on_1x1,
    "gradient_paths": gradient_paths,
    "there_and_back": there_and_back,
    "pre_activation": pre_activation,
    "course_banner": course_banner,
}


def draw(name: str) -> str:
    """The diagram `name` as SVG text."""
    return animated(with_style(lambda: to_svg(DRAW[name](), name.replace("_", " "), ALT[name])))


def words(svg: str) -> list[str]:
    """All that can be read in a picture, its title and description included."""
    return re.findall(r"<!--.*?-->|<title>.*?</title>|<desc>.*?</desc>", svg, flags=re.DOTALL)


def same_picture(one: str, other: str) -> bool:
    """Whether two SVG texts are equal but for numbers in their last digits."""
    number = r"(-?\d+(?:\.\d+)?)"
    a, b = re.split(number, one), re.split(number, other)
    if len(a) != len(b) or a[::2] != b[::2]:
        return False
    return all(abs(float(x) - float(y)) <= TOLERANCE for x, y in zip(a[1::2], b[1::2], strict=True))


def difference(name: str, folder: Path = FOLDER) -> str:
    """What is wrong with the file of the diagram `name`, or "" if it is what the code draws.

    Under another matplotlib than the one the files were drawn with, only the words are compared.
    """
    path = folder / f"{name}.svg"
    if not path.is_file():
        return f"{path.name} is missing"
    stored, drawn = path.read_text(encoding="utf-8"), draw(name)
    if words(stored) != words(drawn):
        return f"{path.name} says other words than the code draws"
    if matplotlib.__version__ == DRAWN_WITH and not same_picture(stored, drawn):
        return f"{path.name} differs from what the code draws"
    return ""


def main(arguments: list[str] | None = None) -> int:
    """Draw all diagrams, or with --check compare them; returns the exit status."""
    parser = argparse.ArgumentParser(description="Draw the diagrams of the course into imgs/.")
    parser.add_argument("--check", action="store_true", help="draw nothing; exit 1 if a file is out of date")
    if parser.parse_args(arguments).check:
        wrong = [message for message in map(difference, DRAW) if message]
        for message in wrong:
            print(f"{message}: run python tools/draw_diagrams.py", file=sys.stderr)
        return 1 if wrong else 0
    for name in DRAW:
        path = FOLDER / f"{name}.svg"
        path.write_text(draw(name), encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
