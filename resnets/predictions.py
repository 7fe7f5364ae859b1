"""Predictions: the reader says what will happen before the cell that shows it."""

from resnets import guard

_RECORDED: dict[str, str] = {}


def predict(question: str, options: dict[str, str], answer: str | None) -> None:
    """Record a prediction and say so, without giving away whether it is right.

    Args:
        question: a short name for the question, such as ``"2.2"``.
        options: letter -> text of the option.
        answer: the reader's letter; None or "" as long as nothing has been chosen.

    Raises:
        ValueError: the answer is not one of the options.
    """
    if answer in (None, "", ...):
        print(f"Prediction {question}: nothing chosen yet. Options: {', '.join(options)}.")
        return
    letter = str(answer).strip().lower()
    if letter not in options:
        raise ValueError(
            f"Prediction {question}: {answer!r} is not an option; choose from {', '.join(options)}."
        )
    _RECORDED[question] = letter
    print(f"Prediction {question} recorded: {letter}) {options[letter]}")


def feedback(question: str, right: str, replies: dict[str, str]) -> None:
    """Print the reply that belongs to the recorded prediction.

    Args:
        question: the name that ``predict`` was given.
        right: letter of the right option, best computed from the measurement that was just made.
        replies: letter -> one sentence on why this option is right or tempting.

    Raises:
        PredictionMissing: in a student edition, where nothing was recorded.
    """
    chosen = _RECORDED.get(question)
    if chosen is None and guard.active():
        from resnets.checks.unfinished import PredictionMissing

        raise PredictionMissing(question)
    if chosen is None:
        print(f"Prediction {question} was not recorded. What happened is {right}): {replies[right]}")
    elif chosen == right:
        print(f"You predicted {chosen}), and so it is. {replies[right]}")
    else:
        print(f"You predicted {chosen}): {replies[chosen]} What happened is {right}): {replies[right]}")
