"""Lesson 7's grid on a net of a few thousand weights and pictures made by the test."""

import argparse
import json

import keras
import numpy as np
import pytest

from resnets import benchmark, transfer_runs
from resnets.errors import DataError
from resnets.models_cifar import resnet_v1
from resnets.nets import build_net
from resnets.pretrained import save_pretrained
from resnets.transfer_runs import DRAWS, SIZES, TASKS, Task, draw, far_pictures, near_pictures, planned
from resnets.transfer_table import TASK_LABELS, accuracies, at_size, decisions, transfer_verdict, verdict
from resnets.transfer_ways import COMPARED, WAYS, Problem, measure, repeated

SHAPE = (8, 8, 3)
PIXELS = {"mean": [0.5] * 3, "divisor": [0.25] * 3}


def coloured(n, seed):
    """Pictures of three classes that differ in their colour, and noise."""
    rng, y = np.random.default_rng(seed), np.arange(n) % 3
    x = rng.normal(100, 30, (n, *SHAPE)) + 90 * np.eye(3)[y][:, None, None]
    return np.clip(x, 0, 255).astype(np.uint8), y.astype("int64")


@pytest.fixture
def narrow(monkeypatch):
    """Every net has 2 channels in its first stage: a few thousand weights."""
    from resnets import nets

    monkeypatch.setattr(nets, "resnet_v1", lambda *a, **k: resnet_v1(*a, width=2, **k))


@pytest.fixture
def tiny(tmp_path, monkeypatch, narrow):
    """A task called near: its checkpoint and its pictures are made here; returns the folders' options."""
    net = build_net("resnet8v1", SHAPE, 5)
    save_pretrained("tiny", net, {}, model="resnet8v1", classes=list("abcde"), pixels=PIXELS,
                    folder=tmp_path / "c")  # fmt: skip

    def load(source, side):
        return coloured(60, 0), coloured(30, 1), {"name": "made", "source": "drawn", "fingerprint": "f00"}

    monkeypatch.setitem(TASKS, "near", Task("tiny", 8, load, 4))
    return ["--checkpoints", str(tmp_path / "c"), "--out", str(tmp_path / "r"), "--tasks", "near"]


def grid(options, *more):
    benchmark.main(
        ["transfer", *options, "--sizes", "6", "--draws", "0", "--steps", "1", "--epochs", "1", *more]
    )


def test_the_grid_writes_one_file_and_goes_on_with_the_ways_that_miss(tmp_path, tiny, capsys):
    grid(tiny, "--ways", "features", "pixels")
    path = tmp_path / "r" / "transfer" / "near-006-draw0.json"
    before = json.loads(path.read_text())
    assert list(before["ways"]) == ["features", "pixels"] and before["source_net"]["name"] == "tiny"
    assert before["ways"]["pixels"]["accuracy"] > 0.8 and before["ways"]["pixels"]["test_pictures"] == 30
    for _ in range(2):
        grid(tiny)
    after = json.loads(path.read_text())
    assert set(after["ways"]) == set(COMPARED) and after["ways"]["pixels"] == before["ways"]["pixels"]
    fine = after["ways"]["two-stage"]
    assert fine["recipe"]["learning_rate"] == 1e-4 and fine["steps"] == 1 and fine["recipe"]["seed"] == 0
    assert after["ways"]["features"]["trained_parameters"] == 9 * 3 and after["backend"]
    assert capsys.readouterr().out.splitlines()[-1] == "near-006-draw0.json: already there"


def asked(*options):
    """Return the files that these options ask for."""
    parser = argparse.ArgumentParser()
    transfer_runs.add_arguments(parser)
    return planned(parser.parse_args(list(options)))


def test_the_grid_has_every_way_of_one_draw_before_the_next_and_the_near_task_first():
    cells = asked()
    assert [cell.number for cell in cells] == sorted(cell.number for cell in cells)
    first = [cell for cell in cells if cell.number == DRAWS[0]]
    tasks = [cell.task for cell in first]
    assert tasks == ["near"] * len(SIZES) + ["far32"] * len(SIZES) + ["far64"] * 2
    ways = {(cell.task, cell.per_class): cell.ways for cell in first}
    for task in ("near", "far32"):
        assert all(ways[task, size][: len(COMPARED)] == COMPARED for size in SIZES)
        beside = [size for size in SIZES if {"two-stage-bn", "head-512"} <= set(ways[task, size])]
        assert beside == [20, 180]
    assert {"features", "two-stage", "all-layers"} <= set(ways["far64", 20]) and "scratch" not in ways[
        "far64", 20
    ]


