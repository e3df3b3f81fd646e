"""Whole servers of a backlog: deadlines, peak, and how little is lost by rounding."""

from __future__ import annotations

import math

import numpy as np
import pytest
from backlog_cases import steady
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.errors import InvalidInputError
from solver.queueing.backlog_curves import ResponseGoal, backlog_curves
from solver.queueing.backlog_plan import backlog_plan, whole_servers


@settings(max_examples=40, deadline=None)
@given(
    work=st.lists(st.floats(0, 9), min_size=1, max_size=60),
    closed=st.sets(st.integers(0, 59)),
    units=st.integers(0, 12),
    policy=st.sampled_from(["smoothest", "least", "latest", "earliest"]),
    unit=st.sampled_from([0.25, 0.9, 3.0]),
)
def test_whole_servers_meet_every_deadline_under_the_rounded_peak(
    work: list[float], closed: set[int], units: int, policy: str, unit: float
) -> None:
    opened = np.array([t not in closed for t in range(len(work))])
    curves = backlog_curves(work, opened, ResponseGoal(units, "opening"))
    plan = backlog_plan(curves, policy)  # type: ignore[arg-type]
    servers = whole_servers(curves, plan, unit)
    assert servers.dtype == np.int64
    assert (servers[~opened] == 0).all()
    assert servers.max() <= math.ceil(plan.own_hours.max() / unit - 1e-9)
    due = curves.due.copy()
    if due.size and policy != "least":
        due[-1] = curves.arrived[-1]
    done, planned = 0.0, np.cumsum(plan.own_hours[opened])
    for k, t in enumerate(curves.at):
        done = min(curves.arrived[k], done + unit * servers[t])
        assert done >= due[k] - 1e-7
        assert done >= planned[k] - unit - 1e-7


def test_rounding_is_cumulative_and_not_by_interval() -> None:
    """0.3 servers an interval over twenty are six, where rounding up each would be twenty."""
    curves = steady([0.3] * 20, 8)
    servers = whole_servers(curves, backlog_plan(curves, "least"), 1.0)
    assert servers.sum() == math.ceil(0.3 * 12)
    assert servers.max() == 1


def test_a_server_waits_for_a_full_interval_of_work_unless_a_deadline_is_near() -> None:
    """Work of 0.4 servers an interval, due with its fourth: the third brings 1.2."""
    curves = steady([0.4] * 5, 3)
    plan = backlog_plan(curves, "earliest", work_off=False)
    assert plan.own_hours == pytest.approx([0.4, 0.4, 0, 0, 0])
    assert whole_servers(curves, plan, 1.0).tolist() == [0, 0, 1, 0, 0]
    at_once = steady([0.4] * 5, 0)
    assert whole_servers(at_once, backlog_plan(at_once), 1.0).tolist() == [1] * 5


def test_whole_servers_count_free_work_and_keep_their_limit() -> None:
    curves = steady([7.0, 0, 0, 0], 3)
    plan = backlog_plan(curves, free_hours=[0.0, 0, 3, 0])
    assert plan.own_hours == pytest.approx([1, 1, 1, 1])
    assert whole_servers(curves, plan, 1.0).tolist() == [1, 1, 1, 1]
    assert whole_servers(curves, plan, 1.0, free_hours=[0, 0, 4, 0]).sum() == 3
    alone = backlog_plan(curves)
    assert whole_servers(curves, alone, 1.0, most_servers=[2, 0, 9, 9]).tolist() == [2, 0, 2, 2]


def test_a_year_of_a_busy_queue_rounds_to_hardly_more_hours() -> None:
    """Poisson arrivals of ten hours a weekday at quarter hours, 22 servers at the peak."""
    rng = np.random.default_rng(4)
    quarter, day = np.arange(35_040) % 96, np.arange(35_040) // 96
    work = rng.poisson(20.0 * np.exp(-(((quarter - 48) / 18.0) ** 2))) * 0.1
    opened = (quarter >= 32) & (quarter < 72) & (day % 7 < 5)
    curves = backlog_curves(work, opened, ResponseGoal(1, "opening_days"), day=day)
    plan = backlog_plan(curves)
    servers = whole_servers(curves, plan, 0.225)
    excess = servers.sum() * 0.225 / plan.own_hours.sum() - 1.0
    assert 0 <= excess < 1e-4
    assert servers.max() == math.ceil(plan.own_hours.max() / 0.225)


def test_servers_of_input_that_cannot_be_are_refused() -> None:
    curves = steady([1.0, 1.0], 1)
    plan = backlog_plan(curves)
    with pytest.raises(InvalidInputError, match="server_hours"):
        whole_servers(curves, plan, 0.0)
    with pytest.raises(InvalidInputError, match="free_hours"):
        whole_servers(curves, plan, 1.0, free_hours=-1.0)
    with pytest.raises(InvalidInputError, match="most_servers"):
        whole_servers(curves, plan, 1.0, most_servers=[1, -1])
    with pytest.raises(InvalidInputError, match=r"plan\.own_hours"):
        whole_servers(steady([1.0], 1), plan, 1.0)
