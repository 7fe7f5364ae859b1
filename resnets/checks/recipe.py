"""A network as data: steps with names, which catalogues of mistakes edit and NumPy evaluates."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Step:
    """One operation. ``kind`` is a function of ``evaluate.py``, ``options`` are its arguments."""

    kind: str
    name: str
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Main path, shortcut, how they merge, and what follows; a plain chain where ``merge`` is None."""

    name: str
    main: tuple[Step, ...]
    shortcut: tuple[Step, ...] = ()
    merge: str | None = None  # a key of evaluate.MERGES
    after: tuple[Step, ...] = ()
    shortcut_from: str | None = None  # step whose output the shortcut takes; None: the part's input

    def steps(self) -> tuple[Step, ...]:
        """Return all steps in reading order."""
        return (*self.main, *self.shortcut, *self.after)

    def step(self, name: str) -> Step:
        """Return the step of that name (KeyError if there is none)."""
        return {step.name: step for step in self.steps()}[name]


Edit = Callable[[Part], Part]


def conv(
    name: str, filters: int, kernel: int, strides: int = 1, padding: str = "valid", bias: bool = True
) -> Step:
    """Return a convolution step, with bias unless said otherwise."""
    options = {"filters": filters, "kernel": kernel, "strides": strides, "padding": padding, "bias": bias}
    return Step("conv", name, options | {"share": None})


def bn(name: str) -> Step:
    """Return a batch normalisation over the channel axis, in whatever mode the network runs."""
    return Step("bn", name, {"axis": -1, "training": None, "epsilon": 1e-3, "share": None})


def relu(name: str) -> Step:
    """Return a ReLU step."""
    return Step("relu", name)


def main_path(f: int, filters, s: int = 1) -> tuple[Step, ...]:
    """Return F(X) of both bottleneck blocks, stride on the first 1x1."""
    F1, F2, F3 = filters
    return (
        *(conv("conv 2a", F1, 1, s), bn("BN 2a"), relu("ReLU 2a")),
        *(conv("conv 2b", F2, f, padding="same"), bn("BN 2b"), relu("ReLU 2b")),
        *(conv("conv 2c", F3, 1), bn("BN 2c")),
    )


def identity_recipe(f: int, filters, name: str = "") -> Part:
    """Return ReLU(F(X) + X)."""
    return Part(name, main_path(f, filters), (), "add", (relu("last ReLU"),))


def convolutional_recipe(f: int, filters, s: int, name: str = "") -> Part:
    """Return ReLU(F(X) + BN(W X))."""
    shortcut = (conv("conv 1", filters[2], 1, s), bn("BN 1"))
    return Part(name, main_path(f, filters, s), shortcut, "add", (relu("last ReLU"),))


def _everywhere(part: Part, change_steps) -> Part:
    paths = {path: change_steps(getattr(part, path)) for path in ("main", "shortcut", "after")}
    return replace(part, **paths)


def drop(*names: str) -> Edit:
    """Return an edit that leaves these steps out."""
    return lambda part: _everywhere(part, lambda steps: tuple(s for s in steps if s.name not in names))


def change(*names: str, **options) -> Edit:
    """Return an edit that sets options of these steps."""

    def steps_with(steps):
        return tuple(replace(s, options=s.options | options) if s.name in names else s for s in steps)

    return lambda part: _everywhere(part, steps_with)


def change_kind(kind: str, **options) -> Edit:
    """Return an edit that sets options of every step of a kind."""
    return lambda part: change(*[s.name for s in part.steps() if s.kind == kind], **options)(part)


def replace_kind(kind: str, *names: str) -> Edit:
    """Return an edit that makes these steps another operation, one without options."""

    def other(steps):
        return tuple(Step(kind, s.name) if s.name in names else s for s in steps)

    return lambda part: _everywhere(part, other)


def insert_after(name: str, *new: Step) -> Edit:
    """Return an edit that puts steps behind the named one."""

    def longer(steps):
        return tuple(piece for s in steps for piece in ((s, *new) if s.name == name else (s,)))

    return lambda part: _everywhere(part, longer)


def swap(first: str, second: str) -> Edit:
    """Return an edit that exchanges the places of two steps of one path."""

    def swapped(steps):
        by_name = {s.name: s for s in steps}
        if first not in by_name or second not in by_name:
            return steps
        other = {first: by_name[second], second: by_name[first]}
        return tuple(other.get(s.name, s) for s in steps)

    return lambda part: _everywhere(part, swapped)


def set_part(**fields) -> Edit:
    """Return an edit that replaces fields of the part (merge, shortcut, after, ...)."""
    return lambda part: replace(part, **fields)


def both(*edits: Edit) -> Edit:
    """Return the edits one after another."""

    def all_of_them(part: Part) -> Part:
        for edit in edits:
            part = edit(part)
        return part

    return all_of_them
