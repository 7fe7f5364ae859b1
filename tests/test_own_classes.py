"""Lesson 7's section "your own classes", run on a folder that the test draws: it learns and measures."""

import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image, ImageDraw

import resnets_utils
from resnets.errors import DataError
from resnets.pretrained import CHECKPOINTS, read_record

NOTEBOOK = next((Path(__file__).resolve().parents[1] / "notebooks").glob("07_*.ipynb"))
A_CLASS = 24


def there(name: str) -> bool:
    try:
        return bool(read_record(name, CHECKPOINTS))
    except DataError:
        return False


def draw_shapes(folder: Path) -> Path:
    """Draw discs, bars and frames of any colour and size, on grounds of any colour, as PNG and as JPEG."""
    rng = np.random.default_rng(3)
    for name in ("disc", "bar", "frame"):
        (folder / name).mkdir(parents=True)
        for k in range(A_CLASS):
            width, height = (int(side) for side in rng.integers(40, 90, 2))
            ground, ink = (tuple(int(v) for v in rng.integers(*span, 3)) for span in ((0, 90), (150, 255)))
            picture = Image.new("RGB", (width, height), ground)
            pen, (x, y) = ImageDraw.Draw(picture), (width // 2, height // 2)
            half = int(min(x, y) * rng.uniform(0.5, 0.8))
            place = (x - half, y - half, x + half, y + half)
            if name == "disc":
                pen.ellipse(place, fill=ink)
            elif name == "bar":
                pen.rectangle((x - half, y - half // 5, x + half, y + half // 5), fill=ink)
            else:
                pen.rectangle(place, outline=ink, width=max(2, half // 6))
            picture.save(folder / name / f"{k}.{'jpg' if k % 2 else 'png'}")
    return folder


def cells_of_the_section() -> list[str]:
    """Return the code cells between the section's heading and the next one."""
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    start = next(k for k, cell in enumerate(cells) if cell.source.startswith("## 10 · Your own classes"))
    end = next(k for k in range(start + 1, len(cells)) if cells[k].source.startswith("## "))
    return [cell.source for cell in cells[start:end] if cell.cell_type == "code"]


def imports_of_the_lesson() -> str:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    return next(cell.source for cell in cells if cell.source.startswith("import tempfile"))


@pytest.mark.skipif(not there("resnet20v1-cifar10"), reason="the checkpoint is not made")
@pytest.mark.parametrize("given", [True, False], ids=["a folder of one's own", "none, so some are drawn"])
def test_the_section_learns_from_a_folder_in_under_a_minute(given, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RESNETS_PRESET", "quick")
    sources = cells_of_the_section()
    assert sum("my_pictures = None" in source for source in sources) == 1
    if given:
        folder = draw_shapes(tmp_path / "shapes")
        sources = [s.replace("my_pictures = None", f"my_pictures = {str(folder)!r}") for s in sources]
    # What stands before the section: the star, the lesson's imports, and what the learner has written.
    scope = {name: getattr(resnets_utils, name) for name in resnets_utils.__all__}
    exec(f"from pathlib import Path\n{imports_of_the_lesson()}", scope)
    scope["extract_features"] = resnets_utils.extract_features
    started = time.process_time()
    for source in sources:
        exec(compile(source, NOTEBOOK.name, "exec"), scope)
    assert time.process_time() - started < 60
    said = capsys.readouterr().out
    if given:
        assert scope["own_names"] == ["bar", "disc", "frame"] and scope["x_own"].shape == (72, 32, 32, 3)
    assert scope["low"] > 1 / 3 and f"{scope['hits']} of {len(scope['held'])} right" in said
