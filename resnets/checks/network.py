"""ResNet50 as data: a tuple of parts, stem, sixteen blocks, head; evaluated one part after another."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from resnets.checks.evaluate import Result, evaluate
from resnets.checks.recipe import (
    Edit,
    Part,
    Step,
    bn,
    conv,
    convolutional_recipe,
    identity_recipe,
    relu,
)
from resnets.checks.weights import Flow, WeightBook
from resnets.models import RESNET50_STAGES

# Wide enough to keep sixteen blocks in a row from growing: each adds about a quarter of what is there.
VARIANCES = (1.0, 5.0)

Network = tuple[Part, ...]
NetworkEdit = Callable[[Network], Network]


class Progress(NamedTuple):
    """Where an evaluation stands: what flows into a part, and which weights were handed out so far."""

    flow: Flow
    book: WeightBook


def stem_recipe() -> Part:
    """Return zero padding, conv1, BN, ReLU and max pool."""
    first = (Step("pad", "zero padding", {"pixels": 3}), conv("conv1", 64, 7, 2))
    pool = Step("max_pool", "max pool", {"size": 3, "strides": 2})
    return Part("stem", (*first, bn("BN conv1"), relu("ReLU conv1"), pool))


def head_recipe(classes: int) -> Part:
    """Return average pool, flatten, dense layer and softmax."""
    pool, flat = Step("average_pool", "average pool", {"size": 2}), Step("flatten", "flatten")
    return Part(
        "head", (pool, flat, Step("dense", "dense layer", {"units": classes}), Step("softmax", "softmax"))
    )


def block_name(stage: int, number: int) -> str:
    """Return ``res3b`` for the second block of stage 3 (number counts from 0)."""
    return f"res{stage}{'abcdefghijkl'[number]}"


def resnet50_recipe(classes: int) -> Network:
    """Return the whole network."""
    blocks = []
    for stage, filters, count, s in RESNET50_STAGES:
        blocks.append(convolutional_recipe(3, filters, s, block_name(stage, 0)))
        blocks += [identity_recipe(3, filters, block_name(stage, number)) for number in range(1, count)]
    return (stem_recipe(), *blocks, head_recipe(classes))


def start(x: np.ndarray, kernels: dict) -> Progress:
    """Return the state before the first part; ``kernels`` keeps the big arrays between evaluations."""
    return Progress(Flow(x), WeightBook(VARIANCES, kernels))


def advance(part: Part, at: Progress, training: bool) -> tuple[Result, Progress]:
    """Return the part's result and the state after it; ``at`` stays as it is."""
    book = at.book.copy()
    result = evaluate(part, at.flow, training, book)
    return result, Progress(result.output, book)


def edit_part(name: str, edit: Edit) -> NetworkEdit:
    """Return an edit of the one part of that name."""
    return lambda network: tuple(edit(part) if part.name == name else part for part in network)


def edit_blocks(edit: Edit) -> NetworkEdit:
    """Return an edit of every block."""
    return lambda network: (network[0], *[edit(part) for part in network[1:-1]], network[-1])


def stage_of(part: Part) -> str:
    """Return ``res3`` for every block of stage 3."""
    return part.name[:4]


def set_block_count(stage: int, count: int) -> NetworkEdit:
    """Return an edit that gives a stage another number of blocks."""

    def edit(network: Network) -> Network:
        inside = [part for part in network if stage_of(part) == f"res{stage}"]
        first = network.index(inside[0])
        copies = [replace(inside[1], name=block_name(stage, number)) for number in range(1, count)]
        return (*network[:first], inside[0], *copies, *network[first + len(inside) :])

    return edit


def first_edited(network: Network, edited: Network) -> int | None:
    """Return the index of the first part that an edit changed, or None."""
    pairs = zip(network, edited, strict=False)
    return next((index for index, (old, new) in enumerate(pairs) if old != new), None)
