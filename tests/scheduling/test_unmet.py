"""Each reason for a shortage on the smallest site that has it."""

from __future__ import annotations

import numpy as np
import pytest
from rule_cases import find_shape, make_case
from schedule_builders import day, make_agent, make_plan, make_queue, plain_template

from solver.domain import TimeOff
from solver.scheduling.data import PlacedShift
from solver.scheduling.placement import Placement
from solver.scheduling.unmet import unmet_reasons

MORNING = plain_template("morning", earliest_start="08:00", latest_start="08:00")
NIGHT = plain_template("night", earliest_start="22:00", latest_start="22:00")
TUESDAY = 48


def demand_on_tuesday(agents: float, first: int = 16, last: int = 32) -> np.ndarray:
    demand = np.zeros((1, 7 * 48))
    demand[0, TUESDAY + first : TUESDAY + last] = agents
    return demand


def unmet(case, *roster):
    """Reasons after the shifts (agent, day, start) of `roster`."""
    placement = Placement(case.data)
    for agent, on, start in roster:
        placement.put(PlacedShift(agent, on, find_shape(case.data, agent, start), ()))
    return unmet_reasons(case.data, placement)


def site(*people, agents: float = 1.0, shifts=(MORNING,), seats=None, time_off=(), **rules):
    """A site whose people are wanted on Tuesday from 8:00 to 16:00."""
    return make_case(
        people or [make_agent("ann")],
        [make_plan(shifts=shifts, **rules)],
        demand=demand_on_tuesday(agents),
        seats=seats,
        time_off=time_off,
    )


def test_a_met_target_has_no_shortage():
    assert unmet(site(), (0, 1, "08:00")) == ()


def test_a_shift_that_would_pay_is_said_to_be_missing():
    (span,) = unmet(site())
    assert (span.queue, span.reason) == ("calls", "improvable")
    assert f"{span.start:%a %H:%M} {span.end:%H:%M}" == "Tue 08:00 16:00"
    assert span.short_agent_hours == pytest.approx(8)


def test_everybody_works_already():
    (span,) = unmet(site(agents=2.0), (0, 1, "08:00"))
    assert span.reason == "all_working"
    assert span.short_agent_hours == pytest.approx(8)


def test_somebody_on_another_shift_of_the_day_works_already():
    assert unmet(site(shifts=[MORNING, NIGHT]), (0, 1, "22:00"))[0].reason == "all_working"


def test_nobody_is_available():
    leave = [TimeOff(agent="ann", start=day(1), end=day(1))]
    assert unmet(site(time_off=leave))[0].reason == "nobody_available"


@pytest.mark.parametrize(
    ("rules", "roster", "reason"),
    [
        ({"max_paid_minutes_week": 480}, [(0, 2, "08:00")], "weekly_paid_time"),
        ({"max_days_week": 1}, [(0, 2, "08:00")], "weekly_days"),
        ({"max_consecutive_days": 2}, [(0, 0, "08:00"), (0, 2, "08:00")], "consecutive_days"),
        ({"min_rest_minutes": 660}, [(0, 0, "22:00")], "rest"),
    ],
)
def test_the_rule_that_keeps_the_agent_away_is_named(rules, roster, reason):
    case = site(shifts=[MORNING, NIGHT], **rules)
    (span,) = unmet(case, *roster)
    assert span.reason == reason
    assert unmet(site(shifts=[MORNING, NIGHT]), *roster)[0].reason == "improvable"


def test_the_seats_are_named_where_rules_allow_a_shift():
    people = [make_agent("ann"), make_agent("bob")]
    roster = [(0, 1, "08:00")]
    assert unmet(site(*people, agents=2.0, seats=1), *roster)[0].reason == "seats"
    assert unmet(site(*people, agents=2.0, seats=2), *roster)[0].reason == "improvable"


def test_a_shift_dearer_than_the_shortage_is_told_apart():
    """A tenth of an agent short for 8 hours costs 8 x 0.1 x (0.15 x 60 + 0.85 x 120) = 88.8,
    the shift 160 and the agents over besides."""
    assert unmet(site(agents=0.1))[0].reason == "costs_more"


def test_a_free_agent_counts_before_a_busy_one():
    people = [make_agent("ann"), make_agent("bob")]
    case = site(*people, agents=2.0, max_days_week=1)
    assert unmet(case, (0, 1, "08:00"), (1, 2, "08:00"))[0].reason == "weekly_days"


def test_queues_and_reasons_make_spans_of_their_own():
    demand = np.concatenate([demand_on_tuesday(1.0, 16, 36), demand_on_tuesday(1.0, 20, 22)])
    case = make_case(
        [make_agent("ann")],
        [make_plan(shifts=[MORNING])],
        [make_queue("calls"), make_queue("chats")],
        demand=demand,
    )
    found = [(s.queue, f"{s.start:%H:%M}-{s.end:%H:%M}", s.reason) for s in unmet(case)]
    assert found == [
        ("calls", "08:00-16:00", "improvable"),
        ("calls", "16:00-18:00", "no_shift"),
        ("chats", "10:00-11:00", "no_skill"),
    ]
