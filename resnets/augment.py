"""Augmentation for the hand signs: changes that keep the number of raised fingers.

A hand that is mirrored, tilted, moved, nearer or in other light still shows the same number. Cutting
pieces out or large rotations might not, so they are not here. All ops are Keras's, for any backend.
"""

from dataclasses import asdict, dataclass

import keras
import numpy as np


@dataclass(frozen=True)
class HandAugmentation:
    """How far a picture of a hand may be changed. Every bound is symmetric around "no change".

    Attributes:
        rotation: largest tilt, degrees.
        shift: largest move, fraction of the side.
        zoom: largest change of scale, fraction.
        flip: mirror half of the pictures left to right.
        light: largest change of brightness and, per channel, half as much of colour, fraction.
    """

    rotation: float = 15.0
    shift: float = 0.08
    zoom: float = 0.12
    flip: bool = True
    light: float = 0.15

    def to_dict(self) -> dict:
        """Return plain data for a result file."""
        return asdict(self)

    def __call__(self, images: np.ndarray, rng: np.random.Generator, epoch=0, indices=None) -> np.ndarray:
        """Return changed copies of ``images``: float32, (n, height, width, 3), values in [0, 1].

        ``rng`` is the randomness of this batch; epoch and indices, which Batches gives, are not needed.
        """
        n, height, width = images.shape[:3]
        transforms = self._transforms(n, height, width, rng)
        moved = keras.ops.image.affine_transform(
            images, transforms, interpolation="bilinear", fill_mode="nearest", data_format="channels_last"
        )
        gain = 1 + rng.uniform(-self.light, self.light, (n, 1, 1, 1))
        tint = 1 + rng.uniform(-self.light / 2, self.light / 2, (n, 1, 1, 3))
        lit = keras.ops.convert_to_numpy(moved) * (gain * tint)
        return np.clip(lit, 0, 1).astype(np.float32)

    def _transforms(self, n, height, width, rng) -> np.ndarray:
        """Return (n, 8) float32 affine transforms, output pixel -> input pixel, about the centre."""
        angle = np.deg2rad(rng.uniform(-self.rotation, self.rotation, n))
        scale = 1 / (1 + rng.uniform(-self.zoom, self.zoom, n))
        mirror = np.where(rng.random(n) < 0.5, -1.0, 1.0) if self.flip else np.ones(n)
        a0, a1 = scale * np.cos(angle) * mirror, -scale * np.sin(angle)
        b0, b1 = scale * np.sin(angle) * mirror, scale * np.cos(angle)
        cx, cy = (width - 1) / 2, (height - 1) / 2
        a2 = cx - a0 * cx - a1 * cy + rng.uniform(-self.shift, self.shift, n) * width
        b2 = cy - b0 * cx - b1 * cy + rng.uniform(-self.shift, self.shift, n) * height
        zero = np.zeros(n)
        return np.stack([a0, a1, a2, b0, b1, b2, zero, zero], axis=1).astype(np.float32)


class Batches(keras.utils.PyDataset):
    """Shuffled batches for ``model.fit``, augmented anew in every epoch.

    Order and augmentation depend on (seed, epoch, step) only, so a run can be repeated, or cut and
    taken up again in any epoch.

    Args:
        x: images, float32, (n, height, width, channels).
        y: targets, first axis n.
        batch_size: images a batch; the last batch of an epoch may be smaller.
        augment: a function (images, rng, epoch, indices) -> images, or None.
        seed: of order and augmentation.
        steps: batches an epoch, if fewer than all are wanted (for tests).
        epoch: number of the first epoch, from 0.
        clean_from: number of the first epoch without augmentation, or None.
    """

    def __init__(
        self, x, y, batch_size: int = 32, augment=None, seed: int = 0, steps: int | None = None, *,
        epoch: int = 0, clean_from: int | None = None,
    ):  # fmt: skip
        super().__init__()
        if len(x) != len(y):
            raise ValueError(f"Batches: {len(x)} images but {len(y)} targets; give as many of both.")
        self.x, self.y, self.augment = x, y, augment
        self.batch_size_, self.seed, self.epoch, self.clean_from = batch_size, seed, epoch, clean_from
        self.steps = steps or -(-len(x) // batch_size)
        self._shuffle()

    def _shuffle(self) -> None:
        self.order = np.random.default_rng([self.seed, self.epoch]).permutation(len(self.x))

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int):
        chosen, rng = self.chosen(step)
        x = self.x[chosen]
        return (x if rng is None else self.augment(x, rng, self.epoch, chosen)), self.y[chosen]

    def chosen(self, step: int) -> tuple[np.ndarray, np.random.Generator | None]:
        """Return the places of a step's images, and its randomness: None where nothing is augmented."""
        places = self.order[step * self.batch_size_ : (step + 1) * self.batch_size_]
        clean = self.clean_from is not None and self.epoch >= self.clean_from
        augmented = self.augment is not None and not clean
        return places, np.random.default_rng([self.seed, self.epoch, step]) if augmented else None

    def start(self, epoch: int) -> None:
        """Draw the order of ``epoch``, counted from 0.

        Not left to Keras's ``on_epoch_end``, which its fit calls once before the first epoch.
        """
        self.epoch = epoch
        self._shuffle()


class StartEachEpoch(keras.callbacks.Callback):
    """Keras callback: tells ``batches`` which epoch comes."""

    def __init__(self, batches: Batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.start(epoch)
