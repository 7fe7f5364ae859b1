"""The diagrams: files up to date, words legible and apart, and their claims true of the library's model."""

import json
import math
import re
import sys
import xml.etree.ElementTree as ElementTree
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import diagram_banner  # noqa: E402
import diagram_blocks  # noqa: E402
import diagram_ideas  # noqa: E402
import diagram_map  # noqa: E402
import draw_diagrams  # noqa: E402
import matplotlib  # noqa: E402
from diagram_parts import POINTS_PER_PX, WIDTH, style, with_style  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.text import Text  # noqa: E402

NAMES = sorted(draw_diagrams.DRAW)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def model():
    from resnets.models import ResNet50

    return ResNet50(input_shape=(64, 64, 3), classes=6)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_what_the_code_draws(name):
    assert draw_diagrams.difference(name) == "", "call: .venv/bin/python tools/draw_diagrams.py"


def test_no_file_without_code():
    assert sorted(path.stem for path in draw_diagrams.FOLDER.glob("*.svg")) == NAMES


@pytest.mark.skipif(
    matplotlib.__version__ != draw_diagrams.DRAWN_WITH, reason="drawn with another matplotlib"
)
def test_drawing_twice_gives_the_same_bytes():
    assert draw_diagrams.draw("bottleneck") == draw_diagrams.draw("bottleneck")


@pytest.mark.parametrize("name", NAMES)
def test_description_is_inside(name):
    root = ElementTree.parse(draw_diagrams.FOLDER / f"{name}.svg").getroot()
    assert root.find(f"{SVG}desc").text == draw_diagrams.ALT[name]
    assert root.find(f"{SVG}title").text == name.replace("_", " ")
    assert root.get("width") == str(WIDTH) and root.get("role") == "img"
    assert not root.findall(f".//{SVG}text"), "letters must be outlines: the page may lack the font"
    assert len(draw_diagrams.ALT[name]) > 100


@pytest.mark.parametrize("name", NAMES)
def test_words_are_large_enough_apart_and_inside(name):
    def boxes():
        ax = draw_diagrams.DRAW[name]()
        renderer = FigureCanvasAgg(ax.figure).get_renderer()
        texts = [text for text in ax.findobj(Text) if text.get_text().strip()]
        return ax.bbox, [
            (t.get_text(), t.get_fontsize(), t.get_color(), t.get_window_extent(renderer)) for t in texts
        ]

    page, texts = with_style(boxes)
    px = page.width / WIDTH
    for words, size, colour, box in texts:
        assert size / POINTS_PER_PX >= 11, words
        assert style.contrast(colour, style.PAPER) >= style.READABLE, words
        assert box.x0 > 6 * px and box.x1 < page.width - 6 * px and box.y0 > 6 * px, words
        assert box.y1 < page.height - 6 * px, words
    for (first, _, _, one), (second, _, _, other) in combinations(texts, 2):
        assert not one.overlaps(other), (first, second)


def test_a_changed_file_is_noticed(tmp_path):
    svg = draw_diagrams.draw("residual_unit")
    path = tmp_path / "residual_unit.svg"
    for changed in (svg.replace("BN", "LN"), svg.replace("unchanged", "changed")):
        path.write_text(changed, encoding="utf-8")
        assert "other words" in draw_diagrams.difference("residual_unit", tmp_path)
    path.unlink()
    assert "missing" in draw_diagrams.difference("residual_unit", tmp_path)


def test_pictures_are_compared_but_for_last_digits():
    line = '<path d="M 10.5 -3.25 L 7 8" style="fill: #cce3f0"/>'
    assert draw_diagrams.same_picture(line, line.replace("10.5", "10.51"))
    assert not draw_diagrams.same_picture(line, line.replace("10.5", "10.6"))
    assert not draw_diagrams.same_picture(line, line.replace("#cce3f0", "#cce4f0"))
    assert not draw_diagrams.same_picture(line, line.replace("L", "M"))


def test_check_exits_with_1_and_names_the_file(tmp_path, monkeypatch, capsys):
    assert draw_diagrams.main(["--check"]) == 0
    monkeypatch.setattr(
        draw_diagrams, "difference", lambda name: "a.svg is missing" if name == NAMES[0] else ""
    )
    assert draw_diagrams.main(["--check"]) == 1
    assert "a.svg is missing" in capsys.readouterr().err


def test_shapes_on_the_map_are_those_of_the_model(model):
    for row in diagram_map.resnet50_rows():
        layer = next(x for x in model.layers if row.layer in (x.name, type(x).__name__))
        output = layer.output[0] if isinstance(layer.output, list) else layer.output
        assert output.shape[1:] == row.shape, row


def test_units_on_the_map_are_those_of_the_model(model):
    names = {layer.name for layer in model.layers}
    for stage, (filters, count, stride) in diagram_map.STAGES.items():
        blocks = [letter for letter in diagram_map.LETTERS if f"res{stage}{letter}_branch2a" in names]
        assert len(blocks) == count
        assert [letter for letter in blocks if f"res{stage}{letter}_branch1" in names] == ["a"]
        assert tuple(model.get_layer(f"res{stage}a_branch1").strides) == (stride, stride)
        widths = [model.get_layer(f"res{stage}a_branch2{part}").filters for part in "abc"]
        assert widths == filters


