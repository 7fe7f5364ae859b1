"""The exercises as the library knows them: which check judges which name, and what must not be wrapped.

The lessons' cards say the rest (title, points, text); a test holds both together.
"""

from typing import NamedTuple


class Exercise(NamedTuple):
    """One coding exercise; functions are written ``module:name``."""

    number: str  # "2.2"
    name: str  # of the function or class that is written
    check: str
    library: tuple[str, ...]  # the library's own versions: out of reach until the check has passed
    shown: tuple[str, ...] = ()  # likewise, but the lesson itself uses them: only the check refuses them
    debugging: bool = False  # whether something broken is to be mended

    @property
    def lesson(self) -> str:
        """The lesson's number, ``"02"``."""
        return self.number.split(".")[0].zfill(2)


def _named(module: str, *names: str) -> tuple[str, ...]:
    return tuple(f"resnets.{module}:{name}" for name in names)


_IDENTITY = _named("blocks", "identity_block", "main_path") + _named("reference", "identity_block")
_CONVOLUTIONAL = _named("blocks", "convolutional_block", "main_path") + _named(
    "reference", "convolutional_block"
)
_TWO_LAYERS = _named("blocks_cifar", "BasicBlock", "two_layer_block")
_TRANSFER = _named("transfer", "build_transfer_model")

EXERCISES = (
    Exercise("1.1", "plain_stack", "resnets.checks.lesson01:check_plain_stack",
             _named("blocks_cifar", "resnet_layer")),
    Exercise("1.2", "gradient_norms", "resnets.checks.lesson01_gradients:check_gradient_norms",
             _named("gradients", "kernel_gradient_norms", "kernel_gradients")),
    Exercise("1.3", "unit_gradients", "resnets.checks.lesson01_unit:check_unit_gradients",
             _named("checks.lesson01_unit", "unit_gradients")),
    Exercise("1.4", "mended_unit", "resnets.checks.lesson01_unit:check_residual_unit",
             _TWO_LAYERS + _named("blocks_cifar", "resnet_layer"), debugging=True),
    Exercise("2.1", "batch_norm", "resnets.checks.lesson02_batch_norm:check_batch_norm",
             _named("reference", "batch_norm")),
    Exercise("2.2", "identity_block", "resnets.checks.lesson02:check_identity_block", _IDENTITY),
    Exercise("2.3", "mended_block", "resnets.checks.lesson02:check_identity_block", _IDENTITY,
             debugging=True),
    Exercise("3.1", "output_size", "resnets.checks.lesson03_size:check_output_size",
             _named("checks.lesson03_size", "keras_size")),
    Exercise("3.2", "convolutional_block", "resnets.checks.lesson03:check_convolutional_block",
             _CONVOLUTIONAL),
    Exercise("3.3", "convolutional_block_v15",
             "resnets.checks.lesson03_extra:check_convolutional_block_v15",
             _named("models_imagenet", "bottleneck_block")),
    Exercise("3.4", "mended_block", "resnets.checks.lesson03:check_convolutional_block", _CONVOLUTIONAL,
             debugging=True),
    Exercise("4.1", "ResNet50", "resnets.checks.lesson04:check_resnet50", _named("models", "ResNet50")),
    Exercise("4.2", "confusion_matrix", "resnets.checks.lesson04_confusion:check_confusion_matrix",
             _named("checks.lesson04_confusion", "_counted")),
    Exercise("4.3", "accuracy_of", "resnets.checks.lesson04_accuracy:check_accuracy",
             _named("checks.lesson04_accuracy", "right_value", "_guesses"), debugging=True),
    Exercise("4.4", "mended_net", "resnets.checks.lesson04:check_resnet50", _named("models", "ResNet50"),
             debugging=True),
    Exercise("5.1", "BasicBlock", "resnets.checks.lesson05:check_basic_block", _TWO_LAYERS),
    Exercise("5.2", "ResNet", "resnets.checks.lesson05_net:check_resnet18",
             _named("resnet18", "ResNet", "ResNet18")),
    # There is no pipeline of tf.data in the library that could be wrapped.
    Exercise("5.3", "make_dataset", "resnets.checks.lesson05_data:check_preprocess", ()),
    Exercise("5.4", "MendedBlock", "resnets.checks.lesson05:check_basic_block", _TWO_LAYERS,
             debugging=True),
    Exercise("6.1", "resnet_layer", "resnets.checks.lesson06:check_resnet_layer",
             _named("blocks_cifar", "resnet_layer")),
    Exercise("6.2", "resnet_v1", "resnets.checks.lesson06_nets:check_resnet_v1",
             _named("models_cifar", "resnet_v1") + _named("blocks_cifar", "two_layer_block")),
    Exercise("6.3", "resnet_v2", "resnets.checks.lesson06_nets:check_resnet_v2",
             _named("models_cifar", "resnet_v2", "_bottleneck_v2")),
    Exercise("6.4", "mended_unit", "resnets.checks.lesson06_nets:check_resnet_v2",
             _named("models_cifar", "resnet_v2", "_bottleneck_v2"), debugging=True),
    Exercise("6.5", "lr_schedule", "resnets.checks.lesson06_schedule:check_lr_schedule",
             _named("checks.lesson06_schedule", "schedule"),
             _named("tutorial", "tutorial_learning_rate")),
    Exercise("7.1", "freeze", "resnets.checks.lesson07_freeze:check_freeze", _named("transfer", "freeze")),
    Exercise("7.2", "build_transfer_model", "resnets.checks.lesson07:check_build_transfer_model", _TRANSFER),
    Exercise("7.3", "extract_features", "resnets.checks.lesson07_features:check_extract_features",
             _named("transfer", "extract_features")),
    Exercise("7.4", "unfreeze_top", "resnets.checks.lesson07_freeze:check_unfreeze_top",
             _named("transfer", "unfreeze_top", "thaw")),
    Exercise("7.5", "mended_model", "resnets.checks.lesson07:check_build_transfer_model", _TRANSFER,
             debugging=True),
)  # fmt: skip


def exercises_of(lesson: str) -> list[Exercise]:
    """Return the coding exercises of a lesson, ``"02"`` or ``"2"``.

    Raises:
        ValueError: there is no such lesson.
    """
    found = [exercise for exercise in EXERCISES if exercise.lesson == str(lesson).zfill(2)]
    if not found:
        known = ", ".join(dict.fromkeys(exercise.lesson for exercise in EXERCISES))
        raise ValueError(f"There is no lesson {lesson!r} with exercises; there are {known}.")
    return found
