"""Nets by name, as the benchmark program takes them: ``resnet20v1``, ``plain56``, ``resnet18-w16``."""

import re

import keras

from resnets.models_cifar import plain_cifar, resnet_v1, resnet_v2
from resnets.resnet18 import ResNet18

NAMES = (
    "resnet<6n+2>v1, resnet<6n+2>v1-B or -tutorial (shortcuts), resnet<9n+2>v2 or resnet<9n+2>v2-tutorial "
    "(widths), plain<6n+2>, resnet18 or resnet18-w<width>"
)
_NAME = re.compile(
    r"(?:resnet(?P<v1>\d+)v1(?:-(?P<shortcut>B|tutorial))?"
    r"|resnet(?P<v2>\d+)v2(?P<widths>-tutorial)?"
    r"|plain(?P<plain>\d+)"
    r"|resnet18(?:-w(?P<width>\d+))?)"
)


def build_net(name: str, input_shape=(32, 32, 3), num_classes: int = 10, l2: float = 0.0) -> keras.Model:
    """Return the net of that name, with fresh weights; it ends in logits.

    Args:
        name: see ``NAMES``. resnet<n>v1 alone has the paper's parameter-free shortcuts (A).
        input_shape: (height, width, channels) of the images.
        num_classes: number of classes.
        l2: factor of the sum of squared kernels that is added to the loss, for the tutorial's recipe.

    Raises:
        ValueError: there is no such net, or its depth is none that it can have.
    """
    match = _NAME.fullmatch(name)
    if not match:
        raise ValueError(f"There is no net {name!r}; there are {NAMES}.")
    decay = {"kernel_regularizer": keras.regularizers.L2(l2)} if l2 else {}
    if match["v1"]:
        shortcut = match["shortcut"] or "A"
        return resnet_v1(input_shape, int(match["v1"]), num_classes, shortcut=shortcut, **decay)
    if match["v2"]:
        widths = "tutorial" if match["widths"] else "paper"
        return resnet_v2(input_shape, int(match["v2"]), num_classes, widths=widths, **decay)
    if match["plain"]:
        return plain_cifar(int(match["plain"]), input_shape=input_shape, num_classes=num_classes, **decay)
    if l2:
        raise ValueError(f"{name} takes no L2 in its layers; give the recipe a weight_decay instead.")
    return ResNet18(int(match["width"] or 64), num_classes, input_shape)
