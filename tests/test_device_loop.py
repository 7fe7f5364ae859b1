"""Many steps in one call: the same batches to the bit, the same training, the same ways to end it."""

import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers
from test_checkpoint import RECIPE, state, tiny_net, tiny_set

from resnets import training
from resnets.augment import Batches, HandAugmentation
from resnets.augment_cifar import CifarAugmentation
from resnets.checkpoint import RunCheckpoint
from resnets.device_loop import batch_of, draw, stretches
from resnets.recipe import Recipe
from resnets.training import TrainingDiverged, fit

BACKEND = keras.backend.backend()
on_jax = pytest.mark.skipif(BACKEND != "jax", reason="run again with KERAS_BACKEND=jax by a test below")
RECIPE = RECIPE.but(epochs=3)


def without_seconds(history):
    return {key: values for key, values in history.items() if key != "seconds"}


class StopBefore(keras.callbacks.Callback):
    """Stands for a power cut between two epochs."""

    def __init__(self, epoch):
        super().__init__()
        self.at = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.at:
            raise KeyboardInterrupt


class Listener(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.mark.skipif(BACKEND == "jax", reason="this is that run")
@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="needs jax")
def test_all_of_this_file_passes_on_jax():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    environment = os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@on_jax
@pytest.mark.parametrize("kind", ["float32", "uint8"])
@pytest.mark.parametrize(
    "augment",
    [
        None,
        CifarAugmentation(crop=2, flip="random", cutout=3),
        CifarAugmentation(crop=0, flip="alternating", cutout=2),
        CifarAugmentation(crop=4, flip=None),
    ],
)
def test_batches_on_the_device_are_those_of_the_host_to_the_bit(augment, kind):
    import jax

    rng = np.random.default_rng(0)
    x = (rng.standard_normal((41, 9, 7, 3)) * 50 + 90).astype(kind)
    batches = Batches(x, np.arange(41), 8, augment, seed=2, epoch=1, clean_from=3)
    make = jax.jit(lambda x, y, *drawn: batch_of(x, y, augment, *drawn))
    for _ in range(3):  # the last epoch is clean
        steps = iter(range(len(batches)))
        for first, many in stretches(batches):
            places, changes = draw(batches, first, many)
            for k in range(many):
                part = None if changes is None else {name: values[k] for name, values in changes.items()}
                pictures, labels = (np.asarray(a) for a in make(x, batches.y, places[k], part))
                wanted, right = batches[next(steps)]
                clean = batches.epoch == 3  # there a uint8 picture may be float32 already, as in others
                assert np.array_equal(pictures, wanted) and (clean or pictures.dtype == wanted.dtype)
                assert np.array_equal(labels, right)
        assert next(steps, None) is None
        batches.start(batches.epoch + 1)


@pytest.mark.parametrize("images, size, lengths", [
    (50_000, 128, [78] * 5 + [1]), (45_000, 128, [117] * 3 + [1]), (40, 16, [2, 1]), (7, 16, [1]),
    (32, 16, [2]), (262, 2, [131]),
])  # fmt: skip
def test_calls_are_equally_long_and_take_every_step_once(images, size, lengths):
    calls = stretches(Batches(np.zeros((images, 1, 1, 1), "uint8"), np.zeros(images), size))
    assert [many for _, many in calls] == lengths
    assert [first for first, _ in calls] == list(np.cumsum([0, *lengths[:-1]]))


@on_jax
@pytest.mark.parametrize(
    "recipe",
    [RECIPE, RECIPE.but(optimizer="adam", learning_rate=1e-3, schedule="constant", clean_epochs=1),
     RECIPE.but(label_smoothing=0.1, augmentation=None, schedule="cosine")],
)  # fmt: skip
def test_it_trains_like_fit_batch_by_batch(recipe):
    ends, histories = [], []
    for on_device in (False, True):
        net = tiny_net()
        net.layers[0].kernel_regularizer = keras.regularizers.L2(1e-2)
        histories.append(fit(net, recipe, tiny_set(), tiny_set(), on_device=on_device))
        ends.append(state(net))
    assert list(histories[0]) == list(histories[1])
    for key, values in without_seconds(histories[0]).items():
        assert np.allclose(histories[1][key], values, rtol=1e-4, atol=1e-6), key
    assert all(np.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in zip(*ends, strict=True))
    assert len(histories[1]["seconds"]) == recipe.epochs


@on_jax
def test_a_dropout_is_drawn_anew_in_each_step():
    def masked_by_dropout(on_device):
        keras.utils.set_random_seed(3)
        net = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), layers.Dropout(0.5, seed=1),
                                layers.Dense(3)])  # fmt: skip
        fit(net, RECIPE, tiny_set(), on_device=on_device)
        return net.get_weights()[0]

    assert np.allclose(masked_by_dropout(True), masked_by_dropout(False), rtol=1e-3, atol=1e-4)


