"""The two heads on the frozen maps of a tiny base, and pictures that the test makes."""

import json

import keras
import numpy as np
import pytest

from resnets import benchmark, head_runs
from resnets.nets import build_net
from resnets.pretrained import save_pretrained
from tests.test_transfer_runs import PIXELS, SHAPE, coloured


@pytest.fixture
def options(tmp_path, monkeypatch):
    """A base called as the course's own, and 60 + 30 pictures of three colours."""
    keras.utils.set_random_seed(0)
    net = build_net("resnet8v1", SHAPE, 5)
    save_pretrained(head_runs.BASE, net, {}, model="resnet8v1", classes=list("abcde"), pixels=PIXELS,
                    folder=tmp_path / "c")  # fmt: skip

    def sets(recipe, source, examples=None):
        parts = [(x.astype(np.float32) / 255, y) for x, y in (coloured(60, 0), coloured(30, 1))]
        return *parts, {"name": "made", "source": "drawn", "fingerprint": "f00"}

    monkeypatch.setattr(head_runs, "cifar_sets", sets)
    # Sixty pictures are half a batch of the recipe: ten steps, in which the small head learns nothing.
    monkeypatch.setattr(head_runs, "HEADS", head_runs.HEADS.but(learning_rate=1e-2, batch_size=10))
    return ["heads", "--checkpoints", str(tmp_path / "c"), "--out", str(tmp_path / "r"), "--seeds", "0"]


def test_both_heads_learn_from_frozen_maps_and_are_recorded_once(options, tmp_path, capsys):
    for _ in range(2):
        benchmark.main(options)
    paths = sorted((tmp_path / "r" / "heads").glob("*.json"))
    assert [path.stem for path in paths] == [f"{head_runs.BASE}-{head}-seed0" for head in ("flatten", "pool")]
    flatten, pool = (json.loads(path.read_text()) for path in paths)
    assert (
        pool["trained_parameters"] == 65 * 10 and flatten["trained_parameters"] == (4 * 64 + 1) * 512 + 5130
    )
    assert pool["history"]["loss"][-1] < 0.8 * pool["history"]["loss"][0]
    assert flatten["test_accuracy_last"] > 0.6 and len(flatten["base"]["classes"]) == 5
    assert capsys.readouterr().out.splitlines()[-1].endswith("already there")
    benchmark.main([*options, "--table"])
    table = capsys.readouterr().out
    assert (
        f"| {head_runs.BASE} | pool | 650 | " in table
        and "| VGG16, ImageNet weights | both |  | not run |" in table
    )


def test_the_base_sees_pixels_from_0_to_255(options, monkeypatch):
    seen = []
    monkeypatch.setattr(
        head_runs, "map_features", lambda base, x: seen.append(x) or np.zeros((len(x), 1, 1, 2))
    )
    benchmark.main([*options, "--epochs", "1"])
    np.testing.assert_array_equal(seen[0], coloured(60, 0)[0])


def test_the_courses_own_nets_are_not_blown_up(options):
    with pytest.raises(ValueError, match="--upsample 2 is for ResNet50"):
        benchmark.main([*options, "--upsample", "2"])
