"""An eight-hour shift beside whole and part days of leave."""

from datetime import datetime

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import TimeOff

RULE = "time_off"
PLAN = make_plan(shifts=[plain_template(earliest_start="00:00", latest_start="16:30")])
WHOLE = TimeOff(agent="ann", start=day(1), end=day(1))
FROM_TWO = TimeOff(
    agent="ann", start=datetime(2026, 1, 6, 14), end=datetime(2026, 1, 6, 16), kind="doctor"
)


@pytest.mark.parametrize(
    ("leave", "refused", "neighbour"),
    [
        # From 16:00 a shift ends at midnight, from 16:30 it would reach into the leave.
        (WHOLE, (0, 0, "16:30"), (0, 0, "16:00")),
        (WHOLE, (0, 1, "00:00"), (0, 2, "00:00")),
        (FROM_TWO, (0, 1, "06:30"), (0, 1, "06:00")),
        (FROM_TWO, (0, 1, "15:30"), (0, 1, "16:00")),
    ],
)
def test_a_shift_in_leave_is_refused_and_its_neighbour_admitted(leave, refused, neighbour):
    case = make_case(plans=[PLAN], time_off=[leave])
    assert not exact_admits(case, [refused])
    assert exact_admits(case, [refused], RULE)
    assert exact_admits(case, [neighbour])
    assert not guide_admits(case, [refused])
    assert guide_admits(case, [neighbour])
    assert day_plan_admits(case, [neighbour])


def test_the_day_plan_refuses_a_day_of_leave():
    case = make_case(plans=[PLAN], time_off=[WHOLE])
    assert not day_plan_admits(case, [(0, 1, "00:00")])


def test_the_guide_admits_as_many_starts_as_have_no_leave():
    case = make_case([make_agent("ann"), make_agent("bob")], [PLAN], time_off=[WHOLE])
    assert guide_admits(case, [(1, 1, "00:00")])
    assert not guide_admits(case, [(0, 1, "00:00"), (1, 1, "00:00")])
