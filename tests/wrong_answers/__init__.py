"""Answers as learners write them, wrong ones and right ones, each a function written by hand.

``wrong("phrase")`` marks a function that its check must reject with a message holding the phrase;
``unnamed`` one that it must reject and whose mistake no catalogue can know; ``right`` one that must pass.
``registry.py`` lists the exercises and where the answers of each stand.
"""

from types import ModuleType

UNNAMED = ""  # the phrase of an answer whose mistake no message can name


def wrong(phrase: str):
    """Mark a wrong answer and the words by which its message is known; "" is as ``unnamed``."""

    def mark(function):
        function.phrase = phrase
        return function

    return mark


def unnamed(function):
    """Mark a wrong answer whose mistake no catalogue can know; it counts as rejected, not as named."""
    function.phrase = UNNAMED
    return function


def right(function):
    """Mark a right answer."""
    function.phrase = None
    return function


def answers(*modules: ModuleType) -> list:
    """Return the marked functions of these modules."""
    return [f for module in modules for f in vars(module).values() if hasattr(f, "phrase")]
