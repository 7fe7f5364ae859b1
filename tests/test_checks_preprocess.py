"""check_preprocess: what it prints, and that no seed changes it; its answers run in test_answers.py."""

import pytest

from resnets.checks import CheckFailed, check_preprocess
from tests.wrong_answers.judging import MEAN, STD

tf = pytest.importorskip("tensorflow")


@pytest.fixture(autouse=True)
def unseeded():
    """Forget the global seed that other tests have set: with it TensorFlow draws alike in every epoch."""
    tf.random.set_seed(None)


@pytest.mark.parametrize("given", [(), (MEAN, STD)], ids=["any", "given"])
def test_a_right_pipeline_passes_and_says_what_was_verified(given, capsys):
    from tests.wrong_answers import pipeline

    check_preprocess(pipeline.by_map, *given)
    printed = capsys.readouterr().out
    assert "make_dataset is right. 320 pictures" in printed and "0.491 0.482 0.44" in printed


def test_a_seed_set_before_changes_no_verdict():
    from tests.wrong_answers import pipeline

    tf.random.set_seed(1)
    try:
        for answer in (pipeline.shuffle_never, pipeline.batched_first, pipeline.fixed_order, pipeline.cached):
            with pytest.raises(CheckFailed, match=answer.phrase):
                check_preprocess(answer, MEAN, STD)
        check_preprocess(pipeline.by_map, MEAN, STD)
    finally:
        tf.random.set_seed(None)
