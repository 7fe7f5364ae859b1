"""The table of lesson 6: every published row, our cells from files, empty ones said to be so."""

import re

import pytest
from PIL import Image

from resnets import benchmark, cifar_table
from resnets.cifar_limits import limits
from resnets.cifar_plan import PLAN, Wanted, left
from resnets.cifar_runs import RECIPES
from resnets.cifar_table import HEADINGS, NOT_RUN, cost, groups, markdown, rows
from resnets.counts import count_multiply_adds, count_trainable
from resnets.nets import build_net
from resnets.plots.lesson06 import table_in_words
from resnets.results import RESULTS, write_result


def record(out, model, seed, accuracy, epochs=30, recipe="short"):
    write_result(
        out / "cifar10" / f"{model}-{recipe}-{epochs}ep-seed{seed}.json",
        {
            "model": model,
            "recipe": {"name": recipe, "epochs": epochs},
            "seed": seed,
            "test_accuracy_last": accuracy,
            "seconds_per_epoch": 60.04,
            "hardware": {"device": "CPU, 2 cores"},
            "dataset": {"source": "jpeg"},
            "trainable_parameters": 1000,
            "multiply_adds": 2_000_000,
        },
    )


@pytest.fixture
def out(tmp_path):
    for seed, accuracy in enumerate((0.90, 0.91, 0.92)):
        record(tmp_path, "resnet20v1", seed, accuracy)
    record(tmp_path, "resnet20v1", 0, 0.88, epochs=15)
    record(tmp_path, "plain20", 0, 0.875)
    return tmp_path


def test_seeds_are_averaged_and_longer_runs_come_first(out):
    first, second, *_ = rows(out)
    assert first["net"] == second["net"] == "ResNet20 v1"
    assert first["ours, test accuracy %"] == "91.00 ± 1.00" and first["runs"] == "3 seeds, 30 epochs, short"
    assert second["ours, test accuracy %"] == "88.00" and second["runs"] == "1 seed, 15 epochs, short"
    assert first["tutorial %"] == "92.16" and first["paper %"] == "91.25" and first["s/epoch"] == "60.0"


def test_cells_not_run_say_so_and_unlike_nets_are_labelled(out):
    by_net = {row["net"]: row for row in rows(out)}
    assert by_net["ResNet56 v1"]["ours, test accuracy %"] == NOT_RUN
    assert "another net" in by_net["ResNet164 v1"]["paper %"]
    assert by_net["ResNet164 v2"]["paper %"] == "94.54"
    assert by_net["ResNet1001 v1"]["trainable parameters"] == ""  # 1001 is not 6n + 2
    assert by_net["plain20"]["ours, test accuracy %"] == "87.50"


def test_parameters_of_every_depth_are_the_published_ones():
    assert cost("resnet110v1")[0] == 1_727_962 and cost("resnet164v2")[0] == 1_703_258
    assert cost("resnet1001v2")[0] == pytest.approx(10.33e6, rel=1e-3)


def test_counting_without_building_equals_building():
    net = build_net("resnet29v2")
    assert cost("resnet29v2") == (count_trainable(net), count_multiply_adds(net))


def test_the_markdown_is_a_table_and_names_the_copy(out):
    lines = markdown(out).splitlines()
    assert lines[0].count("|") == len(HEADINGS) + 1 and len({line.count("|") for line in lines[:14]}) == 1
    assert "JPEG copy of CIFAR-10" in lines[-1]


def test_without_results_every_cell_is_empty(tmp_path):
    assert {row["ours, test accuracy %"] for row in rows(tmp_path)} == {NOT_RUN}
    assert groups(tmp_path) == []


def test_the_program_prints_and_draws(out, tmp_path, capsys):
    picture = tmp_path / "pictures" / "table.svg"
    benchmark.main(["table", "--out", str(out), "--picture", str(picture)])
    assert "ResNet20 v1" in capsys.readouterr().out and picture.read_text().startswith("<?xml")
    assert cifar_table.PUBLISHED[0].depth == 20


def test_tries_are_listed_best_first_with_what_was_changed(tmp_path, capsys):
    for name, accuracy in (("short", 0.79), ("short-crop-2", 0.8)):
        write_result(
            tmp_path / "cifar10" / "tries" / f"{name}.json",
            {
                "model": "resnet20v1",
                "recipe": {"name": name, "epochs": 4, "seed": 0},
                "validation_accuracy_last": accuracy,
            },
        )
    benchmark.main(["table", "--tries", "--out", str(tmp_path)])
    assert capsys.readouterr().out.splitlines()[2:] == [
        "| resnet20v1 | short-crop-2 | 4 | 0 | 80.00 |",
        "| resnet20v1 | short | 4 | 0 | 79.00 |",
    ]


def test_what_the_readmes_say_is_what_is_recorded():
    text = (RESULTS / "README.md").read_text(encoding="utf-8")
    tables = (markdown(), cifar_table.tries(), cifar_table.controls(), limits(), "\n".join(left()))
    for printed in tables:
        assert printed in text, "call: python tools/results_tables.py"
    front = (RESULTS.parent / "README.md").read_text(encoding="utf-8")
    assert cifar_table.brief() in front, "call: python tools/results_tables.py"
    drawn = Image.open(RESULTS.parent / "imgs" / "cifar10_results.png")
    assert drawn.text["Description"] == table_in_words(groups()), "call: python tools/results_tables.py"
    assert drawn.width >= 2 * 890, "two pixels for each of GitHub's column"


def test_controls_are_named_with_what_trained_them(tmp_path):
    assert cifar_table.controls(tmp_path).count("\n") == 1
    write_result(
        tmp_path / "controls" / "one.json",
        {
            "model": "resnet20v1", "recipe": {"epochs": 200, "precision": "float32"}, "seed": 3,
            "code": "other.py", "backend": "torch", "test_accuracy_last": 0.8,
        },
    )  # fmt: skip
    assert "| resnet20v1 | 200 | 3 | other.py | float32, torch | 80.00 |" in cifar_table.controls(tmp_path)


def test_what_is_left_to_run_is_said_seed_by_seed(tmp_path, capsys):
    record(tmp_path, "resnet20v1", 1, 0.9, epochs=30, recipe="fast")
    plan = (Wanted("resnet20v1", "fast", 30, (0, 1, 2)), Wanted("resnet20v1", "fast", 30, (1,)))
    (command,) = left(tmp_path, plan)
    assert command.endswith("train --model resnet20v1 --recipe fast --epochs 30 --seed 0 2")
    benchmark.main(["table", "--left", "--out", str(tmp_path)])
    printed = capsys.readouterr().out.splitlines()
    assert (
        printed[0] == printed[-1] == "```"
        and len(printed) == len(PLAN) + 2
        and "--examples 5000" in printed[-2]
    )


def test_every_net_of_the_plan_exists_and_belongs_in_the_table():
    for wanted in PLAN:
        shallow = re.sub(r"(?<=resnet)\d+(?=v)|(?<=plain)\d+", "20", wanted.model)
        assert wanted.recipe in RECIPES and build_net(shallow).count_params() > 10_000
