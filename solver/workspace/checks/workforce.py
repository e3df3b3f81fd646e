"""Shift templates that the schedule's grid can hold, and agents who can work one at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from solver.domain import Agent, ShiftTemplate, SiteKind, WorkPlan
from solver.errors import Issue
from solver.workspace.checks.week_room import (
    WEEK,
    Span,
    WeekShift,
    minutes_of_week,
    possible_shifts,
)
from solver.workspace.draft import Draft


def check_workforce(draft: Draft) -> Iterator[Issue]:
    """Templates off the finest grid, agents without a possible shift, internal sites without
    agents.
    """
    yield from _template_minutes(draft)
    yield from _agents_without_shift(draft)
    yield from _sites_without_agents(draft)


def _template_minutes(draft: Draft) -> Iterator[Issue]:
    """Times of shifts and breaks are multiples of the finest step of a schedule."""
    step = 6 if draft.clock_known and draft.planning.center.interval_minutes == 6 else 5
    for number, plan in enumerate(draft.planning.work_plans):
        for at, shift in enumerate(plan.shifts):
            for path, minutes in _minutes_of(shift):
                if minutes % step:
                    column = f"shifts.{at}.{path}"
                    expected = f"a multiple of {step} minutes"
                    message = "a schedule cannot hold this time"
                    yield draft.issue("work_plans", number, column, message, minutes, expected)


def _minutes_of(shift: ShiftTemplate) -> Iterator[tuple[str, int]]:
    for field in ("earliest_start", "length_minutes"):
        yield field, getattr(shift, field)
    if shift.latest_start > shift.earliest_start:
        yield "increment_minutes", shift.increment_minutes
    for at, activity in enumerate(shift.activities):
        for field in ("minutes", "window_start_minutes", "window_end_minutes"):
            yield f"activities.{at}.{field}", getattr(activity, field)


def _sites_without_agents(draft: Draft) -> Iterator[Issue]:
    if not draft.known("sites", "agents"):
        return
    manned = draft.names("agents", "site")
    for number, site in enumerate(draft.planning.sites):
        if site.kind is SiteKind.INTERNAL and site.site not in manned:
            message = "the internal site has no agents"
            yield draft.issue("sites", number, "site", message, site.site, "at least one agent")


def _agents_without_shift(draft: Draft) -> Iterator[Issue]:
    if not (draft.clock_known and draft.complete("queues", "sites")):
        return
    plans = {plan.work_plan: plan for plan in draft.planning.work_plans}
    zones = {site.site: site.time_zone for site in draft.planning.sites}
    possible: dict[tuple[object, ...], list[WeekShift]] = {}
    for number, agent in enumerate(draft.planning.agents):
        plan, zone = plans.get(agent.work_plan), zones.get(agent.site)
        if plan is None or zone is None:
            continue
        key = (agent.work_plan, agent.fixed_days_off, agent.availability)
        if key not in possible:
            possible[key] = possible_shifts(agent, plan)
        wrong = _no_shift(draft, agent, plan, zone, possible[key])
        if wrong is not None:
            field, message, expected = wrong
            value = _raw(draft, number, field)
            yield draft.issue("agents", number, field, message, value, expected)


def _no_shift(
    draft: Draft, agent: Agent, plan: WorkPlan, zone: str, starts: Sequence[WeekShift]
) -> tuple[str, str, str] | None:
    """Field, message and what is expected, where an agent can never work."""
    if len(agent.fixed_days_off) == 7:
        message = f"{agent.agent} is off on every day and can never work"
        return "fixed_days_off", message, "a day to work on"
    if not starts:
        message = f"no shift of {plan.work_plan} fits the availability of {agent.agent}"
        lengths = ", ".join(f"{s.name} of {s.length_minutes} minutes" for s in plan.shifts)
        return "availability", message, f"room for {lengths}"
    if _served(draft, agent) and not _meets_demand(draft, agent, zone, starts):
        message = f"no shift {agent.agent} can work meets the opening hours of the queues served"
        return "work_plan", message, "a shift within the opening hours"
    return None


def _raw(draft: Draft, number: int, field: str) -> object:
    record = draft.tables["agents"].records[draft.positions["agents"][number]]
    value = record.get(field)
    return value if isinstance(value, str) else None


def _served(draft: Draft, agent: Agent) -> list[Sequence[Span]]:
    return [q.opening_hours for q in draft.planning.queues if q.skill in agent.skills]


def _meets_demand(draft: Draft, agent: Agent, time_zone: str, starts: Sequence[WeekShift]) -> bool:
    """Whether a shift overlaps the opening hours, which are the centre's local time, with the
    clocks of winter or summer.
    """
    spans = [span for hours in _served(draft, agent) for span in minutes_of_week(hours)]
    lags = _offset_minutes(draft.planning.center.time_zone, time_zone)
    return any(
        moment < last and moment + shift.length > first
        for shift in starts
        for lag in lags
        for moment in (
            (shift.minute_of_week + lag) % WEEK,
            (shift.minute_of_week + lag) % WEEK + WEEK,
        )
        for first, last in spans
    )


def _offset_minutes(center: str, site: str) -> set[int]:
    """Minutes to add to a site's local time for the centre's, in January and in July."""
    found = set()
    for month in (1, 7):
        moment = datetime(2025, month, 15, tzinfo=ZoneInfo(site))
        ahead = moment.astimezone(ZoneInfo(center)).utcoffset() or timedelta()
        found.add(int((ahead - (moment.utcoffset() or timedelta())) / timedelta(minutes=1)))
    return found
