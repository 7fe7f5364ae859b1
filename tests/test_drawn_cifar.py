"""The drawn stand-in for CIFAR-10: the same bytes everywhere, balanced, and no match for linear methods."""

import hashlib

import numpy as np
import pytest

from resnets import drawn_cifar
from resnets.drawn_cifar import DRAWN_CLASSES, VERSION, Dice, draw_cifar
from resnets.drawn_outlines import OUTLINES
from resnets.errors import DataError

# A change to a byte needs a new VERSION, a new sum here, and a fresh cache.
PINNED = (1, "d786a8ce822d05478368700fbf02fc00451ef9edfe402ade8598d773e35d7b62")


@pytest.fixture(scope="module")
def some():
    """A tenth of the whole."""
    return draw_cifar(0, 5000, 1000)


def test_bytes_are_pinned(some):
    total = hashlib.sha256(b"".join(array.tobytes() for part in some for array in part))
    assert (VERSION, total.hexdigest()) == PINNED


def test_shapes_types_and_balance(some):
    for (x, y), count in zip(some, (5000, 1000), strict=True):
        assert (x.shape, x.dtype) == ((count, 32, 32, 3), np.uint8)
        assert (y.shape, y.dtype) == ((count, 1), np.uint8)
        assert np.bincount(y[:, 0]).tolist() == [count // 10] * 10
    assert len(DRAWN_CLASSES) == len(set(DRAWN_CLASSES)) == 10


def test_as_many_as_the_photographs():
    assert (drawn_cifar.TRAIN, drawn_cifar.TEST) == (50_000, 10_000)
    assert draw_cifar.__defaults__ == (0, 50_000, 10_000)


def test_labels_are_shuffled(some):
    for _, y in some:
        assert np.mean(y[1:] != y[:-1]) > 0.85  # nine in ten for a shuffle of ten classes


def test_no_picture_twice(some):
    pictures = {picture.tobytes() for x, _ in some for picture in x}
    assert len(pictures) == 6000


def test_the_seed_decides():
    one, again, other = (draw_cifar(seed, 20, 10) for seed in (1, 1, 2))
    assert np.array_equal(one[0][0], again[0][0]) and np.array_equal(one[1][1], again[1][1])
    assert not np.array_equal(one[0][0], other[0][0])
    assert not np.array_equal(one[0][0][:10], one[1][0])


def standardised(some):
    (x, y), (x_test, y_test) = some
    a, b = (pixels.reshape(len(pixels), -1).astype(np.float64) for pixels in (x, x_test))
    mean, spread = a.mean(0), a.std(0)
    return (a - mean) / spread, y[:, 0], (b - mean) / spread, y_test[:, 0]


def test_linear_methods_stay_near_chance(some):
    a, y, b, y_test = standardised(some)
    a, y = a[:2000], y[:2000]  # a system of 5,000 equations takes long on a busy machine
    weights = np.linalg.solve(a @ a.T + 10_000.0 * np.eye(len(a)), np.eye(10)[y] - 0.1)
    accuracy = np.mean((b @ (a.T @ weights)).argmax(1) == y_test)
    assert accuracy < 0.20, f"{accuracy:.1%} by ridge regression on pixels"


def test_nearest_neighbours_stay_under_30_percent(some):
    a, y, b, y_test = standardised(some)
    distances = (a * a).sum(1) - 2.0 * b @ a.T
    accuracy = np.mean(y[distances.argmin(1)] == y_test)
    assert accuracy < 0.30, f"{accuracy:.1%} by the nearest neighbour"


def plane() -> tuple[np.ndarray, np.ndarray]:
    u, v = np.meshgrid(np.linspace(-1.6, 1.6, 161), np.linspace(-1.6, 1.6, 161))
    return u.astype(np.float32), v.astype(np.float32)


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_is_its_own_mirror_image(name):
    u, v = plane()
    inside = OUTLINES[name](u, v) < 0
    assert np.array_equal(inside, inside[:, ::-1]) or np.array_equal(inside, inside[::-1])


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_fits_its_radius_and_fills_some_of_it(name):
    u, v = plane()
    distance = OUTLINES[name](u, v)
    assert distance.dtype == np.float32
    inside = distance < 0
    assert np.sqrt(u * u + v * v)[inside].max() < 1.2
    assert 0.15 < inside.sum() * 0.02**2 / np.pi < 0.85  # of the disc of this radius


def test_outlines_differ_in_every_turn_and_size():
    """The best match of two classes, over turns and sizes, leaves a clear difference."""
    u, v = plane()
    for name, outline in OUTLINES.items():
        inside = outline(u, v) < 0
        for other, another in OUTLINES.items():
            if other <= name:
                continue
            least = 1.0
            for angle in np.radians(np.arange(0, 360, 15)):
                c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
                for size in np.float32([0.7, 0.85, 1.0, 1.2, 1.4]):
                    turned = another((u * c + v * s) * size, (v * c - u * s) * size) < 0
                    least = min(least, (inside ^ turned).sum() / (inside | turned).sum())
            assert least > 0.12, (name, other, least)


def test_turns_are_unit_vectors_from_the_whole_circle():
    c, s = Dice(np.random.PCG64(3), 4000).turn()
    assert np.abs(c * c + s * s - 1.0).max() < 1e-6
    octants = np.histogram(np.arctan2(s, c), bins=8, range=(-np.pi, np.pi))[0]
    assert octants.min() > 400


def test_random_numbers_come_from_raw_bits():
    """The stream of raw bits is promised by NumPy; these are PCG64's first three numbers for seed 0."""
    drawn = Dice(np.random.PCG64(0), 3)(0.0, 1.0)
    assert drawn.ravel().tolist() == [
        float(np.float32(value)) for value in (0.6369616873214543, 0.2697867137638703, 0.04097352393619469)
    ]


@pytest.mark.parametrize("seed", [-1, 0.5, "0", None, True])
def test_seed_must_be_a_whole_number(seed):
    with pytest.raises(DataError, match="seed is .*whole number from 0"):
        draw_cifar(seed)


@pytest.mark.parametrize("given", [{"train": 9}, {"test": 9}, {"train": 100.0}])
def test_numbers_of_pictures_must_be_whole(given):
    with pytest.raises(DataError, match="whole number from 10"):
        draw_cifar(0, **given)
