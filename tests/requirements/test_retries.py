"""Abandoned contacts that come back: in their own interval, or later."""

from __future__ import annotations

import numpy as np
import pytest
from demand import demand, voice

from solver.queueing import erlang_a_metrics
from solver.queueing.retrials import retrial_metrics, servers_required_with_retrials
from solver.requirements import RequirementsParams, require, service_levels

AGAIN = {"patience_s": 120, "retry_share": 0.5}
STATIONARY = RequirementsParams(evaluation="stationary")


def test_retries_without_a_delay_are_the_fixed_point() -> None:
    found = require(*demand(voice(**AGAIN), 120))
    wanted = servers_required_with_retrials(
        24, 360, patience_s=120, retry_share=0.5, sl_target=0.8, answer_s=20
    )
    assert (found.required == wanted.required.servers).all()
    assert {method.model for method in found.methods} == {"retrial"}
    held = retrial_metrics(found.required[0, 0], 24, 360, 120, 20, 0.5).per_attempt
    assert found.promised.service_level[0, 0] == pytest.approx(held.answered_over_offered)


def test_delayed_retries_are_load_of_later_intervals() -> None:
    """A burst, then steady calls: retries of the burst reach the intervals after it."""
    volume = np.where(np.arange(48) == 10, 200.0, 60.0)
    queue = voice(**AGAIN, retry_delay_s=3600, sl_target=0.3)
    found = require(*demand(queue, volume))
    fresh = volume * 360 / 1800
    assert found.load_erl[0, 11] - fresh[11] > found.load_erl[0, 9] - fresh[9] + 0.1
    assert (found.load_erl[0] >= fresh - 1e-12).all()


def test_delayed_retries_close_the_balance_of_contacts() -> None:
    """Attempts = first attempts + retries: what is lost for good is the rest."""
    queue = voice(**AGAIN, retry_delay_s=60)
    data = demand(queue, 120)
    agents = np.full((1, 48), 22.0)
    found = service_levels(*data, agents, STATIONARY)
    fixed = retrial_metrics(22, 24, 360, 120, 20, 0.5)
    late = slice(10, None)
    np.testing.assert_allclose(found.p_abandon[0, late], float(fixed.p_abandon), rtol=1e-6)
    alone = erlang_a_metrics(22, 24, 360, 120, 20).p_abandon
    assert (found.p_abandon[0, late] > alone).all()


def test_retries_are_lost_when_the_queue_is_closed() -> None:
    queue = voice(**AGAIN, retry_delay_s=7200, opening_hours="Mon-Sun 08:00-12:00")
    found = require(*demand(queue, 120))
    assert (found.load_erl[0, :16] == 0).all()
    assert (found.load_erl[0, 24:] == 0).all()
