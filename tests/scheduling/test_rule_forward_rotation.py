"""No start more than an hour before that of the working day before."""

import pytest
from rule_cases import day_plan_admits, exact_admits, make_case
from schedule_builders import make_plan, plain_template

RULE = "forward_rotation"
EARLY = plain_template("early", earliest_start="06:00", latest_start="10:00")
LATE = plain_template("late", earliest_start="13:00", latest_start="14:00")
CASE = make_case(plans=[make_plan(shifts=[EARLY, LATE], max_earlier_start_minutes=60)], n_days=14)


def roster(*clocks):
    return [(0, d, clock) for d, clock in clocks]


@pytest.mark.parametrize(
    ("cells", "admitted"),
    [
        ([(0, "08:00"), (1, "09:00"), (2, "14:00")], True),
        ([(0, "08:00"), (1, "06:30")], False),
        ([(0, "08:00"), (3, "06:30")], False),
        ([(0, "08:00"), (1, "07:00"), (3, "06:30")], True),
        ([(0, "08:00"), (7, "06:30")], True),
    ],
)
def test_starts_of_a_week_rotate_forward(cells, admitted):
    assert exact_admits(CASE, roster(*cells)) is admitted
    assert exact_admits(CASE, roster(*cells), RULE)


@pytest.mark.parametrize(
    ("cells", "admitted"),
    [
        ([(0, "13:00"), (2, "08:00")], False),
        ([(0, "08:00"), (2, "13:00")], True),
        ([(0, "13:00"), (7, "08:00")], True),
    ],
)
def test_the_day_plan_knows_templates_that_never_follow(cells, admitted):
    assert day_plan_admits(CASE, roster(*cells)) is admitted
    assert day_plan_admits(CASE, roster(*cells), RULE)
