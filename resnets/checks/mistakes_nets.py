"""The catalogue of mistakes in the stem and the head of the CIFAR-10 nets."""

from dataclasses import replace

from resnets.checks.netcheck import NetworkMistake
from resnets.checks.network import NetworkEdit, edit_part
from resnets.checks.recipe import (
    Edit,
    Step,
    bn,
    change,
    drop,
    insert_after,
    relu,
    replace_kind,
    swap,
)

SOFTMAX: NetworkEdit = edit_part("the head", insert_after("classifier", Step("softmax", "softmax")))


def _stem(what: str, look: str, edit: Edit) -> NetworkMistake:
    return NetworkMistake(what, look, edit_part("the stem", edit))


def _head(what: str, look: str, edit: Edit) -> NetworkMistake:
    return NetworkMistake(what, look, edit_part("the head", edit))


def _pool(kind: str, size: int, strides: int, padding: str = "same") -> Step:
    return Step(kind, "stem pool", {"size": size, "strides": strides, "padding": padding})


STEM = [
    _stem(
        "the stem's convolution does not pad, so two rows and two columns are lost at once.",
        "the padding of the first convolution.",
        change("the stem's conv", padding="valid"),
    ),
    _stem(
        "the stem's convolution has stride 2; small pictures are not halved there.",
        "the strides of the first convolution.",
        change("the stem's conv", strides=2),
    ),
    _stem(
        "the stem's batch normalisation is missing.",
        "what follows the first convolution.",
        drop("the stem's BN"),
    ),
    _stem("the stem's ReLU is missing.", "what goes into the first block.", drop("the stem's ReLU")),
    _stem(
        "in the stem the ReLU comes before the batch normalisation.",
        "the order of the first three layers.",
        swap("the stem's BN", "the stem's ReLU"),
    ),
    _stem(
        "the stem's convolution applies a ReLU of its own, before its normalisation.",
        "the arguments of the first convolution.",
        insert_after("the stem's conv", relu("early")),
    ),
    _stem(
        "a 2x2 max pool with stride 1 follows the stem; between stem and blocks there is none.",
        "what stands before the first block.",
        insert_after("the stem's ReLU", _pool("max_pool", 2, 1, "valid")),
    ),
    _stem(
        "a padded 2x2 max pool with stride 1 follows the stem; between stem and blocks there is none.",
        "the layers before the first block.",
        insert_after("the stem's ReLU", _pool("max_pool", 2, 1)),
    ),
    _stem(
        "a 2x2 max pool follows the stem and halves the picture; that is for large pictures.",
        "the way from the stem to the first block.",
        insert_after("the stem's ReLU", _pool("max_pool", 2, 2)),
    ),
    _stem(
        "a 3x3 max pool follows the stem and halves the picture, as for ImageNet.",
        "the layers between stem and first block: small pictures have no pixels to give away.",
        insert_after("the stem's ReLU", _pool("max_pool", 3, 2)),
    ),
]
STEM_LAYOUT = [
    _stem(
        "the stem is ImageNet's: 7x7 with stride 2. Here it is 3x3 with stride 1.",
        "size and strides of the first convolution.",
        change("the stem's conv", kernel=7, strides=2),
    ),
    _stem(
        "the stem's kernel is 7x7; here it is 3x3.",
        "the size of the first convolution.",
        change("the stem's conv", kernel=7),
    ),
    _stem(
        "the stem's kernel is 1x1; here it is 3x3.",
        "the kernel size of the first convolution.",
        change("the stem's conv", kernel=1),
    ),
]


def _instead_of_pool(*steps: Step):
    def edit(part):
        main = [steps if step.name == "average pool" else (step,) for step in part.main]
        return replace(part, main=sum(main, ()))

    return edit


FLATTEN = Step("flatten", "flatten")

