"""check_lr_schedule: what it prints, and its catalogue; its answers run in test_answers.py."""

import numpy as np

from resnets.checks import check_lr_schedule
from resnets.checks.lesson06_schedule import EPOCHS, MISTAKES, schedule
from tests.wrong_answers.schedule import by_branches


def test_a_right_schedule_passes_and_says_what_was_verified(capsys):
    check_lr_schedule(by_branches)
    assert "right in all 200 epochs: 0.001 first, then 0.0001 from epoch 80" in capsys.readouterr().out


def test_no_two_mistakes_look_alike():
    assert len({what for what, _, _ in MISTAKES}) == len(MISTAKES) >= 10
    curves = [[rate(epoch) for epoch in EPOCHS] for rate in (schedule, *(m[2] for m in MISTAKES))]
    for k, one in enumerate(curves):
        assert not any(np.allclose(one, other, rtol=1e-5, atol=0) for other in curves[k + 1 :])
