"""The catalogue of mistakes in the pre-activation bottleneck; texts as in ``mistakes.py``."""

from resnets.checks.mistakes import (
    FIXED,
    FROZEN,
    Mistake,
    activation_mistakes,
    drop_all_bn,
    shortcut_mistakes,
)
from resnets.checks.mistakes_two_layer import zeros_shortcut
from resnets.checks.recipe import (
    Part,
    Step,
    bn,
    both,
    change,
    change_kind,
    drop,
    insert_after,
    relu,
    set_part,
    swap,
)

WORDS = {"1": "first", "2": "second", "3": "third"}


def _unit(part: Part, number: str) -> tuple[Step, Step, Step]:
    return tuple(part.step(f"{kind} {number}") for kind in ("conv", "BN", "ReLU"))


def post_activated(*tail: Step, before: tuple[Step, ...] = ()):
    """Return an edit that puts each convolution before its BN, and the last ReLU behind the sum.

    ``tail`` follows the projection, ``before`` stands ahead of both paths (the stem's BN and ReLU).
    """

    def edit(part):
        *rest, last = [_unit(part, number) for number in WORDS]
        main = (*before, *sum(rest, ()), *last[:2])
        shortcut = (*part.shortcut, *tail) if part.shortcut else ()
        start = before[-1].name if before else None
        return set_part(main=main, shortcut=shortcut, after=(relu("last ReLU"),), shortcut_from=start)(part)

    return edit


def _early_convolutions(part: Part) -> Part:
    first, second, third = (_unit(part, number) for number in WORDS)
    return set_part(main=(*first[1:], *first[:1], *second, *third))(part)


def _no_norm(number: str) -> Mistake:
    return Mistake(
        f"the batch normalisation before the {WORDS[number]} convolution is missing.",
        f"what the {WORDS[number]} convolution takes.",
        drop(f"BN {number}"),
    )


def _no_relu(number: str) -> Mistake:
    return Mistake(
        f"the ReLU before the {WORDS[number]} convolution is missing.",
        f"what comes between the {WORDS[number]} normalisation and its convolution.",
        # The projection reads the first ReLU, or what stands in its place.
        _without_relu(number),
    )


def _without_relu(number: str):
    """Return an edit without a ReLU; a projection that reads it reads the BN before it."""

    def edit(part):
        part = drop(f"ReLU {number}")(part)
        return set_part(shortcut_from="BN 1")(part) if part.shortcut_from == f"ReLU {number}" else part

    return edit


def _order(number: str) -> Mistake:
    def edit(part):
        part = swap(f"BN {number}", f"ReLU {number}")(part)
        return set_part(shortcut_from="BN 1")(part) if part.shortcut_from == f"ReLU {number}" else part

    return Mistake(
        f"before the {WORDS[number]} convolution the ReLU comes before the batch normalisation.",
        f"the order ahead of the {WORDS[number]} convolution: normalisation, ReLU, convolution.",
        edit,
    )


def _stride_to(number: str):
    def edit(part):
        s = part.step("conv 1").options["strides"]
        return both(change("conv 1", strides=1), change(f"conv {number}", strides=s))(part)

    return edit


def _raw(part: Part) -> Part:
    return set_part(shortcut_from=None)(part)


def _projected_late(part: Part) -> Part:
    if not part.shortcut:
        return part
    return both(change("projection", strides=1), set_part(shortcut_from="conv 1"))(part)


def _identity(edit):
    return lambda part: part if part.shortcut else edit(part)


