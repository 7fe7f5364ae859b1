"""The model's picture, by each of the ways that a machine may offer."""

import io
import os
import re
import stat
import sys

import keras
import pytest
from PIL import Image

from resnets.blocks import block_model, convolutional_block
from resnets.models import ResNet50
from resnets.plots import model_picture as pictures


@pytest.fixture(scope="module")
def model():
    return block_model(convolutional_block, (15, 15, 16), 3, (8, 8, 32), 3, "a")


@pytest.fixture
def shown(monkeypatch):
    """What was displayed: a list of (data, metadata)."""
    calls = []
    display = lambda data, raw, metadata: calls.append((data, metadata))  # noqa: E731
    monkeypatch.setattr("IPython.display.display", display)
    return calls


def tiny_png(path):
    stream = io.BytesIO()
    Image.new("RGB", (3, 2), "white").save(stream, "PNG")
    path.write_bytes(stream.getvalue())


def fake_dot(tmp_path, monkeypatch, script):
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


def without_pygraphviz(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)  # import raises ImportError


def test_pygraphviz_draws_and_says_nothing(model, shown, capfd):
    pytest.importorskip("pygraphviz")
    pictures.model_picture(model)
    data, metadata = shown[0]
    width, height = Image.open(io.BytesIO(data["image/png"])).size
    assert height > width > 400
    assert data["text/plain"] == pictures.layer_table(model)
    assert metadata["image/png"]["alt"] == pictures.graph_in_words(model)
    assert metadata["image/png"]["width"] == round(width / 2)
    assert capfd.readouterr() == ("", "")


def test_it_has_twice_the_pixels_of_the_drawing(model, monkeypatch, shown):
    """72 points are an inch, and a pixel of the page is a point: so the page shows it as it is drawn."""
    pytest.importorskip("pygraphviz")
    pictures.model_picture(model)
    size = re.search(r'bb="0,0,([\d.]+),', laid_out(pictures.dot_source(model)))
    rim = 8  # points, which Graphviz leaves around
    assert shown[0][1]["image/png"]["width"] == pytest.approx(float(size[1]) + rim, abs=3)


def laid_out(source):
    """Return Graphviz's own description of the drawing, with its size in points."""
    import pygraphviz

    return pygraphviz.AGraph(string=source).draw(format="dot", prog="dot").decode()


def test_the_words_follow_the_paths(model):
    norm = "BatchNormalization"
    assert pictures.graph_in_words(model) == (
        "Graph of the 13 layers of the model. Path 1: InputLayer. "
        f"Path 2, after 1: Conv2D 1×1 / 2, {norm}, Activation relu, Conv2D 3×3, {norm}, Activation relu, "
        f"Conv2D 1×1, {norm}. Path 3, after 1: Conv2D 1×1 / 2, {norm}. "
        "Path 4, after 2 and 3: Add, Activation relu."
    )


def test_words_of_an_empty_shortcut_of_a_chain_and_of_one_layer():
    X = keras.Input((4,))
    Y = keras.layers.Dense(4)(X)
    words = pictures.graph_in_words
    assert words(keras.Model(X, Y)).endswith("2 layers of the model. InputLayer, Dense.")
    ends = "Path 2, after 1: Dense. Path 3, after 1 and 2: Add."
    assert words(keras.Model(X, keras.layers.Add()([X, Y]))).endswith(ends)
    assert words(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])).endswith("one layer. Dense.")


def test_of_a_large_net_the_kinds_are_counted():
    assert "177 layers of the model: 1 InputLayer, 1 ZeroPadding2D, 53 Conv2D" in pictures.graph_in_words(
        ResNet50()
    )


def test_left_to_right_is_wider_than_high(model, shown):
    pytest.importorskip("pygraphviz")
    pictures.model_picture(model, direction="LR")
    width, height = Image.open(io.BytesIO(shown[0][0]["image/png"])).size
    assert width > height


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a shell script")
def test_without_pygraphviz_the_dot_program_draws(model, shown, monkeypatch, tmp_path):
    without_pygraphviz(monkeypatch)
    tiny_png(tmp_path / "tiny.png")
    fake_dot(tmp_path, monkeypatch, f"cat > {tmp_path}/source; cat {tmp_path}/tiny.png")
    pictures.model_picture(model)
    assert Image.open(io.BytesIO(shown[0][0]["image/png"])).size == (3, 2)
    assert "res3a_branch2a" in (tmp_path / "source").read_text()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a shell script")
@pytest.mark.parametrize("script", ["exit 1", "cat > /dev/null", "echo broken >&2; exit 3"])
def test_a_failing_dot_program_leaves_the_table(model, shown, monkeypatch, tmp_path, capfd, script):
    without_pygraphviz(monkeypatch)
    fake_dot(tmp_path, monkeypatch, script)
    pictures.model_picture(model)
    out, err = capfd.readouterr()
    assert shown == [] and err == "" and out.strip() == pictures.layer_table(model)


def test_no_tool_at_all_leaves_the_table(model, shown, monkeypatch, capsys):
    without_pygraphviz(monkeypatch)
    monkeypatch.setattr(pictures.shutil, "which", lambda name: None)
    pictures.model_picture(model)
    assert shown == [] and capsys.readouterr().out.strip() == pictures.layer_table(model)


def test_no_pydot_leaves_the_table(model, shown, monkeypatch, capsys):
    def missing(*args, **kwargs):
        raise ImportError("You must install pydot")

    monkeypatch.setattr(keras.utils, "model_to_dot", missing)
    pictures.model_picture(model)
    assert shown == [] and "res3a_branch1" in capsys.readouterr().out


def test_pygraphviz_that_cannot_draw_falls_through(model, monkeypatch):
    class Broken:
        def AGraph(self, string):
            raise OSError("no PNG in this Graphviz")

    monkeypatch.setitem(sys.modules, "pygraphviz", Broken())
    assert pictures._draw_with_pygraphviz(pictures.dot_source(model)) is None


def test_the_table_does_not_depend_on_what_was_built_before(model):
    keras.layers.Activation("relu"), keras.layers.Add()  # moves Keras's name counters
    again = block_model(convolutional_block, (15, 15, 16), 3, (8, 8, 32), 3, "a")
    assert pictures.layer_table(again) == pictures.layer_table(model)
    assert "activation" not in pictures.layer_table(model)


def test_the_table_counts_and_connects(model):
    lines = {line.split()[0]: line.split() for line in pictures.layer_table(model).splitlines()}
    assert lines["res3a_branch1"] == ["res3a_branch1", "Conv2D", "8×8×32", f"{16 * 32 + 32}", "#0"]
    assert lines["#11"][-2:] == ["bn3a_branch2c,", "bn3a_branch1"]


def test_the_whole_resnet50_stays_small(shown):
    pytest.importorskip("pygraphviz")
    pictures.model_picture(ResNet50())
    assert len(shown[0][0]["image/png"]) < 600_000


def test_a_sequential_model_has_a_picture(shown, capsys):
    pictures.model_picture(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="two")]))
    said = capsys.readouterr().out + "".join(data["text/plain"] for data, _ in shown)
    assert "two" in said


def test_a_wrong_direction_is_named(model):
    with pytest.raises(ValueError, match="direction is 'up'; give 'TB'"):
        pictures.model_picture(model, direction="up")
