"""A run that is cut short goes on as if it had not been, and says what is wrong before it starts."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
from keras import layers

from resnets.augment_cifar import CifarAugmentation
from resnets.checkpoint import RunCheckpoint
from resnets.errors import DataError
from resnets.recipe import Recipe
from resnets.training import TrainingDiverged, fit

RECIPE = Recipe(
    "tiny", optimizer="sgd", learning_rate=0.05, schedule="triangular", warmup_epochs=1, epochs=4,
    batch_size=16, weight_decay=1e-3, bn_momentum=0.9,
    augmentation=CifarAugmentation(crop=2, flip="alternating", cutout=2),
)  # fmt: skip


def tiny_net():
    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten(),
         layers.Dense(3)]
    )  # fmt: skip


def tiny_set():
    rng = np.random.default_rng(0)
    return rng.standard_normal((40, 8, 8, 3)).astype("float32"), np.arange(40) % 3


def state(model):
    return [keras.ops.convert_to_numpy(v) for v in [*model.variables, *model.optimizer.variables]]


class StopAfter(keras.callbacks.Callback):
    """Stands for a power cut in the middle of an epoch."""

    def __init__(self, epoch, step):
        super().__init__()
        self.at = epoch, step

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise KeyboardInterrupt


MUON = RECIPE.but(optimizer="muon", weight_decay=0.0)


@pytest.mark.parametrize("recipe", [RECIPE, MUON, RECIPE.but(optimizer="adam", learning_rate=1e-3, epochs=3)])
def test_a_run_that_is_cut_ends_like_one_that_is_not(tmp_path, recipe):
    whole = tiny_net()
    history = fit(whole, recipe, tiny_set(), tiny_set())
    checkpoint = RunCheckpoint(tmp_path / "run.npz", {"recipe": recipe.to_dict()})
    for cut in ((0, 1), (1, 2), (2, 0)):
        with pytest.raises(KeyboardInterrupt):
            fit(
                tiny_net(), recipe, tiny_set(), tiny_set(), checkpoint=checkpoint, callbacks=[StopAfter(*cut)]
            )
    again = tiny_net()
    resumed = fit(again, recipe, tiny_set(), tiny_set(), checkpoint=checkpoint)
    assert all(np.array_equal(a, b) for a, b in zip(state(whole), state(again), strict=True))
    assert {k: v for k, v in resumed.items() if k != "seconds"} == {
        k: v for k, v in history.items() if k != "seconds"
    }
    assert len(resumed["seconds"]) == recipe.epochs
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


CHILD = """
import sys
import numpy as np, keras
sys.path.insert(0, sys.argv[2])
from test_checkpoint import RECIPE, state, tiny_net, tiny_set
from resnets.checkpoint import RunCheckpoint
from resnets.training import fit
recipe, net = RECIPE.but(epochs=60), tiny_net()
fit(net, recipe, tiny_set(), checkpoint=RunCheckpoint(sys.argv[1] + "/run.npz", {"seed": 0}))
np.savez(sys.argv[1] + "/end.npz", *state(net))
"""


def start(folder):
    settings = {
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TF_DETERMINISTIC_OPS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), os.path.dirname(__file__)],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_killed_at_random_moments_it_still_ends_with_the_same_weights(tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    assert start(whole).wait(300) == 0
    kills = 0
    for _ in range(2):
        child = start(broken)
        for _line in child.stdout:  # the first epoch's line: it trains, and goes on for some seconds
            break
        time.sleep(random.uniform(0, 0.7))
        child.send_signal(signal.SIGKILL)
        kills += child.wait(60) == -signal.SIGKILL
    child = start(broken)
    _, errors = child.communicate(timeout=300)
    assert child.returncode == 0, errors
    with np.load(whole / "end.npz") as a, np.load(broken / "end.npz") as b:
        assert a.files == b.files and all(np.array_equal(a[k], b[k]) for k in a.files)
    assert kills >= 1, "the child was too fast to be killed; give it more epochs"


def compiled(recipe=RECIPE):
    from resnets.training import prepare

    net = tiny_net()
    prepare(net, recipe, 3)
    return net


def test_a_checkpoint_of_another_run_is_refused_by_name(tmp_path):
    path = tmp_path / "run.npz"
    RunCheckpoint(path, {"recipe": RECIPE.to_dict()}).save(compiled(), {}, 1)
    other = RunCheckpoint(path, {"recipe": RECIPE.but(learning_rate=0.1).to_dict()})
    with pytest.raises(DataError, match=r"recipe\.learning_rate is 0\.05 there and 0\.1 here"):
        other.restore(compiled())


def test_a_checkpoint_of_another_net_or_a_damaged_one_is_refused(tmp_path):
    checkpoint = RunCheckpoint(tmp_path / "run.npz", {})
    checkpoint.save(compiled(), {}, 1)
    with pytest.raises(DataError, match="do not fit"):
        checkpoint.restore(compiled(RECIPE.but(optimizer="adam")))
    checkpoint.path.write_bytes(checkpoint.path.read_bytes()[:200])
    with pytest.raises(DataError, match="no whole checkpoint"):
        checkpoint.restore(compiled())


def test_a_folder_that_cannot_be_written_is_said_before_training(tmp_path):
    (tmp_path / "file").write_text("in the way")
    checkpoint = RunCheckpoint(tmp_path / "file" / "run.npz", {})
    seen = []

    class Watch(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            seen.append("training")

    with pytest.raises(DataError, match="cannot be written"):
        fit(tiny_net(), RECIPE, tiny_set(), checkpoint=checkpoint, callbacks=[Watch()])
    assert not seen


def test_a_disk_that_fills_up_is_said_before_training(tmp_path, monkeypatch):
    import shutil

    usage = shutil.disk_usage(tmp_path)._replace(free=100)
    monkeypatch.setattr("resnets.checkpoint.shutil.disk_usage", lambda folder: usage)
    checkpoint = RunCheckpoint(tmp_path / "run.npz", {})
    with pytest.raises(DataError, match="0 MB left, and each checkpoint of this run takes"):
        fit(tiny_net(), RECIPE, tiny_set(), checkpoint=checkpoint)


def test_a_write_that_fails_leaves_the_last_checkpoint(tmp_path, monkeypatch):
    checkpoint = RunCheckpoint(tmp_path / "run.npz", {})
    checkpoint.save(compiled(), {"loss": [1.0]}, 1)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("resnets.checkpoint.np.savez", full)
    with pytest.raises(DataError, match="No space left on device"):
        checkpoint.save(compiled(), {"loss": [1.0, 0.5]}, 2)
    assert checkpoint.restore(compiled()) == ({"loss": [1.0]}, 1)
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_a_loss_that_is_no_number_stops_with_step_and_rate():
    x, y = tiny_set()
    x[:] = np.nan
    with pytest.raises(TrainingDiverged, match=r"loss is nan at step 1 of epoch 1, learning rate 0\.0\d+"):
        fit(tiny_net(), RECIPE, (x, y))


def test_what_a_run_was_told_survives_json():
    told = {"recipe": RECIPE.to_dict()}
    assert RunCheckpoint("x.npz", told).run == json.loads(json.dumps(told))