ORDER = [
    Mistake(
        "each convolution comes before its normalisation and ReLU, as in v1; in v2 both come first.",
        "the order of the three layers: what is activated before it is convolved.",
        post_activated(),
    ),
    Mistake(
        "the block is that of ResNet50, convolutions first and a normalised projection; v2 activates first.",
        "the order of the three layers, and what stands on the short way.",
        post_activated(bn("the projection's BN")),
    ),
    *[_no_norm(number) for number in WORDS],
    *[_no_relu(number) for number in WORDS],
    Mistake(
        "the ReLUs before the second and the third convolution are missing.",
        "the arguments of these two layers: only the first convolution is made without an activation.",
        drop("ReLU 2", "ReLU 3"),
    ),
    Mistake(
        "there is no ReLU at all.",
        "what stands between each normalisation and its convolution; the default of an argument, too.",
        both(*[_without_relu(number) for number in WORDS]),
    ),
    *[_order(number) for number in WORDS],
    Mistake(
        "before the second and the third convolution the ReLU comes before the batch normalisation.",
        "the order of the three layers ahead of the sum: normalisation, ReLU, convolution.",
        both(swap("BN 2", "ReLU 2"), swap("BN 3", "ReLU 3")),
    ),
    Mistake(
        "before all three convolutions the ReLU comes before the batch normalisation.",
        "the order of the three layers: normalisation, ReLU, convolution.",
        both(_order("1").edit, swap("BN 2", "ReLU 2"), swap("BN 3", "ReLU 3")),
    ),
    Mistake(
        "a ReLU follows the addition; in v2 the sum goes on as it is.",
        "what happens to the sum: the next block begins with its own BN and ReLU.",
        set_part(after=(relu("last ReLU"),)),
    ),
    Mistake(
        "a batch normalisation follows the addition; in v2 the sum goes on as it is.",
        "what happens to the sum: the next block begins with its own BN and ReLU.",
        set_part(after=(bn("last BN"),)),
    ),
    Mistake(
        "BN and ReLU follow the addition, so no signal passes through a block unchanged.",
        "what happens to the sum: the next block begins with both on its own main path.",
        set_part(after=(bn("last BN"), relu("last ReLU"))),
    ),
    Mistake(
        "a batch normalisation follows the third convolution; nothing stands between it and the sum.",
        "the end of the main path.",
        insert_after("conv 3", bn("BN 4")),
    ),
    Mistake(
        "a ReLU follows the third convolution, so F(X) can only add.",
        "what stands between the third convolution and the sum.",
        insert_after("conv 3", relu("ReLU 4")),
    ),
    Mistake("there is no batch normalisation at all.", "what comes before each convolution.", drop_all_bn),
    FROZEN,
    FIXED,
    Mistake(
        "the batch normalisation has another epsilon than Keras's own 0.001.",
        "the arguments of the normalisation layers.",
        change_kind("bn", epsilon=1e-5),
    ),
]

CONVOLUTION = [
    Mistake(
        "a ReLU stands in front of the first normalisation; in v2 the unit begins with the normalisation.",
        "what the first layer of the main path is.",
        lambda part: set_part(main=(relu("early"), *part.main))(part),
    ),
    Mistake(
        "the stride sits on the middle convolution; here it belongs to the first 1x1.",
        "which of the three convolutions takes the stride.",
        _stride_to("2"),
    ),
    Mistake(
        "the stride sits on the last convolution; here it belongs to the first 1x1.",
        "which of the three convolutions takes the stride: the one that makes the others cheaper.",
        _stride_to("3"),
    ),
    Mistake(
        "the middle convolution has a kernel of 1x1, so no pixel sees its neighbours.",
        "the kernel sizes of the three convolutions: 1, 3, 1.",
        change("conv 2", kernel=1),
    ),
    Mistake(
        "all three convolutions are 3x3; the first and the last should be 1x1.",
        "the kernel sizes of the three convolutions.",
        change("conv 1", "conv 3", kernel=3),
    ),
    Mistake(
        "the middle convolution is missing, with its normalisation and ReLU.",
        "the number of convolutions in the main path: a bottleneck has three.",
        drop("BN 2", "ReLU 2", "conv 2"),
    ),
    Mistake(
        "one normalisation serves before the second and the third convolution; each needs its own.",
        "normalisations: a layer object that is called twice shares weights and statistics.",
        change("BN 3", share="BN 2"),
    ),
]

OWN = (bn("the projection's own BN"), relu("the projection's own ReLU"))

