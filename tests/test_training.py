"""Recipes, augmentation, progress and BN re-estimation, on a net that trains in a second."""

import json

import keras
import numpy as np
import pytest
from keras import layers

from resnets import progress, results
from resnets.augment import Batches, HandAugmentation
from resnets.models import set_batch_norm
from resnets.recipe import HAND_SIGNS, TUTORIAL_SIGNS, Recipe, learning_rate_schedule
from resnets.training import fit, reestimate_batch_norm


def numpy(value):
    return keras.ops.convert_to_numpy(value)


def tiny_net():
    return keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten(),
         layers.Dense(2, activation="softmax")]
    )  # fmt: skip


def tiny_set(n=64):
    rng = np.random.default_rng(0)
    y = np.arange(n) % 2
    x = rng.random((n, 8, 8, 3)) * 0.5 + 0.5 * y[:, None, None, None]
    return x.astype("float32"), y


def test_augmentation_without_any_change_is_the_identity():
    x = np.random.default_rng(0).random((4, 9, 7, 3), np.float32)
    still = HandAugmentation(rotation=0, shift=0, zoom=0, flip=False, light=0)
    assert np.allclose(still(x, np.random.default_rng(1)), x, atol=1e-5)


def test_augmentation_mirrors_exactly():
    x = np.random.default_rng(0).random((40, 6, 6, 3), np.float32)
    mirror = HandAugmentation(rotation=0, shift=0, zoom=0, flip=True, light=0)
    out = mirror(x, np.random.default_rng(1))
    kept = np.array([np.allclose(a, b, atol=1e-5) for a, b in zip(out, x, strict=True)])
    mirrored = np.array([np.allclose(a, b[:, ::-1], atol=1e-5) for a, b in zip(out, x, strict=True)])
    assert (kept | mirrored).all() and 8 < kept.sum() < 32


def test_rotation_is_a_rotation_and_keeps_to_its_bound():
    # A bright spot right of the centre must stay at its distance, tilted by no more than the bound.
    x = np.zeros((200, 41, 41, 3), np.float32)
    x[:, 20, 34] = 1
    out = HandAugmentation(rotation=20, shift=0, zoom=0, flip=False, light=0)(x, np.random.default_rng(2))
    rows, columns = np.mgrid[:41, :41] - 20
    mass = out[..., 0]
    cy = (mass * rows).sum((1, 2)) / mass.sum((1, 2))
    cx = (mass * columns).sum((1, 2)) / mass.sum((1, 2))
    assert np.allclose(np.hypot(cx, cy), 14, atol=0.6)
    angles = np.degrees(np.arctan2(cy, cx))
    assert 15 < np.abs(angles).max() < 22 and angles.min() < -10 and angles.max() > 10


def test_augmented_values_stay_in_range():
    x = np.random.default_rng(0).random((16, 8, 8, 3), np.float32)
    out = HandAugmentation(light=0.9)(x, np.random.default_rng(0))
    assert out.dtype == np.float32 and out.min() >= 0 and out.max() <= 1


def test_batches_depend_on_seed_epoch_and_step_only():
    x, y = tiny_set()
    a, b = (Batches(x, y, 16, HandAugmentation(), seed=3) for _ in range(2))
    b[2], b[0]  # other calls before must not matter
    assert np.array_equal(a[1][0], b[1][0]) and np.array_equal(a[1][1], b[1][1])
    first = a[1][0]
    a.start(1)
    assert not np.array_equal(a[1][0], first)
    assert not np.array_equal(Batches(x, y, 16, seed=4).order, Batches(x, y, 16, seed=3).order)


def test_an_epoch_shows_every_picture_once():
    x, y = np.arange(50, dtype=np.float32).reshape(50, 1, 1, 1), np.arange(50)
    batches = Batches(x, y, 16)
    assert len(batches) == 4
    seen = np.concatenate([batches[i][1] for i in range(4)])
    assert sorted(seen) == list(range(50))


def test_batches_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="5 images but 4 targets"):
        Batches(np.zeros((5, 2, 2, 3)), np.zeros(4))


def test_cosine_schedule_warms_up_and_ends_at_zero():
    schedule = learning_rate_schedule(
        Recipe("r", learning_rate=0.1, schedule="cosine", warmup_epochs=1, epochs=5), steps_per_epoch=10
    )
    rates = [float(schedule(step)) for step in (0, 5, 10, 30, 50)]
    assert rates[0] < 0.01 and rates[1] == pytest.approx(0.05, rel=0.1)
    assert rates[2] == pytest.approx(0.1, rel=1e-3) and rates[3] == pytest.approx(0.05, rel=1e-2)
    assert rates[4] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "changes,message", [({"schedule": "stairs"}, "stairs"), ({"optimizer": "rms"}, "rms")]
)
def test_unknown_words_in_a_recipe_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        fit(tiny_net(), Recipe("r", epochs=1).but(**changes), tiny_set())