def test_what_is_named_is_run_wherever_it_is_asked_for():
    cells = asked("--tasks", "far64", "--sizes", "7", "--ways", "scratch", "--draws", "4")
    assert [(c.task, c.per_class, c.number, c.ways) for c in cells] == [("far64", 7, 4, ("scratch",))]


def test_all_trained_ways_see_as_many_pictures():
    budgets = {(way.recipe.epochs, way.recipe.batch_size) for way in WAYS.values() if way.recipe}
    assert len(budgets) == 1


def test_tries_are_kept_apart_and_measured_on_pictures_held_back(tmp_path, tiny):
    grid(tiny, "--ways", "two-stage", "two-stage-bn", "head-512", "--validate", "--set", "learning_rate=0.01")
    (path,) = tmp_path.glob("r/transfer/tries/*.json")
    assert path.name == "near-006-learning_rate-0.01-held-draw0.json"
    record = json.loads(path.read_text())
    assert record["ways"]["two-stage"]["recipe"]["learning_rate"] == 0.01
    assert record["ways"]["head-512"]["test_pictures"] == 12 and "held" not in record["dataset"]["name"]
    assert (
        record["ways"]["two-stage-bn"]["trained_parameters"]
        > record["ways"]["two-stage"]["trained_parameters"]
    )


def test_other_pictures_under_the_same_name_are_refused(tmp_path, tiny):
    grid(tiny, "--ways", "pixels")
    path = tmp_path / "r" / "transfer" / "near-006-draw0.json"
    record = json.loads(path.read_text())
    record["dataset"]["fingerprint"] = "0ther"
    path.write_text(json.dumps(record))
    with pytest.raises(DataError, match="measured with another pictures.*0ther, here f00"):
        grid(tiny, "--ways", "features")
    grid(tiny, "--ways", "features", "--again")
    assert list(json.loads(path.read_text())["ways"]) == ["features"]


def test_a_checkpoint_that_is_missing_is_said_before_anything_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(transfer_runs, "load_task", lambda *a: pytest.fail("it loads"))
    with pytest.raises(DataError, match="benchmark pretrain resnet20v1-cifar10-six"):
        benchmark.main(["transfer", "--checkpoints", str(tmp_path)])


def test_the_head_is_in_place_before_fine_tuning_begins(narrow):
    keras.utils.set_random_seed(0)
    net = build_net("resnet8v1", SHAPE, 3)

    def base(pretrained):
        inputs = keras.Input(SHAPE)
        x = keras.layers.Rescaling(1 / 127.5, -1)(inputs)
        return keras.Model(inputs, keras.Model(net.inputs[0], net.get_layer("avg_pool").input)(x))

    problem = Problem(coloured(60, 0), coloured(30, 1), 3, base)
    head = measure("features", problem)
    tuned = measure("two-stage", problem, steps=1, epochs=1, learning_rate=1e-9)
    assert tuned["hits"] == head["hits"] > 13  # chance is 10


def test_draws_hold_as_many_of_each_class_and_grow():
    y = np.array([0, 1, 2, 1, 0, 2, 1, 0, 2, 2])
    small, large = draw(y, 1, 3), draw(y, 3, 3)
    assert np.bincount(y[large]).tolist() == [3, 3, 3] and set(small) <= set(large)
    assert sorted(draw(y, 3, 4)) != sorted(draw(y, 3, 3)) or not np.array_equal(draw(y, 3, 4), draw(y, 3, 3))
    with pytest.raises(ValueError, match="4 examples a class; the smallest class has 3"):
        draw(y, 4, 0)


def test_few_pictures_are_shown_several_times_an_epoch():
    x, y = repeated(np.zeros((5, 2, 2, 3), np.uint8), np.arange(5), 12)
    assert x.shape == (15, 2, 2, 3) and x.dtype == np.float32 and y.tolist() == [*range(5)] * 3
    assert len(repeated(np.zeros((5, 2, 2, 3)), np.arange(5), 5)[0]) == 5


