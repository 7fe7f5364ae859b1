"""The loss around a net: directions normalised filter by filter, values right, weights as they were."""

import json

import keras
import numpy as np
import pytest

from resnets import benchmark, landscape_runs, small_cifar, small_runs
from resnets.landscape import (
    cosine,
    filter_norms,
    loss_surface,
    moved,
    random_direction,
    summary,
    symmetric_axis,
)
from resnets.results import RESULTS, read_results
from tests.tiny_nets import TINY_NETS, images, numpy, randomise

AXIS = symmetric_axis(1.0, 3)


def values(model):
    return {v.path: numpy(v).copy() for v in model.variables}


def same(found, kept):
    return all(np.array_equal(found[path], kept[path]) for path in kept)


@pytest.fixture(scope="module")
def net():
    model = TINY_NETS["v1 B"]()
    randomise(model)
    return model


@pytest.fixture(scope="module")
def directions(net):
    return [random_direction(net, [0, k]) for k in (0, 1)]


@pytest.mark.parametrize("name", ["v1 tutorial", "v2 paper", "ResNet18"])
def test_every_filter_of_a_direction_is_as_long_as_that_of_the_net(name):
    model = TINY_NETS[name]()
    randomise(model)
    before, direction = values(model), random_direction(model, 3)
    for variable, part in zip(model.trainable_variables, direction, strict=True):
        assert part.shape == tuple(variable.shape)
        if part.ndim > 1:
            np.testing.assert_allclose(filter_norms(part), filter_norms(numpy(variable)), rtol=1e-5)
            assert not np.allclose(part, numpy(variable))
        else:
            assert not part.any(), variable.path  # gamma, beta, bias
    assert same(values(model), before)


def test_norms_are_those_of_output_channels_by_hand():
    kernel = np.zeros((1, 2, 1, 2))
    kernel[0, :, 0, 0], kernel[0, :, 0, 1] = (3, 4), (5, 12)
    assert filter_norms(kernel).tolist() == [5, 13]


def test_a_seed_gives_one_direction_and_two_seeds_are_nearly_at_right_angles(net, directions):
    again = random_direction(net, [0, 0])
    assert all(np.array_equal(a, b) for a, b in zip(again, directions[0], strict=True))
    assert cosine(again, directions[0]) == pytest.approx(1)
    assert abs(cosine(*directions)) < 0.1


def test_a_step_moves_kernels_alone_and_comes_back_bit_for_bit(net, directions):
    before = values(net)
    with moved(net, directions, (0.5, -1)):
        there = values(net)
        for path in before:
            kernel = path.endswith("/kernel")
            assert np.array_equal(there[path], before[path]) != kernel, path
        k = [v.path for v in net.trainable_variables].index("stem_conv/kernel")
        wanted = before["stem_conv/kernel"] + 0.5 * directions[0][k] - directions[1][k]
        np.testing.assert_allclose(there["stem_conv/kernel"], wanted, rtol=1e-5, atol=1e-6)
    assert same(values(net), before)
    with pytest.raises(KeyboardInterrupt), moved(net, directions, (1, 1)):
        raise KeyboardInterrupt
    assert same(values(net), before)


def test_the_surface_of_a_bowl_is_the_bowl():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    model.layers[0].kernel.assign([[3.0], [4.0]])
    x, y = np.eye(2, dtype=np.float32), np.zeros(2)
    own_axes = [[np.array([[1.0], [0.0]])], [np.array([[0.0], [1.0]])]]
    found = loss_surface(model, x, y, own_axes, AXIS, loss=lambda y, scores: keras.ops.sum(scores**2))
    # (3 + first)^2 + (4 + second)^2: rows are steps along the second direction
    np.testing.assert_allclose(found, [[13, 18, 25], [20, 25, 32], [29, 34, 41]], rtol=1e-6)
    assert summary(found, AXIS)["curvature"] == pytest.approx(2)


def test_the_numbers_of_a_surface_by_hand():
    axis = symmetric_axis(1.0, 5)
    first, second = np.meshgrid(axis, axis)
    found = summary(0.5 + 2 * first**2 + 4 * second**2, axis)
    assert axis.tolist() == [-1, -0.5, 0, 0.5, 1]
    assert (found["loss_here"], found["loss_min"], found["curvature"]) == (0.5, 0.5, 6.0)
    # below 1: the middle alone, since one step costs 0.5 or 1; below 1.5: with its two neighbours on the row
    assert (found["share_below_twice"], found["share_within_one"]) == (1 / 25, 3 / 25)


@pytest.mark.parametrize("steps, span", [(4, 1.0), (1, 1.0), (5, 0.0)])
def test_a_grid_without_a_middle_is_refused(steps, span):
    with pytest.raises(ValueError, match="odd number of 3 or more"):
        symmetric_axis(span, steps)


