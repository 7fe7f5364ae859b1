"""Augmentation for CIFAR-10, in NumPy, so that it is the same to the last bit on every backend."""

from dataclasses import asdict, dataclass

import numpy as np

FLIPS = (None, "random", "alternating")


@dataclass(frozen=True)
class CifarAugmentation:
    """What may be done to a picture. The defaults are He et al. 2016, section 4.2: pad 4, crop, mirror.

    Attributes:
        crop: zeros around the picture, in pixels, before a piece of the old size is cut out at random.
            With standardised pictures a zero is the mean colour.
        flip: ``"random"``: mirror each picture with probability 1/2; ``"alternating"``: the half that
            is mirrored in one epoch is left alone in the next (Jordan 2024, 94% on CIFAR-10 in 3.29
            Seconds on a Single GPU, section 3.6); None.
        cutout: side of a square at a random place that is set to zero, in pixels (DeVries, Taylor 2017);
            0 for none.
        shift: the benchmark tutorial's: largest move in height and width, as a fraction of the side, by
            whole and partial pixels, edges repeated; 0 for none.
    """

    crop: int = 4
    flip: str | None = "random"
    cutout: int = 0
    shift: float = 0.0

    def __post_init__(self):
        if self.flip not in FLIPS:
            raise ValueError(f"flip is {self.flip!r}; it can be 'random', 'alternating' or None.")
        if self.crop < 0 or self.cutout < 0 or not 0 <= self.shift < 1:
            raise ValueError(
                f"crop {self.crop}, cutout {self.cutout} and shift {self.shift} must not be negative, "
                "and shift, a fraction of the side, must be below 1."
            )

    def to_dict(self) -> dict:
        """Return plain data for a result file."""
        return asdict(self)

    def __call__(self, images: np.ndarray, rng: np.random.Generator, epoch=0, indices=None) -> np.ndarray:
        """Return changed copies of ``images``, float32 (n, height, width, channels).

        Args:
            rng: the randomness of this batch.
            epoch: number of the epoch, and
            indices: places of the pictures in the training set, (n,); both for alternating mirroring.
        """
        if self.crop:
            images = crop_padded(images, self.crop, rng)
        if self.shift:
            images = shift_nearest(images, self.shift, rng)
        if self.flip:
            images = self._mirrored(images, rng, epoch, indices)
        if self.cutout:
            images = cut_out(images, self.cutout, rng)
        return images

    def _mirrored(self, images, rng, epoch, indices) -> np.ndarray:
        if self.flip == "random":
            chosen = rng.random(len(images)) < 0.5
        else:
            if indices is None:
                raise ValueError("flip='alternating' needs indices=, the places in the training set.")
            chosen = (_coin(np.asarray(indices)) + epoch) % 2 == 1
        return np.where(chosen[:, None, None, None], images[:, :, ::-1], images)


def _coin(indices: np.ndarray) -> np.ndarray:
    """Return 0 or 1 for each index, always the same and without a pattern (a multiplicative hash)."""
    mixed = (indices.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(40)) & np.uint64(1)).astype(np.int64)


def crop_padded(images: np.ndarray, pad: int, rng: np.random.Generator) -> np.ndarray:
    """Pad with zeros by ``pad`` pixels on each side and cut a random piece of the old size from each."""
    n, height, width = images.shape[:3]
    padded = np.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    top, left = rng.integers(0, 2 * pad + 1, (2, n))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(1, 2))
    # (n, 2 pad + 1, 2 pad + 1, channels, height, width): a view, of which one window each is copied.
    return np.ascontiguousarray(windows[np.arange(n), top, left].transpose(0, 2, 3, 1))


def shift_nearest(images: np.ndarray, largest: float, rng: np.random.Generator) -> np.ndarray:
    """Move each picture by up to ``largest`` of its sides, bilinear, the edge repeated."""
    n, height, width = images.shape[:3]
    moves = rng.uniform(-largest, largest, (2, n)) * [[height], [width]]
    for axis, (move, size) in enumerate(zip(moves, (height, width), strict=True), start=1):
        place = np.arange(size)[None] + move[:, None]
        low = np.floor(place)
        share = np.expand_dims((place - low).astype(images.dtype), (3, 3 - axis))
        index = [np.clip(low + k, 0, size - 1).astype(int) for k in (0, 1)]
        near, far = (np.take_along_axis(images, np.expand_dims(i, (3, 3 - axis)), axis) for i in index)
        images = near * (1 - share) + far * share
    return images


def cut_out(images: np.ndarray, side: int, rng: np.random.Generator) -> np.ndarray:
    """Set a square of ``side`` pixels around a random pixel of each picture to zero; it may hang over."""
    n, height, width = images.shape[:3]
    row, column = rng.integers(0, height, n), rng.integers(0, width, n)
    rows, columns = (
        (np.arange(size)[None] >= first) & (np.arange(size)[None] < first + side)
        for size, first in ((height, row[:, None] - side // 2), (width, column[:, None] - side // 2))
    )
    return np.where((rows[:, :, None] & columns[:, None])[..., None], np.float32(0), images)
