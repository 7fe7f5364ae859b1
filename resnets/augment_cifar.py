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

    @property
    def copies_pixels(self) -> bool:
        """Whether each value of a changed picture is an old one or zero: no arithmetic, no rounding."""
        return not self.shift

    def __call__(self, images: np.ndarray, rng: np.random.Generator, epoch=0, indices=None) -> np.ndarray:
        """Return changed copies of ``images``, float32 (n, height, width, channels).

        Args:
            rng: the randomness of this batch.
            epoch: number of the epoch, and
            indices: places of the pictures in the training set, (n,); both for alternating mirroring.
        """
        return self.apply(images, self.draw(images.shape, rng, epoch, indices))

    def draw(self, shape, rng: np.random.Generator, epoch=0, indices=None) -> dict[str, np.ndarray]:
        """Return what ``apply`` shall do to each of n pictures; arguments as for a call.

        Args:
            shape: (n, height, width, channels) of the batch.

        Returns:
            Arrays by name, first axis n: ``top`` and ``left``, where the piece begins in the padded picture;
            ``move``, (n, 2), pixels; ``mirrored``, bool; ``row`` and ``column``, the square's middle.
        """
        n, height, width = shape[:3]
        drawn = {}
        if self.crop:
            drawn["top"], drawn["left"] = rng.integers(0, 2 * self.crop + 1, (2, n))
        if self.shift:
            drawn["move"] = _moves(n, height, width, self.shift, rng)
        if self.flip:
            drawn["mirrored"] = self._mirrored(n, rng, epoch, indices)
        if self.cutout:
            drawn["row"], drawn["column"] = rng.integers(0, height, n), rng.integers(0, width, n)
        return drawn

    def draw_nothing(self, n: int) -> dict[str, np.ndarray]:
        """Return what ``draw`` would if nothing at all were to be done to n pictures."""
        drawn = {}
        if self.crop:
            drawn["top"] = drawn["left"] = np.full(n, self.crop)
        if self.shift:
            drawn["move"] = np.zeros((n, 2))
        if self.flip:
            drawn["mirrored"] = np.zeros(n, bool)
        if self.cutout:
            drawn["row"] = drawn["column"] = np.full(n, -self.cutout)  # beside the picture
        return drawn

    def apply(self, images, drawn: dict, xp=np):
        """Return ``images`` changed as ``draw`` said.

        Args:
            xp: the module of the arrays, NumPy or ``jax.numpy``. Where ``copies_pixels`` holds, both give
                the same bits; the shift is for NumPy alone.
        """
        if self.crop:
            images = _cropped(images, self.crop, drawn["top"], drawn["left"], xp)
        if self.shift:
            images = _shifted(images, drawn["move"])
        if self.flip:
            images = xp.where(drawn["mirrored"][:, None, None, None], images[:, :, ::-1], images)
        if self.cutout:
            images = _without_square(images, self.cutout, drawn["row"], drawn["column"], xp)
        return images

    def _mirrored(self, n: int, rng, epoch, indices) -> np.ndarray:
        if self.flip == "random":
            return rng.random(n) < 0.5
        if indices is None:
            raise ValueError("flip='alternating' needs indices=, the places in the training set.")
        return (_coin(np.asarray(indices)) + epoch) % 2 == 1


def _coin(indices: np.ndarray) -> np.ndarray:
    """Return 0 or 1 for each index, always the same and without a pattern (a multiplicative hash)."""
    mixed = (indices.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(40)) & np.uint64(1)).astype(np.int64)


def crop_padded(images: np.ndarray, pad: int, rng: np.random.Generator) -> np.ndarray:
    """Pad with zeros by ``pad`` pixels on each side and cut a random piece of the old size from each."""
    top, left = rng.integers(0, 2 * pad + 1, (2, len(images)))
    return _cropped(images, pad, top, left)


def _cropped(images, pad, top, left, xp=np):
    n, height, width = images.shape[:3]
    padded = xp.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    rows = np.arange(n)[:, None] * (height + 2 * pad) + top[:, None] + np.arange(height)
    columns = left[:, None] + np.arange(width)
    # One index into all pixels: with three, NumPy takes twice the time.
    places = rows[:, :, None] * (width + 2 * pad) + columns[:, None]
    return xp.take(padded.reshape(-1, images.shape[3]), places, axis=0)


def shift_nearest(images: np.ndarray, largest: float, rng: np.random.Generator) -> np.ndarray:
    """Move each picture by up to ``largest`` of its sides, bilinear, the edge repeated."""
    return _shifted(images, _moves(*images.shape[:3], largest, rng))


def _moves(n, height, width, largest, rng) -> np.ndarray:
    """Return (n, 2): how far each picture moves in height and in width, pixels."""
    return (rng.uniform(-largest, largest, (2, n)) * [[height], [width]]).T


def _shifted(images, moves):
    for axis, (move, size) in enumerate(zip(moves.T, images.shape[1:3], strict=True), start=1):
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
    return _without_square(images, side, rng.integers(0, height, n), rng.integers(0, width, n))


def _without_square(images, side, row, column, xp=np):
    rows, columns = (
        (np.arange(size)[None] >= first) & (np.arange(size)[None] < first + side)
        for size, first in zip(
            images.shape[1:3], (row[:, None] - side // 2, column[:, None] - side // 2), strict=True
        )
    )
    return xp.where((rows[:, :, None] & columns[:, None])[..., None], np.float32(0), images)
