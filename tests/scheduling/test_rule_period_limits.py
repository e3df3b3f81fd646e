"""Limits of two-week planning periods on shifts of 8 paid hours."""

import numpy as np
import pytest
from roster_cases import assert_audit_agrees, first_placement
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import TimeOff
from solver.scheduling.tour_limits import week_limits
from solver.scheduling.tours import TourLimits, search_tours

RULE = "period_limits"
SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")


def plan_of(**limits):
    fields = {"shifts": [SHAPE], "planning_period_weeks": 2, **limits}
    return make_plan(**fields)


def on_days(*days, agent=0):
    return [(agent, d, "08:00") for d in days]


def admitted_by_all(case, roster):
    answers = {exact_admits(case, roster), day_plan_admits(case, roster)}
    assert exact_admits(case, roster, RULE)
    assert day_plan_admits(case, roster, RULE)
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((0, 7), False), ((0, 1, 7), True), ((0, 1, 2, 3), True), ((0, 1, 2, 7, 8), False)],
)
def test_the_minutes_of_a_period_lie_between_its_limits(days, admitted):
    plan = plan_of(min_paid_minutes_period=3 * 480, max_paid_minutes_period=4 * 480)
    assert admitted_by_all(make_case(plans=[plan], n_days=14), on_days(*days)) is admitted


@pytest.mark.parametrize(
    ("days", "admitted"), [((0,), False), ((0, 8), True), ((0, 1, 8, 9), False)]
)
def test_the_days_of_a_period_lie_between_its_limits(days, admitted):
    plan = plan_of(min_days_period=2, max_days_period=3)
    assert admitted_by_all(make_case(plans=[plan], n_days=14), on_days(*days)) is admitted


def test_each_period_stands_for_itself():
    case = make_case(plans=[plan_of(max_days_period=2)], n_days=28)
    assert admitted_by_all(case, on_days(12, 13, 14, 15))
    assert not admitted_by_all(case, on_days(11, 12, 13, 14))


def test_a_period_cut_off_by_the_horizon_needs_its_part():
    """One week of two: half the minimum, rounded down to whole shifts."""
    case = make_case(plans=[plan_of(min_paid_minutes_period=3 * 480)])
    assert admitted_by_all(case, on_days(0))
    assert not admitted_by_all(case, on_days())


def test_paid_leave_counts_towards_the_period():
    leave = [TimeOff(agent="ann", start=day(0), end=day(0))]
    plan = plan_of(min_paid_minutes_period=2 * 480, max_paid_minutes_period=2 * 480)
    case = make_case(plans=[plan], n_days=14, time_off=leave)
    assert admitted_by_all(case, on_days(3))
    assert not admitted_by_all(case, on_days(3, 9))


def test_the_guide_leaves_a_week_what_the_others_do_not_need():
    """Two of six days are the least of the other week, so that four are left."""
    case = make_case(plans=[plan_of(max_days_period=6, min_days_week=2)], n_days=14)
    assert guide_admits(case, on_days(0, 1, 2, 3, 7, 8))
    assert not guide_admits(case, on_days(0, 1, 2, 3, 4, 7, 8))
    assert guide_admits(case, on_days(0, 1, 2, 3, 4, 7, 8), RULE)
    assert not guide_admits(case, on_days(0, 1, 2, 3, 7, 8), steer=True)


@pytest.mark.parametrize(("first", "admitted"), [((0,), False), ((0, 1), True)])
def test_the_guide_asks_a_week_for_what_the_others_cannot_reach(first, admitted):
    case = make_case(plans=[plan_of(min_days_period=5, max_days_week=3)], n_days=14)
    assert guide_admits(case, on_days(*first, 7, 8, 9)) is admitted


def test_the_search_shares_what_is_left_among_weeks_that_change_at_once():
    """Everybody is wanted every day, and a planning period holds far less."""
    plan = plan_of(
        planning_period_weeks=4,
        min_paid_minutes_period=8 * 480,
        max_paid_minutes_period=10 * 480,
        max_days_week=5,
    )
    case = make_case(
        [make_agent(f"a{i}") for i in range(4)], [plan], demand=4.0, n_days=28, interval_minutes=60
    )
    placement = first_placement(case)
    weeks = set()
    for seed in (1, 2, 3):
        limits = TourLimits(seconds=1.0, steps_per_agent=20, hot=0.5, cold=0.02, seed=seed)
        placement = search_tours(case.data, placement, limits, None, lambda: False)
        assert_audit_agrees(case, placement)
        weeks |= {s.day // 7 for s in placement.shifts}
    assert weeks == {0, 1, 2, 3}


@pytest.mark.parametrize("seed", range(4))
def test_limits_of_weeks_at_once_add_up_to_the_period(seed):
    plan = plan_of(planning_period_weeks=4, min_days_period=6, max_days_period=12)
    case = make_case([make_agent("ann"), make_agent("bob")], [plan], n_days=28)
    shifts = first_placement(case).shifts
    worked = np.zeros((2, 4), dtype=int)
    for shift in shifts:
        worked[shift.agent, shift.day // 7] += 1
    one, other = (week_limits(case.data, shifts, week, (0, 2), seed) for week in (0, 2))
    rest = worked[:, [1, 3]].sum(axis=1)
    assert (one.days_max + other.days_max + rest <= 12).all()
    assert (one.days_min + other.days_min + rest >= 6).all()
    assert ((one.days_min <= worked[:, 0]) & (worked[:, 0] <= one.days_max)).all()
