"""Lesson 1's setting and the program that records it, on two hundred made pictures."""

import json

import keras
import numpy as np
import pytest

from resnets import benchmark, degradation_runs, small_cifar
from resnets.results import RESULTS
from resnets.small_cifar import SMALL, halved, small_net, small_pictures


def test_as_many_pictures_of_each_class_at_half_the_side(made_pictures, capsys):
    x, y, dataset = small_pictures("auto", 200)
    assert x.shape == (200, 16, 16, 3) and x.dtype == np.float32
    assert np.bincount(y).tolist() == [20] * 10
    np.testing.assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-3)
    assert dataset["line"] == "CIFAR-10: made by the test" and dataset["examples"] == 200
    assert capsys.readouterr().out == ""
    again = small_pictures("auto", 200)
    assert np.array_equal(x, again[0]) and dataset == again[2]
    with pytest.raises(ValueError, match="multiple of 10"):
        small_pictures("auto", 205)


def test_a_pixel_is_the_mean_of_four():
    x = np.zeros((1, 4, 4, 1), np.uint8)
    x[0, :2, 2:, 0] = [[1, 2], [3, 5]]
    assert halved(x)[0, :, :, 0].tolist() == [[0, 3], [0, 0]]


def test_both_nets_have_the_same_layers_with_weights():
    plain, residual = small_net("plain", 8), small_net("residual", 8)
    assert [w.path for w in plain.weights] == [w.path for w in residual.weights]
    with pytest.raises(ValueError, match="'plain' or 'residual'"):
        small_net("dense", 8)


def degradation(out, *more):
    options = ["--depths", "8", "--examples", "100", "--epochs", "2", "--seeds", "0", "--source", "auto"]
    benchmark.main(["degradation", *options, "--out", str(out), *more])


def test_a_run_writes_one_file_and_is_not_repeated(tmp_path, made_pictures, capsys):
    degradation(tmp_path, "--kinds", "residual")
    path = tmp_path / "degradation" / "tries" / "residual8-100examples-2ep-seed0.json"
    record = json.loads(path.read_text())
    assert (record["kind"], record["depth"], record["recipe"]["learning_rate"]) == ("residual", 8, 0.1)
    assert 0 <= record["training_error_last"] <= 1 and len(record["history"]["accuracy"]) == 2
    assert record["dataset"]["examples"] == 100
    assert not list(tmp_path.glob("partial/**/*.npz"))
    degradation(tmp_path, "--kinds", "residual")
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"


def test_a_run_that_was_cut_leaves_its_checkpoint_and_no_result(tmp_path, made_pictures, monkeypatch):
    class Cut(Exception):
        pass

    def cut(self, epoch, logs=None):
        if epoch == 1:
            raise Cut

    monkeypatch.setattr(keras.callbacks.Callback, "on_epoch_begin", cut)
    with pytest.raises(Cut):
        degradation(tmp_path / "cut", "--kinds", "plain")
    monkeypatch.undo()
    # undo() took the made pictures away as well: put them back
    monkeypatch.setattr(small_cifar, "load_cifar10", lambda source: (made_pictures, made_pictures))
    monkeypatch.setattr(small_cifar, "cifar10_source", lambda source: "drawn")
    assert list((tmp_path / "cut" / "partial").glob("**/*.npz"))
    assert not list((tmp_path / "cut").glob("degradation/**/*.json"))


def test_where_results_belong():
    parser = degradation_runs.argparse.ArgumentParser()
    degradation_runs.add_arguments(parser)
    runs = degradation_runs.planned(parser.parse_args(["--out", "r"]))
    assert len(runs) == 12 and runs[0][3].as_posix() == "r/degradation/plain8-seed0.json"
    assert runs[-1][2] == SMALL.but(seed=2)
    drawn = degradation_runs.planned(parser.parse_args(["--out", "r", "--source", "drawn"]))
    assert drawn[0][3].as_posix() == "r/degradation/drawn/plain8-seed0.json"


def test_the_table_has_a_row_a_depth_and_says_what_was_not_run(tmp_path, capsys):
    folder = tmp_path / "degradation"
    folder.mkdir()
    for kind, depth, seed, error in [("plain", 8, 0, 0.3), ("plain", 8, 1, 0.35), ("residual", 20, 0, 0.2)]:
        record = {"kind": kind, "depth": depth, "training_error_last": error}
        (folder / f"{kind}{depth}-seed{seed}.json").write_text(json.dumps(record))
    benchmark.main(["degradation", "--table", "--out", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()
    assert rows[2:] == ["| 8 | 0.300 / 0.350 | not run |", "| 20 | not run | 0.200 |"]


def test_what_results_readme_says_is_what_is_recorded():
    text = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert degradation_runs.table() in text, "call: python -m resnets.benchmark degradation --table"
