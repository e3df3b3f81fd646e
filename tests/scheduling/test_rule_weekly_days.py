"""Two to three days a week, whatever they pay."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_agent, make_plan, plain_template

RULE = "weekly_days"
SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")
CASE = make_case(plans=[make_plan(shifts=[SHAPE], min_days_week=2, max_days_week=3)])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_days_of_a_week_lie_between_the_limits(count):
    roster, admitted = [(0, d, "08:00") for d in range(count)], 2 <= count <= 3
    assert exact_admits(CASE, roster) is admitted
    assert exact_admits(CASE, roster, RULE)
    assert day_plan_admits(CASE, roster) is admitted
    assert day_plan_admits(CASE, roster, RULE)
    assert guide_admits(CASE, roster) is admitted


def test_only_this_row_of_the_guide_asks_for_the_least_days():
    assert guide_admits(CASE, [(0, 0, "08:00")], RULE)


@pytest.mark.parametrize(("days_off", "possible"), [((0, 1, 2, 3, 4), True), (range(6), False)])
def test_too_few_days_to_work_on_are_infeasible(days_off, possible):
    plan = make_plan(shifts=[SHAPE], min_days_week=2, max_days_week=3)
    case = make_case([make_agent(fixed_days_off=tuple(days_off))], [plan])
    assert exact_admits(case) is possible
    assert day_plan_admits(case) is possible
    assert guide_admits(case) is possible
