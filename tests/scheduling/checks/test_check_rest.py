from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from schedule_builders import (
    day,
    found,
    make_plan,
    make_planning,
    make_shift,
    plain_template,
    run_audit,
)

from solver.domain import CarryOver

PLAN = make_plan(shifts=[plain_template()], min_rest_minutes=660)
BERLIN = "Europe/Berlin"


def report_on(*starts, carry_over=(), zone="UTC", monday=None):
    planning = make_planning(plans=[PLAN], carry_over=carry_over, time_zone=zone)
    shifts = [make_shift(planning, "ann", on, clock, template="plain") for on, clock in starts]
    return run_audit(planning, shifts, first_day=monday or day(0))


def test_rest_on_the_limit_passes():
    assert report_on((day(0), "12:00"), (day(1), "07:00")).passed


def test_too_short_a_rest_is_named():
    report = report_on((day(0), "13:30"), (day(1), "07:00"))
    assert found(report) == [("rest", "ann", day(1))]
    expected = "rest of 9 h 30 min before the shift at 07:00, needs 11 h"
    assert report.violations[0].message == expected


def test_shifts_that_overlap_are_named():
    report = report_on((day(0), "23:30"), (day(1), "07:00"))
    assert found(report) == [("rest", "ann", day(1))]
    assert "starts 30 min before the one before it ends" in report.violations[0].message


def test_rest_over_a_day_off_passes():
    assert report_on((day(0), "23:30"), (day(2), "00:00")).passed


@pytest.mark.parametrize(("clock", "passes"), [("09:00", True), ("08:30", False)])
def test_the_last_shift_of_the_period_before_counts(clock, passes):
    ended = datetime(2026, 1, 4, 22, tzinfo=ZoneInfo("UTC"))
    report = report_on((day(0), clock), carry_over=[CarryOver(agent="ann", last_shift_end=ended)])
    assert report.passed is passes


@pytest.mark.parametrize(
    ("saturday", "start", "passes"),
    [
        (date(2026, 3, 28), "09:30", False),
        (date(2026, 3, 28), "10:00", True),
        (date(2026, 10, 24), "08:00", True),
        (date(2026, 10, 24), "07:30", False),
    ],
)
def test_rest_is_elapsed_time_over_a_change_of_clock(saturday, start, passes):
    """A shift until 22:00: eleven hours later it is 10:00 in spring and 08:00 in autumn."""
    monday = date(2026, saturday.month, saturday.day - 5)
    sunday = date(2026, saturday.month, saturday.day + 1)
    report = report_on((saturday, "14:00"), (sunday, start), zone=BERLIN, monday=monday)
    assert report.passed is passes
