"""Lesson 6's comparison and the program that records it, on a few hundred made pictures."""

import json
import statistics

import numpy as np
import pytest

from resnets import benchmark, version_runs
from resnets.intervals import detectable_difference, pooled_spread, welch_interval
from resnets.small_cifar import held_out_pictures
from resnets.version_runs import VERSIONS


def test_held_out_pictures_are_others_and_as_many_of_each_class(made_pictures, capsys):
    (x, y), (x_held, y_held), dataset = held_out_pictures("auto", 200, 50)
    assert x.shape == (200, 16, 16, 3) and x_held.shape == (50, 16, 16, 3) and x.dtype == np.float32
    assert np.bincount(y).tolist() == [20] * 10 and np.bincount(y_held).tolist() == [5] * 10
    np.testing.assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-3)
    kept = {picture.tobytes() for picture in x}
    assert not kept & {picture.tobytes() for picture in x_held}
    assert (dataset["examples"], dataset["held"]) == (200, 50) and capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="held is 30000; give a multiple of 10, at most 20,000"):
        held_out_pictures("auto", 30_000, 30_000)


def test_a_run_writes_one_file_and_is_not_repeated(tmp_path, made_pictures, monkeypatch, capsys):
    monkeypatch.setattr(version_runs, "NETS", ("resnet8v1-B",))  # the shallowest there is
    options = ["--examples", "100", "--held", "50", "--epochs", "1", "--seeds", "0", "--source", "auto"]
    for _ in range(2):
        benchmark.main(["versions", *options, "--out", str(tmp_path)])
    path = tmp_path / "versions" / "tries" / "resnet8v1-B-100examples-1ep-seed0.json"
    record = json.loads(path.read_text())
    assert record["model"] == "resnet8v1-B" and record["trainable_parameters"] < record["parameters"]
    assert record["recipe"]["weight_decay"] == 5e-4 and record["recipe"]["augmentation"]["crop"] == 2
    assert record["validation_accuracy_last"] == pytest.approx(record["history"]["val_accuracy"][-1])
    assert "test_accuracy_last" not in record and not list(tmp_path.glob("partial/**/*.npz"))
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"


def test_where_results_belong():
    parser = version_runs.argparse.ArgumentParser()
    version_runs.add_arguments(parser)
    runs = version_runs.planned(parser.parse_args(["--out", "r"]))
    assert len(runs) == 20 and runs[0][2].as_posix() == "r/versions/resnet20v1-B-seed0.json"
    assert runs[-1][1] == VERSIONS.but(seed=4)


def recorded(folder, accuracies):
    (folder / "versions").mkdir()
    for model, values in accuracies.items():
        for seed, value in enumerate(values):
            record = {"model": model, "seed": seed, "validation_accuracy_last": value}
            record |= {"trainable_parameters": 1000, "multiply_adds": 2_000_000}
            (folder / "versions" / f"{model}-seed{seed}.json").write_text(json.dumps(record))


def test_the_table_says_what_differs_what_does_not_and_what_was_not_run(tmp_path, capsys):
    recorded(tmp_path, {"resnet20v1-B": [0.70, 0.71, 0.72], "resnet20v2": [0.70, 0.72, 0.71],
                        "resnet20v2-tutorial": [0.80, 0.81]})  # fmt: skip
    benchmark.main(["versions", "--table", "--out", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()
    assert rows[2] == "| resnet20v1-B | 1,000 | 2.0 M | 3 | 71.00 ± 1.00 |"
    assert rows[3] == "| resnet20v1-tutorial | | | 0 | not run |"
    assert rows[9].startswith("| resnet20v2 - resnet20v1-B | +0.00 |") and "no difference shown" in rows[9]
    assert "the first is better" in rows[10] and len(rows) == 12


def test_intervals_of_differences():
    a, b = [70.0, 71.0, 72.0, 71.5, 70.5], [71.0, 72.0, 73.0, 72.5, 71.5]
    low, high = welch_interval(b, a)
    assert (low + high) / 2 == pytest.approx(1) and (high - low) / 2 == pytest.approx(1.1531, abs=1e-3)
    assert pooled_spread(a, b) == pytest.approx(statistics.stdev(a))
    # Five a group and 80 % power: 2.02 standard deviations (Cohen 1988, and any power calculator)
    assert detectable_difference(1.0, 5) == pytest.approx(2.02, abs=0.01)
    assert detectable_difference(0.5, 20) == pytest.approx(0.5 * 0.909, abs=0.01)
    with pytest.raises(ValueError, match="two seeds"):
        welch_interval([1.0], a)
