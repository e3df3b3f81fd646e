from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from schedule_builders import (
    day,
    found,
    make_agent,
    make_plan,
    make_planning,
    make_shift,
    plain_template,
    run_audit,
)

from solver.domain import TimeOff
from solver.scheduling.checks.weekly_paid_time import paid_limits

TEMPLATES = [plain_template("six", 360), plain_template("eight", 480)]


def plan_between(low_hours, high_hours, **fields):
    limits = {"min_paid_minutes_week": low_hours * 60, "max_paid_minutes_week": high_hours * 60}
    return make_plan(shifts=TEMPLATES, **limits, **fields)


def report_on(plan, days, agent=None, time_off=(), **fields):
    planning = make_planning([agent or make_agent()], plans=[plan], time_off=time_off)
    shifts = [
        make_shift(planning, "ann", day(number), "08:00", template=template)
        for number, template in days
    ]
    return run_audit(planning, shifts, **fields)


def eights(*numbers):
    return [(number, "eight") for number in numbers]


def test_paid_time_on_both_limits_passes():
    assert report_on(plan_between(32, 40), eights(0, 1, 2, 3)).passed
    assert report_on(plan_between(32, 40), eights(0, 1, 2, 3, 4)).passed


def test_too_little_paid_time_is_named():
    report = report_on(plan_between(32, 40), [*eights(0, 1, 2), (3, "six")])
    assert found(report) == [("weekly_paid_time", "ann", day(0))]
    assert report.violations[0].message == "30 h paid in the week, needs at least 32 h"


def test_too_much_paid_time_is_named_in_its_week():
    days = eights(0, 1, 2, 3, 7, 8, 9, 10, 11, 12)
    report = report_on(plan_between(32, 40), days, n_days=14)
    assert found(report) == [("weekly_paid_time", "ann", day(7))]
    assert report.violations[0].message == "48 h paid in the week, at most 40 h"


def test_unpaid_breaks_are_not_paid_time():
    plan = make_plan(min_paid_minutes_week=480)
    planning = make_planning(plans=[plan])
    assert run_audit(planning, [make_shift(planning, "ann", day(0))]).paid_hours == 8
    assert run_audit(planning, [make_shift(planning, "ann", day(0))]).passed


def test_an_agent_missing_from_the_schedule_is_named():
    plan = plan_between(8, 40)
    planning = make_planning([make_agent(), make_agent("bob")], plans=[plan])
    report = run_audit(planning, [make_shift(planning, "ann", day(0), template="eight")])
    assert found(report) == [("weekly_paid_time", "bob", day(0))]
    assert report.violations[0].message == "0 min paid in the week, needs at least 8 h"


def test_a_shift_over_midnight_counts_in_the_week_of_its_start():
    planning = make_planning(plans=[plan_between(8, 8)])
    late = make_shift(planning, "ann", day(6), "22:00", template="eight")
    next_week = make_shift(planning, "ann", day(12), "08:00", template="eight")
    assert run_audit(planning, [late, next_week], n_days=14).passed


def test_paid_leave_is_credited():
    """2 days of paid leave: c = 16 h, 32-40 h becomes 16-24 h, rounded outward to sixes: 12-24."""
    leave = [TimeOff(agent="ann", start=day(0), end=day(1))]
    plan = plan_between(32, 40)
    assert report_on(plan, [(2, "six"), (3, "six")], time_off=leave).passed
    assert report_on(plan, eights(2, 3, 4), time_off=leave).passed
    low = report_on(plan, [(2, "six")], time_off=leave)
    assert low.violations[0].message == (
        "6 h paid in the week, needs at least 12 h (2 days of paid leave)"
    )
    high = report_on(plan, [*eights(2, 3), (4, "six"), (5, "six")], time_off=leave)
    assert (
        high.violations[0].message == "28 h paid in the week, at most 24 h (2 days of paid leave)"
    )


def test_days_not_employed_prorate():
    """Employed 4 of 7 days: 4/7 of 32-40 h is 18.3-22.9 h, outward in sixes 18-24 h."""
    agent = make_agent(start_date=day(3))
    plan = plan_between(32, 40)
    assert report_on(plan, [(3, "six"), (4, "six"), (5, "six")], agent).passed
    assert report_on(plan, eights(3, 4, 5), agent).passed
    assert not report_on(plan, eights(3, 4), agent).passed
    report = report_on(plan, [*eights(3, 4), (5, "six"), (6, "six")], agent)
    assert report.violations[0].message == "28 h paid in the week, at most 24 h (3 days out)"


def test_unpaid_leave_prorates_like_days_not_employed():
    leave = [TimeOff(agent="ann", start=day(0), end=day(2), paid=False)]
    assert report_on(plan_between(32, 40), eights(3, 4, 5), time_off=leave).passed
    assert not report_on(plan_between(32, 40), eights(3, 4), time_off=leave).passed


def monday_leave(start_hour, end_hour):
    midnight = datetime(2026, 1, 5)
    hours = [midnight + timedelta(hours=h) for h in (start_hour, end_hour)]
    return TimeOff(agent="ann", start=hours[0], end=hours[1])


@pytest.mark.parametrize(
    ("parts", "credited"),
    [
        ([(0, 12)], False),
        ([(0, 12), (12, 24)], True),
        ([(0, 12), (13, 24)], False),
        ([(12, 24), (0, 12), (2, 3)], True),
        ([(-30, 40)], True),
    ],
)
def test_leaves_that_cover_a_day_together_are_credited(parts, credited):
    leave = [monday_leave(*hours) for hours in parts]
    report = report_on(plan_between(32, 40), eights(2, 3, 4), time_off=leave)
    assert report.passed is credited


@pytest.mark.parametrize(
    ("out", "leave", "low", "high"),
    [
        (0, 0, 1920, 2400),
        (7, 0, 0, 0),
        (0, 7, 0, 720),
        (2, 1, 720, 1440),
        (0, 1, 1440, 2160),
    ],
)
def test_limits_by_hand(out, leave, low, high):
    """(2, 1): 5/7 of 1920 and 2400 is 1371.4 and 1714.3, less 480: 891.4 and 1234.3."""
    limits = paid_limits(plan_between(32, 40), out, leave)
    assert (limits.low, limits.high) == (Fraction(low), Fraction(high))
