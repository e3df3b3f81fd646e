"""Chat whose contacts take longer beside others: staffed by the chain of sessions."""

from __future__ import annotations

import numpy as np
import pytest
from demand import chat, demand

from solver.queueing.chat import chat_agents_required, chat_metrics
from solver.requirements import RequirementsParams, require, service_levels, what_if

STATIONARY = RequirementsParams(evaluation="stationary")
TABLE = 360 * np.array([1 / 1.6, 1.3 / 1.6, 1.0])


def test_a_slope_is_relative_to_the_aht_at_full_concurrency() -> None:
    found = require(*demand(chat(concurrency=3, aht_slope=0.3), 120))
    wanted = chat_agents_required(120 / 1800, TABLE, sl_target=0.8, answer_s=20)
    assert (found.required == wanted.agents).all()
    assert found.fractional[0, 0] == pytest.approx(float(wanted.fractional))
    assert {method.model for method in found.methods} == {"chat"}
    held = chat_metrics(found.required[0, 0], 120 / 1800, TABLE, 20)
    assert found.promised.service_level[0, 0] == pytest.approx(float(held.answered_over_offered))


def test_a_table_says_the_same() -> None:
    by_table = chat(concurrency=3, aht_by_concurrency="100|130|160")
    by_slope = chat(concurrency=3, aht_slope=0.3)
    found = [require(*demand(queue, 120)).required for queue in (by_table, by_slope)]
    np.testing.assert_array_equal(*found)


def test_messaging_is_staffed_as_chat() -> None:
    queue = chat(channel="messaging", concurrency=3, aht_slope=0.3)
    other = chat(concurrency=3, aht_slope=0.3)
    np.testing.assert_array_equal(
        require(*demand(queue, 120)).required, require(*demand(other, 120)).required
    )


def test_patience_enters_by_erlang_a() -> None:
    queue = chat(concurrency=3, aht_slope=0.3, patience_s=60)
    params = RequirementsParams(model="erlang_a")
    found = require(*demand(queue, 120), params)
    assert {method.model for method in found.methods} == {"chat_a"}
    assert (found.required <= require(*demand(queue, 120)).required).all()
    assert np.isfinite(found.promised.p_abandon).all()


@pytest.mark.parametrize("patience_s", [None, 60])
def test_the_largest_volume_is_where_the_next_agent_is_needed(patience_s: float | None) -> None:
    queue = chat(concurrency=3, aht_slope=0.3, patience_s=patience_s)
    params = STATIONARY.model_copy(update={"model": "erlang_a"})
    agents = np.full((1, 48), 11.0)
    most = what_if(*demand(queue, 120), agents, params).largest_volume[0, 0]
    assert (require(*demand(queue, most * (1 - 1e-6)), params).required == 11).all()
    assert (require(*demand(queue, most * (1 + 1e-6)), params).required == 12).all()


def test_fractions_of_agents_interpolate_between_whole_ones() -> None:
    queue = chat(concurrency=3, aht_slope=0.3)
    found = service_levels(*demand(queue, 120), np.full((1, 48), 10.5), STATIONARY)
    held = chat_metrics([10, 11], 120 / 1800, TABLE, 20).answered_over_offered
    assert found.service_level[0, 0] == pytest.approx(held.mean())
