"""Write the tables of both READMEs anew from the recorded runs: python tools/results_tables.py.

A table stands between a comment that holds its command, ``<!-- python -m resnets.benchmark ... -->``, and
``<!-- end -->``.
"""

import contextlib
import io
import re
from pathlib import Path

from resnets import benchmark
from resnets.files import written_whole

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "results" / "README.md")
TABLE = re.compile(r"(<!-- python -m resnets\.benchmark (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """Return ``text`` with each table as its command prints it now."""

    def table(match: re.Match) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            benchmark.main(match[2].split())
        return f"{match[1]}{printed.getvalue().strip()}\n{match[3]}"

    return TABLE.sub(table, text)


if __name__ == "__main__":
    for readme in READMES:
        new = renewed(readme.read_text(encoding="utf-8"))
        with written_whole(readme) as temporary:
            Path(temporary).write_text(new, encoding="utf-8")
