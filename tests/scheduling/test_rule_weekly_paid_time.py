"""Shifts of 8 paid hours against weekly limits of 16 to 24 hours."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import TimeOff

RULE = "weekly_paid_time"


def plan_of(low, high):
    shape = plain_template(earliest_start="08:00", latest_start="08:00")
    return make_plan(
        shifts=[shape], min_paid_minutes_week=60 * low, max_paid_minutes_week=60 * high
    )


def shifts_on(*days, agent=0):
    return [(agent, d, "08:00") for d in days]


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((0,), False), ((0, 1), True), ((0, 1, 2), True), ((0, 1, 2, 3), False)],
)
def test_the_hours_of_a_week_lie_between_the_limits(days, admitted):
    case, roster = make_case(plans=[plan_of(16, 24)]), shifts_on(*days)
    assert exact_admits(case, roster) is admitted
    assert exact_admits(case, roster, RULE)
    assert day_plan_admits(case, roster) is admitted
    assert guide_admits(case, roster) is admitted


def test_only_this_row_of_the_guide_asks_for_the_least_hours():
    assert guide_admits(make_case(plans=[plan_of(16, 24)]), shifts_on(0), RULE)


@pytest.mark.parametrize(("low", "possible"), [(16, True), (17, False)])
def test_limits_that_no_number_of_shifts_meets_are_infeasible(low, possible):
    """16 to 23 hours hold two shifts, 17 to 23 none."""
    case = make_case(plans=[plan_of(low, 23)])
    assert exact_admits(case) is possible
    assert day_plan_admits(case) is possible
    assert guide_admits(case) is possible


def test_each_week_stands_for_itself():
    case = make_case(plans=[plan_of(0, 16)], n_days=14)
    assert exact_admits(case, shifts_on(5, 6, 7, 8))
    assert not exact_admits(case, shifts_on(4, 5, 6, 7))
    assert guide_admits(case, shifts_on(5, 6, 7, 8))
    assert not guide_admits(case, shifts_on(4, 5, 6, 7))


def test_paid_leave_counts_towards_the_hours():
    leave = TimeOff(agent="ann", start=day(0), end=day(0))
    case = make_case(plans=[plan_of(16, 16)], time_off=[leave])
    assert exact_admits(case, shifts_on(3))
    assert not exact_admits(case, shifts_on(3, 4))


def test_the_guide_adds_the_limits_of_a_class():
    people = [make_agent("ann"), make_agent("bob")]
    case = make_case(people, [plan_of(8, 16)])
    lopsided = [*shifts_on(0, 1, 2), *shifts_on(0, agent=1)]
    assert guide_admits(case, lopsided)
    assert not exact_admits(case, lopsided)
    assert not guide_admits(case, [*lopsided, *shifts_on(1, agent=1)])
