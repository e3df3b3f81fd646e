import pytest
from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit

from solver.domain import CarryOver, TimeOff

TWO_OFF = {"min_consecutive_days_off": 2}
THREE_ON = {"min_consecutive_days": 3}


def report_on(numbers, rules, n_days=14, **fields):
    planning = make_planning(plans=[make_plan(**rules)], **fields)
    shifts = [make_shift(planning, "ann", day(n)) for n in numbers]
    return run_audit(planning, shifts, n_days=n_days)


def test_a_single_day_off_between_work_is_named():
    report = report_on([3, 4, 6], TWO_OFF)
    assert found(report) == [("days_off_runs", "ann", day(5))]
    assert report.violations[0].message == "1 day off in a row, needs at least 2"


def test_too_few_days_of_work_are_named_with_their_first():
    report = report_on([6, 7], THREE_ON)
    assert found(report) == [("days_off_runs", "ann", day(6))]
    assert report.violations[0].message == "2 days worked in a row, needs at least 3"


@pytest.mark.parametrize(
    ("numbers", "rules", "passes"),
    [
        ([3, 4, 7], TWO_OFF, True),
        ([1, 3], {}, True),
        ([6, 7, 8], THREE_ON, True),
        # Runs at the ends of the horizon may go on outside it.
        ([0, 13], THREE_ON, True),
        ([0, 12], THREE_ON, False),
        ([1, 12], TWO_OFF, True),
    ],
)
def test_runs_that_are_long_enough_or_cut_off(numbers, rules, passes):
    assert report_on(numbers, rules).passed is passes


@pytest.mark.parametrize(
    ("numbers", "rules", "carried", "passes"),
    [
        ([0], THREE_ON, 2, True),
        ([0], THREE_ON, 1, False),
        ([1, 2], TWO_OFF, 1, False),
        ([2, 3], TWO_OFF, 1, True),
    ],
)
def test_a_carried_run_goes_on(numbers, rules, carried, passes):
    entry = CarryOver(agent="ann", consecutive_days=carried)
    assert report_on(numbers, rules, carry_over=[entry]).passed is passes


def test_days_away_excuse_short_runs():
    leave = [TimeOff(agent="ann", start=day(5), end=day(5))]
    assert report_on([3, 4, 6, 7], TWO_OFF, time_off=leave).passed
    assert report_on([6, 7], THREE_ON, time_off=leave).passed
    assert not report_on([7, 8], THREE_ON, time_off=leave).passed
