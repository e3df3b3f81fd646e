"""At most three working days in a row."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_agent, make_plan, plain_template

from solver.domain import CarryOver

RULE = "consecutive_days"
SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")
PLAN = make_plan(shifts=[SHAPE], max_consecutive_days=3)


def on_days(*days):
    return [(0, d, "08:00") for d in days]


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((0, 1), True), ((1, 2, 3, 4), False), ((1, 2, 3), True), ((0, 1, 2, 4, 5, 6), True)],
)
def test_a_run_within_a_week(days, admitted):
    case = make_case(plans=[PLAN])
    assert exact_admits(case, on_days(*days)) is admitted
    assert exact_admits(case, on_days(*days), RULE)
    assert day_plan_admits(case, on_days(*days)) is admitted
    assert day_plan_admits(case, on_days(*days), RULE)
    assert guide_admits(case, on_days(*days)) is admitted
    assert guide_admits(case, on_days(*days), RULE)


@pytest.mark.parametrize(("days", "admitted"), [((5, 6, 7), True), ((5, 6, 7, 8), False)])
def test_a_run_over_the_end_of_a_week(days, admitted):
    """The weekly rows of the guide do not see it, and must not."""
    case = make_case(plans=[PLAN], n_days=14)
    assert exact_admits(case, on_days(*days)) is admitted
    assert day_plan_admits(case, on_days(*days)) is admitted
    assert guide_admits(case, on_days(*days))


@pytest.mark.parametrize(
    ("carried", "days", "admitted"),
    [(2, (0,), True), (2, (0, 1), False), (3, (0,), False), (3, (1, 2, 3), True), (9, (0,), False)],
)
def test_a_carried_run_goes_on(carried, days, admitted):
    case = make_case(plans=[PLAN], carry_over=[CarryOver(agent="ann", consecutive_days=carried)])
    assert exact_admits(case, on_days(*days)) is admitted
    assert day_plan_admits(case, on_days(*days)) is admitted


def test_the_guide_counts_the_members_of_a_class():
    """Two agents can fill four days running by turns, but not twice."""
    case = make_case([make_agent("ann"), make_agent("bob")], [PLAN])
    assert guide_admits(case, [(0, d, "08:00") for d in range(4)])
    both = [(agent, d, "08:00") for agent in (0, 1) for d in range(4)]
    assert not guide_admits(case, both)
