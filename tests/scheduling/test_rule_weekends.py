"""One working weekend in two weeks."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_plan, plain_template

RULE = "weekends"
SHAPE = plain_template(earliest_start="20:00", latest_start="20:00")
CASE = make_case(plans=[make_plan(shifts=[SHAPE], max_working_weekends=1)], n_days=14)


def on_days(*days):
    return [(0, d, "20:00") for d in days]


@pytest.mark.parametrize(
    ("days", "admitted"),
    [
        ((5,), True),
        ((5, 6), True),
        ((5, 12), False),
        ((6, 13), False),
        # A shift that starts on Friday does not work the weekend it runs into.
        ((5, 6, 11), True),
    ],
)
def test_a_weekend_counts_once_whatever_its_days(days, admitted):
    assert exact_admits(CASE, on_days(*days)) is admitted
    assert exact_admits(CASE, on_days(*days), RULE)
    assert day_plan_admits(CASE, on_days(*days)) is admitted
    assert day_plan_admits(CASE, on_days(*days), RULE)


def test_the_bound_holds_no_weekend_row_but_the_guide_steers():
    """One of two weekends is an even part of half an agent: either whole weekend is legal, so
    that a bound with this row would be false."""
    assert guide_admits(CASE, on_days(5))
    assert not guide_admits(CASE, on_days(5), steer=True)
    assert guide_admits(CASE, on_days(4), steer=True)


def test_weekend_days_are_the_plans_own():
    plan = make_plan(shifts=[SHAPE], max_working_weekends=0, weekend_days="Fri|Sat")
    case = make_case(plans=[plan])
    assert exact_admits(case, on_days(6))
    assert not exact_admits(case, on_days(4))


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((5, 12), False), ((5, 19), True), ((6, 19, 26), False), ((5, 6, 20), True)],
)
def test_weekends_in_a_row(days, admitted):
    plan = make_plan(shifts=[SHAPE], max_consecutive_weekends=1)
    case = make_case(plans=[plan], n_days=28)
    assert exact_admits(case, on_days(*days)) is admitted
    assert exact_admits(case, on_days(*days), RULE)
    assert day_plan_admits(case, on_days(*days)) is admitted


def test_the_guide_steers_by_what_weekends_in_a_row_leave():
    """With one in a row two of four weekends can be worked: an even part of half an agent."""
    plan = make_plan(shifts=[SHAPE], max_consecutive_weekends=1)
    case = make_case(plans=[plan], n_days=28)
    assert guide_admits(case, on_days(5, 19))
    assert not guide_admits(case, on_days(5, 19), steer=True)
