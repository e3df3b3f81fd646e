"""Eleven hours between eight-hour shifts: after 20:00 the next day begins at 07:00."""

from datetime import UTC, datetime

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_plan, plain_template

from solver.domain import CarryOver

RULE = "rest"
ANY_TIME = make_plan(shifts=[plain_template()], min_rest_minutes=660)
CASE = make_case(plans=[ANY_TIME])


@pytest.mark.parametrize(
    ("first", "second", "admitted"),
    [("12:00", "07:30", True), ("12:00", "07:00", True), ("12:00", "06:30", False)],
)
def test_rest_between_two_days(first, second, admitted):
    roster = [(0, 0, first), (0, 1, second)]
    assert exact_admits(CASE, roster) is admitted
    assert exact_admits(CASE, roster, RULE)
    assert guide_admits(CASE, roster) is admitted
    assert guide_admits(CASE, roster, RULE)


@pytest.mark.parametrize(("clock", "admitted"), [("23:30", True), ("00:00", True)])
def test_a_day_off_is_rest_enough_for_eleven_hours(clock, admitted):
    assert exact_admits(CASE, [(0, 0, "23:30"), (0, 2, clock)]) is admitted


@pytest.mark.parametrize(("clock", "admitted"), [("07:30", True), ("07:00", False)])
def test_a_long_rest_reaches_over_a_day_off(clock, admitted):
    """From 07:30 on Tuesday, 24 hours later than the end at 07:30."""
    case = make_case(plans=[make_plan(shifts=[plain_template()], min_rest_minutes=1440)])
    roster = [(0, 0, "23:30"), (0, 2, clock)]
    assert exact_admits(case, roster) is admitted
    assert exact_admits(case, roster, RULE)


@pytest.mark.parametrize(("clock", "admitted"), [("08:30", False), ("09:00", True)])
def test_the_last_shift_of_the_period_before_counts(clock, admitted):
    ended = CarryOver(agent="ann", last_shift_end=datetime(2026, 1, 4, 22, tzinfo=UTC))
    case = make_case(plans=[ANY_TIME], carry_over=[ended])
    assert exact_admits(case, [(0, 0, clock)]) is admitted
    assert exact_admits(case, [(0, 0, clock)], RULE)


@pytest.mark.parametrize(("first", "admitted"), [("05:00", True), ("05:30", False)])
def test_the_day_plan_knows_from_when_a_template_can_follow(first, admitted):
    """The early shift at 00:00 needs the one before to end by 13:00."""
    shapes = [
        plain_template("late", earliest_start=first, latest_start="23:00"),
        plain_template("early", earliest_start="00:00", latest_start="00:00"),
    ]
    case = make_case(plans=[make_plan(shifts=shapes, min_rest_minutes=660)])
    roster = [(0, 0, first, "late"), (0, 1, "00:00", "early")]
    assert day_plan_admits(case, roster) is admitted
    assert day_plan_admits(case, roster, RULE)
    assert exact_admits(case, roster) is admitted


@pytest.mark.parametrize(("last", "admitted"), [("08:00", True), ("07:30", False)])
def test_the_day_plan_follows_a_run_of_days(last, admitted):
    """Ten-hour shifts: 14:00, then not before 11:00, then not before 08:00, though every two
    days alone could follow each other."""
    shapes = [
        plain_template("late", 600, earliest_start="14:00", latest_start="14:00"),
        plain_template("any", 600, earliest_start="06:00", latest_start="14:00"),
        plain_template("early", 600, earliest_start="05:00", latest_start=last),
    ]
    case = make_case(plans=[make_plan(shifts=shapes, min_rest_minutes=660)])
    roster = [(0, 0, "14:00", "late"), (0, 1, "11:00", "any"), (0, 2, last, "early")]
    assert exact_admits(case, roster) is admitted
    assert day_plan_admits(case, roster) is admitted
    assert day_plan_admits(case, roster, RULE)


def test_the_day_plan_keeps_the_rest_of_the_period_before():
    ended = CarryOver(agent="ann", last_shift_end=datetime(2026, 1, 5, 14, tzinfo=UTC))
    shape = plain_template(earliest_start="22:00", latest_start="23:00")
    case = make_case(plans=[make_plan(shifts=[shape], min_rest_minutes=600)], carry_over=[ended])
    assert not day_plan_admits(case, [(0, 0, "23:00")])
    assert day_plan_admits(case, [(0, 1, "22:00")])
