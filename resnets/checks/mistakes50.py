"""The catalogue of mistakes in ResNet50: stem, stages and head."""

from dataclasses import replace

from resnets.checks.netcheck import NetworkMistake
from resnets.checks.network import (
    Network,
    NetworkEdit,
    edit_blocks,
    edit_part,
    set_block_count,
    stage_of,
)
from resnets.checks.recipe import (
    Edit,
    Step,
    both,
    change,
    convolutional_recipe,
    drop,
    insert_after,
    relu,
    swap,
)
from resnets.models import RESNET50_STAGES


def _stem(what: str, look: str, edit: Edit) -> NetworkMistake:
    return NetworkMistake(what, look, edit_part("stem", edit))


def _head(what: str, look: str, edit: Edit) -> NetworkMistake:
    return NetworkMistake(what, look, edit_part("head", edit))


STEM = [
    _stem(
        "the ReLU between `bn_conv1` and the max pool is missing.",
        "the stem: convolution, normalisation, and then? (Copies in circulation forget it too.)",
        drop("ReLU conv1"),
    ),
    _stem(
        "the batch normalisation after conv1 is missing.",
        "the stem: every convolution of the network has one.",
        drop("BN conv1"),
    ),
    _stem(
        "in the stem the ReLU comes before the batch normalisation.",
        "the order after conv1.",
        swap("BN conv1", "ReLU conv1"),
    ),
    _stem(
        "the picture is not padded with zeros before conv1.",
        "the very first step: three pixels on each side.",
        drop("zero padding"),
    ),
    _stem(
        "conv1 pads as 'same' does, not with three zeros on each side; on even sizes the two differ.",
        "the very first step, and conv1's own padding.",
        both(drop("zero padding"), change("conv1", padding="same")),
    ),
    _stem(
        "the picture is padded twice, by a layer of its own and by conv1's 'same'.",
        "conv1's own padding.",
        change("conv1", padding="same"),
    ),
    _stem(
        "the max pool of the stem is missing.",
        "what stands between the stem's ReLU and stage 2.",
        drop("max pool"),
    ),
    _stem(
        "the stem's pool takes the mean, where it should take the maximum.",
        "the kind of pooling after conv1.",
        lambda part: replace(part, main=(*part.main[:-1], replace(part.main[-1], kind="average_pool"))),
    ),
    _stem(
        "the stem's max pool pads with 'same'; it should not pad.",
        "the padding of the first pool: the map of 64x64 pictures is 15x15 after it.",
        change("max pool", padding="same"),
    ),
    _stem(
        "zeros are put around the map before the stem's max pool; there should be none.",
        "what stands between the stem's ReLU and its pool. (Keras's own ResNet50 has it.)",
        insert_after("ReLU conv1", Step("pad", "zero padding 2", {"pixels": 1})),
    ),
    _stem(
        "the stem's max pool has windows of 2x2; they should be 3x3.",
        "the first pool.",
        change("max pool", size=2),
    ),
    _stem(
        "the stem's max pool has stride 3; it should be 2.",
        "the strides of the first pool.",
        change("max pool", strides=3),
    ),
]

HEAD = [
    _head(
        "the average pool before the dense layer is missing.", "what follows stage 5.", drop("average pool")
    ),
    _head(
        "the last pool takes the maximum, where it should take the mean.",
        "the kind of pooling after stage 5.",
        lambda part: replace(part, main=(Step("max_pool", "average pool", {"size": 2}), *part.main[1:])),
    ),
    _head(
        "the last pool is global; it should be a 2x2 average pool. At 64x64 both give the same.",
        "the layer called `avg_pool`.",
        lambda part: replace(part, main=(Step("global_pool", "average pool"), *part.main[2:])),
    ),
    _head(
        "the last pool has stride 1; a 2x2 pool moves by 2.",
        "the strides of the last pool.",
        change("average pool", strides=1),
    ),
    _head(
        "the maps are not flattened before the dense layer.",
        "the shape that the dense layer is given.",
        drop("flatten"),
    ),
    _head(
        "the softmax is missing: the network returns logits.",
        "the activation of the dense layer.",
        drop("softmax"),
    ),
    _head(
        "softmax is applied twice, which flattens every prediction towards 1/classes.",
        "the dense layer's activation and what follows it.",
        insert_after("softmax", Step("softmax", "second softmax")),
    ),
    _head(
        "the dense layer ends in a sigmoid; classes that exclude each other need a softmax.",
        "the activation of the dense layer.",
        lambda part: replace(part, main=(*part.main[:-1], Step("sigmoid", "softmax"))),
    ),
    _head(
        "the dense layer ends in a ReLU where a softmax is expected.",
        "the activation of the dense layer.",
        lambda part: replace(part, main=(*part.main[:-1], relu("softmax"))),
    ),
    _head(
        "the logits go through a ReLU before the softmax.",
        "the activation of the dense layer and what follows it.",
        insert_after("dense layer", relu("ReLU head")),
    ),
    _head(
        "the logits go through a sigmoid before the softmax.",
        "the activation of the dense layer and what follows it.",
        insert_after("dense layer", Step("sigmoid", "sigmoid head")),
    ),
    _head(
        "a softmax stands in front of the dense layer, which should take the pooled maps as they are.",
        "what stands between the average pool and the dense layer.",
        insert_after("flatten", Step("softmax", "softmax in front")),
    ),
]


