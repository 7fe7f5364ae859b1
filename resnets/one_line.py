"""In a student edition, what needs an unfinished exercise says so in one line instead of a traceback."""

import ast
import linecache
import re
import types
from collections.abc import Iterator

from resnets import guard
from resnets.checks.unfinished import ExerciseUnfinished, NameMissing

_missing: dict[str, str] = {}  # name that an unfinished cell would have made -> what is to be done first
_CHANGING = {"append", "extend", "insert", "update", "setdefault", "add"}


def install() -> None:
    """Have the notebook's kernel show errors this way; outside a notebook, do nothing."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((Exception,), _show)


def _show(shell, etype: type, value: BaseException, tb, tb_offset=None) -> None:
    """Show an error: one line if an unfinished exercise is behind it, else as ever."""
    reason = explained(value, shell.user_ns)
    if reason is None:
        shell.showtraceback((etype, value, tb), tb_offset=tb_offset)
        return
    forget(value, reason.first, shell.user_ns)
    shell._showtraceback(type(reason), reason, [str(reason)])


def explained(error: BaseException, namespace: dict) -> ExerciseUnfinished | None:
    """Return the one-line error that stands for ``error``; None if no unfinished exercise is behind it.

    Args:
        error: as it was raised.
        namespace: the notebook's.
    """
    for one in _chain(error):
        if isinstance(one, ExerciseUnfinished):
            return one
        # Where a function is traced, its error comes back as text within another one.
        repeated = re.search(r"Exercise (\d\.\d) is not written yet", str(one))
        if repeated:
            return ExerciseUnfinished(repeated[1])
    name = getattr(error, "name", None) if type(error) is NameError else None
    if name is None or name in namespace:
        return None
    exercise = guard.open_exercises().get(name)
    if exercise is not None:
        reason = f"there is no {name}; its cell has not been run, or is gone."
        return NameMissing(f"finish exercise {exercise.number}", reason)
    if name in _missing:
        return NameMissing(_missing[name], f"{name} comes from a cell that needs it.")
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def forget(error: BaseException, first: str, namespace: dict) -> None:
    """Take from the notebook what the failed cell would have made; it may be of an earlier cell's making.

    Args:
        error: as it was raised.
        first: what is to be done first.
        namespace: the notebook's.
    """
    for name in unmade(error.__traceback__):
        namespace.pop(name, None)
        _missing[name] = first


def unmade(tb: types.TracebackType | None) -> set[str]:
    """Return the names that the cell of a traceback makes in, or after, the statement that failed."""
    while tb is not None and tb.tb_frame.f_code.co_name != "<module>":
        tb = tb.tb_next
    if tb is None:
        return set()
    source = "".join(linecache.getlines(tb.tb_frame.f_code.co_filename))
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    rest = [node for node in body if (node.end_lineno or node.lineno) >= tb.tb_lineno]
    made = {name for node in body for name in _stored(node)}
    return {name for node in rest for name in [*_stored(node), *_changed(node)] if name in made}


def _at_cell_level(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that belong to the cell itself, not to a function or class inside it."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.comprehension) and child is node.target):  # a name of its own
            yield from _at_cell_level(child)


def _stored(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds."""
    for node in _at_cell_level(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]


def _changed(statement: ast.stmt) -> Iterator[str]:
    """Yield the names whose objects a statement changes: ``x[0] = …``, ``x.append(…)``."""
    for node in _at_cell_level(statement):
        base = None
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            base = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            base = node.func.value if node.func.attr in _CHANGING else None
        while isinstance(base, ast.Subscript | ast.Attribute):  # x["a"][0] = …
            base = base.value
        if isinstance(base, ast.Name):
            yield base.id
