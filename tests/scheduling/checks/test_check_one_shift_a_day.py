from schedule_builders import (
    day,
    found,
    make_plan,
    make_planning,
    make_shift,
    plain_template,
    run_audit,
)

SHORT = make_plan(shifts=[plain_template("short", 240)])
PLANNING = make_planning(plans=[SHORT])


def shift(number, start):
    return make_shift(PLANNING, "ann", day(number), start, template="short")


def test_one_shift_on_each_of_two_days_passes():
    assert run_audit(PLANNING, [shift(0, "20:00"), shift(1, "00:00")]).passed


def test_two_shifts_on_one_day_are_named():
    report = run_audit(PLANNING, [shift(1, "08:00"), shift(1, "14:00")])
    assert found(report) == [("one_shift_a_day", "ann", day(1))]
    assert report.violations[0].message == "2 shifts (08:00-12:00, 14:00-18:00), at most 1"


def test_a_shift_over_midnight_belongs_to_its_start_day():
    assert run_audit(PLANNING, [shift(0, "23:30"), shift(1, "08:00")]).passed
