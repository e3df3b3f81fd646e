from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from schedule_builders import day, make_plan, make_planning, make_shift, make_template, run_audit

TEMPLATE = make_template(earliest_start="07:00", latest_start="10:00")
PLANNING = make_planning(plans=[make_plan(shifts=[TEMPLATE])])
SHIFT = make_shift(PLANNING, "ann", day(0))


def messages(shift):
    report = run_audit(PLANNING, [shift])
    assert all(v.agent == "ann" and v.day == day(0) for v in report.violations)
    return [v.message for v in report.violations if v.rule == "shift_template"]


@pytest.mark.parametrize("start", ["07:00", "08:30", "10:00"])
def test_starts_on_the_edge_and_on_the_increment_pass(start):
    assert run_audit(PLANNING, [make_shift(PLANNING, "ann", day(0), start)]).passed


@pytest.mark.parametrize("start", ["06:30", "08:15", "10:30"])
def test_other_starts_are_named(start):
    assert messages(make_shift(PLANNING, "ann", day(0), start)) == [
        f"shift 'day' starts at {start}, allowed are 07:00 to 10:00 every 30 min"
    ]


def test_an_unknown_template_is_named():
    (message,) = messages(replace(SHIFT, template="night"))
    assert message == "work plan 'full' has no shift 'night', it has 'day'"


def test_the_length_is_elapsed_time():
    *others, last = SHIFT.activities
    longer = replace(last, end=last.end + timedelta(minutes=30))
    assert messages(replace(SHIFT, activities=(*others, longer))) == [
        "shift 'day' lasts 9 h, needs 8 h 30 min"
    ]


def test_a_break_left_out_and_one_too_many_are_named():
    first, pause, *others = SHIFT.activities
    training = replace(pause, activity="training")
    assert messages(replace(SHIFT, activities=(first, training, *others))) == [
        "paid break of 15 min of shift 'day' is missing",
        "paid training of 15 min is not in shift 'day'",
    ]


def test_the_paid_flag_of_a_break_counts():
    activities = [replace(a, paid=True) for a in SHIFT.activities]
    assert messages(replace(SHIFT, activities=tuple(activities))) == [
        "unpaid lunch of 30 min of shift 'day' is missing",
        "paid lunch of 30 min is not in shift 'day'",
    ]


def test_time_on_queue_is_paid():
    first, *others = SHIFT.activities
    unpaid = replace(first, paid=False)
    assert messages(replace(SHIFT, activities=(unpaid, *others))) == [
        "on_queue at 08:00 is unpaid, it is always paid"
    ]


def test_starts_are_wall_clock_of_the_site():
    planning = make_planning(
        plans=[make_plan(shifts=[TEMPLATE])], time_zone="UTC", site_zone="Asia/Jerusalem"
    )
    shift = make_shift(planning, "ann", day(0), "07:00")
    assert shift.start.astimezone(UTC).hour == 5
    assert run_audit(planning, [shift]).passed
