"""Two agents and one seat."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_agent, make_plan, make_template, plain_template

RULE = "seats"
PEOPLE = [make_agent("ann"), make_agent("bob")]
PLAN = make_plan(shifts=[plain_template()])


def together(first, second):
    return [(0, *first), (1, *second)]


@pytest.mark.parametrize(
    ("first", "second", "admitted"),
    [
        ((0, "00:00"), (0, "12:00"), True),
        ((0, "00:00"), (0, "07:30"), False),
        ((0, "00:00"), (0, "08:00"), True),
    ],
)
def test_a_seat_is_free_when_the_shift_before_has_ended(first, second, admitted):
    case, roster = make_case(PEOPLE, [PLAN], seats=1), together(first, second)
    assert exact_admits(case, roster) is admitted
    assert exact_admits(case, roster, RULE)
    assert guide_admits(case, roster) is admitted
    assert guide_admits(case, roster, RULE)


@pytest.mark.parametrize(("clock", "admitted"), [("07:30", True), ("07:00", False)])
def test_a_shift_over_midnight_keeps_its_seat(clock, admitted):
    case = make_case(PEOPLE, [PLAN], seats=1)
    roster = together((0, "23:30"), (1, clock))
    assert exact_admits(case, roster) is admitted


def test_seats_are_kept_past_the_end_of_the_horizon():
    """Both shifts run into the Monday after, where nothing is demanded."""
    case = make_case(PEOPLE, [PLAN], seats=1)
    assert not exact_admits(case, together((6, "23:30"), (6, "23:30")))
    assert exact_admits(case, together((6, "15:30"), (6, "23:30")))


def test_a_break_does_not_free_the_seat():
    lunch = {
        "kind": "lunch",
        "minutes": 60,
        "paid": False,
        "window_start_minutes": 60,
        "window_end_minutes": 120,
    }
    shifts = [
        make_template("long", length_minutes=240, activities=(lunch,)),
        plain_template("hour", 60),
    ]
    case = make_case(PEOPLE, [make_plan(shifts=shifts)], seats=1)
    assert not exact_admits(case, [(0, 0, "08:00", "long"), (1, 0, "09:00", "hour")])
    assert exact_admits(case, [(0, 0, "08:00", "long"), (1, 0, "12:00", "hour")])


def test_enough_seats_bind_nobody():
    case = make_case(PEOPLE, [PLAN], seats=2)
    assert exact_admits(case, together((0, "08:00"), (0, "08:00")))
    assert guide_admits(case, together((0, "08:00"), (0, "08:00")))


@pytest.mark.parametrize(("last", "admitted"), [("15:30", False), ("16:00", True)])
def test_the_day_plan_counts_shifts_that_meet_wherever_they_start(last, admitted):
    """Eight hours from 08:00: two of them meet at the last start unless that is 16:00."""
    shape = plain_template(earliest_start="08:00", latest_start=last)
    case = make_case(PEOPLE, [make_plan(shifts=[shape])], seats=1)
    roster = together((0, "08:00"), (0, last))
    assert day_plan_admits(case, roster) is admitted
    assert day_plan_admits(case, roster, RULE)
    assert exact_admits(case, roster) is admitted
