"""Which rules give way, by how much, and what the problem is like afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch

import numpy as np
import pytest
from rule_cases import exact_admits, make_case
from schedule_builders import day, make_agent, make_plan, plain_template

from solver.domain import CarryOver, TimeOff
from solver.scheduling import elastic
from solver.scheduling.cp import CpAnswer, CpLimits
from solver.scheduling.elastic import elastic_plan
from solver.scheduling.relaxations import Relaxation, breaches, relaxations, relaxed_data
from solver.scheduling.rules.base import Rule

LIMITS = CpLimits(20.0, seed=1)
LONG = plain_template(length_minutes=720, earliest_start="08:00", latest_start="08:00")
WHOLE_DAY = plain_template(length_minutes=1380, earliest_start="00:00", latest_start="00:00")


def only(*weekdays: str) -> dict[str, str]:
    every = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return {"fixed_days_off": "|".join(d for d in every if d not in weekdays)}


def cheapest(case) -> list[Relaxation]:
    found = breaches(case.data, LIMITS)
    assert found is not None
    assert found.proven
    return list(relaxations(case.data, found))


CASES = {
    "rest": (
        make_plan(shifts=[LONG], min_paid_minutes_week=1440, min_rest_minutes=960),
        only("Mon", "Tue"),
        ("rest", "", 240),
    ),
    "consecutive_days": (
        make_plan(shifts=[LONG], min_paid_minutes_week=2160, max_consecutive_days=2),
        only("Mon", "Tue", "Wed"),
        ("consecutive_days", "", 1),
    ),
    "weekends": (
        make_plan(shifts=[LONG], min_paid_minutes_week=1440, max_working_weekends=0),
        only("Sat", "Sun"),
        ("weekends", "high", 1),
    ),
    "availability": (
        make_plan(shifts=[WHOLE_DAY], min_paid_minutes_week=2760),
        only("Mon"),
        ("availability", "cell", 1),
    ),
    "weekly_rest": (
        make_plan(shifts=[LONG], min_paid_minutes_week=5040, min_weekly_rest_minutes=2160),
        {},
        ("weekly_rest", "", 1),
    ),
    "days_off_runs": (
        make_plan(shifts=[LONG], min_paid_minutes_week=1440, min_consecutive_days_off=2),
        only("Mon", "Wed"),
        ("days_off_runs", "", 1),
    ),
    "start_consistency": (
        make_plan(
            shifts=[
                plain_template("early", 720, earliest_start="04:00", latest_start="04:00"),
                plain_template("late", 720, earliest_start="12:00", latest_start="12:00"),
            ],
            min_paid_minutes_week=1440,
            max_start_spread_minutes=60,
        ),
        {"availability": "Mon 04:00-16:00; Tue 12:00-24:00"},
        ("start_consistency", "", 1),
    ),
    "period_limits": (
        make_plan(
            shifts=[LONG], max_paid_minutes_period=720, planning_period_weeks=1, min_days_week=3
        ),
        {},
        ("weekly_days", "low", 2),
    ),
    "paid minimum": (
        make_plan(shifts=[LONG], min_paid_minutes_week=1440),
        only("Mon"),
        ("weekly_paid_time", "low", 720),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cheapest_rule_gives_way_by_what_is_missing(name):
    plan, days, expected = CASES[name]
    case = make_case([make_agent("ann", **days)], [plan])
    (change,) = cheapest(case)
    assert (change.rule, change.side, change.amount) == expected
    assert change.agent == "ann"
    assert change.text.startswith("ann: ")
    assert not exact_admits(case)
    assert exact_admits(replace(case, data=relaxed_data(case.data, [change])))


def test_a_row_that_may_be_broken_by_less_does_not_do():
    plan, days, _ = CASES["paid minimum"]
    case = make_case([make_agent("ann", **days)], [plan])
    (change,) = cheapest(case)
    less = replace(change, amount=change.amount - 1)
    assert not exact_admits(replace(case, data=relaxed_data(case.data, [less])))


def test_cancelled_leave_opens_its_days_and_no_others():
    leave = [TimeOff(agent="ann", start=day(1), end=day(2))]
    data = make_case([make_agent("ann")], [make_plan(shifts=[LONG])], time_off=leave).data
    change = Relaxation("time_off", "ann", "cell", 1, "days", day(1), day(1), "")
    opened = relaxed_data(data, [change])
    assert opened.can[0, :, 0].tolist() == [True, True, False, True, True, True, True]
    assert data.can[0, :, 0].tolist() == [True, False, False, True, True, True, True]


def test_rest_after_the_period_before_gives_way():
    """The last shift ended on Monday at 04:00; the only start on Monday is at 08:00."""
    carried = CarryOver(agent="ann", last_shift_end=datetime(2026, 1, 5, 4, tzinfo=UTC))
    plan = make_plan(shifts=[LONG], min_paid_minutes_week=720, min_rest_minutes=660)
    case = make_case([make_agent("ann", **only("Mon"))], [plan], carry_over=[carried])
    (change,) = cheapest(case)
    assert (change.rule, change.amount) == ("rest", 420)
    assert exact_admits(replace(case, data=relaxed_data(case.data, [change])))


def test_seats_are_counted_at_every_start_of_the_day():
    """Four-hour shifts of three people fit one seat at 00:00, 04:00, ...; of seven they do not."""
    shift = plain_template(length_minutes=240, increment_minutes=240, latest_start="20:00")
    plan = make_plan(shifts=[shift], min_paid_minutes_week=1680)
    people = [make_agent(f"a{i}") for i in range(7)]
    assert cheapest(make_case(people[:6], [plan], seats=1)) == []
    changes = cheapest(make_case(people, [plan], seats=1))
    assert changes
    assert {c.rule for c in changes} <= {"seats", "weekly_paid_time"}


def test_a_rule_that_nobody_has_described_is_loosened_like_the_others():
    """At most one of the two agents may work on a day; both need Monday."""

    def one_at_a_time(m):
        for days in zip(*m.on, strict=True):
            m.model.add(sum(days) <= 1)

    rule = Rule("pairs", "Never together", lambda m: None, day_plan=one_at_a_time)
    people = [make_agent("ann", **only("Mon")), make_agent("bob", **only("Mon"))]
    case = make_case(people, [make_plan(shifts=[LONG], min_paid_minutes_week=720)])
    with patch.object(elastic, "RULES", (*elastic.RULES, rule)):
        plan = elastic_plan(case.data, np.arange(2))
        assert plan.cheapest(LIMITS).values.objective_value == elastic.OTHER_PRICE
    broken = [slack for slack in plan.slacks if slack.rule == "pairs"]
    assert {slack.agent for slack in broken} == {None}
    assert [slack.days for slack in broken] == [(d,) for d in range(7)]


def test_where_time_is_short_the_site_gives_way_before_more_agents(monkeypatch):
    """Without a proof for all at once, what each agent must break stays and seats are added."""
    shift = plain_template(length_minutes=240, increment_minutes=240, latest_start="20:00")
    people = [make_agent(f"a{i}") for i in range(7)]
    plan = make_plan(shifts=[shift], min_paid_minutes_week=1680)
    case = make_case(people, [plan], seats=1)
    unknown = CpAnswer(values=None, bound=None, infeasible=False, capped=True)
    monkeypatch.setattr(elastic.ElasticPlan, "cheapest", _only_for_one(unknown))
    found = breaches(case.data, LIMITS)
    assert found is not None
    (change,) = relaxations(case.data, found)
    assert (change.rule, change.amount, change.agent) == ("seats", 1, None)
    assert change.text.startswith("hub: add 1 seat, ")
    assert relaxed_data(case.data, [change]).seats == 2


def _only_for_one(unknown):
    """`ElasticPlan.cheapest` that has no answer for several agents."""
    solve = elastic.ElasticPlan.cheapest

    def cheapest(plan, limits):
        return solve(plan, limits) if len(plan.m.agents) == 1 else unknown

    return cheapest
