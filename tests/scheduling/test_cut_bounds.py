"""The bound beside the plan: plain ones first, cuts raise them, and late ones are left out."""

from __future__ import annotations

import pytest
from roster_cases import round_the_clock

from solver.scheduling.cut_bounds import BoundQueue, WeekBound, raised
from solver.scheduling.guide import WeekGuide, solve_guides, total_bound
from solver.scheduling.sparse_model import SolveLimits

LIMITS = SolveLimits(seconds=20.0)


@pytest.fixture(scope="module")
def case():
    return round_the_clock(n_agents=10, n_days=14)


def test_settling_proves_what_the_guide_left_open_and_cuts_raise_it(case):
    guides = solve_guides(case.data, LIMITS, None, prove=False)
    assert total_bound(guides) is None
    queue = BoundQueue(case.data, guides, lambda: 20.0, None)
    assert queue.lacks_bound
    queue.settle(cuts=False)
    assert total_bound(queue.guides) == pytest.approx(
        total_bound(solve_guides(case.data, LIMITS, None))
    )
    queue.settle(cuts=True)
    plain = total_bound(solve_guides(case.data, LIMITS, None))
    assert plain < total_bound(queue.guides)
    assert not queue.lacks_bound
    assert not queue.infeasible


def test_without_time_no_bound_is_begun(case):
    guides = solve_guides(case.data, LIMITS, None, prove=False)
    queue = BoundQueue(case.data, guides, lambda: 0.0, None)
    queue.poll()
    queue.settle(cuts=True)
    assert queue.lacks_bound


def test_a_lower_bound_changes_nothing():
    guide = WeekGuide(False, 10.0, None, 1.0, 2.0, 11.0)
    assert raised(guide, WeekBound(0, 9.0, 5.0, 6.0, False)) == guide
    assert raised(guide, WeekBound(0, None, None, None, False)) == guide
    higher = raised(guide, WeekBound(0, 10.5, 5.0, 6.0, False))
    assert (higher.bound, higher.short_agent_hours, higher.cost) == (10.5, 5.0, 11.0)
    assert raised(guide, WeekBound(0, 10.5, None, None, False)).short_agent_hours == 1.0