def _stage_stride(stage: int, s: int) -> NetworkEdit:
    return edit_part(f"res{stage}a", change("conv 2a", "conv 1", strides=s))


def _moved_stride(part):
    s = part.step("conv 2a").options["strides"]
    return both(change("conv 2a", strides=1), change("conv 2b", strides=s))(part)


STAGES = [
    NetworkMistake(
        "stage 2 starts with stride 2; it should be 1, since the max pool has just halved the map.",
        "the s of the first convolutional block: a default that is not the right one here.",
        _stage_stride(2, 2),
    ),
    NetworkMistake(
        "the stride sits on the 3x3 of the convolutional blocks; here it belongs to the first 1x1.",
        "your convolutional_block; its own check says more.",
        lambda network: tuple(_moved_stride(part) if part.shortcut else part for part in network),
    ),
]


def _strides() -> list[NetworkMistake]:
    found = []
    for stage in (3, 4, 5):
        what = f"stage {stage} starts with stride 1; it should halve the map with stride 2."
        found.append(NetworkMistake(what, f"the s of block {stage}a.", _stage_stride(stage, 1)))
    return found


def _counts() -> list[NetworkMistake]:
    found = []
    for stage, _, right, _ in RESNET50_STAGES:
        for count in range(1, right + 3):
            if count != right:
                what = f"stage {stage} has {count} block{'s' * (count > 1)}; it should have {right}."
                look = "how many identity blocks follow, and that each takes the result of the one before."
                found.append(NetworkMistake(what, look, set_block_count(stage, count)))
    return found


def _skip_stages(*stages: int) -> NetworkEdit:
    skipped = {f"res{stage}" for stage in stages}
    return lambda network: tuple(part for part in network if stage_of(part) not in skipped)


def _other_filters(stage: int, filters) -> NetworkEdit:
    """Give every block of a stage other filters, in the order (F1, F2, F3)."""

    def edit(network: Network) -> Network:
        names = ("conv 2a", "conv 2b", "conv 2c", "conv 1")
        edits = [change(n, filters=F) for n, F in zip(names, (*filters, filters[2]), strict=True)]
        inside = f"res{stage}"
        return tuple(both(*edits)(part) if stage_of(part) == inside else part for part in network)

    return edit


def _filters() -> list[NetworkMistake]:
    found = []
    for (stage, (F1, F2, F3), _, _), (_, previous, _, _) in zip(
        RESNET50_STAGES[1:], RESNET50_STAGES, strict=False
    ):
        right = [F1, F2, F3]
        what = (
            f"stage {stage} has the filters of stage {stage - 1}, {list(previous)}; it should have {right}."
        )
        found.append(NetworkMistake(what, "each stage doubles the filters.", _other_filters(stage, previous)))
    for stage, (F1, F2, F3), _, _ in RESNET50_STAGES:
        what = f"stage {stage} ends with {F3 // 2} channels; F3 should be {F3}, four times F1."
        look = f"the third filter number of stage {stage}."
        found.append(NetworkMistake(what, look, _other_filters(stage, (F1, F2, F3 // 2))))
    return found


def _all_convolutional(network: Network) -> Network:
    filters = {f"res{stage}": (numbers, s) for stage, numbers, _, s in RESNET50_STAGES}

    def projected(part):
        numbers, _ = filters[stage_of(part)]
        return part if part.shortcut else convolutional_recipe(3, numbers, 1, part.name)

    return (network[0], *map(projected, network[1:-1]), network[-1])


# What changes the number of parameters, so that a summary would have shown it too.
LAYOUT = [
    _stem(
        "conv1 has no stride; it should halve the picture.",
        "the strides of conv1.",
        change("conv1", strides=1),
    ),
    _stem("the kernel of conv1 is 3x3; it should be 7x7.", "the size of conv1.", change("conv1", kernel=3)),
    *_strides(),
    *_counts(),
    *_filters(),
    *[
        NetworkMistake(f"stage {stage} is missing altogether.", "the map of the stages.", _skip_stages(stage))
        for stage in (2, 3, 4, 5)
    ],
    NetworkMistake(
        "only stage 5 is in the model; it takes the result of the stem.",
        "what each stage takes, and what becomes of the result of the stage before.",
        _skip_stages(2, 3, 4),
    ),
    NetworkMistake(
        "none of the four stages is in the model; the head takes the result of the stem.",
        "what the head takes, and what becomes of the result of each stage.",
        _skip_stages(2, 3, 4, 5),
    ),
    NetworkMistake(
        "every block is a convolutional one; only the first of each stage should be.",
        "which blocks change the shape, and which do not.",
        _all_convolutional,
    ),
    NetworkMistake(
        "the blocks have middle kernels of 5x5; f should be 3.",
        "the f that you give to the blocks.",
        edit_blocks(change("conv 2b", kernel=5)),
    ),
    NetworkMistake(
        "the blocks have middle kernels of 1x1; f should be 3.",
        "the f that you give to the blocks.",
        edit_blocks(change("conv 2b", kernel=1)),
    ),
]


RESNET50_MISTAKES = STEM + STAGES + HEAD
