"""Lesson 4's recorded experiments: the runs, the files, and the nets they compare."""

import json
import logging

import keras
import numpy as np
import pytest
from keras import layers

from resnets import sign_experiments as experiments
from resnets.evaluation import probabilities_of
from resnets.hdf5 import hdf5_is_meant
from resnets.models import ResNet50
from resnets.recipe import Recipe


def small_net():
    X = keras.Input((8, 8, 3))
    H = layers.Conv2D(4, 3)(X)
    H = layers.BatchNormalization()(H)
    H = layers.GlobalAveragePooling2D()(layers.Activation("relu")(H))
    return keras.Model(X, layers.Dense(3, activation="softmax")(H))


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    x, y = rng.random((40, 8, 8, 3), dtype=np.float32), rng.integers(0, 3, 40)
    return (x, y), (x[:12], y[:12]), {"name": "SIGNS", "source": "drawn", "fingerprint": "0"}


def test_the_net_without_stem_relu_differs_in_that_alone():
    keras.utils.set_random_seed(0)
    net = ResNet50()
    bare = experiments.without_stem_relu(net)
    assert [layer.name for layer in net.layers[1:]] == [layer.name for layer in bare.layers[1:]]
    assert net.count_params() == bare.count_params()
    x = np.random.default_rng(0).random((2, 64, 64, 3), dtype=np.float32)
    at = [layer.name for layer in net.layers].index("bn_conv1") + 1
    whole, stem = (probabilities_of(keras.Model(m.input, m.layers[at].output), x) for m in (net, bare))
    assert stem.min() < 0
    np.testing.assert_allclose(np.maximum(stem, 0), whole, atol=1e-6)
    # Everything behind is the same: fed with the rectified map, both give the same answer.
    tails = [keras.Model(m.layers[at].output, m.output) for m in (net, bare)]
    np.testing.assert_allclose(*(probabilities_of(tail, whole) for tail in tails), atol=1e-6)
    with pytest.raises(ValueError, match="no ReLU already"):
        experiments.without_stem_relu(bare)


def test_a_run_is_recorded_with_all_that_is_needed(data):
    recipe = Recipe("momentum-0.99", epochs=2, batch_size=16)
    record = experiments.run(small_net, recipe, data, reestimated=True)
    assert record["recipe"]["name"] == "momentum-0.99" and record["seed"] == 0
    assert {len(values) for values in record["history"].values()} == {2}
    assert "val_accuracy_reestimated" in record["history"]
    assert record["test_accuracy_last"] == pytest.approx(record["history"]["val_accuracy"][-1], abs=1e-5)
    assert {"versions", "hardware", "dataset", "date", "seconds"} <= set(record)
    json.dumps(record)


def test_measuring_a_copy_leaves_the_training_as_it_is(data):
    recipe = Recipe("r", epochs=2, batch_size=16)
    with_copy, without = (experiments.run(small_net, recipe, data, reestimated=r) for r in (True, False))
    assert with_copy["history"]["loss"] == without["history"]["loss"]
    assert with_copy["history"]["val_accuracy"] == without["history"]["val_accuracy"]


def test_both_experiments_compare_two_recipes_of_one_seed():
    momenta = [name for name, _ in experiments.momentum_runs(3, None)]
    stems = [name for name, _ in experiments.stem_relu_runs(3, None)]
    assert momenta == ["momentum-0.99", "momentum-0.9"] and stems == ["stem-relu-with", "stem-relu-without"]


def test_what_is_recorded_already_is_not_run_again(tmp_path, monkeypatch, capsys):
    done = []
    result = {"test_accuracy_last": 0.5}
    runs = [(name, lambda name=name: done.append(name) or result) for name in ("one", "two")]
    monkeypatch.setattr(experiments, "sign_sets", lambda source: ((), (), {}))
    monkeypatch.setattr(experiments, "momentum_runs", lambda seed, data: runs)
    folder = tmp_path / "signs" / "experiments"
    folder.mkdir(parents=True)
    (folder / "one-seed7.json").write_text("{}")
    assert experiments.main(["momentum", "--seed", "7", "--out", str(tmp_path)]) == 0
    assert done == ["two"]
    assert json.loads((folder / "two-seed7.json").read_text()) == result
    assert "one: already in one-seed7.json" in capsys.readouterr().out


def test_answers_are_those_of_predict():
    net, x = small_net(), np.random.default_rng(0).random((10, 8, 8, 3), dtype=np.float32)
    np.testing.assert_allclose(probabilities_of(net, x, batch_size=4), net.predict(x, verbose=0), atol=1e-6)


def test_hdf5_is_saved_without_advice_and_other_warnings_come_back(tmp_path, caplog):
    with hdf5_is_meant():
        small_net().save(tmp_path / "net.h5")
    assert not caplog.records and (tmp_path / "net.h5").stat().st_size
    with pytest.raises(RuntimeError), hdf5_is_meant():
        raise RuntimeError
    logging.getLogger("absl").warning("heard again")
    assert "heard again" in caplog.text
