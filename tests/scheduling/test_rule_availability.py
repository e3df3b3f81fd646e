"""A plain eight-hour shift against spans, fixed days off and dates of employment."""

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

RULE = "availability"
# Two starts keep the template possible on a day on which one of them is not.
PLAN = make_plan(shifts=[plain_template(earliest_start="08:00", latest_start="10:00")])


def case_of(**fields):
    return make_case([make_agent(**fields)], [PLAN])


@pytest.mark.parametrize(
    ("fields", "refused", "neighbour"),
    [
        ({"availability": "Mon 08:00-17:30"}, (0, 0, "10:00"), (0, 0, "09:30")),
        ({"availability": "Mon-Tue 09:00-20:00"}, (0, 1, "08:30"), (0, 1, "09:00")),
        ({"fixed_days_off": "Sat"}, (0, 5, "08:00"), (0, 4, "08:00")),
        ({"start_date": day(2)}, (0, 1, "08:00"), (0, 2, "08:00")),
        ({"end_date": day(2)}, (0, 3, "08:00"), (0, 2, "08:00")),
    ],
)
def test_a_shift_outside_is_refused_and_its_neighbour_admitted(fields, refused, neighbour):
    case = case_of(**fields)
    assert not exact_admits(case, [refused])
    assert exact_admits(case, [refused], RULE)
    assert exact_admits(case, [neighbour])
    assert not guide_admits(case, [refused])
    assert guide_admits(case, [neighbour])
    assert day_plan_admits(case, [neighbour])


def test_the_day_plan_refuses_a_template_none_of_whose_starts_is_left():
    case = case_of(availability="Mon 08:00-16:00; Tue 08:00-15:30")
    assert day_plan_admits(case, [(0, 0, "08:00")])
    assert not day_plan_admits(case, [(0, 1, "08:00")])


def test_the_guide_counts_members_who_can_start_in_a_part_of_the_day():
    """One of two may start before 09:00: two starts there are one too many, whatever the mix."""
    people = [make_agent("ann", availability="Mon 09:00-24:00"), make_agent("bob")]
    case = make_case(people, [PLAN])
    early = [(0, 0, "08:00"), (1, 0, "08:30")]
    assert not guide_admits(case, early)
    assert guide_admits(case, [(0, 0, "09:00"), (1, 0, "08:30")])
    assert not exact_admits(case, early)
