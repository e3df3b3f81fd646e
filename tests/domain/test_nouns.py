"""The nouns refuse what cannot be, and say every problem of a record at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from solver.domain import (
    Agent,
    Center,
    Contract,
    Event,
    HistoryRow,
    Noun,
    Override,
    PlanningData,
    Preference,
    Queue,
    ShiftTemplate,
    Site,
    WorkPlan,
)

SHIFT: dict[str, Any] = {
    "name": "early",
    "earliest_start": "08:00",
    "latest_start": "10:00",
    "length_minutes": 480,
}
PLAN: dict[str, Any] = {"work_plan": "full", "max_paid_minutes_week": 2400, "shifts": [SHIFT]}
QUEUE: dict[str, Any] = {"queue": "q", "channel": "voice", "skill": "s"}
GOAL: dict[str, Any] = {"sl_target": 0.8, "sl_seconds": 20}
AGENT: dict[str, Any] = {
    "agent": "A",
    "site": "S",
    "work_plan": "full",
    "skills": "s",
    "hourly_cost": 20,
}
CONTRACT: dict[str, Any] = {"site": "S", "rate_per_hour": 20, "queues": "q"}
LUNCH = {"kind": "lunch", "minutes": 30, "paid": False, "window_start_minutes": 180}


@pytest.mark.parametrize(
    ("noun", "fields", "message"),
    [
        (Queue, {**QUEUE, **GOAL, "sl_target": 80}, "did you mean 0.80"),
        (Queue, {**QUEUE, **GOAL, "sl_target": 1}, "above 0 and below 1"),
        (Queue, {**QUEUE, "sl_target": 0.8}, "sl_seconds: blank"),
        (Queue, {**QUEUE, "sl_seconds": 20}, "sl_target: blank"),
        (Queue, QUEUE, "no goal"),
        (Queue, {**QUEUE, "channel": "email"}, "response_hours: blank"),
        (Queue, {**QUEUE, **GOAL, "opening_hours": ""}, "no hour in it"),
        (Contract, {**CONTRACT, "commitment_hours_week": 9, "capacity_hours_week": 8}, "above the"),
        (Contract, {**CONTRACT, "min_share": 0.6, "max_share": 0.5}, "min_share"),
        (Contract, {**CONTRACT, "queues": ""}, "at least 1 item"),
        (Agent, {**AGENT, "start_date": "2026-02-01", "end_date": "2026-01-31"}, "end_date"),
        (Agent, {**AGENT, "availability": ""}, "no hour in it"),
        (Agent, {**AGENT, "agent": "A|B"}, "match pattern"),
        (Site, {"site": "S", "kind": "bpo", "time_zone": "Paris"}, "unknown time zone"),
        (Site, {"site": "S", "kind": "bpo", "time_zone": "UTC", "absence": 1}, "less than 1"),
        (Center, {"name": "c", "time_zone": "UTC", "interval_minutes": 25}, "5, 6, 10"),
        (Center, {"name": "c", "time_zone": "UTC", "week_start": "Mon|Tue"}, "not a weekday"),
        (Center, {"name": "c", "time_zone": "UTC", "country": "Germany"}, "match pattern"),
        (Preference, {"agent": "A", "kind": "start", "value": "Fri"}, "HH:MM"),
        (Preference, {"agent": "A", "kind": "day_off", "value": "8:00"}, "YYYY-MM-DD or a weekday"),
        (ShiftTemplate, {**SHIFT, "latest_start": "07:00"}, "latest_start: it lies before"),
        (ShiftTemplate, {**SHIFT, "latest_start": "24:00"}, "before 24:00"),
        (ShiftTemplate, {**SHIFT, "activities": [{**LUNCH, "window_end_minutes": 200}]}, "hold"),
        (
            ShiftTemplate,
            {**SHIFT, "activities": [{**LUNCH, "minutes": 480, "window_end_minutes": 480}]},
            "not shorter than its shift",
        ),
        (WorkPlan, {**PLAN, "shifts": []}, "at least 1 item"),
        (WorkPlan, {**PLAN, "shifts": [SHIFT, SHIFT]}, "shifts.1.name"),
        (WorkPlan, {**PLAN, "max_paid_minutes_week": 400}, "can never be worked"),
        (WorkPlan, {**PLAN, "min_paid_minutes_week": 2500}, "above max_paid_minutes_week"),
        (WorkPlan, {**PLAN, "min_days_week": 7}, "above max_days_week"),
        (WorkPlan, {**PLAN, "min_days_week": 6}, "shortest shift pay 2880"),
        (
            WorkPlan,
            {**PLAN, "min_paid_minutes_week": 2000, "max_days_week": 4},
            "cannot reach it; expected at most 1920",
        ),
        (HistoryRow, {"queue": "q", "start": "2026-01-01T08:00", "offered": 1}, "timezone"),
        (
            Event,
            {"start": "2026-01-02", "end": "2026-01-01", "kind": "outage"},
            "does not lie after start",
        ),
        (
            Override,
            {
                "layer": "m",
                "queue": "q",
                "start": "2026-01-02",
                "end": "2026-01-02",
                "operation": "percent",
                "value": -101,
            },
            "at least -100",
        ),
    ],
)
def test_refused(noun: type[Noun], fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        noun.model_validate(fields)


def test_every_break_of_a_shift_is_checked() -> None:
    breaks = [
        {**LUNCH, "minutes": 600, "window_end_minutes": 400},
        {**LUNCH, "window_start_minutes": 300, "window_end_minutes": 500},
    ]
    with pytest.raises(ValidationError) as caught:
        ShiftTemplate.model_validate({**SHIFT, "activities": breaks})
    text = str(caught.value)
    assert "activities.0.minutes: " in text
    assert "activities.1.window_end_minutes: " in text
    assert "activities.1.window_start_minutes: " in text


def test_paid_time_and_starts_of_a_shift() -> None:
    lunch = {**LUNCH, "window_end_minutes": 300}
    shift = ShiftTemplate.model_validate({**SHIFT, "activities": [lunch]})
    assert shift.paid_minutes == 450
    assert shift.start_minutes == (480, 510, 540, 570, 600)


def test_instants_are_kept_in_utc() -> None:
    row = HistoryRow.model_validate({"queue": "q", "start": "2026-07-01T08:00+02:00", "offered": 1})
    assert row.start == datetime(2026, 7, 1, 6, tzinfo=UTC)
    assert row.start.tzinfo is UTC
    assert row.key == ("q", row.start)


def test_unknown_keys_and_changes_are_refused() -> None:
    agent = Agent.model_validate(AGENT)
    with pytest.raises(ValidationError, match="Extra inputs"):
        Agent.model_validate({**AGENT, "colour": "red"})
    with pytest.raises(ValidationError, match="frozen"):
        agent.site = "T"  # type: ignore[misc]


def test_employment_includes_its_last_day() -> None:
    agent = Agent.model_validate({**AGENT, "start_date": "2026-01-02", "end_date": "2026-01-03"})
    days = [date(2026, 1, d) for d in (1, 2, 3, 4)]
    assert [agent.employed_on(day) for day in days] == [False, True, True, False]


def test_presence_of_a_site() -> None:
    site = Site(site="S", kind="internal", time_zone="UTC", absence=0.1, adherence=0.9)
    assert site.presence == pytest.approx(0.81)


def test_look_ups_of_a_planning() -> None:
    planning = PlanningData.model_validate(
        {
            "center": {"name": "c", "time_zone": "UTC"},
            "queues": [{**QUEUE, **GOAL}],
            "sites": [
                {"site": "S", "kind": "internal", "time_zone": "UTC"},
                {"site": "V", "kind": "bpo", "time_zone": "UTC"},
            ],
            "agents": [AGENT],
            "work_plans": [PLAN],
        }
    )
    assert planning.queue("q").skill == "s"
    assert planning.work_plan("full").max_days_week == 6
    assert [site.site for site in planning.internal_sites] == ["S"]
    assert [agent.agent for agent in planning.agents_of("S")] == ["A"]
    with pytest.raises(KeyError):
        planning.site("nowhere")
