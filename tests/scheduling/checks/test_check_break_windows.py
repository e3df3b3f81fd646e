from datetime import date

import pytest
from schedule_builders import day, found, make_planning, make_shift, run_audit

PLANNING = make_planning()


def shift(*breaks_at):
    return make_shift(PLANNING, "ann", day(2), breaks_at=breaks_at)


@pytest.mark.parametrize("breaks_at", [(60, 180, 330), (165, 300, 465)])
def test_breaks_on_both_edges_of_their_windows_pass(breaks_at):
    assert run_audit(PLANNING, [shift(*breaks_at)]).passed


@pytest.mark.parametrize("first_break", [45, 180])
def test_a_break_beyond_its_window_is_named(first_break):
    lunch = 240
    report = run_audit(PLANNING, [shift(first_break, lunch, 400)])
    clocks = {45: "08:45-09:00", 180: "11:00-11:15"}[first_break]
    assert [v.message for v in report.violations if v.rule == "break_windows"] == [
        f"break {clocks} lies outside its window 09:00-11:00 (minutes 60 to 180 of the shift)"
    ]
    assert ("break_windows", "ann", day(2)) in found(report)


def test_a_break_moved_behind_lunch_is_named():
    """Alike breaks are taken in order of time, so the early one stands for the first window."""
    report = run_audit(PLANNING, [make_shift(PLANNING, "ann", day(2))])
    assert report.passed
    late = shift(60, 345, 400)
    report = run_audit(PLANNING, [late])
    assert ("break_windows", "ann", day(2)) in found(report)


def test_windows_count_elapsed_minutes_over_a_change_of_clock():
    planning = make_planning(time_zone="Europe/Berlin")
    spring = date(2026, 3, 28)
    night = make_shift(planning, "ann", spring, "23:00", breaks_at=(60, 180, 330))
    assert night.activities[3].start.strftime("%H:%M") == "03:00"
    assert run_audit(planning, [night], first_day=date(2026, 3, 23)).passed
