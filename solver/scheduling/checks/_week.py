"""Which days of a planning week count as away, paid or unpaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from solver.scheduling.checks._context import AuditedShift, Context, covered


@dataclass(frozen=True)
class AgentWeek:
    """One agent's planning week: its shifts by start day, and its days away.

    `days_out` are not employed or wholly on unpaid leave; `days_paid_leave` are employed days
    wholly on paid leave. Several leaves may cover a day together.
    """

    agent: str
    first_day: date
    shifts: tuple[AuditedShift, ...]
    days_out: int
    days_paid_leave: int


def agent_weeks(context: Context) -> list[AgentWeek]:
    """Every agent of the site in every planning week, working or not."""
    weeks = []
    for name in context.agents:
        kinds = {day: _away(context, name, day) for day in context.days}
        for days in context.weeks:
            inside = set(days)
            out = sum(kinds[day] == "out" for day in days)
            paid = sum(kinds[day] == "paid" for day in days)
            shifts = tuple(s for s in context.shifts[name] if s.day in inside)
            weeks.append(AgentWeek(name, days[0], shifts, out, paid))
    return weeks


def away_days(context: Context, name: str) -> set[date]:
    """Days of the horizon not employed or wholly on leave of one kind, paid or not."""
    return {day for day in context.days if _away(context, name, day) is not None}


def _away(context: Context, name: str, day: date) -> str | None:
    if not context.agents[name].employed_on(day):
        return "out"
    leaves = context.leaves.get(name)
    if not leaves:
        return None
    start, end = context.midnight(day), context.midnight(day + timedelta(days=1))
    if covered([leave for leave in leaves if not leave.entry.paid], start, end):
        return "out"
    return "paid" if covered([leave for leave in leaves if leave.entry.paid], start, end) else None
