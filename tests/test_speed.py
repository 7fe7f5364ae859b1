"""The speed comparison: each way is one process, the table compares medians, PyTorch's nets are ours."""

import json
import subprocess
import sys

import pytest

from resnets import benchmark, speed
from resnets.nets import build_net


def one(net, way):
    command = [sys.executable, "-m", "resnets.benchmark", "speed", "--net", net, "--way", way, "--steps", "1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("net,way", [("resnet50", "course"), ("resnet20v1", "the course's fit")])
def test_one_way_is_measured_in_a_process_of_its_own(net, way):
    measured = one(net, way)
    assert measured["images_per_second"] > 0 and 0.3 < measured["peak_gb"] < 8


def test_the_tutorials_loop_runs_on_todays_api():
    pytest.importorskip("scipy", reason="its ImageDataGenerator needs scipy")
    pytest.importorskip("tensorflow", reason="it was written for TensorFlow")
    assert one("resnet20v1", "the tutorial's loop")["images_per_second"] > 0


def test_the_table_compares_medians_with_the_first_way():
    ways = list(speed.SUITES["resnet50"])
    speeds = {ways[0]: (100, 110, 90), ways[1]: (90, 100, 99)}
    runs = {way: [{"images_per_second": s, "peak_gb": 1.5} for s in of] for way, of in speeds.items()}
    runs[ways[0]][0]["peak_gb"] = None
    text = speed.table("resnet50", runs)
    assert "| course | 32 | 99 | 90, 100, 99 | 0.99 | 1.50 |" in text and "| 1.00 | 1.50 |" in text


def test_ways_that_cannot_run_here_are_named(monkeypatch, capsys):
    class Done:
        stdout = '{"images_per_second": 5.0, "peak_gb": null}\n'

    seen = []
    monkeypatch.setattr(speed.subprocess, "run", lambda command, **kw: seen.append(command) or Done())
    monkeypatch.setattr(speed.importlib.util, "find_spec", lambda name: None if name == "torch" else name)
    benchmark.main(["speed", "--net", "resnet20v1", "--rounds", "2"])
    said = capsys.readouterr().out
    assert "PyTorch, a fixed batch: left out, torch is not installed" in said and "| – |" in said
    order = [command[command.index("--way") + 1] for command in seen]
    ways = [name for name, way in speed.SUITES["resnet20v1"].items() if not way.missing()]
    assert order == 2 * ways and "PyTorch, a fixed batch" not in ways


@pytest.mark.parametrize("name", ["resnet20v1", "resnet18"])
def test_pytorchs_twins_have_our_parameters(name):
    pytest.importorskip("torch")
    from resnets.torch_twins import torch_net, trainable

    assert trainable(torch_net(name)) == sum(w.numpy().size for w in build_net(name).trainable_weights)
