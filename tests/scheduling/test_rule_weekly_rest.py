"""Shifts of 8 hours and a weekly rest of 36 hours."""

from datetime import UTC, datetime

import pytest
from rule_cases import day_plan_admits, exact_admits, guide_admits, make_case
from schedule_builders import make_agent, make_plan, plain_template

from solver.domain import CarryOver

RULE = "weekly_rest"
FIXED = plain_template("early", earliest_start="06:00", latest_start="06:00")
LATE = plain_template("late", earliest_start="20:00", latest_start="20:00")
PLAN = make_plan(shifts=[FIXED, LATE], min_weekly_rest_minutes=36 * 60)


def roster(*cells):
    return [(0, d, clock) for d, clock in cells]


@pytest.mark.parametrize(
    ("cells", "admitted"),
    [
        ([(d, "06:00") for d in range(7)], False),
        ([(d, "06:00") for d in range(7) if d != 3], True),
        # Late before the day off and early after it: from 04:00 to 06:00 the next day.
        ([(0, "06:00"), (1, "06:00"), (2, "20:00"), (4, "06:00"), (5, "06:00"), (6, "20:00")],
         False),
        # A little later after it: from 04:00 to 20:00 the next day.
        ([(0, "06:00"), (1, "06:00"), (2, "20:00"), (4, "20:00"), (5, "20:00"), (6, "20:00")],
         True),
    ],
)  # fmt: skip
def test_a_week_has_one_long_rest(cells, admitted):
    case = make_case(plans=[PLAN])
    assert exact_admits(case, roster(*cells)) is admitted
    assert exact_admits(case, roster(*cells), RULE)
    assert day_plan_admits(case, roster(*cells)) is admitted
    assert day_plan_admits(case, roster(*cells), RULE)


def test_a_rest_lies_within_one_week():
    """The day off at the week's end counts to midnight only, one in the next week not at all."""
    case = make_case(plans=[PLAN], n_days=14)
    first = [(d, "06:00") for d in range(6)]
    assert not exact_admits(case, roster(*first, (5 + 1, "06:00"), (9, "06:00")))
    assert not day_plan_admits(case, roster(*first, (6, "06:00"), (9, "06:00")))
    nights = [(d, "20:00") for d in range(6)]
    # From Sunday 04:00 to midnight is not enough.
    assert not exact_admits(case, roster(*nights))
    assert exact_admits(case, roster(*first[:5], (12, "06:00")))


@pytest.mark.parametrize(("hour", "admitted"), [(7, True), (9, False)])
def test_the_last_shift_of_the_period_before_shortens_the_first_rest(hour, admitted):
    ended = datetime(2026, 1, 5, hour, tzinfo=UTC)
    case = make_case(plans=[PLAN], carry_over=[CarryOver(agent="ann", last_shift_end=ended)])
    cells = [(1, "20:00"), *((d, "06:00") for d in range(3, 7))]
    later = [(2, "06:00"), *cells[1:]]
    assert exact_admits(case, roster(*cells)) is admitted
    assert day_plan_admits(case, roster(*cells)) is admitted
    assert not exact_admits(case, roster(*[(0, "20:00"), *later]))


def test_the_guide_takes_a_day_where_no_gap_is_long_enough():
    plan = make_plan(shifts=[FIXED], min_weekly_rest_minutes=36 * 60)
    case = make_case([make_agent("ann"), make_agent("bob")], [plan])
    every = [(agent, d, "06:00") for agent in (0, 1) for d in range(7)]
    assert not guide_admits(case, every)
    assert guide_admits(case, every, RULE)
    assert guide_admits(case, every[2:])
