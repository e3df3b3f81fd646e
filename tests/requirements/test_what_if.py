"""The inverse: what a head-count holds and the volume it carries."""

from __future__ import annotations

import numpy as np
import pytest
from demand import demand, email, voice

from solver.queueing import erlang_c_metrics
from solver.requirements import RequirementsParams, require, spread_agents, what_if
from solver.requirements.example import STATIONARY, example, example_text


def held(agents: float, queue=None, volume: float = 120.0, params=STATIONARY):
    data = demand(queue or voice(), volume)
    return what_if(*data, np.full(data.volume.shape, agents), params)


def test_28_agents_do_not_hold_what_29_do() -> None:
    fewer, enough = held(28), held(29)
    assert fewer.service.service_level[0, 0] == pytest.approx(0.733, abs=5e-4)
    assert not fewer.holds.any()
    assert enough.holds.all()


@pytest.mark.parametrize(
    ("goals", "params"),
    [
        ({}, STATIONARY),
        ({"max_occupancy": 0.8}, STATIONARY),
        ({"asa_s": 10, "sl_target": None, "sl_seconds": None}, STATIONARY),
        ({"patience_s": 120}, STATIONARY.model_copy(update={"model": "erlang_a"})),
        ({"patience_s": 120, "abandon_max": 0.02}, STATIONARY),
        ({"patience_s": 120, "retry_share": 0.4}, STATIONARY),
    ],
)
def test_the_largest_volume_is_where_the_next_agent_is_needed(
    goals: dict, params: RequirementsParams
) -> None:
    queue = voice(**goals)
    most = held(29, queue, params=params).largest_volume[0, 0]
    assert (require(*demand(queue, most * (1 - 1e-6)), params).required == 29).all()
    assert (require(*demand(queue, most * (1 + 1e-6)), params).required == 30).all()


def test_nobody_carries_nothing_and_a_half_agent_half_way() -> None:
    assert (held(0).largest_volume == 0).all()
    low, middle, high = (held(n).largest_volume[0, 0] for n in (28, 28.5, 29))
    assert middle == pytest.approx((low + high) / 2)


def test_a_backlog_and_a_closed_queue_have_no_answer() -> None:
    found = held(5, email())
    assert np.isnan(found.largest_volume).all()
    assert found.holds.all()
    night = held(29, voice(opening_hours="Mon-Sun 08:00-20:00"))
    assert np.isnan(night.largest_volume[0, :16]).all()


def test_a_budget_of_hours_is_spread_by_need() -> None:
    needed = np.array([[10.0, 0.0, 30.0]])
    agents = spread_agents(needed, budget_hours=10, interval_hours=0.5)
    np.testing.assert_allclose(agents, [[5, 0, 15]])
    assert (spread_agents(np.zeros((1, 3)), 10, 0.5) == 0).all()


def test_the_example_prints_its_figures() -> None:
    text = example_text()
    level = erlang_c_metrics(28, 24, 360, 20).service_level
    for part in (
        "required           29",
        "required_gross     42",
        "rostered           46",
        f"28 agents          {float(level):.1%}",
        "28, 40, 44",
        "28.80",
    ):
        assert part in text, part
    load, goals = example()
    assert (require(load, goals, STATIONARY).required == 29).all()
