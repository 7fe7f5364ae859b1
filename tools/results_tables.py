"""Write the tables of both READMEs, and README's picture, anew from the runs: python tools/results_tables.py.

A table stands between a comment that holds its command, ``<!-- python -m resnets.benchmark ... -->``, and
``<!-- end -->``.
"""

import contextlib
import io
import re
from pathlib import Path

from resnets import benchmark
from resnets.cifar_table import groups
from resnets.files import written_whole
from resnets.plots.base import DENSITY
from resnets.plots.lesson06 import table_in_words, table_picture
from resnets.style import RC

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "results" / "README.md")
PICTURE = ROOT / "imgs" / "cifar10_results.png"
TABLE = re.compile(r"(<!-- python -m resnets\.benchmark (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """Return ``text`` with each table as its command prints it now."""

    def table(match: re.Match) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            benchmark.main(match[2].split())
        return f"{match[1]}{printed.getvalue().strip()}\n{match[3]}"

    return TABLE.sub(table, text)


def draw(path: Path = PICTURE) -> None:
    """Draw the table of CIFAR-10 into a PNG file; what it shows stands in the file, too, in words.

    GitHub shows it across its column, 890 px: at the figures' density that is more than two pixels for one.
    """
    found = groups()
    told = {"Description": table_in_words(found)}
    with written_whole(path) as temporary:
        table_picture(found).savefig(temporary, format="png", dpi=DENSITY * RC["savefig.dpi"], metadata=told)


if __name__ == "__main__":
    draw()
    for readme in READMES:
        new = renewed(readme.read_text(encoding="utf-8"))
        with written_whole(readme) as temporary:
            Path(temporary).write_text(new, encoding="utf-8")
