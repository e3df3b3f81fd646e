"""Shifts are of agents of this site, inside the horizon, and made of activities end to end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.domain import NamedShift
from solver.scheduling.audit_report import Violation
from solver.scheduling.checks._context import Context
from solver.timegrid import local_to_utc

RULE = "structure"


def check(context: Context) -> Iterator[Violation]:
    homes = {agent.agent: agent.site for agent in context.planning.agents}
    for shift in context.published.shifts:
        messages = [*_who(context, shift, homes.get(shift.agent)), *_when(context, shift)]
        for message in messages:
            yield Violation(RULE, message, shift.agent, shift.day)


def _who(context: Context, shift: NamedShift, home: str | None) -> Iterator[str]:
    if home is None:
        yield "no such agent"
    elif home != context.site.site:
        yield f"the agent belongs to site {home!r}, this is the schedule of {context.site.site!r}"
    if shift.site != context.site.site:
        yield f"the shift names site {shift.site!r}, this is the schedule of {context.site.site!r}"


def _when(context: Context, shift: NamedShift) -> Iterator[str]:
    if not shift.activities:
        yield "the shift has no activity"
        return
    for activity in shift.activities:
        if activity.start.tzinfo is None or activity.end.tzinfo is None:
            yield f"the time {activity.start.isoformat()} has no time zone"
    spans = sorted(
        (local_to_utc(a.start, context.zone), local_to_utc(a.end, context.zone), a.activity)
        for a in shift.activities
    )
    for start, end, kind in spans:
        if end <= start:
            yield f"{kind} at {start.astimezone(context.zone):%H:%M} does not end after its start"
    for (_, end, kind), (start, _, following) in pairwise(spans):
        if end != start:
            fault = "overlaps" if end > start else "leaves a gap before"
            clocks = [m.astimezone(context.zone).strftime("%H:%M") for m in (end, start)]
            yield f"{kind} until {clocks[0]} {fault} {following} at {clocks[1]}"
    day = spans[0][0].astimezone(context.zone).date()
    if day != shift.day:
        yield f"the shift starts on {day.isoformat()}, not on its day"
    if not context.days[0] <= day <= context.days[-1]:
        period = f"{context.days[0].isoformat()} to {context.days[-1].isoformat()}"
        yield f"the shift starts on {day.isoformat()}, outside the planning period {period}"
