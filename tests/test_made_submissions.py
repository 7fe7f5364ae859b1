"""The class of made submissions has answers to every exercise, each with all that it needs."""

import ast
import builtins
import symtable
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the course's own environment has it")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import made_submissions as made

pytestmark = pytest.mark.house


def missing(source: str) -> set[str]:
    """Return the global names that a piece of code uses and neither defines nor imports."""

    def used(table: symtable.SymbolTable) -> set[str]:
        mine = {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
        return mine.union(*map(used, table.get_children()))

    whole = symtable.symtable(source, "answer", "exec")
    known = {s.get_name() for s in whole.get_symbols() if s.is_assigned() or s.is_imported()}
    return used(whole) - known - set(dir(builtins))


@pytest.mark.parametrize("card", made.exercises("02"), ids=lambda card: card.number)
def test_answers_are_found_and_whole(card):
    found = made.written(card.number, card.name)
    assert len(found) >= 12 and any(answer.right for answer in found)
    for answer in found:
        defined = [n.name for n in ast.parse(answer.source).body if isinstance(n, ast.FunctionDef)]
        assert defined[-1] == card.name
        assert "tests.wrong_answers" not in answer.source
        if "noqa: F821" not in answer.source:  # a name that is not there is that learner's mistake
            assert not missing(answer.source), answer.label


def test_what_is_missing_is_found():
    assert missing("def f(x):\n    return g(x) + len(x)") == {"g"}
