"""What the recorded grid of lesson 7 must hold and show; skipped as long as it was not run."""

import statistics

import pytest

from resnets.transfer_runs import DRAWS, TASKS, ways_at
from resnets.transfer_table import accuracies, at_size, recorded, transfer_verdict
from resnets.transfer_ways import WAYS


def records_of(task: str) -> list[dict]:
    records = recorded(task)
    if not records:
        pytest.skip(f"not recorded yet: python -m resnets.benchmark transfer --tasks {task}")
    return records


@pytest.mark.parametrize("task", TASKS)
def test_every_size_has_all_its_ways_in_every_draw(task):
    found = accuracies(records_of(task))
    for size in TASKS[task].sizes:
        assert {way: len(found[way][size]) for way in ways_at(task, size)} == dict.fromkeys(
            ways_at(task, size), len(DRAWS)
        )


@pytest.mark.parametrize("task", TASKS)
def test_ways_that_train_took_the_same_steps_on_the_same_pictures(task):
    for record in records_of(task):
        trained = {way: run for way, run in record["ways"].items() if WAYS[way].recipe}
        assert len({run["steps"] for run in trained.values()}) == 1, record["file"]
        assert all(run["recipe"]["epochs"] == WAYS[way].recipe.epochs for way, run in trained.items())


@pytest.mark.parametrize("size", [5, 10, 20])
def test_on_the_near_task_transfer_wins_by_more_than_the_spread(size):
    values = at_size(accuracies(records_of("near")), size)
    won = transfer_verdict(values)
    spread = max(statistics.stdev(values[way]) for way in (won.best, won.second))
    assert won.clear and won.difference > spread


def test_the_best_way_reaches_95_percent_of_the_hand_signs():
    found = [at_size(accuracies(records_of(task)), 180) for task in ("far32", "far64")]
    assert max(statistics.mean(draws) for values in found for draws in values.values()) >= 95
