import pytest
from schedule_builders import (
    day,
    found,
    make_agent,
    make_plan,
    make_planning,
    make_shift,
    run_audit,
)

from solver.domain import TimeOff

SHIFT = 480


def report_on(numbers, n_days=14, agent=None, time_off=(), **limits):
    plan = make_plan(**{"planning_period_weeks": 2, **limits})
    planning = make_planning([agent or make_agent()], [plan], time_off=time_off)
    shifts = [make_shift(planning, "ann", day(n)) for n in numbers]
    return run_audit(planning, shifts, n_days=n_days)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ([0], "8 h paid in the period, needs at least 16 h"),
        ([0, 9], None),
        ([0, 1, 9, 10], "32 h paid in the period, at most 24 h"),
    ],
)
def test_paid_time_of_the_period(numbers, message):
    limits = {"min_paid_minutes_period": 2 * SHIFT, "max_paid_minutes_period": 3 * SHIFT}
    report = report_on(numbers, **limits)
    assert [v.message for v in report.violations] == ([] if message is None else [message])


@pytest.mark.parametrize(("numbers", "passes"), [([0], False), ([0, 9], True), ([0, 1, 9], False)])
def test_days_of_the_period(numbers, passes):
    assert report_on(numbers, min_days_period=2, max_days_period=2).passed is passes


def test_the_period_that_breaks_the_limit_is_named():
    report = report_on([0, 14, 15, 21], n_days=28, max_days_period=2)
    assert found(report) == [("period_limits", "ann", day(14))]


def test_a_cut_off_period_and_days_not_employed_need_their_part():
    assert report_on([0], n_days=7, min_paid_minutes_period=3 * SHIFT).passed
    assert not report_on([], n_days=7, min_paid_minutes_period=3 * SHIFT).passed
    late = make_agent(start_date=day(7))
    assert report_on([8], agent=late, min_paid_minutes_period=2 * SHIFT).passed
    assert not report_on([], agent=late, min_paid_minutes_period=2 * SHIFT).passed


def test_paid_leave_is_credited():
    leave = [TimeOff(agent="ann", start=day(1), end=day(1))]
    limits = {"min_paid_minutes_period": 2 * SHIFT, "max_paid_minutes_period": 2 * SHIFT}
    assert report_on([0], time_off=leave, **limits).passed
    assert not report_on([0, 2], time_off=leave, **limits).passed
    assert report_on([0], time_off=leave, min_days_period=2).passed
