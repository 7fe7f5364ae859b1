"""The library's reference pages, written from its source: signatures and docstrings, nothing imported.

So the web edition is built without Keras, and a page never depends on what an import does.
"""

import ast
from pathlib import Path

Defined = ast.FunctionDef | ast.ClassDef


class Qualified(ast.NodeTransformer):
    """Writes annotations so that links lead to the right name: a name that the module imports from the
    library in full, and for one that it gives to another type, ``Part = tuple[…]``, that type."""

    def __init__(self, module: ast.Module, library: str) -> None:
        self.full = {
            name.asname or name.name: ast.Name(f"{node.module}.{name.name}")
            for node in ast.walk(module)
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library
            for name in node.names
        }
        for node in module.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.full[node.targets[0].id] = node.value

    def annotation(self, node: ast.expr | None) -> ast.expr | None:
        """Return an annotation with its names in full."""
        return self.visit(node) if node else None

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Write one name in full."""
        return self.full.get(node.id, node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Of a parameter, its annotation."""
        node.annotation = self.annotation(node.annotation)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        """Of a field, its annotation."""
        node.annotation = self.annotation(node.annotation)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Of a function, the annotations; its body is not shown."""
        node.returns = self.annotation(node.returns)
        for place in (node.args.posonlyargs, node.args.args, node.args.kwonlyargs):
            for argument in place:
                self.visit_arg(argument)
        return node


def docstring(node: ast.AST, what: str = "function") -> str:
    """Return a docstring as reStructuredText; "" if there is none."""
    text = ast.get_docstring(node)
    if not text:
        return ""
    from sphinx.ext.napoleon import Config  # only the book's environment has it
    from sphinx.ext.napoleon.docstring import GoogleDocstring

    style = Config(napoleon_use_rtype=False, napoleon_use_ivar=True)
    return str(GoogleDocstring(text, style, what=what)).strip()


def indented(text: str) -> str:
    """Indent a block under its directive."""
    return "\n".join(f"   {line}" if line else "" for line in text.splitlines())


def is_public(node: ast.AST) -> bool:
    """Whether a statement defines a function or class whose name has no underscore before it."""
    return isinstance(node, Defined) and not node.name.startswith("_")


def decorators(node: Defined) -> set[str]:
    """Return the names of a definition's decorators, without their modules and arguments."""
    plain = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return {ast.unparse(d).split(".")[-1] for d in plain}


def parameters(function: ast.FunctionDef, bound: bool = False) -> str:
    """Return a function's parameters as they are written, without ``self`` if it is bound."""
    arguments = function.args
    if bound and "staticmethod" not in decorators(function):
        first = arguments.posonlyargs or arguments.args
        del first[:1]
    return ast.unparse(arguments)


def function(node: ast.FunctionDef, directive: str = "py:function", bound: bool = False) -> str:
    """Return the entry of a function or method."""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    options = "\n   :classmethod:" if bound and "classmethod" in decorators(node) else ""
    head = f".. {directive}:: {node.name}({parameters(node, bound)}){returns}{options}"
    return f"{head}\n\n{indented(docstring(node))}\n"


def fields(node: ast.ClassDef) -> list[ast.AnnAssign]:
    """Return the annotated names in a class's body: a dataclass's or named tuple's fields."""
    return [f for f in node.body if isinstance(f, ast.AnnAssign) and isinstance(f.target, ast.Name)]


def made_with(node: ast.ClassDef) -> str:
    """Return what a class is called with: its ``__init__``'s parameters, or its fields."""
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
            return parameters(inner, bound=True)
    return ", ".join(ast.unparse(f) for f in fields(node))


def class_(node: ast.ClassDef) -> str:
    """Return the entry of a class, with its public methods and properties."""
    bases = ", ".join(f"``{ast.unparse(base)}``" for base in node.bases)
    parts = [f"Bases: {bases}"] if bases else []
    parts.append(docstring(node, "class"))
    for inner in filter(is_public, node.body):
        if not isinstance(inner, ast.FunctionDef) or not ast.get_docstring(inner):
            continue
        if decorators(inner) & {"property", "cached_property"}:
            kind = f"\n   :type: {ast.unparse(inner.returns)}" if inner.returns else ""
            parts.append(f".. py:property:: {inner.name}{kind}\n\n{indented(docstring(inner))}")
        else:
            parts.append(function(inner, "py:method", bound=True))
    head = f".. py:class:: {node.name}({made_with(node)})"
    return f"{head}\n\n{indented(chr(10).join(f'{part}{chr(10)}' for part in parts if part))}\n"


def page(path: Path, name: str) -> str:
    """Return the page of one module as reStructuredText.

    Args:
        path: its source file.
        name: its dotted name, "resnets.blocks".
    """
    module = ast.parse(path.read_text(encoding="utf-8"))
    module = Qualified(module, name.split(".")[0]).visit(module)
    entries = [
        class_(node) if isinstance(node, ast.ClassDef) else function(node)
        for node in filter(is_public, module.body)
    ]
    title = f"{name}\n{'=' * len(name)}\n"
    return "\n".join([title, f".. py:module:: {name}\n", f"{docstring(module, 'module')}\n", *entries])


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def package_page(package: str, members: dict[str, str], about: str) -> str:
    """Return the page of a package: what it is, and its modules and packages, each with its first line."""
    title = f"{package}\n{'=' * len(package)}\n\n{about}\n"
    told = "\n".join(f":doc:`{name}`\n   {line}\n" for name, line in members.items())
    entries = "\n".join(f"   {name}" for name in members)
    return f"{title}\n{told}\n.. toctree::\n   :hidden:\n\n{entries}\n"


def write_reference(library: Path, folder: Path) -> None:
    """Write the pages of a package and of those inside it.

    Args:
        library: the package's folder; its name is the package's.
        folder: where the pages go, each named after its module: ``resnets.blocks.rst``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for init in sorted(library.rglob("__init__.py")):
        here = init.parent
        package = ".".join(here.relative_to(library.parent).parts)
        modules = {f"{package}.{p.stem}": p for p in sorted(here.glob("*.py")) if p != init}
        packages = {f"{package}.{p.parent.name}": p for p in sorted(here.glob("*/__init__.py"))}
        for name, path in modules.items():
            (folder / f"{name}.rst").write_text(page(path, name), encoding="utf-8")
        members = {name: first_line(path) for name, path in (modules | packages).items()}
        text = package_page(package, members, first_line(init))
        (folder / f"{package}.rst").write_text(text, encoding="utf-8")
