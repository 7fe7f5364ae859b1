"""Lesson 5's schedules and the program that records them, on a few hundred made pictures and a tiny net."""

import json

import numpy as np
import pytest

from resnets import benchmark, cifar_runs, schedule_runs
from resnets.recipe import learning_rate_schedule
from resnets.schedule_runs import SCHEDULES


@pytest.fixture
def made_pictures(monkeypatch):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (260, 32, 32, 3), np.uint8)
    y = (np.arange(260)[:, None] % 10).astype(np.uint8)
    monkeypatch.setattr(cifar_runs, "load_cifar10", lambda source: ((x, y), (x[:20], y[:20])))
    monkeypatch.setattr(cifar_runs, "cifar10_source", lambda source: "drawn")
    monkeypatch.setattr(cifar_runs, "HELD_PER_CLASS", 6)
    monkeypatch.setattr(schedule_runs, "NET", "resnet8v1")


def schedules(out, *more):
    options = [
        "--schedules",
        "step",
        "--seeds",
        "1",
        "--examples",
        "100",
        "--epochs",
        "2",
        "--source",
        "auto",
    ]
    benchmark.main(["schedules", *options, "--out", str(out), *more])


def test_a_run_writes_one_file_and_is_not_repeated(tmp_path, made_pictures, capsys):
    schedules(tmp_path)
    path = tmp_path / "schedules" / "tries" / "step-100examples-2ep-seed1.json"
    record = json.loads(path.read_text())
    assert (record["schedule"], record["seed"], record["model"]) == ("step", 1, "resnet8v1")
    assert record["dataset"]["split"] == "200 of the training pictures, and 60 to validate"
    assert 0 <= record["validation_accuracy_last"] <= 1 and "test_accuracy_last" not in record
    assert len(record["history"]["val_accuracy"]) == 2 and not list(tmp_path.glob("partial/**/*.npz"))
    schedules(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"


def test_the_four_differ_in_nothing_but_the_schedule():
    told = [recipe.to_dict() for recipe in SCHEDULES.values()]
    differs = {key for key in told[0] if any(one[key] != told[0][key] for one in told)}
    assert differs == {"name", "schedule", "milestones", "warmup_epochs"}


def test_all_reach_the_same_highest_rate_and_all_but_the_constant_one_end_low():
    for name, recipe in SCHEDULES.items():
        schedule = learning_rate_schedule(recipe, 79)
        rates = [float(schedule(k)) if callable(schedule) else schedule for k in range(6 * 79)]
        assert max(rates) == pytest.approx(0.1, rel=0.01), name
        assert rates[-1] == 0.1 if name == "constant" else rates[-1] < 0.0011, name


def test_where_results_belong():
    parser = schedule_runs.argparse.ArgumentParser()
    schedule_runs.add_arguments(parser)
    runs = schedule_runs.planned(parser.parse_args(["--out", "r"]))
    assert len(runs) == 12 and runs[0][1].as_posix() == "r/schedules/constant-seed0.json"
    drawn = schedule_runs.planned(parser.parse_args(["--out", "r", "--source", "drawn"]))
    assert drawn[-1][1].as_posix() == "r/schedules/drawn/triangular-seed2.json"


def test_the_table_has_a_row_a_schedule_and_says_what_was_not_run(tmp_path, capsys):
    folder = tmp_path / "schedules"
    folder.mkdir()
    for seed, accuracy in enumerate((0.5, 0.6)):
        record = {"schedule": "cosine", "validation_accuracy_last": accuracy}
        (folder / f"cosine-seed{seed}.json").write_text(json.dumps(record))
    benchmark.main(["schedules", "--table", "--out", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()
    assert "| cosine | 50.0 / 60.0 | 55.0 |" in rows and "| step | not run |  |" in rows