@on_jax
def test_a_run_that_is_cut_ends_like_one_that_is_not(tmp_path):
    whole, again = tiny_net(), tiny_net()
    history = fit(whole, RECIPE, tiny_set(), tiny_set(), on_device=True)
    checkpoint = RunCheckpoint(tmp_path / "run.npz", {"recipe": RECIPE.to_dict()})
    for epoch in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            fit(tiny_net(), RECIPE, tiny_set(), tiny_set(), checkpoint=checkpoint,
                callbacks=[StopBefore(epoch)], on_device=True)  # fmt: skip
    resumed = fit(again, RECIPE, tiny_set(), tiny_set(), checkpoint=checkpoint, on_device=True)
    assert all(np.array_equal(a, b) for a, b in zip(state(whole), state(again), strict=True))
    assert without_seconds(resumed) == without_seconds(history) and len(resumed["seconds"]) == 3


@on_jax
@pytest.mark.parametrize("step", [0, 1, 2])  # the last one is the smaller batch, in a call of its own
def test_a_loss_that_is_no_number_is_named_with_its_step_and_rate(step):
    x, y = tiny_set()
    order = Batches(x, y, RECIPE.batch_size, seed=RECIPE.seed).order
    x[order[step * RECIPE.batch_size]] = np.nan
    said = []
    for on_device in (False, True):
        with pytest.raises(TrainingDiverged, match=f"at step {step + 1} of epoch 1") as error:
            fit(tiny_net(), RECIPE, (x, y), on_device=on_device)
        said.append(str(error.value))
    assert said[0] == said[1]


@on_jax
def test_it_trains_in_bfloat16():
    kept = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        net = tiny_net()
        history = fit(net, RECIPE, tiny_set(), tiny_set(), on_device=True)
    finally:
        keras.config.set_dtype_policy(kept)
    full = fit(tiny_net(), RECIPE, tiny_set(), tiny_set(), on_device=True)
    assert np.allclose(history["loss"], full["loss"], rtol=0.05) and history["loss"] != full["loss"]
    assert {w.dtype for w in net.weights} == {"float32"} and net.compute_dtype == "bfloat16"


@on_jax
@pytest.mark.parametrize(
    "augment, callbacks, words",
    [
        (CifarAugmentation(shift=0.1), [], "new pixel values"),
        (HandAugmentation(), [], "new pixel values"),
        (None, [Listener()], "Listener wants to hear of each batch"),
        (
            None,
            [keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)],
            "LambdaCallback",
        ),
    ],
)
def test_what_cannot_be_done_is_said_or_done_batch_by_batch(monkeypatch, augment, callbacks, words):
    recipe = RECIPE.but(augmentation=augment, epochs=2)
    with pytest.raises(ValueError, match=words):
        fit(tiny_net(), recipe, tiny_set(), callbacks=callbacks, on_device=True)
    monkeypatch.setattr(training, "on_accelerator", lambda: True)
    assert len(fit(tiny_net(), recipe, tiny_set(), callbacks=callbacks)["loss"]) == 2


@on_jax
def test_it_is_chosen_on_an_accelerator_alone(monkeypatch):
    used = []
    loop = training.fit_on_device
    monkeypatch.setattr(training, "fit_on_device", lambda *a: used.append(1) or loop(*a))
    for accelerator, on_device, wanted in ((False, None, 0), (True, None, 1), (True, False, 0)):
        monkeypatch.setattr(training, "on_accelerator", lambda there=accelerator: there)
        used.clear()
        fit(tiny_net(), Recipe("r", epochs=1, batch_size=20), tiny_set(), on_device=on_device)
        assert len(used) == wanted


@on_jax
def test_it_tells_of_each_epoch_and_stops_when_asked(capsys):
    stop = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs))
    seen = []

    class StopAfterTwo(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    fit(tiny_net(), RECIPE, tiny_set(), tiny_set(), callbacks=[stop, StopAfterTwo()], on_device=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(seen) == 2 and lines[0].startswith("epoch 1/3  loss")
    assert set(seen[0]) >= {"loss", "accuracy", "val_loss", "val_accuracy"}


@pytest.mark.skipif(BACKEND == "jax", reason="about the other backends")
def test_another_backend_is_named():
    with pytest.raises(ValueError, match=f"Keras runs on {BACKEND}; set KERAS_BACKEND=jax"):
        fit(tiny_net(), RECIPE, tiny_set(), on_device=True)


@pytest.mark.skipif(BACKEND != "tensorflow", reason="about TensorFlow")
def test_on_a_gpu_tensorflow_gets_its_batches_ahead_and_the_same_numbers(monkeypatch):
    plain, ahead = tiny_net(), tiny_net()
    histories = [fit(plain, RECIPE, tiny_set(), tiny_set())]
    monkeypatch.setattr(training, "jit_compile", lambda: False)
    monkeypatch.setattr(training, "_tensorflow_gpu", lambda: True)
    monkeypatch.setattr(training, "STEPS_PER_CALL", 2)
    histories.append(fit(ahead, RECIPE, tiny_set(), tiny_set()))
    assert ahead.steps_per_execution == 2 and plain.steps_per_execution == 1
    for key, values in without_seconds(histories[0]).items():
        assert np.allclose(histories[1][key], values, rtol=1e-5), key
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(state(plain), state(ahead), strict=True))
    x, y = tiny_set()
    x[:] = np.nan
    with pytest.raises(TrainingDiverged, match="one of the 2 steps up to 2 of epoch 1"):
        fit(tiny_net(), RECIPE, (x, y))
