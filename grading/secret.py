"""Cases for a check's second round, drawn from the secret seed: other sizes, arguments, weights and inputs.

Each function takes a generator and returns keyword arguments of its check. Sizes are different from each
other, as those of the published cases are, so that swapped axes or numbers show.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from resnets.checks import lesson01
from resnets.checks.blockcheck import Case
from resnets.checks.lesson03_extra import v15_case
from resnets.checks.lesson07 import Case as TransferCase
from resnets.checks.lesson07_features import Case as FeaturesCase
from resnets.checks.mistakes_layer import DEFAULTS, layer_case
from resnets.checks.recipe import convolutional_recipe, identity_recipe
from resnets.checks.recipes_cifar import plain_recipe, two_layer_recipe

Draw = np.random.Generator
BLOCKS = (2, 2, 2, 2)
LETTERS = "abcdefgh"
NO_DEPTHS = (15, 16, 17, 18, 19, 22, 23, 24, 25, 27, 28, 30, 31)  # neither 6n+2 nor 9n+2


def different(rng: Draw, count: int, low: int, high: int) -> list[int]:
    """Return ``count`` different integers, ``low`` to ``high``."""
    return [int(n) for n in rng.choice(np.arange(low, high + 1), count, replace=False)]


def _seed(rng: Draw) -> int:
    return int(rng.integers(2**31))


def _letter(rng: Draw) -> str:
    return str(rng.choice(list(LETTERS)))


# --- lesson 1 ------------------------------------------------------------------------------------


def plain_stack(rng: Draw) -> dict:
    """Stacks of 2 to 5 layers, one with as many filters as channels."""
    batch, height, width, channels, filters = different(rng, 5, 3, 10)
    layers = different(rng, 2, 2, 5)
    equal = replace(plain_recipe(channels, layers[0]), name=lesson01.EQUAL)
    return {
        "cases": [
            Case((batch, height, width, channels), (channels, layers[0]), equal, biases=False),
            Case((batch, width, height, channels), (filters, layers[1]),
                 plain_recipe(filters, layers[1]), biases=False),
        ]
    }  # fmt: skip


def gradient_norms(rng: Draw) -> dict:
    """A net with three convolutions."""
    return {"seed": _seed(rng), "filters": tuple(different(rng, 3, 4, 8))}


def unit_gradients(rng: Draw) -> dict:
    """Points with the signs of the published ones: both ReLUs open, one of them closed, x negative."""
    signs = [(1, 1, 1), (1, 1, -1), (1, -1, 1), (-1, -1, 1), (-1, 1, 1), (1, 1, 1)]
    sizes = rng.uniform(0.3, 3, (len(signs), 4)).round(2)
    gradients = rng.choice([-1, 1], len(signs))
    return {
        "cases": [
            tuple(float(v) for v in size * np.array([*sign, way]))
            for size, sign, way in zip(sizes, signs, gradients, strict=True)
        ]
    }


def residual_unit(rng: Draw) -> dict:
    """Two units."""
    cases = []
    for _ in range(2):
        batch, height, width, channels = different(rng, 4, 3, 9)
        recipe = two_layer_recipe(channels, 1, projected=False)
        cases.append(Case((batch, height, width, channels), (channels,), recipe, biases=False))
    return {"cases": cases}


# --- lessons 2 and 3 -----------------------------------------------------------------------------


def batch_norm(rng: Draw) -> dict:
    """Two shapes and epsilons."""
    shapes = [tuple(different(rng, 4, 2, 7)) for _ in range(2)]
    return {"cases": [(shape, float(rng.uniform(0.01, 0.1))) for shape in shapes], "seed": _seed(rng)}


def identity_block(rng: Draw) -> dict:
    """Two blocks."""
    cases = []
    for kernel in different(rng, 2, 2, 5):
        batch, height, width, *filters = different(rng, 6, 2, 10)
        arguments = (kernel, filters, int(rng.integers(2, 6)), _letter(rng))
        recipe = identity_recipe(kernel, tuple(filters))
        cases.append(Case((batch, height, width, filters[2]), arguments, recipe))
    return {"cases": cases}


def convolutional_block(rng: Draw) -> dict:
    """Two blocks with different strides."""
    cases = []
    for kernel, stride in zip(different(rng, 2, 2, 4), different(rng, 2, 2, 4), strict=True):
        height, width = different(rng, 2, 9, 13)
        batch, channels, *filters = different(rng, 5, 2, 8)
        arguments = (kernel, filters, int(rng.integers(2, 6)), _letter(rng), stride)
        recipe = convolutional_recipe(kernel, tuple(filters), stride)
        cases.append(Case((batch, height, width, channels), arguments, recipe))
    return {"cases": cases}


def convolutional_block_v15(rng: Draw) -> dict:
    """Two blocks with different strides."""
    return {"cases": [v15_case(case) for case in convolutional_block(rng)["cases"]]}


def output_size(rng: Draw) -> dict:
    """Three hundred questions, larger ones too."""
    cases = []
    for _ in range(300):
        k = int(rng.integers(1, 9))
        n, s, zeros = (int(v) for v in (rng.integers(k, 60), rng.integers(1, 6), rng.integers(0, 5)))
        cases.append((n, k, s, ("valid", "same", zeros, zeros)[rng.integers(4)]))
    return {"cases": list(dict.fromkeys(cases))}


# --- lesson 4 ------------------------------------------------------------------------------------


def resnet50(rng: Draw) -> dict:
    """Pictures and classes of other numbers."""
    height, width = 2 * int(rng.integers(33, 37)), 2 * int(rng.integers(21, 24))
    return {"shape": (height, width, 3), "classes": int(rng.choice([3, 4, 7, 8, 9]))}


def confusion_matrix(rng: Draw) -> dict:
    """Two numbers of classes, forty pairs each; the last class never occurs."""
    cases = []
    for classes in different(rng, 2, 4, 9):
        shown, said = rng.integers(0, classes - 1, (2, 40))
        cases.append((shown, said, classes))
    return {"cases": cases}


def accuracy(rng: Draw) -> dict:
    """Other models and pictures; numbers of pictures of which no two shares but 0 and 1 are equal."""
    sizes = int(rng.choice([67, 71, 73, 79, 83, 89])), int(rng.choice([37, 41, 43, 47, 53, 59]))
    return {"cases": tuple((n, _seed(rng), _seed(rng)) for n in sizes)}


# --- lessons 5 and 6 -----------------------------------------------------------------------------


def basic_block(rng: Draw) -> dict:
    """Nothing changes; the picture alone, the channels alone, both."""
    cases = []
    for stride, widens in (
        (1, False),
        (int(rng.integers(2, 4)), False),
        (1, True),
        (int(rng.integers(2, 5)), True),
    ):
        batch, height, width, channels, filters = different(rng, 5, 3, 11)
        filters = filters if widens else channels
        recipe = two_layer_recipe(filters, stride, widens or stride != 1)
        arguments = (filters, stride) if widens or stride != 1 else (filters,)
        cases.append(Case((batch, height, width, channels), arguments, recipe, biases=False))
    return {"cases": cases}


def resnet18(rng: Draw) -> dict:
    """The net of the paper and one of other numbers of blocks, both narrow."""
    widths = different(rng, 2, 3, 6)
    shapes = [(*different(rng, 2, 9, 20), int(rng.integers(2, 5))) for _ in range(2)]
    other = tuple(int(n) for n in rng.permutation([1, 1, 3, 1]))
    return {
        "cases": [
            (BLOCKS, widths[0], int(rng.choice([3, 4, 6, 7])), shapes[0]),
            (other, widths[1], None, shapes[1]),
        ]
    }


def preprocess(rng: Draw) -> dict:
    """Other pictures."""
    return {"seeds": (2 * int(rng.integers(10, 10**6)), 2 * int(rng.integers(10, 10**6)) + 1)}


def resnet_layer(rng: Draw) -> dict:
    """The eight ways with other sizes, and the defaults on another shape."""
    start = int(rng.integers(1, 12))
    ways = [list(way) for way in product(("relu", None), (True, False), (True, False))]
    ways[int(rng.integers(4))][0] = "tanh"  # an activation is applied by its name
    batch, height, width, channels = different(rng, 4, 3, 9)
    defaults = DEFAULTS._replace(input_shape=(batch, height, width, channels))
    return {"cases": [*(layer_case(number, *way) for number, way in enumerate(ways, start)), defaults]}


def _net(rng: Draw) -> dict:
    shapes = [(*different(rng, 2, 9, 21), int(rng.integers(2, 5))) for _ in range(2)]
    classes, count = int(rng.choice([3, 4, 6, 7])), different(rng, 2, 1, 2)
    cases = [(shapes[0], count[0], classes), (shapes[1], count[1], None)]
    return {"cases": cases, "bad_depth": int(rng.choice(NO_DEPTHS))}


resnet_v1 = resnet_v2 = _net


def lr_schedule(rng: Draw) -> dict:
    """Epochs in another order."""
    return {"again": tuple(different(rng, 40, 0, 199))}


# --- lesson 7 ------------------------------------------------------------------------------------


def freeze(rng: Draw) -> dict:
    """Another base."""
    height, width, channels = different(rng, 3, 5, 10)
    return {"shape": (height, width, 3), "channels": channels, "seed": _seed(rng)}


def build_transfer_model(rng: Draw) -> dict:
    """Two bases, with and without dropout; as many classes as channels or more."""
    cases = []
    for dropout in (float(rng.choice([0.2, 0.4])), 0.0):
        height, width = different(rng, 2, 7, 13)
        channels = int(rng.integers(5, 8))
        classes = channels + int(rng.integers(1, 4))
        cases.append(TransferCase((height, width, 3), channels, classes, dropout, _seed(rng)))
    return {"cases": tuple(cases)}


def extract_features(rng: Draw) -> dict:
    """Another base, other numbers of pictures."""
    height, width = different(rng, 2, 7, 13)
    train, test = 2 * int(rng.integers(65, 90)) + 1, 2 * int(rng.integers(15, 30)) + 1
    return {"case": FeaturesCase((height, width, 3), int(rng.integers(5, 9)), train, test, _seed(rng))}


def unfreeze_top(rng: Draw) -> dict:
    """Other numbers of layers; of the base's eleven, counted from the end, 3, 6 and 9 are convolutions."""
    inside = [int(rng.choice(some)) for some in ([3, 4, 5], [6, 7, 8], [9, 10])]
    numbers = [inside[int(k)] for k in rng.permutation(3)] + [int(rng.integers(0, 3))]
    convolutions = {9: "conv1", 6: "conv2", 3: "conv3"}
    wanted = {n: tuple(name for place, name in convolutions.items() if n >= place) for n in numbers}
    shape = (*different(rng, 2, 6, 10), 3)
    return {"cases": wanted, "shape": shape, "rate": float(rng.choice([2e-5, 7e-5, 2e-4]))}
