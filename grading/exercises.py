"""Which check judges which exercise, and how it is run once more with cases drawn from the secret seed."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from grading import secret
from resnets import checks
from resnets.checks import lesson01_gradients, lesson01_unit, lesson04_extra


@dataclass(frozen=True)
class Exercise:
    """How an exercise is judged."""

    check: Callable
    secret: Callable[[np.random.Generator], dict]  # keyword arguments of the check for another round
    given: dict = field(default_factory=dict)  # keyword arguments in every round
    values: tuple[str, ...] = ()  # names in the submission that the check is given too
    wrap: str = ""  # function of the lesson that makes what is checked of what is written
    own_names: bool = True
    classes: bool = False  # whether a class is written


EXERCISES = {
    "1.1": Exercise(checks.check_plain_stack, secret.plain_stack),
    "1.2": Exercise(lesson01_gradients.check_gradient_norms, secret.gradient_norms),
    "1.3": Exercise(lesson01_unit.check_unit_gradients, secret.unit_gradients),
    "1.4": Exercise(lesson01_unit.check_residual_unit, secret.residual_unit, {"name": "mended_unit"}),
    "2.1": Exercise(checks.check_batch_norm, secret.batch_norm),
    "2.2": Exercise(checks.check_identity_block, secret.identity_block),
    "2.3": Exercise(checks.check_identity_block, secret.identity_block, {"name": "mended_block"}),
    "3.1": Exercise(checks.check_output_size, secret.output_size),
    "3.2": Exercise(checks.check_convolutional_block, secret.convolutional_block),
    "3.3": Exercise(checks.check_convolutional_block_v15, secret.convolutional_block_v15),
    "3.4": Exercise(checks.check_convolutional_block, secret.convolutional_block, {"name": "mended_block"}),
    "4.1": Exercise(checks.check_resnet50, secret.resnet50),
    "4.2": Exercise(lesson04_extra.check_confusion_matrix, secret.confusion_matrix),
    "4.3": Exercise(lesson04_extra.check_accuracy, secret.accuracy),
    "4.4": Exercise(checks.check_resnet50, secret.resnet50, {"name": "mended_net"}),
    "5.1": Exercise(checks.check_basic_block, secret.basic_block, classes=True),
    "5.2": Exercise(checks.check_resnet18, secret.resnet18, classes=True),
    "5.3": Exercise(checks.check_preprocess, secret.preprocess, values=("mean", "std")),
    "5.4": Exercise(checks.check_basic_block, secret.basic_block, {"name": "MendedBlock"}, classes=True),
    "6.1": Exercise(checks.check_resnet_layer, secret.resnet_layer),
    "6.2": Exercise(checks.check_resnet_v1, secret.resnet_v1),
    "6.3": Exercise(checks.check_resnet_v2, secret.resnet_v2),
    "6.4": Exercise(
        checks.check_resnet_v2, secret.resnet_v2, {"name": "mended_unit"}, wrap="v2_from", own_names=False
    ),
    "6.5": Exercise(checks.check_lr_schedule, secret.lr_schedule),
    "7.1": Exercise(checks.check_freeze, secret.freeze),
    "7.2": Exercise(checks.check_build_transfer_model, secret.build_transfer_model),
    "7.3": Exercise(checks.check_extract_features, secret.extract_features),
    "7.4": Exercise(checks.check_unfreeze_top, secret.unfreeze_top),
    "7.5": Exercise(checks.check_build_transfer_model, secret.build_transfer_model, {"name": "mended_model"}),
}
