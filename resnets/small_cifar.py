"""The setting of lesson 1: CIFAR-10 cut down to 5,000 pictures of 16x16, plain and residual nets, 6 epochs.

Small enough that a net of 20 layers trains in well under a minute on two CPU cores, and deep plain nets
fall behind in it all the same. What is compared is the *training* error.
"""

import contextlib
import io

import keras
import numpy as np

from resnets.checkpoint import RunCheckpoint
from resnets.cifar import cifar10_source, load_cifar10
from resnets.data import dataset_fingerprint
from resnets.evaluation import probabilities_of
from resnets.models_cifar import plain_cifar, resnet_v1
from resnets.prepare import pixel_statistics, standardise, stratified_split
from resnets.recipe import Recipe
from resnets.training import fit

EXAMPLES, SIDE = 5000, 16
KINDS = ("plain", "residual")
# No augmentation, no decay: the question is how well a net can be fitted, not how well it generalises.
SMALL = Recipe(
    "small", optimizer="sgd", learning_rate=0.1, schedule="cosine", warmup_epochs=1, epochs=6,
    batch_size=64, bn_momentum=0.9, pixels="channels",
)  # fmt: skip


def small_pictures(source: str = "auto", examples: int = EXAMPLES):
    """Return x, y and what the data is, for a result file: as many training pictures of each class, 16x16.

    Args:
        source: as for ``load_cifar10``.
        examples: pictures, a multiple of 10; always the same ones for the same number.

    Returns:
        x float32 (examples, 16, 16, 3), each channel with mean 0 and deviation 1; y int64 (examples,);
        a dict.

    Raises:
        ValueError: the number of pictures cannot be had in equal parts.
    """
    if examples % 10 or not 0 < examples <= 50_000:
        raise ValueError(f"examples is {examples}; give a multiple of 10, at most 50,000.")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        (x, y), _ = load_cifar10(source)
    y = y[:, 0].astype("int64")
    _, chosen = stratified_split(y, examples // 10)
    x, y = halved(x[chosen]), y[chosen]
    dataset = {
        "name": f"CIFAR-10, {examples} training pictures at {SIDE}x{SIDE}",
        "source": cifar10_source(source),
        "line": said.getvalue().strip(),
        "fingerprint": dataset_fingerprint(x, y),
        "examples": examples,
    }
    return standardise(x, *pixel_statistics(x)), y, dataset


def halved(x: np.ndarray) -> np.ndarray:
    """Return uint8 pictures of half the side, each pixel the rounded mean of 2x2 pixels."""
    n, height, width, channels = x.shape
    cells = x.reshape(n, height // 2, 2, width // 2, 2, channels)
    return np.round(cells.mean(axis=(2, 4), dtype=np.float32)).astype(np.uint8)


def small_net(kind: str, depth: int, **options) -> keras.Model:
    """Return the ``"plain"`` or ``"residual"`` net of ``depth`` = 6n+2 layers for 16x16 pictures.

    Options as for ``plain_cifar``. The residual net's shortcuts have no weights (option A), so both
    nets have the same layers with weights.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it can be 'plain' or 'residual'.")
    shape = (SIDE, SIDE, 3)
    if kind == "plain":
        return plain_cifar(depth, input_shape=shape, **options)
    return resnet_v1(shape, depth, **options)


def train_small(
    kind: str,
    depth: int,
    recipe: Recipe,
    x: np.ndarray,
    y: np.ndarray,
    *,
    steps: int | None = None,
    checkpoint: RunCheckpoint | None = None,
) -> tuple[keras.Model, dict[str, list[float]]]:
    """Train ``small_net(kind, depth)`` by ``recipe``; return the net and its history.

    Args:
        x: float32, (n, 16, 16, 3).
        y: integer labels, (n,).
        steps: batches an epoch, if fewer than all are wanted (the smoke preset).
        checkpoint: as for ``resnets.training.fit``.
    """
    keras.utils.set_random_seed(recipe.seed)
    net = small_net(kind, depth)
    label = f"{kind}-{depth}, seed {recipe.seed}"
    return net, fit(net, recipe, (x, y), steps=steps, checkpoint=checkpoint, label=label)


def error_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the share of pictures that ``model`` names wrongly, in inference mode."""
    guesses = probabilities_of(model, x, 250).argmax(axis=1)  # or of logits: the same guess
    return float(np.mean(guesses != y))
