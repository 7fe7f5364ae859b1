"""Checkpoints: what is written comes back with its preprocessing, and what is wrong is said."""

import json

import keras
import numpy as np
import pytest

from resnets import pretrained
from resnets.cifar import cifar10_source, load_cifar10
from resnets.errors import DataError
from resnets.nets import build_net
from resnets.pretrained import load_pretrained, read_record, save_pretrained
from tests.tiny_nets import numpy, randomise

CLASSES = ["red", "green", "blue"]
PIXELS = {"mean": [0.5, 0.4, 0.3], "divisor": [0.2, 0.25, 0.3]}
SHAPE = (8, 12, 3)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with one checkpoint, and the net that it is of."""
    folder = tmp_path_factory.mktemp("checkpoints")
    net = build_net("resnet8v1", SHAPE, 3)
    for layer in net.layers:
        randomise(layer)
    record = {"test_accuracy_last": 0.5, "seed": 0}
    save_pretrained("tiny", net, record, model="resnet8v1", classes=CLASSES, pixels=PIXELS, folder=folder)
    return folder, net


def pictures(n=2, shape=SHAPE):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), np.uint8)


def prepared(x):
    return ((x / 255 - np.array(PIXELS["mean"])) / np.array(PIXELS["divisor"])).astype("float32")


def test_a_net_comes_back_with_its_own_preprocessing(written):
    folder, net = written
    model, x = load_pretrained("tiny", folder=folder), pictures()
    np.testing.assert_allclose(numpy(model(x)), numpy(net(prepared(x))), rtol=1e-4, atol=1e-4)
    assert model.name == "tiny" and read_record("tiny", folder)["test_accuracy_last"] == 0.5


def test_without_its_top_it_ends_in_the_map_and_its_layers_lie_side_by_side(written):
    folder, net = written
    base = load_pretrained("tiny", include_top=False, folder=folder)
    inside = keras.Model(net.inputs[0], net.get_layer("avg_pool").input)
    x = pictures()
    np.testing.assert_allclose(numpy(base(x)), numpy(inside(prepared(x))), rtol=1e-4, atol=1e-4)
    assert base.output_shape == (None, 2, 3, 64)
    assert base.layers[-1].name == "stage3_block1_relu2" and base.layers[1].name == "preprocessing"
    assert not any(isinstance(layer, keras.Model) for layer in base.layers)


def test_another_size_of_pictures_and_fresh_weights(written):
    folder, _ = written
    larger = load_pretrained("tiny", include_top=False, input_shape=(16, 16, 3), folder=folder)
    assert larger.output_shape == (None, 4, 4, 64)
    keras.utils.set_random_seed(0)
    fresh = load_pretrained("tiny", weights=False, folder=folder)
    kept = load_pretrained("tiny", folder=folder)
    assert [w.shape for w in fresh.weights] == [w.shape for w in kept.weights]
    assert not np.allclose(numpy(fresh.weights[0]), numpy(kept.weights[0]))


def test_a_name_that_is_not_there_says_what_is(written):
    with pytest.raises(DataError, match=r"no checkpoint 'resnet99'\. In checkpoints.*/ there is: tiny\."):
        load_pretrained("resnet99", folder=written[0])


def test_one_of_the_courses_own_says_how_to_make_it(tmp_path):
    with pytest.raises(DataError, match="python -m resnets.benchmark pretrain resnet20v1-cifar10-six"):
        load_pretrained("resnet20v1-cifar10-six", folder=tmp_path)


def test_a_missing_or_damaged_file_is_named(written, tmp_path):
    folder, net = written
    for suffix in (".json", ".weights.h5"):
        (tmp_path / f"tiny{suffix}").write_bytes((folder / f"tiny{suffix}").read_bytes())
    path = tmp_path / "tiny.weights.h5"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(DataError, match=r"tiny\.weights\.h5 is damaged"):
        load_pretrained("tiny", folder=tmp_path)
    path.unlink()
    with pytest.raises(DataError, match=r"tiny\.weights\.h5 is missing beside tiny\.json"):
        load_pretrained("tiny", folder=tmp_path)
    (tmp_path / "tiny.json").write_text("{}")
    with pytest.raises(DataError, match=r"tiny\.json is no record of a checkpoint"):
        load_pretrained("tiny", folder=tmp_path)


def test_weights_of_another_net_are_refused(written, tmp_path):
    folder, _ = written
    record = json.loads((folder / "tiny.json").read_text())
    record["checkpoint"]["net"] = "resnet14v1"
    (tmp_path / "tiny.json").write_text(json.dumps(record))
    (tmp_path / "tiny.weights.h5").write_bytes((folder / "tiny.weights.h5").read_bytes())
    with pytest.raises(DataError, match="does not fit resnet14v1"):
        load_pretrained("tiny", folder=tmp_path)


def test_what_cannot_be_loaded_again_is_not_written(written, tmp_path):
    _, net = written
    told = {"model": "resnet8v1", "folder": tmp_path}
    with pytest.raises(ValueError, match="3 outputs, but 2 classes"):
        save_pretrained("tiny", net, {}, classes=["a", "b"], pixels=PIXELS, **told)
    with pytest.raises(ValueError, match="a mean and a divisor of 3 numbers"):
        save_pretrained("tiny", net, {}, classes=CLASSES, pixels={"mean": [0.5] * 3}, **told)
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_checkpoint(written, tmp_path, monkeypatch):
    folder, net = written
    for suffix in (".json", ".weights.h5"):
        (tmp_path / f"tiny{suffix}").write_bytes((folder / f"tiny{suffix}").read_bytes())

    def full(path):
        raise OSError("no space")

    monkeypatch.setattr(net, "save_weights", full)
    with pytest.raises(OSError):
        save_pretrained("tiny", net, {}, model="resnet8v1", classes=CLASSES, pixels=PIXELS, folder=tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["tiny.json", "tiny.weights.h5"]
    load_pretrained("tiny", folder=tmp_path)


def test_there_is_a_folder_for_them_beside_the_library():
    assert pretrained.CHECKPOINTS.name == "checkpoints"


@pytest.mark.skipif(cifar10_source() != "jpeg", reason="no JPEG copy of CIFAR-10, which it was measured on")
def test_the_course_s_own_finds_the_recorded_number_of_right_answers():
    _, (x, y) = load_cifar10()
    scores = load_pretrained("resnet20v1-cifar10").predict(x, batch_size=250, verbose=0)
    recorded = read_record("resnet20v1-cifar10")["test_accuracy_last"] * len(y)
    assert abs(np.sum(scores.argmax(1) == y[:, 0]) - recorded) < 1.5  # recorded on another device