def test_arithmetic_of_the_map_at_another_size():
    shapes = {row.layer: row.shape for row in diagram_map.resnet50_rows(96)}
    assert shapes["conv1"] == (48, 48, 64) and shapes["bn3d_branch2c"] == (12, 12, 512)


def test_blocks_are_drawn_in_the_order_of_the_model(model):
    """The identity block's picture names its layers from top to bottom as the model connects them."""
    drawn = [text for text in _words(diagram_blocks.identity_block()) if "{stage}" in text]
    names = [text.format(stage=2, block="b") for text in drawn]
    built = [layer.name for layer in model.layers if layer.name.startswith(("res2b", "bn2b"))]
    assert names == built
    side = [text for text in _words(diagram_blocks.convolutional_block()) if text.endswith("branch1")]
    assert all(text.format(stage=3, block="a") in {layer.name for layer in model.layers} for text in side)


def _words(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_weights_of_the_bottleneck_are_those_of_the_model(model):
    shown = diagram_blocks.unit_weights([256, 64, 64, 256], [1, 3, 1])
    kernels = [model.get_layer(f"res2b_branch2{part}").kernel.shape for part in "abc"]
    assert shown == [math.prod(shape) for shape in kernels]
    for number in (f"{sum(shown):,}", f"{sum(diagram_blocks.unit_weights([64, 64, 64], [3, 3])):,}"):
        assert any(number in text for text in _words(diagram_blocks.bottleneck()))
        assert number in draw_diagrams.ALT["bottleneck"]


@pytest.mark.parametrize("kernel", [1, 3])
def test_pixels_read_are_those_that_keras_reads(kernel):
    """With a kernel of ones, the gradient of the output's sum counts how often each pixel is read."""
    from keras import ops

    counts = np.zeros((8, 8))
    for row, column in np.ndindex(8, 8):
        picture = np.zeros((1, 8, 8, 1), "float32")
        picture[0, row, column, 0] = 1
        out = ops.conv(picture, np.ones((kernel, kernel, 1, 1), "float32"), strides=2, padding="same")
        counts[row, column] = float(ops.sum(out))
    np.testing.assert_array_equal(counts, diagram_ideas.times_read(8, kernel, 2))


def test_every_lesson_is_on_the_banner():
    """Each notebook's number stands on the banner, and the banner has seven lessons."""
    numbers = {int(path.name[:2]) for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert len(diagram_banner.LESSONS) == 7
    assert numbers <= set(range(1, 8))


def test_diagrams_in_notebooks_exist_and_have_alternative_text():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        for alt, name in re.findall(r"!\[([^\]]*)\]\(\S*imgs/(\w+)\.svg", text):
            assert name in NAMES, f"{path.name} shows imgs/{name}.svg, which nothing draws"
            assert len(alt) > 40, f"{path.name}: imgs/{name}.svg needs alternative text, as in diagram_alt.py"


def test_both_units_are_drawn_in_the_order_of_the_models():
    from diagram_blocks import UNIT
    from diagram_versions import UNIT_V2
    from keras import layers

    from resnets.models_cifar import resnet_v1, resnet_v2

    kinds = {layers.Conv2D: "conv", layers.BatchNormalization: "bn", layers.Activation: "act"}
    for drawn, after, net in ((UNIT, ["act"], resnet_v1(depth=8)), (UNIT_V2, [], resnet_v2(depth=11))):
        block = [layer for layer in net.layers if layer.name.startswith("stage1_block1")]
        built = [kinds[type(x)] for x in block if type(x) in kinds and "shortcut" not in x.name]
        assert [kind for _, kind, _ in drawn] + after == built


def opacity(svg: str, number: int, seconds: float) -> float:
    """What CSS makes of the opacity of a step, ``seconds`` after the picture was opened."""
    begin, end = map(
        float,
        re.search(
            rf"@keyframes in{number}\{{0%,([\d.]+)%\{{opacity:0\}}([\d.]+)%,100%\{{opacity:1", svg
        ).groups(),
    )
    rule = rf'\[id\^="step{number}-"\]\{{animation:in{number} ([\d.]+)s linear (-?[\d.]+)s (\w+)\}}'
    cycle, delay, times = re.search(rule, svg).groups()
    cycles = (seconds - float(delay)) / float(cycle)
    if cycles < 0 or (times != "infinite" and cycles >= float(times)):
        return 1.0  # not begun, or over: as it is drawn
    return min(1.0, max(0.0, (100 * (cycles % 1) - begin) / (end - begin)))


def test_the_stepped_picture_comes_in_eight_steps_and_is_whole_before_and_afterwards():
    svg = (draw_diagrams.FOLDER / "there_and_back.svg").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r'<g id="step(\d+)-\d+"', svg)} == set(range(1, 9))

    def shown(seconds: float) -> list[float]:
        return [opacity(svg, number, seconds) for number in range(1, 9)]

    assert shown(0) == shown(3.9) == [1] * 8  # opened; printed at once
    for again in (0, 16.8, 33.6):
        for step in range(8):  # each is there before the next one comes
            assert shown(4 + again + 1.6 * step + 1.5) == [1] * (step + 1) + [0] * (7 - step)
    assert shown(4 + 3 * 16.8) == shown(3600) == [1] * 8
    assert "@media print,(prefers-reduced-motion:reduce){[id^=step]{animation:none!important}}" in svg
    assert draw_diagrams.animated("<svg><desc></desc></svg>") == "<svg><desc></desc></svg>"