def test_the_middle_is_the_loss_of_the_net_and_a_corner_that_of_the_moved_one(net, directions):
    x, y = images(n=6), np.arange(6) % 5
    before, loss = values(net), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    found = loss_surface(net, x, y, directions, AXIS, batch_size=4)
    assert same(values(net), before)
    assert found[1, 1] == pytest.approx(float(loss(y, net(x, training=False))), rel=1e-5)
    with moved(net, directions, (1, -1)):
        assert found[0, 2] == pytest.approx(float(loss(y, net(x, training=False))), rel=1e-5)


def test_statistics_measured_again_take_back_the_length_of_filters_and_kept_ones_do_not(net):
    """The reason why they are kept: longer filters before BN would not show at all."""
    x, y = images(n=6), np.arange(6) % 5
    longer = [numpy(v).copy() if v.path.endswith("conv1/kernel") else np.zeros(v.shape, np.float32)
              for v in net.trainable_variables]  # fmt: skip
    none, before = [np.zeros_like(part) for part in longer], values(net)
    kept, again = (
        loss_surface(net, x, y, (longer, none), 0.5 * AXIS, batch_norm=way)
        for way in ("kept", "re-estimated")
    )
    assert same(values(net), before)
    np.testing.assert_allclose(again, again[0, 0], rtol=1e-2)  # but for BN's epsilon
    assert np.ptp(kept[0]) > 10 * np.ptp(again[0])


def test_weights_come_back_when_the_loss_is_no_number(net, directions):
    before = values(net)
    with pytest.raises(ArithmeticError, match=r"loss of resnet8_v1 is nan at \(-1, -1\)"):
        loss_surface(net, images(), np.zeros(2), directions, AXIS, loss=lambda y, scores: np.float32("nan"))
    assert same(values(net), before)
    with pytest.raises(ValueError, match="got 1 directions"):
        loss_surface(net, images(), np.zeros(2), directions[:1], AXIS)


@pytest.fixture
def few_pictures(monkeypatch):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (200, 32, 32, 3), np.uint8)
    y = (np.arange(200)[:, None] % 10).astype(np.uint8)
    monkeypatch.setattr(small_cifar, "load_cifar10", lambda source: ((x, y), (x[:30], y[:30])))
    monkeypatch.setattr(small_cifar, "cifar10_source", lambda source: "drawn")


def landscape(out, *more):
    options = ["--depths", "8", "--kinds", "plain", "--examples", "40", "--epochs", "1", "--source", "auto"]
    benchmark.main(["landscape", *options, "--grid", "3", "--out", str(out), *more])


def test_a_landscape_is_recorded_and_its_net_is_kept_for_the_next(
    tmp_path, few_pictures, capsys, monkeypatch
):
    landscape(tmp_path)
    path = tmp_path / "landscape" / "tries" / "plain8-40examples-1ep-grid3-seed0.json"
    record = json.loads(path.read_text())
    assert record["axis"] == [-1, 0, 1] and np.shape(record["losses"]) == (3, 3)
    assert record["losses"][1][1] == record["loss_here"] and record["batch_norm"] == "kept"
    assert record["pictures"] == 40 and record["recipe"]["epochs"] == 1 and "keras" in record["versions"]
    landscape(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"

    def trained_again(self, epoch, logs=None):
        raise AssertionError("the net was kept")

    monkeypatch.setattr(keras.callbacks.Callback, "on_epoch_begin", trained_again)
    landscape(tmp_path, "--pictures", "20")
    other = json.loads((path.parent / "plain8-40examples-1ep-grid3-pictures20-seed0.json").read_text())
    assert other["history"] == record["history"] and other["pictures"] == 20


def test_a_wrong_grid_or_depth_is_said_before_anything_is_loaded(tmp_path):
    with pytest.raises(ValueError, match="odd number"):
        landscape(tmp_path, "--grid", "4")
    with pytest.raises(ValueError, match="depth 9 is not 6n"):
        landscape(tmp_path, "--depths", "9")
    assert not list(tmp_path.iterdir())


def test_where_landscapes_belong():
    parser = landscape_runs.argparse.ArgumentParser()
    landscape_runs.add_arguments(parser)
    runs = small_runs.planned(parser.parse_args(["--out", "r"]), "landscape")
    paths = [run.path.as_posix() for run in runs]
    assert paths[:2] == ["r/landscape/plain20-seed0.json", "r/landscape/residual20-seed0.json"]
    assert len(runs) == 4 and runs[2].kept.as_posix() == "r/weights/small/plain44-seed0.npz"
    drawn = small_runs.planned(parser.parse_args(["--out", "r", "--source", "drawn"]), "landscape")[0]
    assert drawn.path.as_posix() == "r/landscape/drawn/plain20-drawn-seed0.json"
    assert drawn.kept.name == "plain20-drawn-seed0.npz"


def test_what_results_readme_says_of_landscapes_is_what_is_recorded():
    if read_results("landscape"):
        text = (RESULTS / "README.md").read_text(encoding="utf-8")
        assert landscape_runs.table() in text, "call: python -m resnets.benchmark landscape --table"
