"""The checks of lesson 4's small functions, as the lesson imports them."""

from resnets.checks.lesson04_accuracy import check_accuracy
from resnets.checks.lesson04_confusion import check_confusion_matrix

__all__ = ["check_accuracy", "check_confusion_matrix"]
