"""Rules that every lesson keeps as a file: what it stores, what it may hold, how it is graded.

A rule is a function from a notebook (the parsed JSON) to the list of its faults, each a sentence that
names the cell. Those about where a picture or a link leads also take the notebook's path.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

IGNORE = "nbval-ignore-output"
MAX_BYTES = 1_500_000
MAX_LINES = 30
COMPARED_SHARE = {"02": 0.8, "03": 0.8}  # of the cells with output; the others: half
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(home/\w|root/|Users/\w|tmp/|var/folders/|content/|work/\w)|site-packages|\b[A-Z]:\\\w"
)


def source(cell: dict) -> str:
    """Return a cell's text; nbformat stores it as a string or as lines."""
    return "".join(cell["source"])


def code_cells(notebook: dict) -> Iterator[tuple[str, dict]]:
    """Yield each code cell with its name: its number as In [n] counts, and its first line."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        first = (source(cell).strip().splitlines() or ["(empty)"])[0]
        yield f"code cell {number} `{first[:50]}`", cell


def markdown(notebook: dict) -> str:
    """Return all text of a notebook, without the code blocks in it."""
    text = "\n\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def tags(cell: dict) -> list:
    """Return a cell's tags."""
    return cell["metadata"].get("tags", [])


def output_texts(cell: dict) -> Iterator[str]:
    """Yield every text that a cell stores: streams, results, HTML, SVG; no encoded pictures."""
    for output in cell.get("outputs", []):
        yield "".join(output.get("text", ""))
        for kind, value in output.get("data", {}).items():
            if not re.match(r"image/(png|jpeg|gif)|application/pdf", kind) and isinstance(value, str | list):
                yield "".join(value)