HEAD = [
    _head(
        "the last pool takes the maximum, where it should take the mean.",
        "the kind of global pooling.",
        change("average pool", reduce="max"),
    ),
    _head(
        "the maps are summed, not averaged.",
        "the kind of global pooling: a mean does not grow with the picture.",
        change("average pool", reduce="sum"),
    ),
    _head(
        "softmax is applied twice, which flattens every prediction towards 1/classes.",
        "the dense layer's activation and what follows it.",
        lambda part: replace(part, main=(*part.main, Step("softmax", "one"), Step("softmax", "two"))),
    ),
    _head(
        "the dense layer ends in a sigmoid; classes that exclude each other compete.",
        "the activation of the dense layer.",
        lambda part: replace(part, main=(*part.main, Step("sigmoid", "sigmoid"))),
    ),
    _head(
        "the logits go through a ReLU, so no class can get less than 0.",
        "the activation of the dense layer.",
        lambda part: replace(part, main=(*part.main, relu("ReLU of the logits"))),
    ),
    _head(
        "the logits go through a ReLU and then a softmax.",
        "the activation of the dense layer, and what follows it.",
        lambda part: replace(part, main=(*part.main, relu("ReLU of the logits"), Step("softmax", "softmax"))),
    ),
    _head(
        "the maps are not pooled: the dense layer works on every pixel by itself.",
        "what stands between the last block and the dense layer.",
        drop("average pool"),
    ),
]
# These change the number of parameters too.
HEAD_LAYOUT = [
    _head(
        "the maps are flattened, not averaged, so the classifier depends on the size of the picture.",
        "the layer between the last block and the dense layer.",
        _instead_of_pool(FLATTEN),
    ),
    _head(
        "the average pool has windows of 8x8, which is global for 32x32 pictures alone.",
        "the size you typed for the last pool: it should be the whole map, whatever its size.",
        _instead_of_pool(Step("average_pool", "pool", {"size": 8}), FLATTEN),
    ),
    _head(
        "the average pool has windows of 4x4, which is no global pool here.",
        "the size you typed for the last pool; it should be the whole map, whatever its size.",
        _instead_of_pool(Step("average_pool", "pool", {"size": 4}), FLATTEN),
    ),
    _head(
        "the average pool has windows of 2x2, which is no global pool here.",
        "the size of the last pool: it should be the whole map, whatever its size.",
        _instead_of_pool(Step("average_pool", "pool", {"size": 2}), FLATTEN),
    ),
    _head(
        "the mean is taken over width and channels; it should be over height and width.",
        "the axes of the mean: in Keras the channels come last.",
        change("average pool", axes=(2, 3)),
    ),
    _head(
        "the classifier has no bias; nothing else could shift its logits.",
        "the arguments of the dense layer.",
        change("classifier", bias=False),
    ),
]

# Heads of nets that end as v1 does, and of pre-activation nets.
PLAIN_HEAD = [
    _head(
        "a batch normalisation and a ReLU stand before the last pool, as in a pre-activation net.",
        "what follows the last block: its sum has been through a ReLU already.",
        _instead_of_pool(bn("last BN"), relu("last ReLU"), Step("global_pool", "average pool")),
    ),
]
PRE_ACTIVATION_HEAD = [
    _head(
        "batch normalisation and ReLU before the last pool are missing.",
        "what happens to the last sum, which no block behind it activates.",
        drop("last BN", "last ReLU"),
    ),
    _head(
        "the ReLU before the last pool is missing.",
        "what follows the last batch normalisation.",
        drop("last ReLU"),
    ),
    _head(
        "the batch normalisation before the last pool is missing.",
        "what happens to the last sum before its ReLU.",
        drop("last BN"),
    ),
    _head(
        "before the last pool the ReLU comes before the batch normalisation.",
        "the order of the two layers that follow the last block.",
        swap("last BN", "last ReLU"),
    ),
    _head(
        "the last activation is tanh, where ReLU is expected.",
        "the activation before the last pool.",
        replace_kind("tanh", "last ReLU"),
    ),
]
