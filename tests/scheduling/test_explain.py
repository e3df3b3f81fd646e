"""What the planner is told when no schedule exists, or none that covers what is wanted."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from rule_cases import make_case
from schedule_builders import make_agent, make_plan, make_queue, plain_template

from solver.domain import CarryOver, TimeOff
from solver.scheduling.explain import explain_infeasible, explain_thin

SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")
FULL = make_plan(shifts=[SHAPE], min_paid_minutes_week=2400, max_paid_minutes_week=2400)


def test_agent_rules_and_week_are_named():
    """Five shifts of eight hours and, in the second week, four days to work them on."""
    people = [make_agent("ann"), make_agent("bob")]
    plan = FULL.model_copy(update={"max_days_week": 5})
    doctor = [
        TimeOff(agent="bob", start=datetime(2026, 1, d, 9), end=datetime(2026, 1, d, 10))
        for d in (12, 13, 14)
    ]
    (message,) = explain_infeasible(
        make_case(people, [plan], n_days=14, time_off=doctor).data, seed=1
    )
    assert message.agent == "bob"
    assert message.kind == "infeasible"
    assert "time off" in message.text
    assert "paid time a week" in message.text
    assert "rest" not in message.text
    assert message.dates == "2026-01-12"
    assert "week of 2026-01-12: needs" in message.text


def test_only_the_rules_that_clash_are_named():
    """Five days are asked for, four in a row are allowed and the weekend is off."""
    plan = make_plan(shifts=[SHAPE], min_days_week=5, max_consecutive_days=4)
    case = make_case([make_agent("ann", fixed_days_off="Sat|Sun")], [plan])
    (message,) = explain_infeasible(case.data, seed=1)
    for title in ("availability", "days worked a week", "consecutive days"):
        assert title in message.text
    for title in ("paid time", "time off", "weekends", "rest between"):
        assert title not in message.text


def test_a_clash_with_the_period_before_is_named():
    plan = make_plan(shifts=[SHAPE], min_days_week=7, max_consecutive_days=7)
    carried = CarryOver(agent="ann", consecutive_days=3)
    (message,) = explain_infeasible(make_case(plans=[plan], carry_over=[carried]).data, seed=1)
    assert "consecutive days" in message.text


def test_what_no_single_agent_explains_is_put_down_to_the_seats():
    plan = make_plan(shifts=[SHAPE], min_days_week=7)
    case = make_case([make_agent("ann"), make_agent("bob")], [plan], seats=1)
    (message,) = explain_infeasible(case.data, seed=1)
    assert message.agent is None
    assert message.rule == "seats"


def test_a_queue_without_anybody_of_its_skill_is_named():
    queues = [make_queue("calls"), make_queue("chats")]
    demand = np.zeros((2, 336))
    demand[:, 20:30] = 1.0
    case = make_case(
        [make_agent("ann", "calls")], [make_plan(shifts=[SHAPE])], queues, demand=demand
    )
    (message,) = explain_thin(case.data)
    assert message.rule == "skills"
    assert "chats: no agent of hub holds its skill" in message.text


@pytest.mark.parametrize(("last", "hours"), [(36, "2"), (32, None)])
def test_open_hours_that_no_shift_reaches_are_counted(last, hours):
    """The only shift is 08:00 to 16:00; the queue is open from 08:00 to 18:00, or to 16:00."""
    demand = np.zeros((1, 336))
    demand[0, 16:last] = 1.0
    found = explain_thin(make_case(plans=[make_plan(shifts=[SHAPE])], demand=demand).data)
    if hours is None:
        assert found == ()
        return
    (message,) = found
    assert message.text.startswith(f"calls: {hours} open hours lie outside every shift")
    assert message.dates == "2026-01-05"


def test_nothing_is_thin_where_nobody_is_wanted():
    assert explain_thin(make_case(plans=[make_plan(shifts=[SHAPE])]).data) == ()