def parsed(cell: dict) -> ast.Module | None:
    """Return a cell's syntax tree; None if it is not plain Python."""
    try:
        return compile(
            source(cell),
            "cell",
            "exec",
            ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
    except (SyntaxError, ValueError):
        return None


def called_at_top(cell: dict) -> list[str]:
    """Return the names of the functions that a cell calls for their effect, outside functions."""
    names = []
    waiting = list((parsed(cell) or ast.Module([], [])).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            names.append(function.id if isinstance(function, ast.Name) else getattr(function, "attr", ""))
        if isinstance(node, ast.For | ast.With):
            waiting.extend(node.body)
    return names


def plain_python(notebook: dict) -> list[str]:
    """No magics, no shell lines: nbval does not see them fail."""
    faults = []
    for name, cell in code_cells(notebook):
        if not source(cell).strip():
            faults.append(f"{name} is empty; take it out")
        elif parsed(cell) is None:
            faults.append(f"{name} is not plain Python (a % or ! line?)")
        elif "get_ipython" in source(cell):
            faults.append(f"{name} calls get_ipython")
    return faults


def executed_in_order(notebook: dict) -> list[str]:
    """Execution counts are 1, 2, 3 …: nbval passes a cell without one silently."""
    cells = list(code_cells(notebook))
    return [
        f"{name} has execution count {cell.get('execution_count')}, not {number}: store the lesson again"
        for number, (name, cell) in enumerate(cells, 1)
        if cell.get("execution_count") != number
    ]


def clean_outputs(notebook: dict) -> list[str]:
    """No stderr, no error and no path of a machine is stored."""
    faults = []
    for name, cell in code_cells(notebook):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                faults.append(f"{name} stores stderr: {''.join(output['text']).strip()[:80]}")
            if output["output_type"] == "error":
                faults.append(f"{name} stores an error: {output.get('ename')}")
        faults.extend(
            f"{name} stores a path of one machine: …{found[0]}…"
            for text in output_texts(cell)
            if (found := MACHINE_PATH.search(text))
        )
    return faults


def shown_is_stored(notebook: dict) -> list[str]:
    """A cell that shows something stores it, and so does every check and every graded cell."""
    faults = []
    for name, cell in code_cells(notebook):
        body = (parsed(cell) or ast.Module([], [])).body
        last = body[-1] if body else None
        ends_in_value = isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Constant)
        calls = called_at_top(cell)
        shows = any(call in ("print", "display", "show") or call.startswith("check_") for call in calls)
        graded = cell["metadata"].get("nbgrader", {}).get("grade", False)
        if (shows or graded or ends_in_value) and not cell.get("outputs"):
            faults.append(f"{name} shows something, but no output is stored")
    return faults


def ignored_with_reason(notebook: dict) -> list[str]:
    """What is not compared says why, and nothing else escapes the comparison."""
    faults = []
    for name, cell in code_cells(notebook):
        reason = cell["metadata"].get("nbval_reason")
        if IGNORE in tags(cell) and not (isinstance(reason, str) and reason.strip()):
            faults.append(f"{name} is tagged {IGNORE} without an nbval_reason in its metadata")
        if IGNORE not in tags(cell) and reason is not None:
            faults.append(f"{name} has an nbval_reason but not the tag {IGNORE}")
        others = {"nbval-skip", "nbval-raises-exception", "raises-exception"} & set(tags(cell))
        marks = re.findall(
            r"^\s*#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", source(cell), re.MULTILINE
        )
        faults.extend(f"{name} escapes nbval by {mark}" for mark in [*sorted(others), *marks])
    return faults


def compared_share(notebook: dict, path: Path) -> list[str]:
    """Enough of the cells with output are compared: 80 % in lessons 2 and 3, half in the others."""
    with_output = [cell for _, cell in code_cells(notebook) if cell.get("outputs")]
    compared = [cell for cell in with_output if IGNORE not in tags(cell)]
    needed = COMPARED_SHARE.get(path.name[:2], 0.5)
    if len(compared) >= needed * len(with_output):
        return []
    return [f"{len(compared)} of {len(with_output)} cells with output are compared; {needed:.0%} are wanted"]


def no_semicolons(notebook: dict) -> list[str]:
    """No compared cell ends in a semicolon: nbval's kernel shows the value all the same."""
    return [
        f"{name} ends in a semicolon, which nbval does not honour: assign the value, to _ say"
        for name, cell in code_cells(notebook)
        if source(cell).rstrip().endswith(";") and IGNORE not in tags(cell)
    ]


def figures_described(notebook: dict) -> list[str]:
    """Every stored picture has a text alternative (resnets.plots.base.show gives it one)."""
    faults = []
    for name, cell in code_cells(notebook):
        for output in cell.get("outputs", []):
            described = output.get("metadata", {}).get("image/png", {}).get("alt", "").strip()
            if "image/png" in output.get("data", {}) and not described:
                faults.append(f"{name} stores a picture without alt text")
    return faults


def short_cells(notebook: dict) -> list[str]:
    """No code cell has more than 30 lines; docstrings and empty lines are not counted."""
    faults = []
    for name, cell in code_cells(notebook):
        lines = {number for number, line in enumerate(source(cell).splitlines(), 1) if line.strip()}
        for node in ast.walk(parsed(cell) or ast.Module([], [])):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
        if len(lines) > MAX_LINES:
            faults.append(f"{name} has {len(lines)} lines; {MAX_LINES} is the most")
    return faults


def small_file(notebook: dict, path: Path) -> list[str]:
    """The file is under 1.5 MB."""
    size = path.stat().st_size
    return [f"it has {size / 1e6:.2f} MB; under 1.5 is wanted"] if size >= MAX_BYTES else []


def pictures(notebook: dict, path: Path) -> list[str]:
    """Every picture in the text has alt text and lies in imgs/ or, in a student edition, in the text itself
    (badges may come from elsewhere)."""
    text = markdown(notebook)
    found = [(alt, target) for alt, target in re.findall(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)", text)]
    for tag in re.findall(r"<img\b[^>]*>", text, flags=re.IGNORECASE):
        fields = dict(re.findall(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']", tag))
        found.append((fields.get("alt", ""), fields.get("src", "")))
    faults = [f"the picture {target} has no alt text" for alt, target in found if not alt.strip()]
    for _, target in found:
        if target.startswith(("http:", "https:")):
            if "badge" not in target:
                faults.append(f"the picture {target} is not in imgs/")
        elif target.startswith("data:image/") and path.parent.name == "exercises":
            continue
        elif target.startswith("data:") or not (path.parent / target).is_file():
            faults.append(f"the picture {target[:80]} does not exist")
    return faults


def links(notebook: dict, path: Path) -> list[str]:
    """Every link to a file leads somewhere; a lesson whose number is still free may be coming."""
    text = markdown(notebook)
    targets = re.findall(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)", text)
    targets += re.findall(r"<a\b[^>]*href\s*=\s*[\"']([^\"']+)", text, flags=re.IGNORECASE)
    faults = []
    for target in targets:
        file = target.split("#")[0]
        if not file or re.match(r"\w+:", file) or (path.parent / file).exists():
            continue
        number = re.fullmatch(r"(?:\./)?(0[1-7])_\w+\.ipynb", file)
        if not number or list(path.parent.glob(f"{number[1]}_*.ipynb")):
            faults.append(f"the link to {target} leads nowhere")
    return faults


def grading(notebook: dict) -> list[str]:
    """Solutions and checks carry nbgrader's metadata, schema 3, and solutions their marks, paired."""
    faults, seen = [], set()
    for name, cell in code_cells(notebook):
        data = cell["metadata"].get("nbgrader", {})
        begin, end = (len(re.findall(rf"^\s*### {word} SOLUTION\s*$", source(cell), re.MULTILINE))
                      for word in ("BEGIN", "END"))  # fmt: skip
        if begin != end:
            faults.append(f"{name} has {begin} BEGIN and {end} END SOLUTION marks")
        if bool(begin) != bool(data.get("solution")):
            faults.append(f"{name}: SOLUTION marks and nbgrader's `solution` must come together")
        if any(call.startswith("check_") for call in called_at_top(cell)) and not data.get("grade"):
            faults.append(f"{name} is a check, but its nbgrader metadata does not say `grade`")
        if not data:
            continue
        if data.get("schema_version") != 3:
            faults.append(f"{name} has nbgrader schema {data.get('schema_version')}, not 3")
        if data.get("grade") and not isinstance(data.get("points"), int | float):
            faults.append(f"{name} is graded, but has no points")
        if not data.get("grade_id") or data["grade_id"] in seen:
            faults.append(f"{name} has no grade_id of its own: {data.get('grade_id')!r}")
        seen.add(data.get("grade_id"))
    return faults


def setup_cell(notebook: dict) -> str | None:
    """Return the text of the setup cell: the first code cell, known by its id or tag; None if not so."""
    for _, cell in code_cells(notebook):
        return source(cell) if cell.get("id") == "setup" or "setup" in tags(cell) else None
    return None


def begins_with_setup(notebook: dict) -> list[str]:
    """The first code cell is the setup cell."""
    return [] if setup_cell(notebook) is not None else ["the first code cell has neither id nor tag `setup`"]


RULES = (
    begins_with_setup,
    plain_python,
    executed_in_order,
    clean_outputs,
    shown_is_stored,
    ignored_with_reason,
    no_semicolons,
    figures_described,
    short_cells,
    grading,
)
RULES_WITH_PATH = (compared_share, small_file, pictures, links)


def faults_of(notebook: dict, path: Path) -> list[str]:
    """Return all faults of a notebook."""
    faults = [fault for rule in RULES for fault in rule(notebook)]
    return faults + [fault for rule in RULES_WITH_PATH for fault in rule(notebook, path)]
