import pytest
from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit


def report_on(numbers, limit=1, weekend_days="Sat|Sun", start="08:00", n_days=28):
    plan = make_plan(max_working_weekends=limit, weekend_days=weekend_days)
    planning = make_planning(plans=[plan])
    shifts = [make_shift(planning, "ann", day(n), start) for n in numbers]
    return run_audit(planning, shifts, n_days=n_days)


def test_both_days_of_one_weekend_are_one():
    assert report_on([5, 6]).passed


def test_one_weekend_more_is_named():
    report = report_on([6, 12, 26], limit=2)
    assert found(report) == [("weekends", "ann", day(26))]
    assert report.violations[0].message == (
        "3 weekends worked (2026-01-10, 2026-01-17, 2026-01-31), at most 2"
    )


def test_as_many_weekends_as_allowed_pass():
    assert report_on([6, 12], limit=2).passed
    assert report_on([5, 12, 19, 26], limit=None).passed


def test_a_friday_night_into_saturday_is_no_weekend():
    assert report_on([4], limit=0, start="22:00").passed
    assert not report_on([5], limit=0).passed


@pytest.mark.parametrize(("days", "passes"), [([4, 5], True), ([4, 11], False), ([6, 13], True)])
def test_other_weekend_days(days, passes):
    assert report_on(days, weekend_days="Fri|Sat").passed is passes


def test_days_apart_are_weekends_of_their_own():
    assert not report_on([2, 5], weekend_days="Wed|Sat").passed
    assert report_on([6, 7], weekend_days="Sun|Mon").passed
    assert not report_on([0, 6], weekend_days="Sun|Mon").passed


@pytest.mark.parametrize(
    ("numbers", "passes"), [([5, 12], True), ([5, 12, 19], False), ([5, 6, 12, 26], True)]
)
def test_weekends_in_a_row(numbers, passes):
    planning = make_planning(plans=[make_plan(max_consecutive_weekends=2)])
    shifts = [make_shift(planning, "ann", day(n)) for n in numbers]
    report = run_audit(planning, shifts, n_days=28)
    assert report.passed is passes
    if not passes:
        assert found(report) == [("weekends", "ann", day(19))]
        assert report.violations[0].message.endswith("in a row, at most 2")