def test_the_tasks_read_what_they_say(monkeypatch):
    x, y = np.zeros((20, 32, 32, 3), np.uint8), np.arange(20)[:, None] % 10
    monkeypatch.setattr(transfer_runs, "load_cifar10", lambda source: ((x, y), (x[:10], y[:10])))
    monkeypatch.setattr(transfer_runs, "cifar10_source", lambda source: "drawn")
    (_, labels), (_, test), dataset = near_pictures()
    assert labels.tolist() == [0, 1, 2, 3] * 2 and test.tolist() == [0, 1, 2, 3]
    assert dataset["name"] == "CIFAR-10, four classes"
    signs = np.zeros((6, 64, 64, 3), np.uint8)
    monkeypatch.setattr(
        transfer_runs,
        "load_signs",
        lambda source: (signs, np.arange(6)[None], signs, np.arange(6)[None], None),
    )
    monkeypatch.setattr(transfer_runs, "signs_source", lambda source: "drawn")
    assert far_pictures(side=32)[0][0].shape == (6, 32, 32, 3)
    assert far_pictures(side=64)[0][0].shape == (6, 64, 64, 3)
    assert list(TASKS) == list(TASK_LABELS)


def test_the_winner_is_the_one_whose_interval_leaves_zero_out():
    apart = verdict({"features": [80.0, 81, 82], "pixels": [40.0, 41, 42], "scratch": [30.0, 31, 32]})
    assert apart.clear and str(apart).startswith("features, by 40.0 (37.7 to 42.3)")
    close = verdict({"features": [80.0, 81, 82], "pixels": [80.0, 80, 81]})
    assert not close.clear and str(close) == "features or pixels"
    assert str(verdict({"features": [80.0], "pixels": [40.0]})) == "features or pixels"
    assert verdict({"features": [80.0]}) is None
    gain = transfer_verdict({"features": [80.0, 81], "two-stage": [83.0, 84], "pixels": [40.0, 41]})
    assert (gain.best, gain.second, gain.difference) == ("two-stage", "pixels", 43.0)
    assert transfer_verdict({"features": [80.0, 81]}) is None


def test_the_table_says_what_is_recorded(tmp_path, capsys):
    folder = tmp_path / "transfer"
    folder.mkdir()
    for number, share in enumerate((0.5, 0.6)):
        ways = {"pixels": {"accuracy": share}, "features": {"accuracy": share + 0.3}}
        record = {"task": "near", "per_class": 5, "draw": number, "ways": ways}
        (folder / f"near-005-draw{number}.json").write_text(json.dumps(record))
    benchmark.main(["transfer", "--table", "--out", str(tmp_path)])
    printed = capsys.readouterr().out
    assert (
        "| frozen features, linear head | 85.0 ± 7.1 |" in printed
        and "hand signs at 64x64**: not run" in printed
    )
    found = accuracies([json.loads(p.read_text()) for p in sorted(folder.iterdir())])
    assert at_size(found, 5) == {"features": [80.0, pytest.approx(90.0)], "pixels": [50.0, 60.0]}


def test_every_way_has_a_label_of_its_own():
    assert len({way.label for way in WAYS.values()}) == len(WAYS)


def test_decisions_name_one_way_or_two_and_whether_transfer_pays():
    def record(draw, **ways):
        found = {way.replace("_", "-"): {"accuracy": value} for way, value in ways.items()}
        return {"per_class": 5, "draw": draw, "ways": found}

    clear = [record(k, features=0.8 + k / 100, scratch=0.3 + k / 100, pixels=0.2 + k / 100) for k in range(3)]
    close = [record(k, features=0.5 + k / 100, pixels=0.51 + (k == 1) / 50) for k in range(3)]
    lines = decisions({"near": clear, "far32": close, "far64": []}).splitlines()
    assert lines[0].endswith("| CIFAR-10 to hand signs at 64x64: not run |")
    size, near, far32, far64 = (cell.strip() for cell in lines[2].strip("|").split("|"))
    assert size == "5" and near == "frozen features, linear head; transfer pays 50 points"
    ways, _, pays = far32.partition("; ")
    assert set(ways.split(" or ")) == {"frozen features, linear head", "raw pixels, linear head"}
    assert pays == "transfer not shown to pay" and far64 == ""
    assert len(lines) == 3
