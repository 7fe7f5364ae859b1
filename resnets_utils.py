"""The one import of every notebook: ``from resnets_utils import *``.

The star brings everything that a lesson needs *but* the functions that learners write themselves
(``identity_block``, ``convolutional_block``, ``ResNet50``, ``plain_cifar``, ``BasicBlock``, ``ResNet``,
``ResNet18``, ``resnet_layer``, ``resnet_v1``, ``resnet_v2``, ``build_transfer_model``, ``freeze``,
``unfreeze_top``, ``extract_features``): those are imported by name, so that a deleted
answer does not silently fall back on the library's. No logic lives here.
"""

from resnets.augment import Batches, HandAugmentation
from resnets.blocks import block_model, convolutional_block, identity_block  # noqa: F401
from resnets.blocks_cifar import BasicBlock, PaddedShortcut, resnet_layer  # noqa: F401
from resnets.branches import branch_ends, without_branch, zero_last_gammas
from resnets.checks import (
    CheckFailed,
    ExerciseUnfinished,
    check_basic_block,
    check_batch_norm,
    check_build_transfer_model,
    check_convolutional_block,
    check_convolutional_block_v15,
    check_extract_features,
    check_freeze,
    check_identity_block,
    check_lr_schedule,
    check_output_size,
    check_plain_stack,
    check_preprocess,
    check_resnet18,
    check_resnet50,
    check_resnet_layer,
    check_resnet_v1,
    check_resnet_v2,
    check_unfreeze_top,
)
from resnets.cifar import CIFAR10_CLASSES, cifar10_classes, load_cifar10
from resnets.counts import count_multiply_adds, count_trainable, layer_costs
from resnets.environment import show_setup
from resnets.guard import begin_exercises
from resnets.image_folder import load_image_folder
from resnets.imagenet_base import WeightsMissing, pretrained_base
from resnets.linear_head import fit_linear_head
from resnets.models import ResNet50, copy_keras_weights, set_batch_norm  # noqa: F401
from resnets.models_cifar import plain_cifar, resnet_v1, resnet_v2  # noqa: F401
from resnets.models_imagenet import resnet_imagenet
from resnets.predictions import feedback, predict
from resnets.presets import by_preset, preset
from resnets.pretrained import load_pretrained
from resnets.progress import LiveProgress
from resnets.recipe import Recipe
from resnets.resnet18 import ResNet, ResNet18  # noqa: F401
from resnets.run_cache import kept_run
from resnets.training import fit, jit_compile, reestimate_batch_norm
from resnets.transfer import (
    base_of,
    build_transfer_model,  # noqa: F401
    compile_for_transfer,
    extract_features,  # noqa: F401
    freeze,  # noqa: F401
    pooled_features,
    unfreeze_top,  # noqa: F401
)

__all__ = [
    "Batches",
    "CIFAR10_CLASSES",
    "CheckFailed",
    "ExerciseUnfinished",
    "HandAugmentation",
    "LiveProgress",
    "PaddedShortcut",
    "Recipe",
    "WeightsMissing",
    "base_of",
    "begin_exercises",
    "block_model",
    "branch_ends",
    "by_preset",
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
    "cifar10_classes",
    "compile_for_transfer",
    "copy_keras_weights",
    "count_multiply_adds",
    "count_trainable",
    "feedback",
    "fit",
    "fit_linear_head",
    "jit_compile",
    "kept_run",
    "layer_costs",
    "load_cifar10",
    "load_image_folder",
    "load_pretrained",
    "pooled_features",
    "predict",
    "preset",
    "pretrained_base",
    "reestimate_batch_norm",
    "resnet_imagenet",
    "set_batch_norm",
    "show_setup",
    "without_branch",
    "zero_last_gammas",
]
