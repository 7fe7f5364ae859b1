"""The catalogue of mistakes in lesson 1's residual unit: those of two layers, and what only befalls this."""

from dataclasses import replace

from resnets.checks.mistakes import Mistake
from resnets.checks.mistakes_two_layer import TWO_LAYER_MISTAKES
from resnets.checks.recipe import Part, Step, bn, relu, set_part
from resnets.checks.recipes_cifar import conv_same, two_layer_recipe

_RECIPE = two_layer_recipe(5, 1, projected=False)


def _third_convolution(part: Part) -> Part:
    filters = part.step("conv 2").options["filters"]
    more = (relu("ReLU 2"), conv_same("conv 3", filters), bn("BN 3"))
    return replace(part, main=(*part.main, *more))


def _wide_bottleneck(part: Part) -> Part:
    filters = part.step("conv 2").options["filters"]
    main = (
        *(conv_same("conv 1", filters, 1), bn("BN 1"), relu("ReLU 1")),
        *(conv_same("conv 2", filters), bn("BN 2"), relu("ReLU 2")),
        *(conv_same("conv 3", filters, 1), bn("BN 3")),
    )
    return replace(part, main=main)


def _behind(step: str, words: str) -> Mistake:
    return Mistake(
        f"the shortcut is taken behind {words}; it should be X as it came.",
        "the line that puts the input aside: before any layer has touched it.",
        set_part(shortcut_from=step),
    )


UNIT_MISTAKES = [
    # What only concerns strides and projections changes nothing here.
    *[mistake for mistake in TWO_LAYER_MISTAKES if mistake.edit(_RECIPE) != _RECIPE],
    _behind("conv 1", "the first convolution"),
    _behind("BN 1", "the first batch normalisation"),
    _behind("conv 2", "the second convolution"),
    Mistake(
        "both paths that are added are the shortcut; F(X) is lost.",
        "the two names that go into the addition.",
        set_part(merge="neither", shortcut=(Step("scale", "double", {"by": 2}),)),
    ),
    Mistake(
        "the shortcut goes through a ReLU before the addition; it should be X as it came.",
        "what lies between the input and the plus sign on the short way: nothing.",
        set_part(shortcut=(relu("shortcut ReLU"),)),
    ),
    Mistake(
        "the shortcut goes through an average pool; it should be X as it came.",
        "what lies between the input and the plus sign on the short way: nothing.",
        set_part(shortcut=(Step("average_pool", "pool", {"size": 3, "strides": 1, "padding": "same"}),)),
    ),
    Mistake(
        "the shortcut goes through a max pool; it should be X as it came.",
        "what lies between the input and the plus sign on the short way: nothing.",
        set_part(shortcut=(Step("max_pool", "pool", {"size": 3, "strides": 1, "padding": "same"}),)),
    ),
    Mistake(
        "there are three convolutions in F(X), and as many normalisations; the colleague's unit has two.",
        "the number of convolutions in the main path.",
        _third_convolution,
    ),
    Mistake(
        "F(X) is a bottleneck of 1x1, 3x3 and 1x1 convolutions, as wide as X; asked are two of 3x3.",
        "the convolutions: the unit is to keep what the colleague's has, all but the mistake.",
        _wide_bottleneck,
    ),
]
