"""python -m resnets.environment: what it says of a machine, and its verdict."""

import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from resnets import environment

ROOT = Path(__file__).resolve().parent.parent
GOOD = {"python": "3.12.4", "keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4.6"}


def test_a_good_machine_has_nothing_worth_a_look(monkeypatch):
    monkeypatch.delenv("RESNETS_PRESET", raising=False)
    assert environment.worth_a_look(GOOD, 8.0) == []
    assert environment.worth_a_look(GOOD, None) == []


@pytest.mark.parametrize(
    ("changes", "free", "said"),
    [
        ({"python": "3.14.0"}, 8.0, "Python 3.14 is not tested"),
        ({"keras": "2.15.0"}, 8.0, "Keras 2.15.0 is not tested (tested: 3.15, 3.13)"),
        ({"tensorflow": "2.16.1"}, 8.0, "TensorFlow 2.16.1 is not tested"),
        ({}, 3.2, "3.2 GB of memory are free, and lesson 4 may need 5"),
    ],
)
def test_what_may_explain_a_fault_is_said_with_what_to_do(monkeypatch, changes, free, said):
    monkeypatch.delenv("RESNETS_PRESET", raising=False)
    (remark,) = environment.worth_a_look(GOOD | changes, free)
    assert said in remark and remark.endswith(".")


def test_a_wrong_preset_is_in_the_verdict(monkeypatch):
    monkeypatch.setenv("RESNETS_PRESET", "fast")
    text, remarks = environment.report()
    assert "RESNETS_PRESET is 'fast'" in remarks[-1] and "Verdict: worth a look:" in text


def test_the_report_has_versions_device_memory_data_and_no_path(monkeypatch):
    monkeypatch.delenv("RESNETS_PRESET", raising=False)
    Memory = namedtuple("Memory", "available total")
    monkeypatch.setattr("psutil.virtual_memory", lambda: Memory(8.4e9, 16e9))
    text, _ = environment.report()
    rows = dict(re.split(r"\s{1,}", line, maxsplit=1) for line in text.splitlines()[:8])
    assert list(rows) == ["course", "system", "Python", "Keras", "NumPy", "device", "memory", "preset"]
    assert rows["memory"] == "8.4 GB free of 16.0 GB" and rows["preset"] == "quick"
    assert "hand signs " in text and "CIFAR-10 " in text
    assert str(Path.home()) not in text and str(ROOT) not in text


def test_without_psutil_the_memory_is_not_known(monkeypatch):
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert environment.memory() is None
    assert "not known: psutil is missing" in environment.report()[0]


def test_what_counts_as_tested_is_what_the_requirements_pin():
    for name, tested in environment.TESTED.items():
        pinned = tuple(
            re.search(rf"^{name}==(\d+\.\d+)", (ROOT / file).read_text(), re.MULTILINE)[1]
            for file in ("requirements.txt", "tools/requirements-colab.txt")
        )
        assert pinned == tested
    declared = re.search(r'requires-python = ">=3.(\d+),<3.(\d+)"', (ROOT / "pyproject.toml").read_text())
    first, end = int(declared[1]), int(declared[2])
    assert environment.TESTED_PYTHONS == tuple(f"3.{minor}" for minor in range(first, end))


def test_without_keras_it_says_how_to_get_it(tmp_path):
    (tmp_path / "keras.py").write_text("raise ModuleNotFoundError(\"No module named 'keras'\")")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import resnets.environment"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1 and "`make setup`" in done.stderr.splitlines()[-1]
