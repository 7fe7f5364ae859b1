"""The catalogue of mistakes in a bottleneck block: for each an edit of the right recipe and what to say.

Edits are applied to the recipe and evaluated in NumPy; an answer that gives the same numbers has made
that mistake. Texts say what is wrong and where to look, never the code.
"""

from typing import NamedTuple

from resnets.checks.recipe import (
    Edit,
    Step,
    bn,
    both,
    change,
    change_kind,
    drop,
    insert_after,
    relu,
    replace_kind,
    set_part,
    swap,
)


class Mistake(NamedTuple):
    """One way to get it wrong."""

    what: str  # completes "... is not right yet: "
    look: str  # completes "Look at: "
    edit: Edit


def shortcut_mistakes(end: str, result: str = "ReLU({})") -> list[Mistake]:
    """Return the mistakes where the two paths meet.

    ``end`` is the last step of the main path, ``result`` how the block's result is made of the sum.
    """
    return [
        Mistake(
            f"the shortcut is missing; it returns {result.format('F(X)')} alone.",
            "the two arrows that meet at the plus sign in the picture, and whether the sum is used.",
            set_part(merge=None, shortcut=()),
        ),
        Mistake(
            "it returns its shortcut alone, as if F(X) were 0.",
            "which variable the last lines work on: the main path's result is never used.",
            set_part(merge="neither"),
        ),
        Mistake(
            f"both paths that are added are F(X): the result is {result.format('F(X) + F(X)')}.",
            "when the input is put aside: later layers must not overwrite that variable.",
            set_part(shortcut_from=end, shortcut=()),
        ),
        Mistake(
            "the two paths are multiplied, not added.",
            "the name of the layer that joins the two paths.",
            set_part(merge="multiply"),
        ),
        Mistake(
            "the two paths are averaged, so the sum comes out halved.",
            "the name of the layer that joins them; a residual is a sum.",
            set_part(merge="average"),
        ),
        Mistake(
            "one path is subtracted from the other: F(X) - shortcut.",
            "the sign where the two paths meet.",
            set_part(merge="subtract"),
        ),
        Mistake(
            "one path is subtracted from the other: shortcut - F(X).",
            "the sign, and the order, where the two paths meet.",
            set_part(merge="subtract from"),
        ),
        Mistake(
            "the larger of the two paths is taken, where their sum belongs.",
            "the name of the layer that joins the two paths: Maximum is no Add.",
            set_part(merge="maximum"),
        ),
        Mistake(
            "the two paths are concatenated, so the channels double.",
            "the name of the layer that joins them; in a ResNet they are added, element by element.",
            set_part(merge="concatenate"),
        ),
        Mistake(
            "the shortcut is added twice.",
            "how many times the shortcut enters the sum.",
            lambda part: set_part(shortcut=(*part.shortcut, Step("scale", "double", {"by": 2})))(part),
        ),
    ]


def _order(branch: str, word: str) -> Mistake:
    return Mistake(
        f"behind the {word} convolution the ReLU comes before the batch normalisation.",
        f"the order around the {word} normalisation: it follows its convolution at once.",
        swap(f"BN {branch}", f"ReLU {branch}"),
    )


def _early(branch: str, word: str) -> Mistake:
    return Mistake(
        f"the {word} convolution applies a ReLU of its own, before its normalisation.",
        f"the arguments of the {word} convolution: an activation there comes too early.",
        insert_after(f"conv {branch}", relu(f"early {branch}")),
    )


OTHER_ACTIVATIONS = {
    "tanh": "tanh",
    "sigmoid": "a sigmoid",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU (swish)",
    "leaky_relu": "a leaky ReLU",
}


def activation_mistakes(*names: str) -> list[Mistake]:
    """Return the other activations that may stand in place of the ReLUs of these names."""
    return [
        Mistake(
            f"the activation inside the main path is {word}, where ReLU is expected.",
            "the activation's name.",
            replace_kind(kind, *names),
        )
        for kind, word in OTHER_ACTIVATIONS.items()
    ]


ACTIVATION = [
    _order("2a", "first"),
    _order("2b", "second"),
    _early("2a", "first"),
    _early("2b", "second"),
    _early("2c", "third"),
    Mistake(
        "the main path begins with a ReLU; its first convolution takes X as it came.",
        "what stands before the first convolution, the head of a loop included.",
        lambda part: set_part(main=(relu("early"), *part.main))(part),
    ),
    Mistake(
        "F(X) goes through tanh before the addition; the sum follows its normalisation at once.",
        "what stands between the third normalisation and the addition: nothing.",
        insert_after("BN 2c", Step("tanh", "tanh 2c")),
    ),
    *activation_mistakes("ReLU 2a", "ReLU 2b"),
    *[
        Mistake(
            f"the block ends in {word}, where ReLU is expected.",
            "the last activation.",
            replace_kind(kind, "last ReLU"),
        )
        for kind, word in OTHER_ACTIVATIONS.items()
    ],
]

