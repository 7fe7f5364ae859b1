"""Train a net by a recipe: one ``fit`` for every lesson and every recorded run."""

import contextlib
import math
import time

import keras
import numpy as np

from resnets.augment import Batches, StartEachEpoch
from resnets.checkpoint import RunCheckpoint, SaveEachEpoch
from resnets.device_loop import fit_on_device, on_accelerator, reason_against
from resnets.fused import fused_batch_norm
from resnets.models import set_batch_norm, zero_last_gammas
from resnets.progress import LiveProgress
from resnets.recipe import Recipe, make_optimizer
from resnets.tutorial import tutorial_callbacks

# With TensorFlow: threads that make batches ahead. One would leave this to tf.data, whose tuner now and
# then holds up the start of an epoch, on a CPU by up to its own length: measured in results/README.md.
CPU_WORKERS, GPU_WORKERS = 2, 4
STEPS_PER_CALL = 16  # with TensorFlow on a GPU, between two looks at the loss


class TrainingDiverged(ArithmeticError):
    """The loss is no number any more. The text gives the step and the learning rate."""


def jit_compile() -> bool | str:
    """Return what to give ``compile(jit_compile=...)``.

    XLA makes this course's nets slower on TensorFlow's CPU (ResNet50 at 64x64: 62 images/s with it,
    100 without), so it is switched off there and left to Keras elsewhere.
    """
    return False if keras.backend.backend() == "tensorflow" and not _tensorflow_gpu() else "auto"


