"""The check of lesson 6's layer, of which its nets are made."""

from collections.abc import Callable

import keras

from resnets.checks.blockcheck import Answer, Case, check_block
from resnets.checks.blockrules import refuse_initialisers
from resnets.checks.build import call
from resnets.checks.isolation import isolated
from resnets.checks.mistakes_layer import LAYER_CASES, LAYER_MISTAKES, kinds
from resnets.checks.trace import conv_biases
from resnets.checks.unfinished import not_right

LAYER = "resnet_layer"


def check_resnet_layer(function: Callable, cases: list[Case] = LAYER_CASES) -> None:
    """Check ``function`` against the layer of lesson 6, and print what was verified.

    It is called as ``function(inputs, num_filters, kernel_size, strides, activation, batch_normalization,
    conv_first)``, once in each of the 8 ways and once with defaults alone, and compared with NumPy in
    inference and in training mode. Convolutions have neither bias nor regulariser, and start from he_normal.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check_layer, function, cases))


def _check_layer(function: Callable, cases: list[Case]) -> str:
    answers = check_block(function, LAYER, cases, LAYER_MISTAKES)
    biased = [bool(conv_biases(answer.model)) for answer in answers]
    if any(biased):
        raise not_right(
            LAYER,
            f"{_calls(answers, biased)}the convolution has a bias; asked for is none, with a BN behind it or "
            "without.",
            "the arguments of the convolution.",
        )
    for answer in answers:
        refuse_initialisers(LAYER, answer.model)
    regular = [bool(answer.model.losses) for answer in answers]
    if any(regular):
        raise not_right(
            LAYER,
            f"{_calls(answers, regular)}the convolution has a regulariser, which adds to every loss; none is "
            "asked for, and the recipes decay the weights.",
            "the arguments of the convolution.",
        )
    _check_twice(function)
    return _layer_report(answers)


def _calls(answers: list[Answer], which: list[bool]) -> str:
    """Return in which of the calls something is so, in words that begin a sentence; empty for all of them."""
    choices = {
        "": lambda part: True,
        "with conv_first=False ": lambda part: part.name == "conv last",
        "with conv_first=True ": lambda part: part.name == "conv first",
        "where batch_normalization is False, ": lambda part: "bn" not in kinds(part),
        "where batch_normalization is True, ": lambda part: "bn" in kinds(part),
    }
    for words, chosen in choices.items():
        if which == [chosen(answer.case.recipe) for answer in answers]:
            return words
    return "in some calls "


def _check_twice(function: Callable) -> None:
    """Refuse layers that cannot stand twice in one net, since their names are fixed."""
    inputs = keras.Input((7, 6, 16))
    twice = call(function, LAYER, call(function, LAYER, inputs))
    try:
        keras.Model(inputs, twice)
    except ValueError as error:
        if "unique" not in str(error):
            raise
        raise not_right(
            LAYER,
            "no net can hold two of these layers: Keras asks that all names in a net differ, and yours are "
            "fixed.",
            "the argument `name` of your layers; without one Keras finds a new name each time.",
        ) from error


def _layer_report(answers: list[Answer]) -> str:
    lines = [
        f"{LAYER} is right. Compared with NumPy in {len(answers)} calls:",
        "  both orders      with and without batch normalisation and activation, and with defaults alone",
        "  sizes            kernels 1 to 5, strides 1 to 3, 'same' padding",
        "  inference mode   values equal, moving mean and variance in use",
        "  training mode    values equal, batch statistics in use, moving ones updated",
    ]
    return "\n".join(lines)