RELU = [
    Mistake(
        "the last ReLU comes before the addition; it belongs after it.",
        "the order of the last two steps: first the sum, then its ReLU.",
        both(drop("last ReLU"), insert_after("BN 2c", relu("ReLU 2c"))),
    ),
    Mistake(
        "F(X) goes through a ReLU before the addition, which leaves it no way to subtract anything.",
        "what follows the third batch normalisation: the sum follows at once.",
        insert_after("BN 2c", relu("ReLU 2c")),
    ),
    Mistake(
        "both paths go through a ReLU of their own before the addition, and the sum through none.",
        "the order of the last two steps: first the sum, then one ReLU.",
        lambda part: both(
            insert_after("BN 2c", relu("ReLU 2c")),
            set_part(shortcut=(*part.shortcut, relu("ReLU 1")), after=()),
        )(part),
    ),
    Mistake(
        "the last ReLU, after the addition, is missing.",
        "what happens to the sum before it is returned.",
        drop("last ReLU"),
    ),
    Mistake(
        "the ReLU after the first batch normalisation is missing.",
        "the first third of the main path: convolution, normalisation, and then?",
        drop("ReLU 2a"),
    ),
    Mistake(
        "the ReLU after the second batch normalisation is missing.",
        "the middle of the main path: convolution, normalisation, and then?",
        drop("ReLU 2b"),
    ),
    Mistake(
        "both ReLUs inside the main path are missing, so its convolutions amount to a single linear map.",
        "what follows each of the first two normalisations.",
        drop("ReLU 2a", "ReLU 2b"),
    ),
    Mistake(
        "the ReLU comes before the batch normalisation; the order is convolution, normalisation, ReLU.",
        "the order within the first two thirds of the main path.",
        both(swap("BN 2a", "ReLU 2a"), swap("BN 2b", "ReLU 2b")),
    ),
    Mistake(
        "the convolutions apply a ReLU of their own before the normalisation, and another follows after it.",
        "the arguments of the convolutions: an activation there acts before the normalisation.",
        both(insert_after("conv 2a", relu("early 2a")), insert_after("conv 2b", relu("early 2b"))),
    ),
    Mistake(
        "the shortcut is added once more, after the last ReLU.",
        "how many times the shortcut is added, and what is returned.",
        lambda part: set_part(after=(*part.after, Step("shortcut_again", "second sum")))(part),
    ),
]


def drop_all_bn(part):
    """Leave out every batch normalisation."""
    return drop(*[step.name for step in part.steps() if step.kind == "bn"])(part)


FROZEN = Mistake(
    "batch normalisation is frozen in inference mode, so training does not use the batch's own statistics.",
    "`training` and `trainable`: the model decides about the mode, the block does not.",
    change_kind("bn", training=False),
)
FIXED = Mistake(
    "batch normalisation is fixed in training mode, so a prediction depends on the rest of its batch.",
    "the `training` argument: the model decides about the mode, the block does not.",
    change_kind("bn", training=True),
)

BATCH_NORM = [
    Mistake(
        "the batch normalisation of the first convolution is missing.",
        "every convolution has one: count them.",
        drop("BN 2a"),
    ),
    Mistake(
        "the batch normalisation of the middle convolution is missing.",
        "every convolution has its own: count normalisations and convolutions.",
        drop("BN 2b"),
    ),
    Mistake(
        "the batch normalisation of the last convolution of the main path is missing.",
        "what stands between the third convolution and the addition.",
        drop("BN 2c"),
    ),
    Mistake(
        "there is no batch normalisation at all.",
        "what follows each convolution in the diagram, and whether its result is used.",
        drop_all_bn,
    ),
    Mistake(
        "the last batch normalisation comes after the addition, so the shortcut is normalised too.",
        "the order at the end: normalisation, addition, ReLU.",
        lambda part: both(drop("BN 2c"), set_part(after=(bn("BN 2c"), *part.after)))(part),
    ),
    Mistake(
        "the sum is normalised once more, after the addition.",
        "the number of normalisations: one a convolution, and none behind the sum.",
        lambda part: set_part(after=(bn("BN of the sum"), *part.after))(part),
    ),
    FROZEN,
    FIXED,
    Mistake(
        "the batch normalisation has another epsilon than Keras's own 0.001.",
        "the arguments of the normalisation layers.",
        change_kind("bn", epsilon=1e-5),
    ),
]


def _swap_filters(part):
    first, second = (part.step(name).options["filters"] for name in ("conv 2a", "conv 2b"))
    return both(change("conv 2a", filters=second), change("conv 2b", filters=first))(part)


CONVOLUTION = [
    Mistake(
        "F1 and F2 are swapped.",
        "which of the three filter numbers each convolution takes.",
        _swap_filters,
    ),
    Mistake(
        "the kernel of the middle convolution is always 3, whatever f is.",
        "the numbers you typed: which of them is an argument of the function?",
        change("conv 2b", kernel=3),
    ),
    Mistake(
        "the first 1x1 convolution is missing, with its normalisation and ReLU.",
        "the main path's three convolutions. If the first is there, does the second read its result?",
        drop("conv 2a", "BN 2a", "ReLU 2a"),
    ),
    Mistake(
        "the middle convolution is missing, with its normalisation and ReLU.",
        "the number of convolutions in the main path: which of the three is not there?",
        drop("conv 2b", "BN 2b", "ReLU 2b"),
    ),
]

BLOCK_MISTAKES = shortcut_mistakes("BN 2c") + RELU + ACTIVATION + BATCH_NORM + CONVOLUTION