SHORT_WAY = [
    Mistake(
        "the projection reads X as it came; here it reads what the first convolution does: X after BN, ReLU.",
        "which tensor the projection takes. (Tutorials that circulate take X itself; the paper does not.)",
        _raw,
    ),
    Mistake(
        "the projection has a BN and a ReLU of its own in front; it reads what the first convolution reads.",
        "how many times the input is activated: once, and both convolutions take the result.",
        lambda part: _raw(set_part(shortcut=OWN + part.shortcut)(part)) if part.shortcut else part,
    ),
    Mistake(
        "the projection is followed by a batch normalisation; in v2 nothing stands between it and the sum.",
        "what follows the 1x1 convolution on the short way.",
        insert_after("projection", bn("the projection's BN")),
    ),
    Mistake(
        "the projection reads X as it came, and a batch normalisation follows it, as in v1.",
        "the short way: which tensor goes in, and what follows the convolution.",
        both(_raw, insert_after("projection", bn("the projection's BN"))),
    ),
    Mistake(
        "the projection reads ReLU(X), not what BN and ReLU make of X.",
        "which tensor the projection takes: the one that the first convolution takes.",
        lambda part: (
            _raw(set_part(shortcut=(relu("early"), *part.shortcut))(part)) if part.shortcut else part
        ),
    ),
    Mistake(
        "the projection reads X after the first normalisation, but before its ReLU.",
        "which tensor the projection takes: the one that the first convolution takes.",
        lambda part: set_part(shortcut_from="BN 1")(part) if part.shortcut else part,
    ),
    Mistake(
        "where the shape stays, the shortcut goes through a ReLU; it should be X as it came.",
        "the short way where nothing changes shape.",
        _identity(set_part(shortcut=(relu("early"),))),
    ),
    Mistake(
        "the shortcut is subsampled and filled up with zeros (shortcut A); asked is a projection.",
        "what stands on the short way where the shape changes.",
        both(_raw, zeros_shortcut(lambda filters: 0)),
    ),
    Mistake(
        "the shortcut is activated, subsampled and filled up with zeros; asked is a projection.",
        "what stands on the short way where the number of channels changes.",
        zeros_shortcut(lambda filters: 0),
    ),
    Mistake(
        "where the shape stays, the shortcut is taken after the first ReLU; it should be X as it came.",
        "when the input is put aside: before any layer has touched it.",
        _identity(set_part(shortcut_from="ReLU 1")),
    ),
    Mistake(
        "where the shape stays, the shortcut is taken after the first normalisation; it should be X.",
        "the moment at which the input is put aside.",
        _identity(set_part(shortcut_from="BN 1")),
    ),
    Mistake(
        "the block returns its input unchanged.",
        "the result that is handed back: it should be that of the sum.",
        _identity(set_part(merge="neither")),
    ),
]

BOTTLENECK_MISTAKES = [
    # "Its shortcut alone" is the input unchanged here, since nothing follows the sum.
    *[mistake for mistake in shortcut_mistakes("conv 3", "{}") if "shortcut alone" not in mistake.what],
    *ORDER,
    *activation_mistakes("ReLU 1", "ReLU 2", "ReLU 3"),
    *CONVOLUTION,
    *SHORT_WAY,
]

# These change the number of parameters, so that a summary would show them too.
OTHER_SIZES = [
    Mistake(
        "the second and the third convolution come before their normalisation and ReLU, not after them.",
        "the order of the last two layers, and the argument that says it.",
        _early_convolutions,
    ),
    Mistake(
        "the projection has BN and ReLU in front, though what it reads has been through both already.",
        "how many times the input is activated: once, and both convolutions take the result.",
        lambda part: set_part(shortcut=OWN + part.shortcut)(part) if part.shortcut else part,
    ),
    Mistake(
        "the projection reads what the first convolution gives, not what it takes.",
        "which tensor the projection takes: the input after BN and ReLU, before any convolution.",
        _projected_late,
    ),
    Mistake(
        "the projection is a convolution of 3x3; it should be 1x1.",
        "the projection's kernel size, and what its default is.",
        change("projection", kernel=3),
    ),
]
