from datetime import date, datetime

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

from solver.domain import TimeOff

PLANS = [make_plan(shifts=[plain_template()])]


def report_on(start, end, number, clock, zone="UTC"):
    leave = TimeOff(agent="ann", start=start, end=end)
    planning = make_planning(plans=PLANS, time_off=[leave], time_zone=zone)
    return run_audit(planning, [make_shift(planning, "ann", day(number), clock, template="plain")])


@pytest.mark.parametrize(("number", "clock"), [(0, "16:00"), (3, "00:00")])
def test_a_shift_that_touches_the_leave_passes(number, clock):
    assert report_on(day(1), day(2), number, clock).passed


@pytest.mark.parametrize(("number", "clock"), [(0, "16:30"), (1, "08:00"), (2, "23:30")])
def test_a_shift_inside_or_across_the_leave_is_named(number, clock):
    report = report_on(day(1), day(2), number, clock)
    assert found(report) == [("time_off", "ann", day(number))]
    assert "overlaps the vacation from 2026-01-06 to 2026-01-07" in report.violations[0].message


def test_leave_of_some_hours_is_local_time_of_the_site():
    hours = datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 10)
    assert report_on(*hours, 0, "10:00", zone="America/New_York").passed
    assert not report_on(*hours, 0, "09:30", zone="America/New_York").passed


def test_leave_with_an_offset_is_an_instant():
    hours = (
        datetime.fromisoformat("2026-01-05T13:00+00:00"),
        datetime.fromisoformat("2026-01-05T15:00+00:00"),
    )
    assert report_on(*hours, 0, "10:00", zone="America/New_York").passed
    assert not report_on(*hours, 0, "09:30", zone="America/New_York").passed


def test_leave_of_a_date_ends_with_the_day():
    assert not report_on(date(2026, 1, 5), date(2026, 1, 5), 0, "23:30").passed
    assert report_on(date(2026, 1, 5), date(2026, 1, 5), 1, "00:00").passed
