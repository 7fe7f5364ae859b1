"""A lesson's long training, run again, goes on or is loaded; and is never in the way."""

import keras
import numpy as np
import pytest
from keras import layers

from resnets import run_cache
from resnets.recipe import Recipe
from resnets.run_cache import kept_run, runs_folder
from resnets.training import fit

RECIPE = Recipe("tiny", optimizer="sgd", learning_rate=0.05, epochs=3, batch_size=8, seed=4)
X = np.random.default_rng(0).normal(size=(32, 5)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RESNETS_RUN_CACHE", str(tmp_path / "runs"))
    monkeypatch.setenv("RESNETS_PRESET", "quick")
    return tmp_path / "runs"


def net(units=2):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((5,)), layers.Dense(4), layers.Dense(units)])


def train(recipe=RECIPE, callbacks=()):
    model = net()
    run = kept_run("lesson 0, tiny", recipe, X, Y, net=model)
    history = fit(model, recipe, (X, Y), checkpoint=run, callbacks=callbacks)
    return model.get_weights(), history


class Interrupt(keras.callbacks.Callback):
    """The reader presses "interrupt" in the second epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


def assert_same(one, two):
    for a, b in zip(one[0], two[0], strict=True):
        np.testing.assert_array_equal(a, b)
    assert one[1]["loss"] == two[1]["loss"] and len(one[1]["loss"]) == 3


def test_a_run_that_is_over_is_loaded(folder, capsys):
    first = train()
    assert "loaded" not in capsys.readouterr().out
    assert_same(first, train())
    assert "lesson 0, tiny: loaded, 3 epochs" in capsys.readouterr().out
    (file,) = folder.iterdir()
    with np.load(file) as held:
        assert len(held.files) - 1 == len(net().variables)  # the optimizer's are gone


def test_interrupted_and_begun_again(folder, capsys, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        train(callbacks=[Interrupt()])
    again = train()
    assert "lesson 0, tiny: goes on after epoch 1 of 3" in capsys.readouterr().out
    monkeypatch.setenv("RESNETS_RUN_CACHE", "0")
    assert_same(again, train())


@pytest.mark.parametrize("other", [{"learning_rate": 0.1}, {"epochs": 2}])
def test_another_recipe_is_another_run(folder, other, capsys):
    train()
    train(RECIPE.but(**other))
    assert "loaded" not in capsys.readouterr().out and len(list(folder.iterdir())) == 2


def test_another_net_or_other_data_is_another_run():
    paths = {kept_run("a", RECIPE, X, Y, net=net(units)).path for units in (2, 3)}
    paths |= {kept_run("a", RECIPE, X + 1, Y, net=net()).path, kept_run("b", RECIPE, X, Y, net=net()).path}
    assert len(paths) == 4


def test_a_damaged_file_is_trained_anew(folder, capsys):
    first = train()
    next(folder.iterdir()).write_bytes(b"cut")
    assert_same(first, train())
    assert "cannot be read; it is trained anew" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RESNETS_RUN_CACHE", str(tmp_path / "file" / "runs"))
    assert len(train()[1]["loss"]) == 3
    assert "lesson 0, tiny is not kept: " in capsys.readouterr().out


def test_where_runs_are_kept(tmp_path, monkeypatch, folder):
    assert runs_folder() == folder
    for name, value in {"RESNETS_RUN_CACHE": "0", "RESNETS_PRESET": "smoke"}.items():
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert runs_folder() is None
    monkeypatch.delenv("RESNETS_RUN_CACHE")
    assert runs_folder().parts[-2:] == ("build", "runs")
    monkeypatch.setattr(run_cache, "DRIVE", tmp_path)
    assert runs_folder() == tmp_path / "resnet-course" / "runs"
