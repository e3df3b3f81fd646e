from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit

from solver.domain import CarryOver

PLAN = make_plan(max_consecutive_days=5)


def report_on(numbers, carried=0, n_days=14):
    carry_over = [CarryOver(agent="ann", consecutive_days=carried)]
    planning = make_planning(plans=[PLAN], carry_over=carry_over)
    shifts = [make_shift(planning, "ann", day(n)) for n in numbers]
    return run_audit(planning, shifts, n_days=n_days)


def test_a_run_on_the_limit_passes():
    assert report_on([0, 1, 2, 3, 4, 6, 7, 8, 9, 10]).passed


def test_a_run_over_the_week_is_named_where_it_breaks_the_rule():
    report = report_on([3, 4, 5, 6, 7, 8])
    assert found(report) == [("consecutive_days", "ann", day(8))]
    assert report.violations[0].message == "day 6 worked in a row, at most 5"


def test_the_run_of_the_period_before_goes_on():
    assert report_on([0, 1], carried=3).passed
    assert found(report_on([0, 1], carried=4)) == [("consecutive_days", "ann", day(1))]
    assert report_on([1, 2], carried=9).passed