def test_train_learns_repeats_itself_and_prints_one_line_an_epoch(capsys):
    histories = []
    for _ in range(2):
        keras.utils.set_random_seed(1)
        recipe = Recipe("r", optimizer="sgd", learning_rate=0.05, epochs=3, batch_size=16, bn_momentum=0.5)
        histories.append(fit(tiny_net(), recipe, tiny_set(), tiny_set(32)))
    assert all(len(history.pop("seconds")) == 3 for history in histories)
    assert histories[0] == histories[1]
    assert histories[0]["val_accuracy"][-1] > 0.9 and len(histories[0]["loss"]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6 and lines[0].startswith("epoch 1/3  loss")


def test_recipes_are_plain_data():
    for recipe in (HAND_SIGNS, TUTORIAL_SIGNS):
        assert json.loads(json.dumps(recipe.to_dict()))["name"] == recipe.name


def test_reestimated_statistics_are_the_averages_over_the_set():
    model, (x, _) = tiny_net(), tiny_set()
    reestimate_batch_norm(model, x, batch_size=16)
    features = numpy(model.layers[0](x))
    batch_variances = [features[i : i + 16].var(axis=(0, 1, 2)) for i in range(0, 64, 16)]
    norm = model.layers[1]
    assert np.allclose(numpy(norm.moving_mean), features.mean(axis=(0, 1, 2)), atol=1e-5)
    assert np.allclose(numpy(norm.moving_variance), np.mean(batch_variances, axis=0), rtol=1e-2)
    assert norm.momentum == 0.99


def test_set_batch_norm_changes_how_fast_statistics_move():
    x, _ = tiny_set()
    moved = []
    for momentum in (0.99, 0.5):
        keras.utils.set_random_seed(0)
        model = set_batch_norm(tiny_net(), momentum=momentum)
        model(x, training=True)
        moved.append(np.abs(numpy(model.layers[1].moving_mean)).max())
    assert moved[1] == pytest.approx(50 * moved[0], rel=1e-3)


def test_progress_in_a_notebook_rewrites_one_display(monkeypatch):
    shown = []

    class Handle:
        def update(self, data, raw):
            shown.append(data["text/plain"])

    monkeypatch.setattr(progress, "_in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: Handle())
    fit(tiny_net(), Recipe("r", epochs=2, batch_size=16), tiny_set())
    assert any("█" in text or "·" in text for text in shown)
    assert [line[:9] for line in shown[-1].splitlines()] == ["epoch 1/2", "epoch 2/2"]


def test_results_are_written_whole_and_read_in_order(tmp_path):
    recipe = Recipe("r", seed=4)
    record = results.run_record(recipe.to_dict(), {"name": "made"}, {"val_accuracy": [0.5, 0.75]}, 1.23)
    for name in ("b.json", "a.json"):
        results.write_result(tmp_path / name, record)
    read = results.read_results(tmp_path)
    assert [r["file"] for r in read] == ["a.json", "b.json"]
    assert read[0]["test_accuracy_last"] == 0.75 and read[0]["seed"] == 4 and "keras" in read[0]["versions"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.json"]


def test_a_broken_result_file_is_named(tmp_path):
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(results.DataError, match=r"x\.json is no result file"):
        results.read_results(tmp_path)


def test_a_result_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(TypeError):
        results.write_result(tmp_path / "x.json", {"array": np.zeros(2)})
    assert list(tmp_path.iterdir()) == []


def test_epochs_are_counted_from_0_and_only_the_last_ones_are_clean(monkeypatch):
    seen, plain = [], Batches.chosen

    def watched(self, step):
        places, rng = plain(self, step)
        seen.append((self.epoch, step, rng is None))
        return places, rng

    monkeypatch.setattr(Batches, "chosen", watched)
    recipe = Recipe("r", epochs=3, batch_size=32, augmentation=HandAugmentation(), clean_epochs=1)
    fit(tiny_net(), recipe, tiny_set())
    # TensorFlow looks at two batches beforehand, to see their shapes. Within an epoch they may be fetched in
    # any order (Keras 3.13 has threads for that); they are used in theirs.
    assert sorted(seen[-6:]) == [(epoch, step, epoch == 2) for epoch in range(3) for step in range(2)]
