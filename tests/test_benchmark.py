"""The benchmark program runs from its command line, and keeps tries apart from results."""

import json

import keras
import numpy as np
import pytest

from resnets import benchmark, sign_runs
from resnets.blocks import block_model, identity_block
from resnets.results import RESULTS


def small_net():
    """A net of one block, for runs of a second; it has the input and output of the real one."""
    body = block_model(identity_block, (64, 64, 3), 3, [2, 2, 3], 2, "b")
    pooled = keras.layers.GlobalAveragePooling2D()(body.output)
    return keras.Model(body.input, keras.layers.Dense(6, activation="softmax")(pooled))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(sign_runs, "ResNet50", small_net)


def signs(tmp_path, *more):
    benchmark.main(
        ["signs", "--source", "drawn", "--seeds", "7", "--epochs", "1", "--out", str(tmp_path), *more]
    )


def test_a_run_is_recorded_with_everything_that_made_it(tmp_path, capsys):
    signs(tmp_path)
    (path,) = (tmp_path / "signs" / "drawn").iterdir()
    assert path.name == "hand-signs-1ep-seed7.json"
    record = json.loads(path.read_text())
    assert record["recipe"]["epochs"] == 1 and record["seed"] == 7
    assert record["recipe"]["augmentation"]["flip"] is True
    assert record["dataset"]["source"] == "drawn" and len(record["dataset"]["fingerprint"]) >= 16
    assert {"versions", "hardware", "date", "seconds"} <= set(record)
    assert record["test_accuracy_last"] == pytest.approx(record["history"]["val_accuracy"][-1], abs=1e-4)
    assert path.name in capsys.readouterr().out


def test_a_run_that_is_there_is_not_run_again(tmp_path, capsys):
    folder = tmp_path / "signs" / "drawn"
    folder.mkdir(parents=True)
    (folder / "hand-signs-1ep-seed7.json").write_text("{}")
    signs(tmp_path)
    assert "already there" in capsys.readouterr().out
    assert (folder / "hand-signs-1ep-seed7.json").read_text() == "{}"


def test_a_try_on_few_pictures_is_not_kept(tmp_path, capsys):
    signs(tmp_path, "--examples", "40")
    assert "a try, not kept" in capsys.readouterr().out
    assert not (tmp_path / "signs").exists()


def test_a_try_for_choosing_never_sees_the_test_set(tmp_path):
    signs(tmp_path, "--validate")
    (path,) = (tmp_path / "signs" / "tries").iterdir()
    record = json.loads(path.read_text())
    assert "validation_accuracy_last" in record and "test_accuracy_last" not in record
    assert record["dataset"]["split"].startswith("900 of the training pictures, and 180")


def test_the_validation_split_is_stratified_and_disjoint():
    y = np.arange(1080) % 6
    (kept, kept_y), (held, held_y) = sign_runs.validation_split(np.arange(1080), y)
    assert np.bincount(held_y).tolist() == [30] * 6 and np.bincount(kept_y).tolist() == [150] * 6
    assert not set(kept) & set(held)


def test_the_table_in_the_readme_is_that_of_the_results():
    assert sign_runs.table() in (RESULTS / "README.md").read_text(encoding="utf-8")
