"""The catalogue of mistakes in the two-layer block of the CIFAR-10 nets; texts as in ``mistakes.py``."""

from resnets.checks.mistakes import (
    FIXED,
    FROZEN,
    Mistake,
    activation_mistakes,
    drop_all_bn,
    shortcut_mistakes,
)
from resnets.checks.recipe import (
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
from resnets.checks.recipes_cifar import conv_same

RELU = [
    Mistake(
        "F(X) goes through a ReLU before the addition, which leaves it no way to subtract anything.",
        "what follows the second batch normalisation: the sum follows at once.",
        insert_after("BN 2", relu("early")),
    ),
    Mistake(
        "the last ReLU comes before the addition; it belongs after it.",
        "the order of the last two steps: first the sum, then its ReLU.",
        both(drop("last ReLU"), insert_after("BN 2", relu("early"))),
    ),
    Mistake(
        "the last ReLU, after the addition, is missing.",
        "what happens to the sum before it is returned.",
        drop("last ReLU"),
    ),
    Mistake(
        "the ReLU between the two convolutions is missing, so they amount to a single linear map.",
        "what follows the first batch normalisation.",
        drop("ReLU 1"),
    ),
    Mistake(
        "behind the first convolution the ReLU comes before the batch normalisation.",
        "the order of the first three steps: convolution, normalisation, ReLU.",
        swap("BN 1", "ReLU 1"),
    ),
    Mistake(
        "the first convolution applies a ReLU of its own, before its normalisation.",
        "the arguments of the first convolution: an activation there comes too early.",
        insert_after("conv 1", relu("early")),
    ),
    Mistake(
        "the second convolution applies a ReLU of its own, before its normalisation.",
        "the arguments of the second convolution: nothing stands between it and its normalisation.",
        insert_after("conv 2", relu("early")),
    ),
    Mistake(
        "the block ends in a sigmoid, where ReLU is expected.",
        "the last activation: a sigmoid would squeeze everything between 0 and 1, block after block.",
        replace_kind("sigmoid", "last ReLU"),
    ),
]

BATCH_NORM = [
    Mistake(
        "the batch normalisation of the first convolution is missing.",
        "every convolution has one: count them.",
        drop("BN 1"),
    ),
    Mistake(
        "the batch normalisation of the second convolution is missing.",
        "what stands between the second convolution and the addition.",
        drop("BN 2"),
    ),
    Mistake(
        "there is no batch normalisation at all.",
        "what follows each convolution in the diagram.",
        drop_all_bn,
    ),
    Mistake(
        "the second batch normalisation comes after the addition, so the shortcut is normalised too.",
        "the order at the end: normalisation, addition, ReLU.",
        both(drop("BN 2"), lambda part: set_part(after=(bn("BN 2"), *part.after))(part)),
    ),
    Mistake(
        "the sum is normalised once more, after the addition.",
        "the number of normalisations: one a convolution, and none behind the sum.",
        lambda part: set_part(after=(bn("BN 3"), *part.after))(part),
    ),
    FROZEN,
    FIXED,
    Mistake(
        "the batch normalisation has another epsilon than Keras's own 0.001.",
        "the arguments of the normalisation layers.",
        change_kind("bn", epsilon=1e-5),
    ),
]


def _stride_to_second(part):
    s = part.step("conv 1").options["strides"]
    return both(change("conv 1", strides=1), change("conv 2", strides=s))(part)


def _pre_activated(part):
    main = (bn("BN 1"), relu("ReLU 1"), part.step("conv 1"), bn("BN 2"), relu("ReLU 2"), part.step("conv 2"))
    return set_part(main=main, after=())(part)


def _max_pool_for_stride(part):
    s = part.step("conv 1").options["strides"]
    if s == 1:
        return part
    pool = Step("max_pool", "pool", {"size": s, "strides": s, "padding": "same"})
    return both(change("conv 1", strides=1), insert_after("ReLU 1", pool))(part)


def _bottleneck(part):
    options = part.step("conv 1").options
    filters, inside = options["filters"], max(options["filters"] // 4, 1)
    main = (
        *(conv_same("conv 1", inside, 1, options["strides"]), bn("BN 1"), relu("ReLU 1")),
        *(conv_same("conv 2", inside), bn("BN 2"), relu("ReLU 2")),
        *(conv_same("conv 3", filters, 1), bn("BN 3")),
    )
    return set_part(main=main)(part)


CONVOLUTION = [
    Mistake(
        "the first convolution has no stride, and a max pool behind it shrinks the picture instead.",
        "what makes height and width smaller on the main path.",
        _max_pool_for_stride,
    ),
    Mistake(
        "it is a bottleneck of three convolutions, as in ResNet50; the basic block has two.",
        "the number of convolutions, and their sizes: both are 3x3.",
        _bottleneck,
    ),
    Mistake(
        "the stride sits on the second convolution; it belongs to the first.",
        "which of the two 3x3 convolutions takes the stride.",
        _stride_to_second,
    ),
    Mistake(
        "the order is that of a pre-activation block: normalisation, ReLU, convolution.",
        "the order of the steps; in this block each convolution comes first.",
        _pre_activated,
    ),
    Mistake(
        "the second convolution is missing, with its normalisation; or it reads X, and the first is lost.",
        "the main path: two convolutions, and what the first makes reaches the second.",
        drop("ReLU 1", "conv 2", "BN 2"),
    ),
    Mistake(
        "one batch normalisation serves both convolutions; each needs its own.",
        "normalisations: a layer object that is called twice shares weights and statistics.",
        change("BN 2", share="BN 1"),
    ),
    Mistake(
        "one convolution is used twice; each of the two needs weights of its own.",
        "convolutions: a layer object that is called twice shares its kernel.",
        change("conv 2", share="conv 1"),
    ),
]


def zeros_shortcut(before):
    """Return an edit that makes the projection shortcut A; ``before`` gives the zeros before the channels."""

    def edit(part):
        if not part.shortcut:
            return part
        convolution = part.step("projection").options
        filters, strides = convolution["filters"], convolution["strides"]
        options = {"filters": filters, "strides": strides, "before": before(filters)}
        return set_part(shortcut=(Step("zeros", "zeros", options),))(part)

    return edit


def _pooled(kind: str):
    def edit(part):
        if not part.shortcut:
            return part
        convolution, norm = part.step("projection"), part.step("the projection's BN")
        s = convolution.options["strides"]
        pool = Step(kind, "pool", {"size": s, "strides": s, "padding": "same"})
        return set_part(shortcut=(pool, conv_same("projection", convolution.options["filters"], 1), norm))(
            part
        )

    return edit


def _from(step: str):
    def edit(part):
        projected = both(change("projection", strides=1), set_part(shortcut_from=step))
        return projected(part) if part.shortcut else part

    return edit


PROJECTION = [
    Mistake(
        "the projection has no batch normalisation, as in tutorials that circulate.",
        "what follows the 1x1 convolution on the short way.",
        drop("the projection's BN"),
    ),
    Mistake(
        "the shortcut is subsampled and filled up with zeros (shortcut A); asked is the projection (B).",
        "what stands on the short way where the shape changes: the paper tries three ways.",
        zeros_shortcut(lambda filters: 0),
    ),
    Mistake(
        "the shortcut is subsampled, with zeros before and behind its channels (a form of shortcut A).",
        "what stands on the short way where the shape changes: asked is the projection (B).",
        zeros_shortcut(lambda filters: filters // 4),
    ),
    Mistake(
        "the shortcut goes through a ReLU before the addition.",
        "what follows the projection's normalisation: the sum follows at once.",
        insert_after("the projection's BN", relu("shortcut ReLU")),
    ),
    Mistake(
        "the projection has a ReLU between convolution and normalisation.",
        "the shortcut: a linear map and its normalisation, nothing else.",
        insert_after("projection", relu("shortcut ReLU")),
    ),
    Mistake(
        "the projection reads ReLU(X); it should read X as it came.",
        "what stands between the block's input and the 1x1 convolution.",
        lambda part: set_part(shortcut=(relu("early"), *part.shortcut))(part) if part.shortcut else part,
    ),
    Mistake(
        "the projection has a kernel of 3x3; it should be 1x1.",
        "the size of the kernel on the short way.",
        change("projection", kernel=3),
    ),
    Mistake(
        "the projection starts from the main path's first ReLU; it should start from X.",
        "which tensor the short way takes: X may have been overwritten by then.",
        _from("ReLU 1"),
    ),
    Mistake(
        "the projection starts from F(X); it should start from X.",
        "which tensor the short way takes: at the end of the main path X is no longer the input.",
        _from("BN 2"),
    ),
    Mistake(
        "the shortcut is averaged over neighbours, then projected; the projection should have the stride.",
        "how the short way shrinks the picture.",
        _pooled("average_pool"),
    ),
    Mistake(
        "the shortcut goes through a max pool, then the projection, which should have the stride itself.",
        "how the short way shrinks the picture.",
        _pooled("max_pool"),
    ),
    Mistake(
        "one batch normalisation serves both the main path's end and the projection; each needs its own.",
        "normalisations: how many layer objects there are, and how many calls.",
        change("the projection's BN", share="BN 2"),
    ),
]


def _projected(*tail: Step):
    def edit(part):
        if part.shortcut:
            return part
        filters = part.step("conv 2").options["filters"]
        return set_part(shortcut=(conv_same("projection", filters, 1), *tail))(part)

    return edit


def _on_identity(*steps: Step):
    return lambda part: part if part.shortcut else set_part(shortcut=steps)(part)


IDENTITY = [
    Mistake(
        "there is a projection with its normalisation even where the shape stays; the shortcut is X there.",
        "when the shortcut needs a convolution, and when not.",
        _projected(bn("the projection's BN")),
    ),
    Mistake(
        "there is a 1x1 convolution on the shortcut even where the shape stays; it is X itself there.",
        "what lies between the input and the plus sign when nothing changes shape.",
        _projected(),
    ),
    Mistake(
        "the shortcut goes through a batch normalisation where the shape stays; it is X itself there.",
        "what an identity changes.",
        _on_identity(bn("shortcut BN")),
    ),
    Mistake(
        "what is added is what the first convolution, its BN and ReLU make of X, and not X itself.",
        "which tensor the short way takes: X has been overwritten by then.",
        set_part(shortcut=(), shortcut_from="ReLU 1"),
    ),
    Mistake(
        "the block returns its input unchanged.",
        "the result that is handed back: it should be that of the last step.",
        set_part(merge="neither", after=()),
    ),
    Mistake(
        "there is neither shortcut nor last ReLU; it returns F(X).",
        "the last two steps in the diagram: they are what makes the block residual.",
        set_part(merge=None, after=()),
    ),
]

TWO_LAYER_MISTAKES = [
    *shortcut_mistakes("BN 2"),
    *RELU,
    *activation_mistakes("ReLU 1"),
    *BATCH_NORM,
    *CONVOLUTION,
    *PROJECTION,
    *IDENTITY,
]
