"""Recipes: everything that a training run was told, as plain data."""

from dataclasses import asdict, dataclass, replace

import keras

from resnets.augment import HandAugmentation
from resnets.augment_cifar import CifarAugmentation
from resnets.muon import Muon
from resnets.optimizers import SGD, Adam, Triangular

OPTIMIZERS = ("adam", "sgd", "muon")
SCHEDULES = ("constant", "cosine", "triangular", "steps", "tutorial")


@dataclass(frozen=True)
class Recipe:
    """One way to train a net.

    Attributes:
        name: short name, used in file names.
        optimizer: ``"adam"``; ``"sgd"`` (Nesterov, momentum ``momentum``); or ``"muon"`` (``resnets.muon``,
            likewise).
        learning_rate: the highest learning rate.
        schedule: ``"constant"``; ``"cosine"``: linear warm-up, then half a cosine to zero;
            ``"triangular"``: linear up over ``warmup_epochs``, then linear to zero; ``"steps"``: a tenth
            of it from each of ``milestones`` on; all per step. ``"tutorial"``: the benchmark tutorial's
            callbacks, per epoch (``resnets.tutorial``).
        warmup_epochs: length of the warm-up, epochs.
        milestones: for ``"steps"``, fractions of the run, rising.
        epochs: passes through the training set.
        batch_size: images a step.
        momentum: of SGD.
        weight_decay: the papers' lambda: every step adds lambda times the weight to its gradient. With
            ``"muon"``, whose step is as long whatever the gradient is, it is decoupled: every step takes
            learning rate times lambda off each kernel (Loshchilov and Hutter 2019).
        label_smoothing: share of each label that is spread over all classes.
        l2: factor of the sum of squared kernels that the tutorial's layers add to the loss.
        bn_momentum: share of the old value that a moving mean keeps per step.
        augmentation: a HandAugmentation or CifarAugmentation, or None.
        clean_epochs: the last so many epochs are trained without augmentation.
        zero_gamma: start every residual branch at zero (``zero_last_gammas``).
        pixels: how uint8 pictures become floats, ``"unit"``, ``"channels"`` or ``"pixel-mean"``
            (``resnets.prepare``).
        precision: Keras dtype policy, ``"float32"`` or ``"mixed_bfloat16"``.
        seed: of weights, order and augmentation.
    """

    name: str
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    warmup_epochs: float = 0.0
    milestones: tuple[float, ...] = ()
    epochs: int = 20
    batch_size: int = 32
    momentum: float = 0.9
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    l2: float = 0.0
    bn_momentum: float = 0.99
    augmentation: HandAugmentation | CifarAugmentation | None = None
    clean_epochs: int = 0
    zero_gamma: bool = False
    pixels: str = "unit"
    precision: str = "float32"
    seed: int = 0

    def __post_init__(self):
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(f"optimizer is {self.optimizer!r}; it can be one of {', '.join(OPTIMIZERS)}.")
        if self.schedule not in SCHEDULES:
            raise ValueError(f"schedule is {self.schedule!r}; it can be one of {', '.join(SCHEDULES)}.")
        if self.epochs < 1 or self.batch_size < 1:
            raise ValueError(
                f"epochs is {self.epochs} and batch_size {self.batch_size}; both must be 1 or more."
            )
        if list(self.milestones) != sorted(self.milestones) or not all(0 < m < 1 for m in self.milestones):
            raise ValueError(f"milestones are {self.milestones}; give rising fractions between 0 and 1.")

    def to_dict(self) -> dict:
        """Return plain data for a result file."""
        return asdict(self) | {"milestones": list(self.milestones)}

    def but(self, **changes) -> "Recipe":
        """Return a copy with some attributes changed."""
        return replace(self, **changes)


# The block tutorial's: Adam as it comes, no augmentation, Keras's BN momentum.
TUTORIAL_SIGNS = Recipe("tutorial")

# Found by experiment on 900 training and 180 validation photographs; results/README.md has the tries.
HAND_SIGNS = Recipe(
    "hand-signs",
    learning_rate=1e-3,
    schedule="cosine",
    warmup_epochs=1,
    epochs=20,
    bn_momentum=0.9,
    zero_gamma=True,
    augmentation=HandAugmentation(rotation=8.0, shift=0.05, zoom=0.08, flip=True, light=0.1),
)


def learning_rate_schedule(recipe: Recipe, steps_per_epoch: int):
    """Return what to give a Keras optimizer as learning rate: a number or a schedule per step."""
    rate, total = recipe.learning_rate, recipe.epochs * steps_per_epoch
    warmup = round(recipe.warmup_epochs * steps_per_epoch)
    schedules = keras.optimizers.schedules
    if recipe.schedule == "cosine":
        return schedules.CosineDecay(
            initial_learning_rate=rate / 100 if warmup else rate,
            decay_steps=max(1, total - warmup),
            warmup_target=rate if warmup else None,
            warmup_steps=warmup,
        )
    if recipe.schedule == "triangular":
        return Triangular(rate, warmup, total)
    if recipe.schedule == "steps":
        starts = [round(m * total) for m in recipe.milestones]
        # PiecewiseConstantDecay keeps the old value at a boundary itself, so each is one step earlier.
        rates = [rate * 0.1**k for k in range(len(starts) + 1)]
        return schedules.PiecewiseConstantDecay([s - 1 for s in starts], rates)
    return rate


def make_optimizer(recipe: Recipe, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Return the recipe's optimizer with its schedule."""
    rate = learning_rate_schedule(recipe, steps_per_epoch)
    if recipe.optimizer == "adam":
        return Adam(rate, coupled_decay=recipe.weight_decay)
    if recipe.optimizer == "muon":
        decay = recipe.weight_decay or None
        return Muon(rate, momentum=recipe.momentum, nesterov=recipe.momentum > 0, weight_decay=decay)
    return SGD(
        rate, momentum=recipe.momentum, nesterov=recipe.momentum > 0, coupled_decay=recipe.weight_decay
    )
