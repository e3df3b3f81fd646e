"""At least two days off in a row, or at least three at work."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import CarryOver, TimeOff

RULE = "days_off_runs"
SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")
TWO_OFF = make_plan(shifts=[SHAPE], min_consecutive_days_off=2)
THREE_ON = make_plan(shifts=[SHAPE], min_consecutive_days=3)


def on_days(*days, agent=0):
    return [(agent, d, "08:00") for d in days]


def admitted_by_all(case, *days):
    roster = on_days(*days)
    assert exact_admits(case, roster, RULE)
    assert day_plan_admits(case, roster, RULE)
    answer = exact_admits(case, roster)
    assert day_plan_admits(case, roster) is answer
    return answer


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((0, 1, 4, 5), True), ((0, 1, 3, 4), False), ((0, 1), True), ((1, 2, 5), True)],
)
def test_days_off_between_work_come_in_twos(days, admitted):
    case = make_case(plans=[TWO_OFF])
    assert admitted_by_all(case, *days) is admitted
    assert guide_admits(case, on_days(*days)) is admitted
    assert guide_admits(case, on_days(*days), RULE)


@pytest.mark.parametrize(
    ("days", "admitted"),
    [((2, 3, 4), True), ((2, 3), False), ((2,), False), ((0, 5, 6), True), ((0, 1, 3, 6), False)],
)
def test_work_between_days_off_comes_in_threes(days, admitted):
    case = make_case(plans=[THREE_ON])
    assert admitted_by_all(case, *days) is admitted
    assert guide_admits(case, on_days(*days)) is admitted


def test_runs_over_the_end_of_a_week_are_whole():
    case = make_case(plans=[THREE_ON], n_days=14)
    assert admitted_by_all(case, 6, 7, 8)
    assert not admitted_by_all(case, 6, 7)
    assert guide_admits(case, on_days(6, 7))


@pytest.mark.parametrize(
    ("carried", "days", "admitted"),
    [(2, (0,), True), (1, (0,), False), (0, (0,), True), (1, (0, 1), True)],
)
def test_a_carried_run_goes_on(carried, days, admitted):
    entry = CarryOver(agent="ann", consecutive_days=carried)
    assert admitted_by_all(make_case(plans=[THREE_ON], carry_over=[entry]), *days) is admitted


@pytest.mark.parametrize(("carried", "admitted"), [(0, True), (3, False)])
def test_days_off_after_a_carried_run_lie_between_work(carried, admitted):
    entry = CarryOver(agent="ann", consecutive_days=carried)
    assert admitted_by_all(make_case(plans=[TWO_OFF], carry_over=[entry]), 1, 2) is admitted


def test_days_away_excuse_short_runs():
    leave = [TimeOff(agent="ann", start=day(2), end=day(2))]
    assert admitted_by_all(make_case(plans=[TWO_OFF], time_off=leave), 1, 3)
    assert admitted_by_all(make_case(plans=[THREE_ON], time_off=leave), 3, 4)
    assert not admitted_by_all(make_case(plans=[THREE_ON], time_off=leave), 4, 5)


def test_the_guide_adds_the_rows_of_a_class():
    """Two agents may work a day each with a day between that neither works, one may not."""
    case = make_case([make_agent("ann"), make_agent("bob")], [TWO_OFF])
    assert guide_admits(case, [*on_days(1), *on_days(3, agent=1)])
    both = [*on_days(1, 3), *on_days(1, 3, agent=1)]
    assert not guide_admits(case, both)
