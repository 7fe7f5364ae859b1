"""What a GPU could do at best: counted by hand for small nets, and for the runs that are recorded."""

import keras
import pytest

from resnets.cifar_limits import DEVICES, Device, count_map_values, limits, limits_of
from resnets.nets import build_net
from resnets.results import RESULTS, write_result

HALF = Device({"mixed_bfloat16": 1e12, "float32": 5e11}, 1e12)


def test_maps_are_counted_and_relus_are_not():
    x = keras.Input((8, 8, 3))
    y = keras.layers.Conv2D(4, 3, padding="same")(x)
    y = keras.layers.ReLU()(keras.layers.BatchNormalization()(y))
    z = keras.layers.Add()([y, keras.layers.Conv2D(4, 1)(x)])
    assert count_map_values(keras.Model(x, z)) == 4 * 8 * 8 * 4


def test_blocks_are_opened():
    # width 4: stem 2 maps of 32x32x4; a block has 5 maps, and 2 more where it projects
    sides = [(32, 4, 10), (16, 8, 12), (8, 16, 12), (4, 32, 12)]
    expected = 2 * 32 * 32 * 4 + sum(maps * side * side * filters for side, filters, maps in sides)
    assert count_map_values(build_net("resnet18-w4")) == expected


def test_the_limits_are_work_and_bytes_over_the_rates():
    arithmetic, memory = limits_of("resnet20v1", "mixed_bfloat16", HALF)
    assert arithmetic == pytest.approx(2 * 40.55e6 * 160_000 / 1e12, rel=0.01)
    values = count_map_values(build_net("resnet20v1"))
    assert memory == pytest.approx(2 * values * 270_000 / 1e12)
    assert limits_of("resnet20v1", "float32", HALF) == pytest.approx((2 * arithmetic, 2 * memory))


def test_the_fastest_epoch_of_all_runs_is_shown(tmp_path):
    device = next(iter(DEVICES))
    for seed, seconds in enumerate(([90.0, 2.0, 1.5], [80.0, 1.25])):
        record = {
            "model": "resnet20v1",
            "recipe": {"name": "public", "precision": "mixed_bfloat16"},
            "hardware": {"device": device},
            "history": {"seconds": seconds},
        }
        write_result(tmp_path / "cifar10" / f"r{seed}.json", record)
    record["hardware"] = {"device": "CPU, 2 cores"}
    write_result(tmp_path / "cifar10" / "cpu.json", record)
    assert "| resnet20v1 | public, mixed_bfloat16 | 1.25 | 40,000 |" in limits(tmp_path)
    assert limits(tmp_path).count("\n") == 2


def test_no_recorded_epoch_is_faster_than_the_device_allows():
    for line in limits(RESULTS).splitlines()[2:]:
        _, _, _, seconds, _, arithmetic, memory, _ = line.split("|")
        assert float(seconds) > max(float(arithmetic), float(memory))
