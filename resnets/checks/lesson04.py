"""The check of lesson 4: ResNet50 assembled from the blocks."""

from collections.abc import Callable

from resnets.checks import lesson02, lesson03
from resnets.checks.build import BuildFailed, call, require_function
from resnets.checks.isolation import isolated
from resnets.checks.mistakes import FIXED, FROZEN, Mistake
from resnets.checks.mistakes50 import LAYOUT, RESNET50_MISTAKES
from resnets.checks.netcheck import (
    Net,
    check_classes,
    check_network,
    check_outside,
    failed,
    on_larger_pictures,
)
from resnets.checks.network import resnet50_recipe
from resnets.checks.recipe import Part
from resnets.checks.trace import weight_layers

NAME = "ResNet50"
# Even sides show conv1's 'same', unequal ones a typed-in size, and the last map is 3x2, which tells a
# 2x2 pool from a global one. Small, since most of the time goes into building 23.6 million weights.
INPUT_SHAPE, CLASSES, BATCH = (70, 44, 3), 5, 2
# Where one stride too many leaves nothing to pool, the same is built on pictures twice as large.
LARGER_SHAPE = (140, 88, 3)


def check_resnet50(function: Callable, name: str = NAME, shape=INPUT_SHAPE, classes: int = CLASSES) -> None:
    """Check ``function`` against the ResNet50 of lesson 4, and print what was verified.

    It is called once, as ``function(input_shape=(70, 44, 3), classes=5)``, gets weights far from their
    defaults, and is compared with the NumPy reference part after part in both modes. Messages call it
    ``name``; one that has another name than the lesson's own is a net that was sent and is mended, and keeps
    the names of its layers.

    Raises:
        ExerciseUnfinished: the function is still a stub.
        CheckFailed: it is wrong; the text says what is wrong and where to look.
    """
    print(isolated(_check, function, name, shape, classes))


def _check(function: Callable, name: str, shape, classes: int) -> str:
    require_function(function, name)
    net = _net(name, shape, classes)
    try:
        model = call(function, name, input_shape=shape, classes=classes)
    except BuildFailed as failure:
        larger = _net(name, LARGER_SHAPE, classes)
        reason = on_larger_pictures(
            larger, lambda: function(input_shape=LARGER_SHAPE, classes=classes), "classes"
        )
        raise reason or failure from failure
    check_outside(net, model)
    check_classes(net, model, "classes")
    check_network(net, model)
    lost = _lost_names(net, model)
    if lost and name != NAME:
        raise failed(
            net,
            f"its values are right, but no {' and no '.join(lost)} is there any more.\n"
            "Look at: the names of the layers; they should stay as they were.",
        )
    return _report(net, model, len(weight_layers(model)))


def _net(name: str, shape, classes: int) -> Net:
    mistakes = RESNET50_MISTAKES + LAYOUT
    return Net(name, shape, classes, resnet50_recipe(classes), mistakes, _inside, BATCH)


def _inside(part: Part) -> tuple[str | None, list[Mistake]]:
    if part.name == "head":
        return None, []
    if part.name == "stem":
        return None, [FROZEN, FIXED]
    if part.shortcut:
        return "your convolutional_block; its own check says more.", lesson03.MISTAKES
    return "your identity_block; its own check says more.", lesson02.MISTAKES


def _report(net: Net, model, weighted: int) -> str:
    per_class = 512 * 4 + 1
    at_six = model.count_params() + per_class * (6 - net.classes)
    return "\n".join(
        [
            f"{net.name} is right. Compared with NumPy on {net.shape} and {net.classes} classes:",
            f"  {weighted} weighted layers     in the places and with the settings they should have",
            "  stem, 16 blocks, head   values equal after each, in inference and in training mode",
            f"  parameters              {model.count_params():,}, with 6 classes {at_six:,}",
            *_names_note(net, model),
        ]
    )


def _lost_names(net: Net, model) -> list[str]:
    """Return kinds and names of the layers of stem and head that no layer of the model has."""
    kinds = {"conv1": "Conv2D", "bn_conv1": "BatchNormalization", "avg_pool": "AveragePooling2D"}
    kinds[f"fc{net.classes}"] = "Dense"
    found = {(type(layer).__name__, layer.name) for layer in model.layers}
    return [f"{kind} '{name}'" for name, kind in kinds.items() if (kind, name) not in found]


def _names_note(net: Net, model) -> list[str]:
    """Return a remark on layers of stem and head whose names are not those of the table, or nothing."""
    found = {layer.name for layer in model.layers}
    missing = [name for name in ("conv1", "bn_conv1", "avg_pool", f"fc{net.classes}") if name not in found]
    if not missing:
        return []
    return [
        f"  names                   no layer is called {' or '.join(missing)}. No mistake, but stored",
        "                          weights are found by name.",
    ]
