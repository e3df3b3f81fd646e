"""Starts of a week at most two hours apart."""

import pytest
from rule_cases import day_plan_admits, exact_admits, make_case
from schedule_builders import make_plan, plain_template

RULE = "start_consistency"
EARLY = plain_template("early", earliest_start="06:00", latest_start="10:00")
LATE = plain_template("late", earliest_start="12:30", latest_start="14:00")
CASE = make_case(plans=[make_plan(shifts=[EARLY, LATE], max_start_spread_minutes=120)], n_days=14)


def roster(*clocks):
    return [(0, d, clock) for d, clock in clocks]


@pytest.mark.parametrize(
    ("cells", "admitted"),
    [
        ([(0, "07:00"), (1, "09:00"), (5, "08:00")], True),
        ([(0, "07:00"), (1, "08:00"), (5, "09:30")], False),
        ([(0, "07:00"), (1, "08:00"), (7, "12:30")], True),
    ],
)
def test_starts_of_a_week_are_near_each_other(cells, admitted):
    assert exact_admits(CASE, roster(*cells)) is admitted
    assert exact_admits(CASE, roster(*cells), RULE)


@pytest.mark.parametrize(("later", "admitted"), [("13:00", False), ("08:00", True)])
def test_the_day_plan_knows_templates_that_are_never_near(later, admitted):
    cells = roster((0, "07:00"), (3, later))
    assert day_plan_admits(CASE, cells) is admitted
    assert day_plan_admits(CASE, cells, RULE)


def test_without_a_limit_every_start_goes():
    case = make_case(plans=[make_plan(shifts=[EARLY, LATE])])
    assert exact_admits(case, roster((0, "06:00"), (1, "14:00")))
