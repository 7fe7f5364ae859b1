"""Recipes: everything that a training run was told, as plain data, and how to run one."""

from dataclasses import asdict, dataclass, replace

import keras

from resnets.augment import Batches, HandAugmentation
from resnets.models import set_batch_norm
from resnets.progress import LiveProgress


@dataclass(frozen=True)
class Recipe:
    """One way to train a net.

    Attributes:
        name: short name, used in file names.
        optimizer: ``"adam"`` or ``"sgd"`` (Nesterov, momentum 0.9).
        learning_rate: the highest learning rate.
        schedule: ``"constant"``, or ``"cosine"``: linear warm-up, then half a cosine to zero, per step.
        warmup_epochs: length of the warm-up, epochs.
        epochs: passes through the training set.
        batch_size: images a step.
        bn_momentum: share of the old value that a moving mean keeps per step.
        augmentation: a HandAugmentation, or None.
        seed: of weights, order and augmentation.
    """

    name: str
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    warmup_epochs: float = 0.0
    epochs: int = 20
    batch_size: int = 32
    bn_momentum: float = 0.99
    augmentation: HandAugmentation | None = None
    seed: int = 0

    def to_dict(self) -> dict:
        """Return plain data for a result file."""
        return asdict(self)

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
    augmentation=HandAugmentation(rotation=8.0, shift=0.05, zoom=0.08, flip=True, light=0.1),
)


def learning_rate_schedule(recipe: Recipe, steps_per_epoch: int):
    """Return what to give a Keras optimizer as learning rate: a number or a schedule per step."""
    if recipe.schedule == "constant":
        return recipe.learning_rate
    if recipe.schedule != "cosine":
        raise ValueError(f"schedule is {recipe.schedule!r}; it can be 'constant' or 'cosine'.")
    warmup = round(recipe.warmup_epochs * steps_per_epoch)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.learning_rate / 100 if warmup else recipe.learning_rate,
        decay_steps=max(1, recipe.epochs * steps_per_epoch - warmup),
        warmup_target=recipe.learning_rate if warmup else None,
        warmup_steps=warmup,
    )


def make_optimizer(recipe: Recipe, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Return the recipe's optimizer with its schedule."""
    rate = learning_rate_schedule(recipe, steps_per_epoch)
    if recipe.optimizer == "adam":
        return keras.optimizers.Adam(rate)
    if recipe.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)
    raise ValueError(f"optimizer is {recipe.optimizer!r}; it can be 'adam' or 'sgd'.")


def jit_compile() -> bool | str:
    """Return what to give ``compile(jit_compile=...)``.

    XLA makes this course's nets slower on TensorFlow's CPU (ResNet50 at 64x64: 62 images/s with it,
    100 without), so it is switched off there and left to Keras elsewhere.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        if not tf.config.list_physical_devices("GPU"):
            return False
    return "auto"


def train(
    model: keras.Model, recipe: Recipe, train_set, test_set=None, *, steps=None, callbacks=(), label=""
) -> dict[str, list[float]]:
    """Train ``model`` in place by ``recipe`` and return its history, one number an epoch for each key.

    Args:
        model: a classifier that ends in a softmax.
        train_set: (x, y): images float32 in [0, 1], integer labels (n,).
        test_set: (x, y) to evaluate after each epoch, in inference mode; nothing is chosen by it.
        steps: batches an epoch, if fewer than all are wanted (the smoke preset); the net is then not
            compiled, which for a few steps takes longer than the steps.
        callbacks: further Keras callbacks.
        label: text in front of each progress line.
    """
    x, y = train_set
    batches = Batches(x, y, recipe.batch_size, recipe.augmentation, recipe.seed, steps)
    set_batch_norm(model, momentum=recipe.bn_momentum)
    model.compile(
        optimizer=make_optimizer(recipe, len(batches)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=jit_compile(),
        run_eagerly=steps is not None,
    )
    history = model.fit(
        batches,
        epochs=recipe.epochs,
        validation_data=test_set,
        validation_batch_size=128,
        callbacks=[LiveProgress(label), keras.callbacks.TerminateOnNaN(), *callbacks],
        verbose=0,
        shuffle=False,
    )
    return {key: [float(v) for v in values] for key, values in history.history.items()}


def reestimate_batch_norm(model: keras.Model, x, batch_size: int = 128) -> keras.Model:
    """Replace every moving mean and variance by averages over ``x``, with forward passes alone.

    No weight is trained: each batch goes through in training mode, and the moving statistics become
    the plain average over the batches. Changes ``model`` in place and returns it.
    """
    norms = [m for m in model._flatten_layers() if isinstance(m, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    starts = range(0, len(x), batch_size)
    try:
        for k, start in enumerate(starts):
            for norm in norms:
                norm.momentum = k / (k + 1)  # the k-th batch counts 1 / (k + 1): a running average
            model(x[start : start + batch_size], training=True)
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
    return model
