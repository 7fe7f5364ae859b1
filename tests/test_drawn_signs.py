"""The drawn stand-in: the same bytes everywhere, balanced, countable, and no match for nearest neighbours."""

import hashlib

import numpy as np
import pytest

from resnets.drawn_signs import CLASSES, VERSION, draw_hand, draw_signs
from resnets.errors import DataError
from resnets.hand_paint import LUMA_GAP, SKIN_TONES, luma, paint_hand, random_light, random_skin, random_wall
from resnets.hand_shape import direction, place_hand, pose_hand, uniform

# A change to a byte needs a new VERSION, a new sum here, and a fresh cache.
PINNED = (2, "d5eca1fb0ec3c67de8d3ce74b9106aff39c5e15f8ba835e8fa82da2feb2c83f1")


def new_rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


ANGLES: list[float] = []  # every angle whose sine was taken while the pinned set was drawn


@pytest.fixture(scope="module")
def signs():
    def recorded(degrees: float) -> tuple[float, float]:
        ANGLES.append(degrees)
        return direction(degrees)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("resnets.hand_shape.direction", recorded)
        return draw_signs(0)


@pytest.fixture(scope="module")
def distances(signs):
    """Squared distance of each test picture (row) to each training picture, summed over pixels."""
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (signs[2], signs[0]))
    return (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2.0 * a @ b.T


def test_bytes_are_pinned(signs):
    total = hashlib.sha256()
    for array in signs:
        total.update(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
    assert (VERSION, total.hexdigest()) == PINNED


def test_shapes_types_and_balance(signs):
    x_train, y_train, x_test, y_test = signs
    assert x_train.shape == (1080, 64, 64, 3) and x_test.shape == (120, 64, 64, 3)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert y_train.shape == (1080,) and y_test.shape == (120,)
    assert y_train.dtype == y_test.dtype == np.int64
    assert np.bincount(y_train).tolist() == [180] * CLASSES
    assert np.bincount(y_test).tolist() == [20] * CLASSES


def test_labels_are_shuffled(signs):
    for labels in (signs[1], signs[3]):
        # Sorted labels would change five times; a shuffle of six classes changes five times in six.
        assert np.mean(labels[1:] != labels[:-1]) > 0.7


def test_no_picture_twice(signs):
    pictures = [picture.tobytes() for picture in np.concatenate([signs[0], signs[2]])]
    assert len(set(pictures)) == 1200


def test_train_and_test_share_no_near_copies(signs, distances):
    assert np.sqrt(distances.min() / signs[0][0].size) > 10.0  # root mean square, of 255


def test_nearest_neighbours_stay_under_70_percent(signs, distances):
    _, y_train, _, y_test = signs
    accuracy = np.mean(y_train[distances.argmin(axis=1)] == y_test)
    assert accuracy < 0.70, f"{accuracy:.1%} by 1-NN on pixels: position, turn and light vary too little"


def test_the_seed_decides():
    first, again, other = (draw_hand(3, new_rng(seed)) for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_numpy_scalars_draw_the_same():
    assert np.array_equal(draw_hand(3, new_rng(5)), draw_hand(np.int64(3), new_rng(5), size=np.int64(64)))


def test_draw_signs_with_another_seed_is_another_set(signs, monkeypatch):
    monkeypatch.setattr("resnets.drawn_signs.TRAIN_PER_CLASS", 2)
    monkeypatch.setattr("resnets.drawn_signs.TEST_PER_CLASS", 2)
    one, two = draw_signs(1), draw_signs(2)
    assert not np.array_equal(one[0], two[0])
    assert not np.array_equal(one[0], one[2])  # train and test have streams of their own
    assert one[0].shape == (12, 64, 64, 3)


@pytest.mark.parametrize("size", [32, 48, 96])
def test_other_sizes(size):
    assert draw_hand(5, new_rng(0), size=size).shape == (size, size, 3)


@pytest.mark.parametrize("fingers", [-1, 6, 2.0, "3", True, None])
def test_fingers_must_be_0_to_5(fingers):
    with pytest.raises(DataError, match="from 0 to 5"):
        draw_hand(fingers, new_rng(0))


@pytest.mark.parametrize(
    "rng", [0, None, np.random.RandomState(0), np.random.Generator(np.random.MT19937(0))]
)
def test_rng_must_give_64_bits(rng):
    with pytest.raises(DataError, match="default_rng"):
        draw_hand(1, rng)


@pytest.mark.parametrize("size", [31, 64.0, "64"])
def test_size_must_be_whole_and_large_enough(size):
    with pytest.raises(DataError, match="32 or more"):
        draw_hand(1, new_rng(0), size=size)


@pytest.mark.parametrize("seed", [-1, 0.5, "0", None, True])
def test_seed_must_be_a_whole_number(seed):
    with pytest.raises(DataError, match="whole number from 0"):
        draw_signs(seed)


def test_silhouettes_have_as_many_fingers_as_the_label_says():
    """An independent count: what a disc thinner than the palm but thicker than a finger cannot fill."""
    rng = new_rng(11)
    labels = np.arange(60) % CLASSES
    counts = []
    for label in labels:
        hand = place_hand(pose_hand(int(label), rng), 64, rng)
        counts.append(count_fingers(paint_hand(hand, 64, random_light(rng))[1] > 0.5))
    assert np.mean(np.array(counts) == labels) >= 0.95


def count_fingers(mask: np.ndarray) -> int:
    radii = np.arange(3.0, 16.0, 0.5)
    palm = max(r for r in radii if swept(mask, r, np.logical_and).any())
    opened = swept(swept(mask, 0.4 * palm, np.logical_and), 0.4 * palm + 0.5, np.logical_or)
    return sum(area >= 0.3 * palm * palm for area in areas(mask & ~opened))


def swept(mask: np.ndarray, radius: float, join) -> np.ndarray:
    """Erode (``logical_and``) or dilate (``logical_or``) by a disc; the forearm goes on beyond the edge."""
    reach, n = int(radius), len(mask)
    padded, result = np.pad(mask, reach, mode="edge"), mask
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if dx * dx + dy * dy <= radius * radius:
                result = join(result, padded[reach + dy : reach + dy + n, reach + dx : reach + dx + n])
    return result


def areas(mask: np.ndarray) -> list[int]:
    """Pixels of each 4-connected part of the mask."""
    left = {(int(y), int(x)) for y, x in np.argwhere(mask)}
    sizes = []
    while left:
        todo, size = [left.pop()], 0
        while todo:
            y, x = todo.pop()
            size += 1
            near = {(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)} & left
            left -= near
            todo.extend(near)
        sizes.append(size)
    return sizes


@pytest.mark.parametrize("fingers", range(CLASSES))
def test_the_whole_hand_is_inside_the_picture(fingers):
    rng = new_rng(fingers)
    for _ in range(50):
        hand = place_hand(pose_hand(fingers, rng), 64, rng)
        for limb in (*hand.behind, *hand.body[1:], *hand.front):
            for point, radius in zip(limb.points, limb.radii, strict=True):
                assert all(radius <= at <= 64 - radius for at in point)


@pytest.mark.parametrize("fingers", range(CLASSES))
def test_raised_limbs_are_as_many_as_the_label(fingers):
    rng = new_rng(fingers)
    for _ in range(50):
        hand = pose_hand(fingers, rng)
        raised = [limb for limb in hand.behind if len(limb.points) > 2]
        assert len(raised) == fingers


def test_skin_stands_out_from_the_wall():
    rng = new_rng(3)
    for _ in range(500):
        skin = random_skin(True, rng)
        assert abs(luma(random_wall(skin, rng)) - 0.88 * luma(skin)) >= LUMA_GAP - 1e-6


def test_skin_tones_run_from_light_to_dark():
    brightness = [luma(random_skin(False, rng)) for rng in [new_rng(4)] for _ in range(600)]
    ends = luma(SKIN_TONES[-1]), luma(SKIN_TONES[0])
    shares = np.histogram(brightness, bins=4, range=ends)[0] / 600
    assert shares.min() > 0.12


def test_random_numbers_come_from_raw_bits():
    """The stream of raw bits is promised by NumPy; these are PCG64's first three numbers for seed 0."""
    rng = new_rng(0)
    drawn = [uniform(rng, 0.0, 1.0) for _ in range(3)]
    assert drawn == [0.6369616873214543, 0.2697867137638703, 0.04097352393619469]


def test_direction():
    assert direction(0.0) == (0.0, 1.0)
    assert direction(90.0) == (-1.0, 0.0)
    assert direction(30.0)[0] == -0.5


def test_no_sine_is_near_a_rounding_boundary(signs):
    """Sine and cosine are rounded to 2**-20: an error in their last bits must not turn one of them over."""
    assert len(ANGLES) > 10_000
    angles = np.radians(ANGLES)
    steps = np.concatenate([np.sin(angles), np.cos(angles)]) * 2.0**20
    to_boundary = np.abs(steps - np.floor(steps) - 0.5)
    assert to_boundary.min() > 1e-7  # of a step: some thousand times the last bit of a float64 sine
