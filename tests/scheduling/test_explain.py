"""What the planner is told when no schedule exists, or none that covers what is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from rule_cases import exact_admits, make_case
from schedule_builders import make_agent, make_plan, make_queue, plain_template

from solver.domain import CarryOver, TimeOff
from solver.scheduling.cp import CpLimits
from solver.scheduling.explain import explain_infeasible, explain_thin
from solver.scheduling.relaxations import breaches, relaxations, relaxed_data

LATE = plain_template("late", earliest_start="14:00", latest_start="14:00")
SHAPE = plain_template(earliest_start="08:00", latest_start="08:00")
WEEKEND_OFF = {"fixed_days_off": "Sat|Sun"}
FULL = make_plan(shifts=[SHAPE], min_paid_minutes_week=2400, max_paid_minutes_week=2400)


def causes_of(data):
    """The causes named, with the relaxations left aside."""
    found = explain_infeasible(data, seed=1)
    assert {message.kind for message in found} <= {"infeasible", "relaxation"}
    return [message for message in found if message.kind == "infeasible"]


def test_agent_rules_and_week_are_named():
    """Five shifts of eight hours and, in the second week, four days to work them on."""
    people = [make_agent("ann"), make_agent("bob")]
    plan = FULL.model_copy(update={"max_days_week": 5})
    doctor = [
        TimeOff(agent="bob", start=datetime(2026, 1, d, 9), end=datetime(2026, 1, d, 10))
        for d in (12, 13, 14)
    ]
    (message,) = causes_of(make_case(people, [plan], n_days=14, time_off=doctor).data)
    assert message.agent == "bob"
    assert message.kind == "infeasible"
    assert "time off" in message.text
    assert "paid time a week" in message.text
    assert "rest" not in message.text
    assert message.dates == "2026-01-12 to 2026-01-18"
    assert "week of 2026-01-12: needs" in message.text


def test_only_the_rules_that_clash_are_named():
    """Five days are asked for, four in a row are allowed and the weekend is off."""
    plan = make_plan(shifts=[SHAPE], min_days_week=5, max_consecutive_days=4)
    case = make_case([make_agent("ann", **WEEKEND_OFF)], [plan])
    (message,) = causes_of(case.data)
    for title in ("availability", "days worked a week", "consecutive days"):
        assert title in message.text
    for title in ("paid time", "time off", "weekends", "rest between"):
        assert title not in message.text


def test_a_clash_with_the_period_before_is_named():
    plan = make_plan(shifts=[SHAPE], min_days_week=7, max_consecutive_days=7)
    carried = CarryOver(agent="ann", consecutive_days=3)
    (message,) = causes_of(make_case(plans=[plan], carry_over=[carried]).data)
    assert "consecutive days" in message.text


def test_what_no_single_agent_explains_is_put_down_to_the_seats():
    plan = make_plan(shifts=[SHAPE], min_days_week=7)
    case = make_case([make_agent("ann"), make_agent("bob")], [plan], seats=1)
    (message,) = causes_of(case.data)
    assert message.agent is None
    assert message.rule == "seats"


def planted():
    """Three independent causes over two weeks: ann has two days left in week 2 for a minimum of
    four shifts; bob has Monday to Friday for five days, of which four may be in a row; carla,
    dora and emil all need both weekend days, and there are two seats."""
    appointments = [
        TimeOff(agent="ann", start=datetime(2026, 1, d, 9), end=datetime(2026, 1, d, 10))
        for d in (12, 13, 14)
    ]
    plans = [
        make_plan("hours", [SHAPE], min_paid_minutes_week=1920),
        make_plan("days", [SHAPE], min_days_week=5, max_consecutive_days=4),
        make_plan("late", [LATE], min_days_week=2),
    ]
    people = [
        make_agent("ann", work_plan="hours", **WEEKEND_OFF),
        make_agent("bob", work_plan="days", **WEEKEND_OFF),
        make_agent("carla", work_plan="late", fixed_days_off="Mon|Tue|Wed|Thu|Fri"),
        make_agent("dora", work_plan="late", fixed_days_off="Mon|Tue|Wed|Thu|Fri"),
        make_agent("emil", work_plan="late", fixed_days_off="Mon|Tue|Wed|Thu|Fri"),
    ]
    return make_case(people, plans, n_days=14, seats=2, time_off=appointments)


def test_independent_causes_are_all_named_and_nothing_else():
    found = {(m.agent, m.rule, m.dates): m.text for m in causes_of(planted().data)}
    assert set(found) == {
        ("ann", "weekly_paid_time", "2026-01-12 to 2026-01-18"),
        ("bob", "weekly_days", "2026-01-05 to 2026-01-18"),
        (None, "seats", "2026-01-05 to 2026-01-18"),
    }
    ann, bob, site = (found[key] for key in sorted(found, key=lambda key: key[0] or "hub"))
    assert "time off" in ann
    assert "availability" in ann
    assert "at most 960" in ann
    assert "consecutive days" in bob
    assert "availability" in bob
    assert "time off" not in bob
    assert "2 seats" in site
    assert "days worked a week" in site


def test_the_cheapest_relaxation_makes_the_planted_roster_solvable():
    case = planted()
    found = breaches(case.data, CpLimits(20.0, seed=1))
    assert found is not None
    assert found.proven
    changes = relaxations(case.data, found)
    assert ("ann", "weekly_paid_time", 960) in {(c.agent, c.rule, c.amount) for c in changes}
    relaxed = replace(case, data=relaxed_data(case.data, changes))
    assert not exact_admits(case)
    assert exact_admits(relaxed)
    for left_out in changes:
        fewer = [change for change in changes if change is not left_out]
        assert not exact_admits(replace(case, data=relaxed_data(case.data, fewer)))


def test_a_roster_that_can_be_made_needs_no_relaxation():
    case = make_case([make_agent("ann"), make_agent("bob")], [make_plan(shifts=[SHAPE])])
    found = breaches(case.data, CpLimits(5.0, seed=1))
    assert found is not None
    assert not found.amounts
    assert relaxations(case.data, found) == ()


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
