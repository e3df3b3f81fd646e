from datetime import date

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


def report_on(number, start, zone="UTC", first_day=None, on=None, **fields):
    planning = make_planning(
        [make_agent(**fields)],
        plans=[make_plan(shifts=[plain_template(length_minutes=480)])],
        time_zone=zone,
    )
    shift = make_shift(planning, "ann", on or day(number), start, template="plain")
    return run_audit(planning, [shift], first_day=first_day or day(0))


@pytest.mark.parametrize("start", ["09:00", "10:00"])
def test_a_shift_on_either_edge_of_the_span_passes(start):
    assert report_on(0, start, availability="Mon-Fri 09:00-18:00").passed


@pytest.mark.parametrize(("start", "hours"), [("08:30", "08:30-16:30"), ("10:30", "10:30-18:30")])
def test_a_shift_beyond_the_span_is_named(start, hours):
    report = report_on(0, start, availability="Mon-Fri 09:00-18:00")
    assert found(report) == [("availability", "ann", day(0))]
    assert report.violations[0].message == (
        f"the shift {hours} lies outside the available hours Mon-Fri 09:00-18:00"
    )


def test_spans_join_over_midnight_and_over_the_week():
    for number in (2, 6):
        assert report_on(number, "22:00", availability="Mon-Sun 22:00-06:00").passed
        assert not report_on(number, "22:30", availability="Mon-Sun 22:00-06:00").passed
        assert report_on(number, "20:00", availability="24x7").passed


def test_the_night_into_a_day_without_span_is_named():
    assert not report_on(4, "22:00", availability="Mon-Fri 00:00-24:00").passed
    assert report_on(4, "16:00", availability="Mon-Fri 00:00-24:00").passed


def test_no_start_on_a_fixed_day_off():
    report = report_on(2, "09:00", fixed_days_off="Wed")
    assert found(report) == [("availability", "ann", day(2))]
    assert report.violations[0].message == "the shift 09:00-17:00 starts on Wed, a fixed day off"
    assert report_on(1, "22:00", fixed_days_off="Wed").passed


def test_starts_lie_within_the_employment():
    dates = {"start_date": day(1), "end_date": day(3)}
    for number in (1, 3):
        assert report_on(number, "22:00", **dates).passed
    for number in (0, 4):
        report = report_on(number, "09:00", **dates)
        assert found(report) == [("availability", "ann", day(number))]
        assert "a day not employed (2026-01-06 to 2026-01-08)" in report.violations[0].message


@pytest.mark.parametrize(
    ("on", "until", "passes"),
    [
        (date(2026, 3, 28), "07:00", True),
        (date(2026, 3, 28), "06:00", False),
        (date(2026, 10, 24), "05:00", True),
        (date(2026, 10, 24), "04:30", False),
    ],
)
def test_the_wall_clock_counts_over_a_change_of_clock(on, until, passes):
    """Eight hours from 22:00 end at 07:00 in spring and at 05:00 in autumn."""
    hours = f"Sat,Sun 22:00-{until}"
    monday = date(2026, 3, 23) if on.month == 3 else date(2026, 10, 19)
    report = report_on(
        0, "22:00", zone="Europe/Berlin", first_day=monday, on=on, availability=hours
    )
    assert report.passed is passes


def test_an_hour_that_the_clock_skips_need_not_be_available():
    hours = "Sat 20:00-24:00; Sun 00:00-02:00,Sun 03:00-07:00".replace(",", ";")
    spring = {"zone": "Europe/Berlin", "first_day": date(2026, 3, 23), "on": date(2026, 3, 28)}
    assert report_on(0, "22:00", availability=hours, **spring).passed
    assert not report_on(5, "20:30", availability=hours).passed
