from datetime import UTC, datetime

import pytest
from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit

from solver.domain import CarryOver


def report_on(cells, hours=36, n_days=7, time_zone="UTC", first=0, **fields):
    plan = make_plan(min_weekly_rest_minutes=60 * hours)
    planning = make_planning(plans=[plan], time_zone=time_zone, **fields)
    shifts = [make_shift(planning, "ann", day(first + n), clock) for n, clock in cells]
    return run_audit(planning, shifts, n_days=n_days, first_day=day(first))


WORKING = [(n, "08:00") for n in range(7)]


def test_a_week_without_a_long_rest_is_named():
    report = report_on(WORKING)
    assert found(report) == [("weekly_rest", "ann", day(0))]
    assert report.violations[0].message == "longest rest of the week is 15 h 30 min, needs 36 h"


@pytest.mark.parametrize(("hours", "passes"), [(39, True), (40, False)])
def test_a_day_off_and_the_nights_beside_it_are_one_rest(hours, passes):
    assert report_on([c for c in WORKING if c[0] != 3], hours).passed is passes


@pytest.mark.parametrize(("hours", "passes"), [(31, True), (32, False)])
def test_a_rest_ends_with_its_week(hours, passes):
    """From Saturday 16:30 to Sunday midnight; the free Monday after it does not count."""
    assert report_on([*WORKING[:6], (9, "08:00")], hours, n_days=14).passed is passes


def test_a_night_into_the_week_shortens_its_first_rest():
    nights = [(6, "22:00"), (8, "18:00"), *((n, "08:00") for n in range(10, 14))]
    assert report_on(nights, 35, n_days=14).passed
    assert not report_on(nights, 36, n_days=14).passed


def test_the_shift_of_the_period_before_shortens_the_first_rest():
    late = [(1, "12:00"), *((n, "08:00") for n in range(2, 7))]
    assert report_on(late).passed
    ended = CarryOver(agent="ann", last_shift_end=datetime(2026, 1, 5, 1, tzinfo=UTC))
    assert not report_on(late, carry_over=[ended]).passed


def test_hours_are_elapsed_when_the_clock_changes():
    """29 March 2026, 84 days after the first Monday less one: the Sunday has 23 hours."""
    cells = [(n, "08:00") for n in range(6)]
    assert report_on(cells, 30, time_zone="Europe/Berlin", first=77).passed
    assert not report_on(cells, 31, time_zone="Europe/Berlin", first=77).passed


def test_a_week_cut_off_counts_whole():
    assert report_on(WORKING[:3], n_days=3).passed
