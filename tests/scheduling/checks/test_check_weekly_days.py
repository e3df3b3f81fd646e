from schedule_builders import (
    day,
    found,
    make_agent,
    make_plan,
    make_planning,
    make_shift,
    run_audit,
)

from solver.domain import TimeOff

PLAN = make_plan(min_days_week=4, max_days_week=5)


def report_on(numbers, agent=None, time_off=(), **fields):
    planning = make_planning([agent or make_agent()], plans=[PLAN], time_off=time_off)
    return run_audit(planning, [make_shift(planning, "ann", day(n)) for n in numbers], **fields)


def test_both_limits_pass():
    assert report_on(range(4)).passed
    assert report_on(range(5)).passed


def test_one_day_less_is_named():
    report = report_on(range(3))
    assert found(report) == [("weekly_days", "ann", day(0))]
    assert report.violations[0].message == "3 days worked in the week, needs at least 4"


def test_one_day_more_is_named_in_its_week():
    report = report_on([*range(4), *range(7, 13)], n_days=14)
    assert found(report) == [("weekly_days", "ann", day(7))]
    assert report.violations[0].message == "6 days worked in the week, at most 5"


def test_days_away_lower_the_minimum_only():
    leave = [
        TimeOff(agent="ann", start=day(0), end=day(0)),
        TimeOff(agent="ann", start=day(1), end=day(1), paid=False),
    ]
    assert report_on([2, 3], time_off=leave).passed
    assert found(report_on([2], time_off=leave)) == [("weekly_days", "ann", day(0))]
    assert report_on([2, 3, 4, 5, 6], time_off=leave).passed


def test_an_agent_who_left_needs_no_day():
    agent = make_agent(end_date=day(6))
    assert report_on(range(4), agent, n_days=14).passed
