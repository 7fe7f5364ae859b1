"""Checks of the learners' functions: they say what is wrong and where, and change nothing.

Each gives the learner's function deterministic weights and tiny tensors, and compares with NumPy in
inference and in training mode. One file a lesson holds what that lesson's check knows: its cases
and its catalogue of mistakes.
"""

from resnets.checks.lesson01 import check_plain_stack
from resnets.checks.lesson02 import check_identity_block
from resnets.checks.lesson02_batch_norm import check_batch_norm
from resnets.checks.lesson03 import check_convolutional_block
from resnets.checks.lesson03_extra import check_convolutional_block_v15
from resnets.checks.lesson03_size import check_output_size
from resnets.checks.lesson04 import check_resnet50
from resnets.checks.lesson05 import check_basic_block
from resnets.checks.lesson05_data import check_preprocess
from resnets.checks.lesson05_net import check_resnet18
from resnets.checks.lesson06 import check_resnet_layer
from resnets.checks.lesson06_nets import check_resnet_v1, check_resnet_v2
from resnets.checks.lesson06_schedule import check_lr_schedule
from resnets.checks.lesson07 import check_build_transfer_model
from resnets.checks.lesson07_features import check_extract_features
from resnets.checks.lesson07_freeze import check_freeze, check_unfreeze_top
from resnets.checks.unfinished import CheckFailed, ExerciseUnfinished

__all__ = [
    "CheckFailed",
    "ExerciseUnfinished",
    "check_basic_block",
    "check_batch_norm",
    "check_build_transfer_model",
    "check_convolutional_block",
    "check_convolutional_block_v15",
    "check_extract_features",
    "check_freeze",
    "check_identity_block",
    "check_lr_schedule",
    "check_output_size",
    "check_plain_stack",
    "check_preprocess",
    "check_resnet18",
    "check_resnet50",
    "check_resnet_layer",
    "check_resnet_v1",
    "check_resnet_v2",
    "check_unfreeze_top",
]
