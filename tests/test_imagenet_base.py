"""Bases of keras.applications without a network: fresh weights, a file of one's own, and none at all."""

import hashlib

import keras
import numpy as np
import pytest
from keras import layers

from resnets import imagenet_base
from resnets.errors import DataError
from resnets.imagenet_base import BASES, ImageNetBase, WeightsMissing, cached_file, pretrained_base
from tests.tiny_nets import numpy, randomise

SHAPE = (32, 40, 3)


def build_tiny(include_top, weights, input_shape):
    """A net in the place of those with millions of weights; it is built as they are."""
    assert not include_top
    if weights == "imagenet":
        raise OSError("no network")
    inputs = keras.Input(input_shape)
    x = layers.Conv2D(4, 3, 2, name="conv1")(inputs)
    x = layers.ReLU(name="relu1")(layers.BatchNormalization(name="bn1")(x))
    return keras.Model(inputs, x, name="tiny")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty Keras cache, and tiny nets in both ways of preprocessing."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name, mode in (("ResNet50", "caffe"), ("ResNet50V2", "tf")):
        monkeypatch.setitem(BASES, name, ImageNetBase(build_tiny, mode, f"{name}.h5", "0" * 32))
    return tmp_path


def pictures():
    return np.random.default_rng(0).integers(0, 256, (2, *SHAPE), np.uint8)


def prepared(x, mode):
    x = x.astype("float32")
    return (
        x[..., ::-1] - np.array([103.939, 116.779, 123.68], "float32") if mode == "caffe" else x / 127.5 - 1
    )


@pytest.mark.parametrize("name", ["ResNet50", "ResNet50V2"])
def test_a_weights_file_is_read_and_preprocessing_is_built_in(name, home, tmp_path):
    net = build_tiny(False, None, SHAPE)
    for layer in net.layers:
        randomise(layer)
    path = tmp_path / "own.weights.h5"
    net.save_weights(path)
    base, x = pretrained_base(name, SHAPE, weights=path), pictures()
    np.testing.assert_allclose(
        numpy(base(x)), numpy(net(prepared(x, BASES[name].mode))), rtol=1e-4, atol=1e-3
    )
    assert [layer.name for layer in base.layers[1:]] == ["preprocessing", "conv1", "bn1", "relu1"]


def test_the_file_in_the_keras_cache_is_taken_if_it_is_the_right_one(home, monkeypatch):
    net = build_tiny(False, None, SHAPE)
    for layer in net.layers:
        randomise(layer)
    path = cached_file("ResNet50")
    path.parent.mkdir()
    net.save(path)  # the old .h5, as Keras's own files are
    with pytest.raises(DataError, match="ResNet50.h5 in the Keras cache is damaged"):
        pretrained_base("ResNet50", SHAPE)
    md5 = hashlib.md5(path.read_bytes()).hexdigest()
    monkeypatch.setitem(BASES, "ResNet50", BASES["ResNet50"]._replace(md5=md5))
    x = pictures()
    wanted = numpy(net(prepared(x, "caffe")))
    np.testing.assert_allclose(numpy(pretrained_base("ResNet50", SHAPE)(x)), wanted, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("allowed, why", [("0", "RESNETS_DOWNLOAD=0 forbids"), ("1", r"failed \(OSError\)")])
def test_offline_one_line_names_the_file_and_its_place(home, monkeypatch, allowed, why):
    monkeypatch.setenv("RESNETS_DOWNLOAD", allowed)
    with pytest.raises(WeightsMissing, match=why) as caught:
        pretrained_base("ResNet50", SHAPE)
    (line,) = caught.value._render_traceback_()
    assert "\n" not in line and "ResNet50.h5" in line and f"{home}/models/" in line


def test_a_file_of_another_net_or_none_is_said(home, tmp_path):
    with pytest.raises(DataError, match="other.weights.h5 is not there"):
        pretrained_base("ResNet50", SHAPE, weights=tmp_path / "other.weights.h5")
    keras.Sequential([keras.Input((4,)), layers.Dense(2)]).save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(DataError, match="holds no weights of ResNet50 without top"):
        pretrained_base("ResNet50", SHAPE, weights=tmp_path / "other.weights.h5")


def test_small_pictures_can_be_shown_larger(home):
    base = pretrained_base("ResNet50", (16, 20, 3), weights=None, upsample=2)
    assert base.input_shape == (None, 16, 20, 3) and base.get_layer("upsample").output.shape[1:3] == (32, 40)


@pytest.mark.parametrize(
    "name, shape, words",
    [
        ("ResNet51", SHAPE, "it can be ResNet50, ResNet50V2, VGG16"),
        ("VGG16", (16, 16, 3), "32 pixels or more each way"),
        ("VGG16", (32, 32, 1), "three channels"),
    ],
)
def test_what_cannot_be_is_refused(name, shape, words):
    with pytest.raises(ValueError, match=words):
        pretrained_base(name, shape, weights=None)


def test_a_real_one_has_the_map_that_the_tutorial_puts_its_heads_on():
    base = pretrained_base("VGG16", (32, 32, 3), weights=None)
    assert base.output_shape == (None, 1, 1, 512) and base.count_params() == 14_714_688
    assert base.layers[-1].name == "block5_pool" and base.layers[1].name == "preprocessing"


def test_the_preprocessing_is_that_of_keras_and_can_be_saved():
    x = pictures()
    theirs = {"ResNet50": "resnet50", "ResNet50V2": "resnet_v2", "VGG16": "vgg16"}
    for name, module in theirs.items():
        layer = imagenet_base.ImageNetPreprocessing(BASES[name].mode)
        again = type(layer).from_config(layer.get_config())
        wanted = getattr(keras.applications, module).preprocess_input(x.astype("float32"))
        np.testing.assert_allclose(numpy(again(x.astype("float32"))), wanted, rtol=1e-5, atol=1e-4)
