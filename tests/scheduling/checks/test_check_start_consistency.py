import pytest
from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit


def report_on(cells, minutes=60, site_zone=None):
    plan = make_plan(max_start_spread_minutes=minutes)
    planning = make_planning(plans=[plan], site_zone=site_zone)
    shifts = [make_shift(planning, "ann", day(n), clock) for n, clock in cells]
    return run_audit(planning, shifts, n_days=14)


def test_starts_too_far_apart_are_named_with_the_later_day():
    report = report_on([(0, "08:00"), (1, "09:30"), (2, "09:00")])
    assert found(report) == [("start_consistency", "ann", day(1))]
    assert report.violations[0].message == (
        "starts of the week from 08:00 to 09:30, at most 1 h apart"
    )


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([(0, "08:00"), (1, "09:00")], 60),
        ([(0, "08:00"), (1, "08:00")], 0),
        ([(6, "08:00"), (7, "14:00")], 60),
        ([(0, "08:00"), (1, "14:00")], None),
        ([], 0),
    ],
)
def test_starts_near_each_other_or_in_other_weeks_pass(cells, minutes):
    assert report_on(cells, minutes).passed


def test_the_clock_is_that_of_the_site():
    assert report_on([(0, "23:30"), (1, "23:00")], site_zone="Asia/Tokyo").passed
    assert not report_on([(0, "23:30"), (1, "00:30")], site_zone="Asia/Tokyo").passed
