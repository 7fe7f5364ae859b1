"""The register of the coding exercises: how the lesson checks each, and where its answers stand.

The house answers are written by who knows the catalogues of mistakes, and stand in the modules or classes
that ``house`` names, inside ``tests.wrong_answers``. Those written from the students' text alone stand in
``blind/lesson02*.py``, class ``E2_1`` for exercise 2.1, and so on; what came of them on first contact stands
in ``blind/first_contact/lesson02.json``. ``generic.py`` holds those that fit any exercise.
"""

import importlib
import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = "tests.wrong_answers"


@dataclass(frozen=True)
class Exercise:
    """One coding exercise."""

    number: str  # "2.2"
    name: str  # of the function or class that is written
    check: str  # the lesson's cell with the check, to the letter
    house: tuple[str, ...]  # modules of this package, or classes in them: "plain", "transfer_freeze.FREEZE"
    kind: str  # what is written, see generic.py: "block", "network", "layer", "model", "values", …
    constant: str = ""  # the words by which a constant in place of an answer is known, see generic.py
    quick: bool = True  # a check well under a second: `make test` runs all answers, else a few of each


EXERCISES = (
    Exercise("1.1", "plain_stack", "check_plain_stack(plain_stack)", ("plain",), "block"),
    Exercise(
        "1.2", "gradient_norms", "check_gradient_norms(gradient_norms)", ("gradient_norms",), "values",
        constant="one of 4 does not",
    ),
    Exercise(
        "1.3", "unit_gradients", "check_unit_gradients(unit_gradients)", ("unit_gradients",), "values",
        constant="the same three numbers whatever",
    ),
    Exercise(
        "1.4", "mended_unit", 'check_residual_unit(mended_unit, "mended_unit")', ("mended_unit",), "block",
    ),
    Exercise(
        "2.1", "batch_norm", "check_batch_norm(batch_norm)", ("batch_norm",), "values",
        constant="in training mode",
    ),
    Exercise(
        "2.2", "identity_block", "check_identity_block(identity_block)",
        ("identity_paths", "identity_layers", "identity_right"), "block",
    ),
    Exercise(
        "2.3", "mended_block",
        'check_identity_block(mended_block, "mended_block")', ("mended_identity",), "block",
    ),
    Exercise(
        "3.1", "output_size", "check_output_size(output_size)", ("output_size",), "values",
        constant="whatever the arguments are",
    ),
    Exercise(
        "3.2", "convolutional_block", "check_convolutional_block(convolutional_block)",
        ("convolutional_wrong", "convolutional_right"), "block",
    ),
    Exercise(
        "3.3", "convolutional_block_v15", "check_convolutional_block_v15(convolutional_block_v15)",
        ("convolutional_v15",), "block",
    ),
    Exercise(
        "3.4", "mended_block",
        'check_convolutional_block(mended_block, "mended_block")', ("mended_convolutional",), "block",
    ),
    Exercise(
        "4.1", "ResNet50", "check_resnet50(ResNet50)", ("resnet50_wrong", "resnet50_right"), "network",
        quick=False,
    ),
    Exercise(
        "4.2", "confusion_matrix", "check_confusion_matrix(confusion_matrix)", ("confusion",), "values",
        constant="nothing is counted",
    ),
    Exercise(
        "4.3", "accuracy_of", "check_accuracy(accuracy_of)", ("accuracy",), "values",
        constant="whatever the pictures are",
    ),
    Exercise(
        "4.4", "mended_net", 'check_resnet50(mended_net, "mended_net")', ("mended_resnet50",), "network",
        quick=False,
    ),
    Exercise("5.1", "BasicBlock", "check_basic_block(BasicBlock)", ("basic_block",), "layer"),
    Exercise("5.2", "ResNet", "check_resnet18(ResNet)", ("resnet18",), "model", quick=False),
    Exercise("5.3", "make_dataset", "check_preprocess(make_dataset, mean, std)", ("pipeline",), "dataset"),
    Exercise(
        "5.4", "MendedBlock",
        'check_basic_block(MendedBlock, "MendedBlock")', ("mended_basic_block",), "layer",
    ),
    Exercise("6.1", "resnet_layer", "check_resnet_layer(resnet_layer)", ("layer",), "block"),
    Exercise("6.2", "resnet_v1", "check_resnet_v1(resnet_v1)", ("v1",), "network", quick=False),
    Exercise("6.3", "resnet_v2", "check_resnet_v2(resnet_v2)", ("v2",), "network", quick=False),
    Exercise(
        "6.4", "mended_unit", 'check_resnet_v2(v2_from(mended_unit), "mended_unit")', ("mended_bottleneck",),
        "block", constant="must be KerasTensors", quick=False,
    ),
    Exercise(
        "6.5", "lr_schedule", "check_lr_schedule(lr_schedule)", ("schedule",), "values",
        constant="the rate never drops",
    ),
    Exercise("7.1", "freeze", "check_freeze(freeze)", ("transfer_freeze.FREEZE",), "change"),
    Exercise(
        "7.2", "build_transfer_model", "check_build_transfer_model(build_transfer_model)",
        ("transfer_build",), "transfer",
    ),
    Exercise(
        "7.3", "extract_features", "check_extract_features(extract_features)", ("transfer_features",),
        "features",
    ),
    Exercise(
        "7.4", "unfreeze_top", "check_unfreeze_top(unfreeze_top)", ("transfer_freeze.UNFREEZE",), "change",
    ),
    Exercise(
        "7.5", "mended_model",
        'check_build_transfer_model(mended_model, "mended_model")', ("mended_transfer",), "transfer",
    ),
)  # fmt: skip


def exercise(number: str) -> Exercise:
    """Return the exercise of this number."""
    return next(one for one in EXERCISES if one.number == number)


def marked(place: str) -> dict:
    """Return the marked answers of a module, or of a class in it, by their names.

    Raises:
        ModuleNotFoundError, AttributeError: there is none of that name.
    """
    module, _, name = place.rpartition(".")
    if name and name[:1].isupper():
        found = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)
    else:
        found = importlib.import_module(f"{PACKAGE}.{place}")
    # What a class inherits from a marked one is no answer of its own.
    return {name: one for name, one in vars(found).items() if "phrase" in getattr(one, "__dict__", {})}


def house_answers(one: Exercise) -> dict:
    """Return an exercise's house answers by their names, the generic ones included."""
    from tests.wrong_answers import generic

    found = {}
    for place in one.house:
        for name, answer in marked(place).items():
            found[name if name not in found else f"{place}.{name}"] = answer
    right = [answer for answer in found.values() if answer.phrase is None]
    return found | generic.answers_for(one, right[0] if right else None)


def blind_answers(one: Exercise) -> dict:
    """Return the answers that were written from the students' text alone, by their names.

    They stand in a class ``E2_1`` of the lesson's modules, or in one of that name in each of several.
    """
    found, name = {}, f"E{one.number.replace('.', '_')}"
    for path in sorted((HERE / "blind").glob(f"lesson0{one.number[0]}*.py")):
        if f"class {name}:" in path.read_text(encoding="utf-8"):
            found |= marked(f"blind.{path.stem}.{name}")
    return found


def first_contact(one: Exercise) -> dict:
    """Return what came of the blind answers at first, by their names: rejected, named and message."""
    path = HERE / "blind" / "first_contact" / f"lesson0{one.number[0]}.json"
    return json.loads(path.read_text()).get(one.number, {}) if path.exists() else {}
