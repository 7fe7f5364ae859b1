"""Crop, mirror, cutout and the tutorial's shift, each against what it should do to known pictures."""

import numpy as np
import pytest

from resnets.augment import Batches
from resnets.augment_cifar import CifarAugmentation, crop_padded, cut_out, shift_nearest


def rng():
    return np.random.default_rng(5)


def pictures(n=50, side=9, width=7):
    return np.random.default_rng(0).random((n, side, width, 3), np.float32) + 1


def test_a_crop_is_the_picture_moved_by_whole_pixels_with_zeros_beside_it():
    x = pictures()
    out = crop_padded(x, 2, rng())
    assert out.shape == x.shape and out.dtype == x.dtype
    seen = set()
    for a, b in zip(x, out, strict=True):
        padded = np.pad(a, ((2, 2), (2, 2), (0, 0)))
        fits = [(i, j) for i in range(5) for j in range(5) if np.array_equal(padded[i : i + 9, j : j + 7], b)]
        assert len(fits) == 1
        seen.update(fits)
    assert {i for i, _ in seen} == {j for _, j in seen} == set(range(5))


def test_random_mirroring_takes_about_half():
    x = pictures(200)
    out = CifarAugmentation(crop=0)(x, rng())
    mirrored = (out == x[:, :, ::-1]).all((1, 2, 3))
    assert ((out == x).all((1, 2, 3)) | mirrored).all() and 80 < mirrored.sum() < 120


def test_alternating_mirroring_turns_every_picture_in_every_epoch():
    x, augment = pictures(200), CifarAugmentation(crop=0, flip="alternating")
    epochs = [augment(x, rng(), epoch, np.arange(200)) for epoch in range(3)]
    first = (epochs[0] == x).all((1, 2, 3))
    assert 80 < first.sum() < 120
    assert np.array_equal((epochs[1] == x).all((1, 2, 3)), ~first)
    assert np.array_equal(epochs[2], epochs[0])


def test_alternating_mirroring_without_places_says_what_is_missing():
    with pytest.raises(ValueError, match="indices="):
        CifarAugmentation(flip="alternating")(pictures(), rng())


@pytest.mark.parametrize("side", [4, 5])
def test_cutout_leaves_a_square_of_zeros(side):
    x = pictures(100, 12, 12)
    out = cut_out(x, side, rng())
    zeros = (out == 0).all(-1)
    assert zeros.sum((1, 2)).max() == side**2 and zeros.sum((1, 2)).min() >= (side // 2) ** 2
    assert np.array_equal(out[~zeros], x[~zeros])


def test_the_shift_moves_by_parts_of_pixels_and_repeats_the_edge():
    ramp = np.tile(np.arange(20, dtype=np.float32)[None, None, :, None], (64, 20, 1, 1))
    out = shift_nearest(ramp, 0.1, rng())
    middle = out[:, 5, 10, 0] - 10
    assert np.abs(middle).max() <= 2.0 and np.abs(middle).max() > 1.7 and np.abs(middle % 1).max() > 0.1
    assert np.allclose(out[:, :, 5:15] - out[:, :1, 5:6], np.arange(10)[:, None], atol=1e-4)
    assert out.min() >= 0 and out.max() <= 19


def test_no_shift_and_no_crop_leave_a_picture_alone():
    x = pictures()
    assert np.array_equal(CifarAugmentation(crop=0, flip=None)(x, rng()), x)


def test_nothing_can_be_drawn_too():
    x = pictures(20)
    for augment in (CifarAugmentation(cutout=1), CifarAugmentation(crop=2, cutout=4, shift=0.2)):
        nothing, something = augment.draw_nothing(20), augment.draw(x.shape, rng())
        assert np.array_equal(augment.apply(x, nothing), x)
        assert {k: (v.shape, v.dtype) for k, v in nothing.items()} == {
            k: (v.shape, v.dtype) for k, v in something.items()
        }


def test_batches_give_epoch_and_places_and_end_clean():
    x, y = pictures(20), np.arange(20)
    seen = []

    def spy(images, rng, epoch, indices):
        seen.append((epoch, list(indices)))
        return images

    batches = Batches(x, y, 8, spy, seed=1, epoch=3, clean_from=4)
    labels = [batches[k][1] for k in range(3)]
    assert [e for e, _ in seen] == [3] * 3 and [i for _, i in seen] == [list(part) for part in labels]
    batches.start(4)
    batches[0]
    assert len(seen) == 3


@pytest.mark.parametrize("wrong", [{"flip": "both"}, {"crop": -1}, {"shift": 2.0}])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError):
        CifarAugmentation(**wrong)
