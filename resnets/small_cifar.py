"""CIFAR-10 cut down to some thousand pictures of 16x16: for lesson 1, and for lesson 6's comparison.

Lesson 1 fits plain and residual nets to 5,000 pictures for 6 epochs: small enough that a net of 20 layers
trains in well under a minute on two CPU cores, and deep plain nets fall behind in it all the same. What is
compared there is the *training* error; lesson 6 holds pictures back (``held_out_pictures``).
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
from resnets.seeding import set_random_seed
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
    _check_count("examples", examples)
    x, y, line = _training_set(source)
    _, chosen = stratified_split(y, examples // 10)
    x, y = halved(x[chosen]), y[chosen]
    dataset = {
        "name": f"CIFAR-10, {examples} training pictures at {SIDE}x{SIDE}",
        "source": cifar10_source(source),
        "line": line,
        "fingerprint": dataset_fingerprint(x, y),
        "examples": examples,
    }
    return standardise(x, *pixel_statistics(x)), y, dataset


def held_out_pictures(source: str = "auto", examples: int = 10_000, held: int = 5_000):
    """Return pictures to train on and others to evaluate on, 16x16, all from the training set of CIFAR-10.

    Args:
        source: as for ``load_cifar10``.
        examples: pictures to train on, a multiple of 10, as many of each class.
        held: pictures to evaluate on, likewise; always the same ones for the same two numbers.

    Returns:
        ((x, y), (x, y), dataset): x float32 (n, 16, 16, 3), by the channels' mean and deviation in the
        pictures to train on; y int64 (n,); a dict for a result file.

    Raises:
        ValueError: the pictures cannot be had in equal parts.
    """
    _check_count("examples", examples)
    _check_count("held", held, 50_000 - examples)
    x, y, line = _training_set(source)
    _, chosen = stratified_split(y, (examples + held) // 10)
    x, y = halved(x[chosen]), y[chosen]
    kept, back = stratified_split(y, held // 10)
    dataset = {
        "name": f"CIFAR-10 at {SIDE}x{SIDE}: {examples} training pictures, {held} others of them held out",
        "source": cifar10_source(source),
        "line": line,
        "fingerprint": dataset_fingerprint(x[kept], y[kept], x[back], y[back]),
        "examples": examples,
        "held": held,
    }
    statistics = pixel_statistics(x[kept])
    train, test = ((standardise(x[part], *statistics), y[part]) for part in (kept, back))
    return train, test, dataset


def _check_count(name: str, count: int, most: int = 50_000) -> None:
    if count % 10 or not 0 < count <= most:
        raise ValueError(f"{name} is {count}; give a multiple of 10, at most {most:,}.")


def _training_set(source: str) -> tuple[np.ndarray, np.ndarray, str]:
    """Return the training pictures, uint8, their labels, int64 (n,), and the line that the loader prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        (x, y), _ = load_cifar10(source)
    return x, y[:, 0].astype("int64"), said.getvalue().strip()


def small_test_pictures(source: str = "auto", examples: int = EXAMPLES, pictures: int = 2000):
    """Return x and y of the first test pictures, prepared as ``small_pictures`` prepares its own.

    Args:
        source: as for ``load_cifar10``.
        examples: training pictures of ``small_pictures``, whose statistics are used.
        pictures: how many, or all if there are fewer.

    Returns:
        x float32 (pictures, 16, 16, 3); y int64 (pictures,).
    """
    with contextlib.redirect_stdout(io.StringIO()):
        (x, y), (x_test, y_test) = load_cifar10(source)
    _, chosen = stratified_split(y[:, 0].astype("int64"), examples // 10)
    statistics = pixel_statistics(halved(x[chosen]))
    return standardise(halved(x_test[:pictures]), *statistics), y_test[:pictures, 0].astype("int64")


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
    set_random_seed(recipe.seed)
    net = small_net(kind, depth)
    label = f"{kind}-{depth}, seed {recipe.seed}"
    return net, fit(net, recipe, (x, y), steps=steps, checkpoint=checkpoint, label=label)


def error_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the share of pictures that ``model`` names wrongly, in inference mode."""
    guesses = probabilities_of(model, x, 250).argmax(axis=1)  # or of logits: the same guess
    return float(np.mean(guesses != y))
