"""Answers as learners write them, wrong ones and right ones, each a function written by hand.

``wrong("phrase")`` marks a function that its check must reject with a message holding the phrase;
``right`` marks one that must pass.
"""

from types import ModuleType


def wrong(phrase: str):
    """Mark a wrong answer and the words by which its message is known."""

    def mark(function):
        function.phrase = phrase
        return function

    return mark


def right(function):
    """Mark a right answer."""
    function.phrase = None
    return function


def answers(*modules: ModuleType) -> list:
    """Return the marked functions of these modules."""
    return [f for module in modules for f in vars(module).values() if hasattr(f, "phrase")]
