"""A block that is taken out is as if it had never been there, and it comes back."""

import json

import numpy as np
import pytest

from resnets import benchmark, lesion_runs, small_cifar
from resnets.branches import branch_ends
from resnets.lesions import lesion_study, removable_blocks, share_lost, without_block
from resnets.models_cifar import plain_cifar
from resnets.results import RESULTS, read_results
from resnets.small_cifar import error_of
from tests.tiny_nets import TINY, TINY_NETS, images, numpy, randomise


def random_plain(depth, seed=0, **options):
    model = plain_cifar(depth, input_shape=TINY, num_classes=5, width=4, **options)
    randomise(model, seed)
    return model


def weights(model):
    return [numpy(v).copy() for v in model.variables]


@pytest.mark.parametrize("name", ["v1 A", "v2 paper", "ResNet18"])
def test_without_a_branch_is_a_last_layer_of_zeros(name):
    model, other = TINY_NETS[name](), TINY_NETS[name]()
    randomise(model)
    other.set_weights(model.get_weights())
    assert removable_blocks(model) == list(branch_ends(model))
    block = removable_blocks(model)[-1]
    for weight in branch_ends(other)[block].trainable_variables:
        weight.assign(np.zeros(weight.shape))
    with without_block(model, block):
        np.testing.assert_allclose(numpy(model(images())), numpy(other(images())), rtol=1e-6)


@pytest.mark.parametrize("norm", [True, False])
def test_a_plain_net_without_a_pair_is_the_shallower_net(norm):
    deep = random_plain(14, batch_normalization=norm)
    shallow = random_plain(8, seed=1, batch_normalization=norm)
    for layer in shallow.layers:
        if layer.weights:
            layer.set_weights(deep.get_layer(layer.name).get_weights())
    kept, whole = weights(deep), numpy(deep(images()))
    with (
        without_block(deep, "stage1_block2"),
        without_block(deep, "stage2_block2"),
        without_block(deep, "stage3_block2"),
    ):
        np.testing.assert_allclose(numpy(deep(images())), numpy(shallow(images())), rtol=1e-4, atol=1e-5)
        assert not np.allclose(numpy(deep(images())), whole, atol=1e-2)
    assert all(np.array_equal(a, b) for a, b in zip(weights(deep), kept, strict=True))


def test_a_plain_net_cannot_do_without_what_changes_the_shape():
    model = random_plain(14)
    wanted = ["stage1_block1", "stage1_block2", "stage2_block2", "stage3_block2"]
    assert removable_blocks(model) == wanted
    with (
        pytest.raises(ValueError, match="no block 'stage2_block1' that keeps the shape.*stage1_block1, "),
        without_block(model, "stage2_block1"),
    ):
        pass


@pytest.mark.parametrize("make", [lambda: random_plain(8), TINY_NETS["v1 B"], TINY_NETS["ResNet18"]])
def test_a_study_measures_each_lesion_and_leaves_the_net_as_it_was(make):
    model, x, y = make(), images(n=40), np.arange(40) % 5
    kept = weights(model)
    whole, without = lesion_study(model, x, y)
    assert list(without) == removable_blocks(model)
    assert all(np.array_equal(a, b) for a, b in zip(weights(model), kept, strict=True))
    assert whole == error_of(model, x, y)
    for block, error in without.items():
        with without_block(model, block):
            assert error == error_of(model, x, y), block


@pytest.mark.parametrize("make", [lambda: random_plain(8), TINY_NETS["v1 A"]])
def test_weights_come_back_after_an_error(make):
    model = make()
    kept = weights(model)
    with pytest.raises(KeyboardInterrupt), without_block(model, "stage1_block1"):
        assert not all(np.array_equal(a, b) for a, b in zip(weights(model), kept, strict=True))
        raise KeyboardInterrupt
    assert all(np.array_equal(a, b) for a, b in zip(weights(model), kept, strict=True))


def test_what_is_lost_counts_from_the_whole_net_to_a_guess():
    assert share_lost(0.2, 0.55) == pytest.approx(0.5)
    assert share_lost(0.2, 0.2) == 0 and share_lost(0.5, 0.75, classes=4) == pytest.approx(1)
    with pytest.raises(ValueError, match="nothing to lose"):
        share_lost(0.9, 0.9)


@pytest.fixture
def few_pictures(monkeypatch):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (200, 32, 32, 3), np.uint8)
    y = (np.arange(200)[:, None] % 10).astype(np.uint8)
    monkeypatch.setattr(small_cifar, "load_cifar10", lambda source: ((x, y), (x[:30], y[:30])))
    monkeypatch.setattr(small_cifar, "cifar10_source", lambda source: "drawn")
    return x, y


def test_test_pictures_are_prepared_as_the_training_ones(few_pictures):
    x, y, _ = small_cifar.small_pictures("auto", 200)
    x_test, y_test = small_cifar.small_test_pictures("auto", 200, 20)
    assert x_test.dtype == np.float32 and y_test.tolist() == y[:20].tolist()
    np.testing.assert_array_equal(x_test, x[:20])  # here the test pictures are the first training ones


def test_a_study_is_recorded_once(tmp_path, few_pictures, capsys):
    options = ["--depths", "8", "--kinds", "residual", "--examples", "40", "--epochs", "1", "--seeds", "2"]
    command = ["lesions", *options, "--source", "auto", "--out", str(tmp_path)]
    benchmark.main(command)
    path = tmp_path / "lesions" / "tries" / "residual8-40examples-1ep-seed2.json"
    record = json.loads(path.read_text())
    assert list(record["error_without"]) == [f"stage{k}_block1" for k in (1, 2, 3)]
    assert record["pictures"] == 30 and record["measured_on"] == "the first 30 test pictures"
    assert record["seed"] == 2 and 0 <= record["error_whole"] <= 1
    assert (tmp_path / "weights" / "small" / "residual8-40examples-1ep-seed2.npz").exists()
    benchmark.main(command)
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"


def test_the_table_gives_the_range_of_errors(tmp_path, capsys):
    folder = tmp_path / "lesions"
    folder.mkdir()
    without = {"stage1_block1": 0.9, "stage1_block2": 0.6, "stage1_block3": 0.7}
    record = {"model": "plain20", "kind": "plain", "depth": 20, "seed": 0}
    record |= {"error_whole": 0.5, "error_without": without}
    (folder / "plain20-seed0.json").write_text(json.dumps(record))
    benchmark.main(["lesions", "--table", "--out", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "| plain20 | 0 | 0.500 | 0.600 | 0.700 | 0.900 | 3 |"
    assert lines[1] == "|---|---|---|---|---|---|---|"


def test_what_results_readme_says_of_lesions_is_what_is_recorded():
    if read_results("lesions"):
        text = (RESULTS / "README.md").read_text(encoding="utf-8")
        assert lesion_runs.table() in text, "call: python -m resnets.benchmark lesions --table"
