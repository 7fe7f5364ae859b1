"""A notebook as text, for reading a diff: make diff, or git's textconv (CONTRIBUTING.md).

Each cell begins with a line of its kind and id; a stored picture is one line, its alt text and a hash.
Standard library only, since git starts it for each file.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator

DATA = re.compile(r"data:image/[\w+.-]+;base64,([A-Za-z0-9+/=]+)")  # a picture that a text carries


def _short(found: re.Match) -> str:
    return f"[picture {hashlib.sha256(found[1].encode()).hexdigest()[:8]}]"


def output_lines(output: dict) -> Iterator[str]:
    """Yield the lines of one stored output."""
    yield from "".join(output.get("text", "")).splitlines()
    data = output.get("data", {})
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        digest = hashlib.sha256("".join(data["image/png"]).encode()).hexdigest()[:8]
        yield f"[picture {digest}: {alt}]"
    elif "text/plain" in data:
        yield from "".join(data["text/plain"]).splitlines()
    if "ename" in output:
        yield f"{output['ename']}: {output.get('evalue', '')}"


def cell_lines(cell: dict) -> Iterator[str]:
    """Yield the lines of one cell: its kind, id and metadata, its source, its outputs."""
    kind, told = cell["cell_type"], {key: value for key, value in cell.get("metadata", {}).items() if value}
    yield f"──── {kind} {cell.get('id', '')}" + (f"  {json.dumps(told, sort_keys=True)}" if told else "")
    yield from DATA.sub(_short, "".join(cell["source"])).splitlines()
    for output in cell.get("outputs", []):
        yield from (f"    > {line}".rstrip() for line in output_lines(output))
    yield ""


def text(notebook: dict) -> str:
    """Return a notebook as text."""
    return "\n".join(line for cell in notebook["cells"] for line in cell_lines(cell)) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.write(text(json.load(file)))
