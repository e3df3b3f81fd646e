"""Two starts of a short shift on one day: the rule alone keeps them apart."""

from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_plan, plain_template

RULE = "one_shift_a_day"
SHORT = make_plan(shifts=[plain_template("short", 240), plain_template("long", 300)])
CASE = make_case(plans=[SHORT])
ONE = [(0, 0, "00:00", "short")]
TWO = [*ONE, (0, 0, "12:00", "long")]
NEXT_DAY = [*ONE, (0, 1, "00:00", "long")]


def test_one_shift_is_admitted():
    assert exact_admits(CASE, ONE)
    assert day_plan_admits(CASE, ONE)
    assert guide_admits(CASE, ONE)


def test_two_on_a_day_are_refused_by_this_rule_alone():
    assert not exact_admits(CASE, TWO)
    assert exact_admits(CASE, TWO, RULE)


def test_the_projections_refuse_two_as_well():
    assert not day_plan_admits(CASE, TWO)
    assert day_plan_admits(CASE, TWO, RULE)
    assert not guide_admits(CASE, TWO)
    # With seven days the week's count is not reached: only this rule's row stands in the way.
    assert guide_admits(CASE, TWO, RULE)


def test_the_second_shift_may_start_at_midnight():
    assert exact_admits(CASE, NEXT_DAY)
    assert day_plan_admits(CASE, NEXT_DAY)
    assert guide_admits(CASE, NEXT_DAY)
