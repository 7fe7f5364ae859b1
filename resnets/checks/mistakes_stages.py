"""The catalogue of mistakes in the stages of the CIFAR-10 nets: strides, widths, numbers of blocks."""

from functools import partial

from resnets.checks.netcheck import NetworkMistake
from resnets.checks.recipes_cifar import Layout, net_recipe


def other_layout(layout: Layout, classes: int, what: str, look: str, **fields) -> NetworkMistake:
    """Return the mistake of building another layout, with these fields changed."""
    edited = net_recipe(layout.but(**fields), classes)
    return NetworkMistake(what, look, lambda network: edited)


def stage_mistakes(layout: Layout, classes: int) -> list[NetworkMistake]:
    """Return those that leave shapes and counts right, but for projections that a stride asks for."""
    stages = range(len(layout.strides))

    other = partial(other_layout, layout, classes)

    def strides(stage: int, s: int) -> tuple:
        return tuple(s if k == stage else old for k, old in enumerate(layout.strides))

    found = [
        other(
            "stage 1 starts with stride 2; the first stage keeps the size of the picture.",
            "the condition under which the stride is 2.",
            strides=strides(0, 2),
        ),
        other(
            "no stage halves the picture: the stride is 1 everywhere.",
            "where the stride of a stage's first block comes from.",
            strides=(1,) * len(stages),
        ),
        other(
            "the stage's stride sits in its last block; it belongs to the first.",
            "the condition under which the stride is 2.",
            stride_at="last",
        ),
    ]
    for stage in stages[1:]:
        what = f"stage {stage + 1} starts with stride 1; it should halve the map with stride 2."
        found.append(other(what, "the first block of that stage.", strides=strides(stage, 1)))
        if stage > 1:
            what = f"stage {stage + 1} starts with stride {2**stage}; each stage halves the map once."
            look = f"the strides of stage {stage + 1}."
            found.append(other(what, look, strides=strides(stage, 2**stage)))
    return found


def layout_mistakes(layout: Layout, classes: int) -> list[NetworkMistake]:
    """Return those that change the number of parameters, so that a summary would show them too."""

    other = partial(other_layout, layout, classes)

    found = [
        other(
            "the first block of stage 1 has a projection, though nothing changes shape there.",
            "the condition under which there is a projection.",
            projections="first",
        ),
        other(
            "every block has a projection; only those that change the shape should.",
            "which blocks change the shape, and which do not.",
            projections="all",
        ),
    ]
    found += [_scaled(other, layout, by, word) for by, word in ((2, "twice"), (0.5, "half"))]
    found += _widths(other, layout) + _blocks(other, layout)
    return found


def _scaled(other, layout: Layout, by: float, word: str) -> NetworkMistake:
    def times(numbers):
        return tuple(int(n * by) for n in numbers)

    return other(
        f"all blocks have {word} the channels they should have.",
        "the number of filters of the first stage.",
        widths=times(layout.widths),
        inside=times(layout.inside),
    )


def _widths(other, layout: Layout) -> list[NetworkMistake]:
    first = layout.widths[0]
    found = [
        other(
            f"all stages have {first} channels; each should have twice as many as the one before.",
            "where the number of filters is doubled.",
            widths=(first,) * len(layout.widths),
            inside=layout.inside[:1] * len(layout.inside),
        )
    ]
    for stage in range(1, len(layout.widths)):
        previous, right = layout.widths[stage - 1 : stage + 1]
        rest = layout.widths[stage:]
        for number, word in ((previous, "as many as"), (4 * previous, "four times as many as")):
            what = f"stage {stage + 1} has {number} channels, {word} stage {stage}; it should have {right}."
            widths = (*layout.widths[:stage], number, *rest[1:])
            found.append(other(what, f"the number of filters in stage {stage + 1}.", widths=widths))
    return found


def _blocks(other, layout: Layout) -> list[NetworkMistake]:
    found = []
    for stage, right in enumerate(layout.blocks):
        for count in range(1, right + 4):
            if count == right:
                continue
            plural = "s" * (count > 1)
            found.append(
                other(
                    f"stage {stage + 1} has {count} block{plural}; it should have {right}.",
                    "how many blocks a stage has, and that each takes the result of the one before.",
                    blocks=(*layout.blocks[:stage], count, *layout.blocks[stage + 1 :]),
                )
            )
    for count in range(1, max(layout.blocks) + 4):
        if (count,) * len(layout.blocks) != layout.blocks:
            plural = "s" * (count > 1)
            what = f"each stage has {count} block{plural}; it should have {layout.blocks[0]}."
            look = "where the number of blocks comes from: an argument says it, for each stage."
            found.append(other(what, look, blocks=(count,) * len(layout.blocks)))
    return found
