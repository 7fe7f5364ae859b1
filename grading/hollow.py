"""The library's answers, taken out of a submission's copy, and put back once its own has been found right.

Whatever a submission's process can read, its code can run, whoever stands guard in that process. So the
functions that an exercise of the lesson asks for have no bodies there; the judge, which has the whole
library, sends them with the verdict "right".
"""

import ast
import importlib
import importlib.util
import inspect
import types
from functools import cache
from pathlib import Path

MESSAGE = "the course's own {name} is not in reach here; write your own, and have it checked"


def places(lesson: str, number: str | None = None) -> list[str]:
    """Return as ``module:name`` the library's answers to a lesson's exercises, or to one of them."""
    of_lesson = _register().exercises_of(lesson)
    found = [place for e in of_lesson if number in (None, e.number) for place in e.library]
    return list(dict.fromkeys(found))


def empty(folder: Path, lesson: str) -> None:
    """Take the bodies of a lesson's answers out of the copy of the library in a folder."""
    names: dict[Path, list[str]] = {}
    for place in places(lesson):
        module, name = place.split(":")
        names.setdefault(_file(folder, module), []).append(name)
    for path, wanted in names.items():
        source = path.read_text(encoding="utf-8")
        path.write_text(emptied(source, wanted), encoding="utf-8")


def emptied(source: str, names: list[str]) -> str:
    """Return a module's source with functions, or classes, of these names that only raise."""
    tree = ast.parse(source)
    for name in names:
        for function in _functions_in(_definition(tree, name)):
            uses = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            # With the class among its variables, as the body has that is put back.
            cell = "\n__class__" if uses & {"super", "__class__"} else ""
            text = MESSAGE.format(name=name)
            function.body = ast.parse(f"raise NotImplementedError({text!r}){cell}").body
    return ast.unparse(tree)


def bodies(root: Path, lesson: str, number: str) -> dict[str, str]:
    """Return the source of the library's answers to an exercise, without decorators, by ``module:name``."""
    found = {}
    for place in places(lesson, number):
        module, name = place.split(":")
        node = _definition(ast.parse(_file(root, module).read_text(encoding="utf-8")), name)
        node.decorator_list = []
        found[place] = ast.unparse(node)
    return found


def put_back(place: str, source: str, into: dict[str, types.FunctionType]) -> None:
    """Give functions, as ``functions_of`` returned them, the bodies that they have in the whole library."""
    module, name = place.split(":")
    there = importlib.import_module(module)
    space = dict(vars(there))
    exec(compile(source, there.__file__, "exec"), space)
    for key, function in functions(space[name]).items():
        into[key].__code__ = function.__code__


def functions_of(place: str) -> dict[str, types.FunctionType]:
    """Return the functions of one of the library's answers, as they are before a guard stands before them."""
    module, name = place.split(":")
    return functions(getattr(importlib.import_module(module), name))


def functions(what) -> dict[str, types.FunctionType]:
    """Return a function, or those that a class defines, by their names."""
    if not isinstance(what, type):
        return {"": inspect.unwrap(what)}
    found = {}
    for key, value in vars(what).items():
        value = getattr(value, "fget", None) or getattr(value, "__func__", value)
        if isinstance(value, types.FunctionType):
            found[key] = inspect.unwrap(value)
    return found


@cache
def _register() -> types.ModuleType:
    """Return resnets/exercises.py without its package, which imports Keras: the grader needs none."""
    path = Path(__file__).resolve().parent.parent / "resnets" / "exercises.py"
    spec = importlib.util.spec_from_file_location("grading_exercises", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _file(root: Path, module: str) -> Path:
    return root.joinpath(*module.split(".")).with_suffix(".py")


def _definition(tree: ast.Module, name: str) -> ast.FunctionDef | ast.ClassDef:
    return next(node for node in tree.body if getattr(node, "name", None) == name)


def _functions_in(node) -> list[ast.FunctionDef]:
    if isinstance(node, ast.ClassDef):
        return [one for one in node.body if isinstance(one, ast.FunctionDef)]
    return [node]
