"""The program that makes the checkpoints, on ten made pictures a class."""

import numpy as np
import pytest

from resnets import benchmark, cifar_runs
from resnets.cifar_runs import of_classes
from resnets.pretrain_runs import FOUR, SIX
from resnets.pretrained import load_pretrained, read_record


def pretrain(tmp_path, *more):
    where = ["--out", str(tmp_path / "r"), "--into", str(tmp_path / "c")]
    benchmark.main(["pretrain", "--model", "resnet8v1", "--epochs", "3", *where, *more])


def test_six_and_four_are_all_ten_classes_once():
    assert sorted(SIX + FOUR) == list(range(10))


def test_classes_are_numbered_anew_in_the_order_given():
    x, y = of_classes(np.arange(6), np.array([9, 5, 0, 9, 7, 8]), FOUR)
    assert x.tolist() == [0, 1, 3, 4, 5] and y.tolist() == [3, 0, 3, 1, 2]


def test_the_six_class_net_is_trained_on_its_classes_alone(tmp_path, few_pictures, capsys):
    for _ in range(2):
        pretrain(tmp_path, "resnet20v1-cifar10-six")
    record = read_record("resnet20v1-cifar10-six", tmp_path / "c")
    assert record["checkpoint"]["classes"] == ["airplane", "automobile", "bird", "cat", "deer", "frog"]
    assert record["dataset"]["classes"] == list(SIX) and len(record["history"]["loss"]) == 3
    model = load_pretrained("resnet20v1-cifar10-six", folder=tmp_path / "c")
    assert model.output_shape == (None, 6)
    assert capsys.readouterr().out.splitlines()[-1] == "resnet20v1-cifar10-six: already there"
    assert not list(tmp_path.glob("r/partial/**/*.npz"))
    benchmark.main(["pretrain", "--table", "--into", str(tmp_path / "c")])
    assert "| resnet20v1-cifar10-six | resnet8v1 | 6 | 3 |" in capsys.readouterr().out


def test_a_finished_run_is_taken_and_nothing_trained(tmp_path, few_pictures, monkeypatch):
    benchmark.main(["train", "--model", "resnet8v1", "--epochs", "3", "--out", str(tmp_path / "r")])
    monkeypatch.setattr(cifar_runs, "run", lambda *a, **k: pytest.fail("it trains"))
    pretrain(tmp_path, "resnet20v1-cifar10")
    assert load_pretrained("resnet20v1-cifar10", folder=tmp_path / "c").output_shape == (None, 10)


def test_a_wrong_name_is_said_before_anything_is_loaded():
    with pytest.raises(SystemExit, match="no checkpoint 'resnet99' to make; there are resnet20v1-cifar10, "):
        benchmark.main(["pretrain", "resnet99"])
