"""The program that trains on CIFAR-10: paths, names, resuming, several runs at once, on ten pictures."""

import json

import keras
import numpy as np
import pytest

from resnets import benchmark, cifar_runs
from resnets.cifar_runs import FAST, RECIPES, SHORT, changed, cifar_sets
from resnets.nets import build_net
from resnets.prepare import pixel_statistics, standardise, stratified_split
from resnets.tutorial import TUTORIAL


def train(out, *more):
    benchmark.main(["train", "--model", "resnet8v1", "--epochs", "3", "--out", str(out), *more])


def test_a_run_writes_one_file_that_says_everything(tmp_path, few_pictures, capsys):
    train(tmp_path)
    path = tmp_path / "cifar10" / "resnet8v1-fast-3ep-seed0.json"
    record = json.loads(path.read_text())
    assert record["model"] == "resnet8v1" and record["recipe"]["optimizer"] == FAST.optimizer == "muon"
    assert len(record["history"]["val_accuracy"]) == 3
    assert record["test_accuracy_last"] == pytest.approx(record["history"]["val_accuracy"][-1], abs=1e-5)
    assert record["dataset"]["line"] == "CIFAR-10: made by the test" and record["dataset"]["pixels"]["mean"]
    assert record["trainable_parameters"] == 75_290 and record["seconds_per_epoch"] > 0
    assert not list(tmp_path.glob("partial/**/*.npz"))
    (weights,) = tmp_path.glob("weights/cifar10/*")
    net = build_net("resnet8v1")
    net.load_weights(weights)
    assert weights.name == path.stem + ".weights.h5" and np.isfinite(net.get_weights()[0]).all()
    train(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == f"{path.name}: already there"


def test_a_run_that_was_cut_leaves_no_result_and_goes_on(tmp_path, few_pictures, monkeypatch, capsys):
    def cut(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(keras.callbacks.Callback, "on_epoch_begin", cut)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path)
    monkeypatch.undo()
    assert not list((tmp_path / "cifar10").glob("*.json")) if (tmp_path / "cifar10").exists() else True
    assert [p.name for p in tmp_path.glob("partial/cifar10/*")] == ["resnet8v1-fast-3ep-seed0.npz"]


def test_tries_are_kept_apart_and_changed_recipes_named(tmp_path, few_pictures):
    train(tmp_path, "--set", "learning_rate=0.05", "augmentation.cutout=8", "--examples", "20")
    (path,) = tmp_path.glob("cifar10/tries/*.json")
    assert path.name == "resnet8v1-fast-learning_rate-0.05-cutout-8-3ep-20examples-seed0.json"
    record = json.loads(path.read_text())
    assert record["recipe"]["augmentation"]["cutout"] == 8 and record["dataset"]["examples"] == 20


def test_the_tutorials_recipe_runs_with_its_net_and_callbacks(tmp_path, few_pictures):
    benchmark.main(
        [
            "train",
            "--model",
            "resnet8v1-tutorial",
            "--recipe",
            "tutorial",
            "--epochs",
            "2",
            "--out",
            str(tmp_path),
        ]
    )
    (path,) = tmp_path.glob("cifar10/*.json")
    record = json.loads(path.read_text())
    assert record["history"]["learning_rate"] == pytest.approx([1e-3, 1e-4])
    assert record["history"]["loss"][0] > 2.3  # with the L2 of its layers


@pytest.mark.parametrize(
    "setting,message",
    [
        ("speed=3", "no field 'speed'"),
        ("learning_rate=fast", "'fast' is no float"),
        ("augmentation.x=1", "no field"),
    ],
)
def test_settings_that_do_not_fit_are_named(setting, message):
    with pytest.raises(ValueError, match=message):
        changed(SHORT, [setting])


def test_settings_can_switch_off():
    assert changed(SHORT, ["augmentation=none"]).augmentation is None
    assert changed(SHORT, ["zero_gamma=true"]).zero_gamma is True


def test_several_runs_are_processes_with_the_same_settings(tmp_path, monkeypatch):
    commands = []

    class Done:
        returncode = 0

    monkeypatch.setattr(cifar_runs.subprocess, "run", lambda command, env: commands.append(command) or Done())
    train(tmp_path, "--seed", "0", "1", "2", "--jobs", "2", "--set", "momentum=0.8")
    assert len(commands) == 3
    for command in commands:
        assert command[1:4] == ["-m", "resnets.benchmark", "train"] and "momentum=0.8" in command
    Done.returncode = 1
    with pytest.raises(SystemExit, match="3 of 3 runs failed"):
        train(tmp_path, "--seed", "0", "1", "2", "--jobs", "2")


def test_validation_pictures_are_of_all_classes_and_not_trained_on(few_pictures, monkeypatch):
    monkeypatch.setattr(cifar_runs, "HELD_PER_CLASS", 1)
    (x, y), (x_held, y_held), dataset = cifar_sets(SHORT, validate=True)
    assert sorted(y_held) == list(range(10)) and len(y) == 30 and "30 of the training" in dataset["split"]
    assert not any((x == one).all((1, 2, 3)).any() for one in x_held)


def test_statistics_are_those_of_numpy():
    x = np.random.default_rng(1).integers(0, 256, (50, 4, 5, 3), np.uint8)
    mean, deviation = pixel_statistics(x)
    assert np.allclose(mean, (x / 255).mean((0, 1, 2)), atol=1e-6)
    assert np.allclose(deviation, (x / 255).std((0, 1, 2)), atol=1e-6)
    out = standardise(x, mean, deviation)
    assert out.dtype == np.float32 and np.allclose(out.mean((0, 1, 2)), 0, atol=1e-5)
    picture, one = pixel_statistics(x, "pixel-mean")
    assert picture.shape == (4, 5, 3) and np.allclose(standardise(x, picture, one).mean(0), 0, atol=1e-6)


def test_a_stratified_split_takes_the_same_of_each_class():
    y = np.random.default_rng(0).integers(0, 4, 400)
    kept, held = stratified_split(y, 10)
    assert np.bincount(y[held]).tolist() == [10] * 4 and len(kept) == 360 and not set(kept) & set(held)


@pytest.mark.parametrize(
    "name,count", [("resnet20v1", 269_722), ("resnet20v1-tutorial", 273_066), ("plain20", 269_722)]
)
def test_nets_by_name(name, count):
    assert sum(int(np.prod(w.shape)) for w in build_net(name).trainable_weights) == count


@pytest.mark.parametrize("name", ["resnet21v1", "resnet20v3", "vgg16"])
def test_names_of_no_net_are_refused(name):
    with pytest.raises(ValueError):
        build_net(name)


def test_recipes_are_known_by_their_names():
    assert RECIPES["tutorial"] is TUTORIAL and set(RECIPES) >= {"fast", "short", "public"}
