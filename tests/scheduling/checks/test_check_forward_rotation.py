import pytest
from schedule_builders import day, found, make_plan, make_planning, make_shift, run_audit


def report_on(cells, minutes=60):
    planning = make_planning(plans=[make_plan(max_earlier_start_minutes=minutes)])
    shifts = [make_shift(planning, "ann", day(n), clock) for n, clock in cells]
    return run_audit(planning, shifts, n_days=14)


def test_a_start_too_early_after_another_is_named():
    report = report_on([(0, "08:00"), (1, "14:00"), (4, "12:30")])
    assert found(report) == [("forward_rotation", "ann", day(4))]
    assert report.violations[0].message == "starts at 12:30 after 14:00, at most 1 h earlier"


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([(0, "08:00"), (1, "07:00"), (2, "06:00")], 60),
        ([(0, "08:00"), (1, "08:00"), (2, "15:00")], 0),
        ([(6, "15:00"), (7, "06:00")], 0),
        ([(0, "15:00"), (1, "06:00")], None),
    ],
)
def test_later_starts_small_steps_back_and_new_weeks_pass(cells, minutes):
    assert report_on(cells, minutes).passed


def test_a_start_is_compared_with_the_working_day_before_it():
    assert report_on([(0, "08:00"), (2, "07:00"), (4, "06:00")]).passed
    assert not report_on([(0, "08:00"), (2, "06:30")]).passed
