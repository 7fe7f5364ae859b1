"""The checks of gradients and of the residual unit. Their answers stand in wrong_answers/."""

import keras
import numpy as np
import pytest

from resnets.checks import CheckFailed, ExerciseUnfinished
from resnets.checks import lesson01_gradients as checks
from resnets.checks import lesson01_unit as units
from resnets.checks.lesson01_gradients import check_gradient_norms
from resnets.checks.lesson01_slips import slips
from resnets.checks.lesson01_unit import check_residual_unit, check_unit_gradients
from resnets.gradients import kernel_gradients
from tests.catalogues import assert_block_catalogue
from tests.wrong_answers import gradient_norms, mended_unit, unit_gradients


def test_no_two_faulty_probes_look_alike():
    model, x, y = checks._net_and_batch()
    right = checks.norms_of(kernel_gradients(model, x, y))
    found = [right, *(values for values, _, _ in checks.norm_mistakes(model, x, y))]
    for k, a in enumerate(found):
        others = [b for b in found[k + 1 :] if b.shape == a.shape]
        assert not any(np.allclose(a, b, rtol=1e-2) for b in others), k


def loss_of(x, w1, w2, g):
    return g * (max(w2 * max(w1 * x, 0), 0) + x)


def test_the_right_unit_gradients_are_slopes():
    for case in units.UNIT_CASES:
        if case[0] == 0:
            continue  # in the ReLU's corner: no slope there, the derivative is 0 by agreement
        slopes = []
        for place in range(3):
            sides = []
            for step in (1e-6, -1e-6):
                moved = list(case)
                moved[place] += step
                sides.append(loss_of(*moved))
            slopes.append((sides[0] - sides[1]) / 2e-6)
        np.testing.assert_allclose(units.unit_gradients(*case), slopes, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("place", range(3))
def test_no_two_faulty_unit_gradients_look_alike(place):
    right = [units.unit_gradients(*case)[place] for case in units.UNIT_CASES]
    columns = [values for _, values, _, _ in units._unit_columns(place)]
    texts = [what for _, _, what, _ in units._unit_columns(place)]
    for k, a in enumerate([right, *columns]):
        for other, b in enumerate([right, *columns][k + 1 :], k):
            assert not np.allclose(a, b), (place, k, texts[other])


def test_no_two_slips_on_the_way_back_look_alike():
    right = np.array([units.unit_gradients(*case) for case in units.UNIT_CASES])
    found = [("the right numbers", right), *((what, values) for values, what, _ in slips(units.UNIT_CASES))]
    for k, (what, a) in enumerate(found):
        for other, b in found[k + 1 :]:
            assert not np.allclose(a, b), (what, other)


@pytest.mark.parametrize("seed", range(3))
def test_a_right_probe_passes_whatever_is_drawn(seed):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("the answers use TensorFlow's tape")
    check_gradient_norms(gradient_norms.by_the_book, seed, (4 + seed, 8, 5))


def test_only_a_shortcut_that_brings_back_the_gradient_passes():
    def one_way(X, filters):
        return mended_unit.finish(mended_unit.F_of(X, filters), keras.ops.stop_gradient(X))

    with pytest.raises(CheckFailed, match="no gradient comes back"):
        check_residual_unit(one_way)


def test_catalogue_of_the_unit():
    assert_block_catalogue(units.CASES, units.UNIT_MISTAKES)


def test_what_was_verified_is_printed(capsys):
    check_unit_gradients(unit_gradients.by_the_book)
    assert "is right, at 6 points" in capsys.readouterr().out
    check_residual_unit(mended_unit.by_the_book, "mended_unit")
    assert "mended_unit is right" in capsys.readouterr().out


@pytest.mark.parametrize("check", [check_gradient_norms, check_unit_gradients, check_residual_unit])
def test_a_stub_is_unfinished(check):
    def stub(*arguments):
        raise ExerciseUnfinished("1.2")

    with pytest.raises(ExerciseUnfinished, match=r"Exercise 1\.2"):
        check(stub)