def _tensorflow_gpu() -> bool:
    if keras.backend.backend() != "tensorflow":
        return False
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def fit(
    model: keras.Model,
    recipe: Recipe,
    train_set,
    test_set=None,
    *,
    steps: int | None = None,
    checkpoint: RunCheckpoint | None = None,
    callbacks=(),
    label: str = "",
    on_device: bool | None = None,
) -> dict[str, list[float]]:
    """Train ``model`` in place by ``recipe`` and return its history, one number an epoch for each key.

    Args:
        model: a classifier, built; it ends in a softmax or in logits.
        train_set: (x, y): images float32, (n, height, width, channels), integer labels (n,).
        test_set: (x, y) to evaluate after each epoch, in inference mode; nothing is chosen by it.
        steps: batches an epoch, if fewer than all are wanted (the smoke preset); the net is then not
            compiled, which for a few steps takes longer than the steps.
        checkpoint: written after every epoch. If its file is there, the run goes on from it, and ends
            with the weights and the history of a run that was never cut.
        callbacks: further Keras callbacks; what they count must be a function of the epoch if the run
            is to be resumed.
        label: text in front of each progress line.
        on_device: whether to keep the pictures on the device and run many steps in one call
            (``resnets.device_loop``, JAX alone); None: where there is an accelerator and it can be done.

    Raises:
        TrainingDiverged: the loss is NaN or infinite.
        DataError: the checkpoint cannot be written (said before training starts), or is not this run's.
        ValueError: ``on_device=True`` where it cannot be done; the text says why.
    """
    prepare(model, recipe, -(-len(train_set[1]) // recipe.batch_size) if steps is None else steps, steps)
    history, done = {}, 0
    if checkpoint:
        history, done = checkpoint.restore(model)
        checkpoint.test_room(model)
    mine = [LiveProgress(label), StopOnNaN(), EpochSeconds()]
    if recipe.schedule == "tutorial":
        best = checkpoint.path.with_suffix(".best.weights.h5") if checkpoint else None
        mine += tutorial_callbacks(recipe, best, max(history.get("val_accuracy", []), default=None))
    if checkpoint:  # the last one: by then all others have said what they know of the epoch
        mine.append(SaveEachEpoch(checkpoint, history))
    batches = Batches(
        *train_set, recipe.batch_size, recipe.augmentation, recipe.seed, steps,
        epoch=done, clean_from=recipe.epochs - recipe.clean_epochs,
    )  # fmt: skip
    mine.insert(0, StartEachEpoch(batches))
    if _chosen(on_device, reason_against(model, batches, callbacks)):
        new = fit_on_device(model, batches, test_set, recipe.epochs, [*callbacks, *mine])
    else:
        new = _fit_by_batches(model, batches, test_set, recipe.epochs, [*callbacks, *mine], bool(callbacks))
    return history if checkpoint else {k: [float(v) for v in values] for k, values in new.history.items()}


def _chosen(on_device: bool | None, reason: str | None) -> bool:
    """Return whether the device loop trains this run."""
    if on_device and reason:
        raise ValueError(f"fit(on_device=True) is not possible: {reason}.")
    return (on_accelerator() if on_device is None else on_device) and not reason


def _fit_by_batches(model, batches: Batches, test_set, epochs: int, callbacks, watched: bool):
    """Train with Keras's own fit; return its History. ``watched``: a callback may want to see each step."""
    if keras.backend.backend() == "tensorflow" and not model.run_eagerly:
        on_gpu = _tensorflow_gpu()
        batches.workers = GPU_WORKERS if on_gpu else CPU_WORKERS
        model.steps_per_execution = STEPS_PER_CALL if on_gpu and not watched else 1
    with fused_batch_norm() if model.jit_compile is False else contextlib.nullcontext():
        return model.fit(
            batches,
            initial_epoch=batches.epoch,
            epochs=epochs,
            validation_data=test_set,
            validation_batch_size=128,
            callbacks=callbacks,
            verbose=0,
            shuffle=False,
        )


def prepare(model: keras.Model, recipe: Recipe, steps_per_epoch: int, steps: int | None = None) -> None:
    """Compile ``model`` in place as ``recipe`` says, its optimizer built."""
    set_batch_norm(model, momentum=recipe.bn_momentum)
    if recipe.zero_gamma:
        zero_last_gammas(model)
    model.compile(
        optimizer=make_optimizer(recipe, steps_per_epoch),
        loss=crossentropy(recipe.label_smoothing, from_logits=not ends_in_softmax(model)),
        metrics=["accuracy"],
        jit_compile=jit_compile(),
        run_eagerly=steps is not None,
    )
    model.optimizer.build(model.trainable_variables)
    _build_metrics(model)


def _build_metrics(model: keras.Model) -> None:
    """Make the variables of loss and metrics now.

    Keras makes them inside the first training step, and TensorFlow then traces that step a second time:
    some ten seconds for ResNet50.
    """
    y, scores = np.zeros(1, "int64"), keras.ops.zeros((1, *model.output_shape[1:]))
    model.compute_loss(None, y, scores)
    model.compute_metrics(None, y, scores)
    model.reset_metrics()


def crossentropy(label_smoothing: float = 0.0, from_logits: bool = True):
    """Return the loss of integer labels (n,) and scores (n, classes), the mean over a batch.

    With ``label_smoothing`` s the right class counts 1 - s + s / classes, each other one s / classes
    (Szegedy et al. 2016, section 7).
    """
    if not label_smoothing:
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    smooth = keras.losses.CategoricalCrossentropy(from_logits=from_logits, label_smoothing=label_smoothing)

    def smoothed_crossentropy(y, scores):
        y = keras.ops.reshape(keras.ops.cast(y, "int32"), (-1,))
        return smooth(keras.ops.one_hot(y, scores.shape[-1]), scores)

    return smoothed_crossentropy


def ends_in_softmax(model: keras.Model) -> bool:
    """Return whether the last layer of ``model`` that has an activation or is a Softmax gives a softmax."""
    for layer in reversed(list(model._flatten_layers(include_self=False, recursive=True))):
        if isinstance(layer, keras.layers.Softmax):
            return True
        if hasattr(layer, "activation"):
            return layer.activation is keras.activations.softmax
    return False


class StopOnNaN(keras.callbacks.Callback):
    """Keras callback: raises TrainingDiverged at the first step whose loss is no number."""

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss", 0.0)
        if not math.isfinite(loss):
            rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
            many = self.model.steps_per_execution
            step = f"step {batch + 1}" if many == 1 else f"one of the {many} steps up to {batch + 1}"
            raise TrainingDiverged(
                f"The loss is {loss} at {step} of epoch {self.epoch + 1}, learning rate "
                f"{rate:.3g}: try a smaller one or a longer warm-up, and look for wrong values in the images."
            )


class EpochSeconds(keras.callbacks.Callback):
    """Keras callback: adds ``seconds``, the wall time of training and evaluation, to each epoch's logs."""

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["seconds"] = time.monotonic() - self.started


def reestimate_batch_norm(model: keras.Model, x, batch_size: int = 128) -> keras.Model:
    """Replace every moving mean and variance by averages over ``x``, with forward passes alone.

    No weight is trained: each batch goes through in training mode, and the moving statistics become
    the plain average over the batches. Changes ``model`` in place and returns it.
    """
    norms = [m for m in model._flatten_layers() if isinstance(m, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    starts = range(0, len(x), batch_size)
    try:
        with fused_batch_norm():
            for k, start in enumerate(starts):
                for norm in norms:
                    norm.momentum = k / (k + 1)  # the k-th batch counts 1 / (k + 1): a running average
                model(x[start : start + batch_size], training=True)
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
    return model
