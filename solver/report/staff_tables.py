"""Tables of the people side: schedule, roster, coverage and the split over queues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain import (
    Agent,
    NamedShift,
    PlanningData,
    SkillSplit,
    TimeOff,
    moment_end,
    moment_start,
)
from solver.plan_result import SiteCoverage
from solver.report.table import Cell, Table, interval_starts, rounded, table_of
from solver.scheduling.ledger import carried_forward
from solver.timegrid import local_to_utc

SPLIT_DIGITS = 8
SCHEDULE_COLUMNS = "site,agent,date,shift,start,end,activity,paid,queues"
SPLIT_COLUMNS = "site,group,queue,start,agents"


def schedule_table(planning: PlanningData, shifts: Sequence[NamedShift]) -> Table:
    """One row an activity, in order of site, agent and time; local ISO times of the site."""
    zones = site_zones(planning)
    ordered = sorted(shifts, key=lambda s: (s.site, s.agent, s.start, s.template))
    rows = (row for shift in ordered for row in _activity_rows(shift, zones[shift.site]))
    return table_of("schedule", SCHEDULE_COLUMNS, rows)


def site_zones(planning: PlanningData) -> dict[str, ZoneInfo]:
    return {site.site: ZoneInfo(site.time_zone) for site in planning.sites}


def _activity_rows(shift: NamedShift, zone: ZoneInfo) -> Iterator[tuple[Cell, ...]]:
    for activity in sorted(shift.activities, key=lambda a: (a.start, a.end)):
        yield (
            shift.site,
            shift.agent,
            shift.day.isoformat(),
            shift.template,
            _iso(activity.start, zone),
            _iso(activity.end, zone),
            activity.activity,
            activity.paid,
            "|".join(activity.queues),
        )


def _iso(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")


def roster_table(
    planning: PlanningData, shifts: Sequence[NamedShift], days: Sequence[date]
) -> Table:
    """Agent x date: `08:00-16:30 early`, the kind of leave, or blank for a day off."""
    zones = site_zones(planning)
    internal = {site.site for site in planning.internal_sites}
    agents = sorted((a for a in planning.agents if a.site in internal), key=_site_and_name)
    worked: dict[tuple[str, date], list[str]] = {}
    for shift in sorted(shifts, key=lambda s: s.start):
        cell = shift_text(shift, zones[shift.site])
        worked.setdefault((shift.agent, shift.day), []).append(cell)
    leave = _leave_by_agent(planning.time_off)
    rows = []
    for agent in agents:
        zone = zones[agent.site]
        absences = leave.get(agent.agent, [])
        cells = [
            " / ".join(worked.get((agent.agent, day), [])) or _leave_on(absences, day, zone)
            for day in days
        ]
        rows.append((agent.site, agent.agent, *cells))
    header = ("site", "agent", *(day.isoformat() for day in days))
    return Table("roster", header, tuple(rows))


def _site_and_name(agent: Agent) -> tuple[str, str]:
    return agent.site, agent.agent


def shift_text(shift: NamedShift, zone: ZoneInfo) -> str:
    start, end = (f"{m.astimezone(zone):%H:%M}" for m in (shift.start, shift.end))
    return f"{start}-{end} {shift.template}"


def _leave_by_agent(time_off: Sequence[TimeOff]) -> Mapping[str, list[TimeOff]]:
    found: dict[str, list[TimeOff]] = {}
    for leave in time_off:
        found.setdefault(leave.agent, []).append(leave)
    return found


def _leave_on(absences: Sequence[TimeOff], day: date, zone: ZoneInfo) -> str:
    first = local_to_utc(moment_start(day), zone)
    last = local_to_utc(moment_end(day), zone)
    for leave in absences:
        start = local_to_utc(moment_start(leave.start), zone)
        end = local_to_utc(moment_end(leave.end), zone)
        if start < last and end > first:
            return leave.kind
    return ""


def carry_over_table(
    planning: PlanningData, shifts: Sequence[NamedShift], days: Sequence[date]
) -> Table:
    """carry_over.csv of the next period's planning folder, as these shifts leave it."""
    rows = (
        (
            row.agent,
            None if row.last_shift_end is None else row.last_shift_end.isoformat(),
            row.consecutive_days,
            row.unpopular_shifts,
        )
        for row in carried_forward(planning, shifts, days)
    )
    columns = "agent,last_shift_end,consecutive_days,unpopular_shifts"
    return table_of("carry_over", columns, rows)


def coverage_table(coverage: Sequence[SiteCoverage]) -> Table:
    """One row an internal site, queue and interval; `net` = scheduled - target agents."""
    return table_of(
        "coverage",
        "site,queue,start,required,target,scheduled,net,service_level,asa_s,occupancy,p_abandon",
        (row for one in coverage for row in _coverage_rows(one)),
    )


def _coverage_rows(one: SiteCoverage) -> Iterator[tuple[Cell, ...]]:
    starts = interval_starts(one.grid)
    net = one.net
    for q, queue in enumerate(one.queues):
        for t, start in enumerate(starts):
            yield (
                one.site,
                queue,
                start,
                rounded(one.required[q, t], 4),
                rounded(one.target[q, t], 4),
                rounded(one.scheduled[q, t], 4),
                rounded(net[q, t], 4),
                rounded(one.service.service_level[q, t], 4),
                rounded(one.service.asa_s[q, t], 2),
                rounded(one.service.occupancy[q, t], 4),
                rounded(one.service.p_abandon[q, t], 4),
            )


def split_table(splits: Sequence[SkillSplit]) -> Table:
    """Agents of a skill group on a queue, one row an interval of the schedule's grid.

    Rows of zero are left out.
    """
    rows = (row for split in splits for row in _split_rows(split))
    return table_of("split", SPLIT_COLUMNS, rows)


def _split_rows(split: SkillSplit) -> Iterator[tuple[Cell, ...]]:
    starts = interval_starts(split.grid)
    agents = np.round(split.agents, SPLIT_DIGITS)
    for g, q, t in np.argwhere(agents != 0).tolist():
        value = rounded(agents[g, q, t], SPLIT_DIGITS)
        yield (split.site, split.groups[g], split.queues[q], starts[t], value)
