"""Agent states from a file, against a stored plan: the data that adherence is measured on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from solver.coverage import effective_agents
from solver.domain import PlanningData
from solver.errors import InvalidInputError, Issue
from solver.intraday import (
    AdherenceData,
    AdherenceParams,
    AgentState,
    SiteNeed,
    StateEvent,
    close_open_states,
    event_issues,
    state_named,
)
from solver.report.rows import Findings, Row, read_csv
from solver.report.staff_tables import site_zones
from solver.report.stored import StoredPlan
from solver.timegrid import local_to_utc

_TIME = "YYYY-MM-DDTHH:MM:SS with its offset, or local to the agent's site without one"


def read_adherence_data(path: Path, stored: StoredPlan, params: AdherenceParams) -> AdherenceData:
    """The states of `path` beside the shifts and requirements of a stored plan.

    The file has the columns agent, start, end, state and, if wanted, queue; or agent, time,
    state, where each state lasts until the agent's next one. Raises `InvalidInputError` with
    every unreadable cell, unknown agent, state or queue, time outside the plan, row out of
    order, overlap, and gap within a shift.
    """
    findings = Findings()
    shifts = tuple(s for site in stored.sites for s in site.published.shifts)
    rows = read_csv(path, ("agent", "state"), findings)
    events = _Reader(path.name, stored.planning, params, findings).events(rows)
    if not events and not findings.issues:
        findings.issues.append(Issue(path.name, "the file holds no states"))
    moments = [m for s in shifts for m in (s.start, s.end)] + [stored.grid.start, stored.grid.end]
    horizon = min(moments), max(moments)
    findings.issues += event_issues(path.name, events, shifts, horizon, params.gaps)
    if findings.issues:
        raise InvalidInputError(sorted(findings.issues, key=lambda issue: issue.row or 0))
    return AdherenceData(
        shifts=shifts,
        events=tuple(events),
        home={agent.agent: agent.site for agent in stored.planning.agents},
        time_zones={site.site: site.time_zone for site in stored.planning.sites},
        needs=_needs(stored),
    )


def _needs(stored: StoredPlan) -> tuple[SiteNeed, ...]:
    return tuple(
        SiteNeed(
            site.site,
            site.demand.queues,
            site.demand.grid,
            site.demand.required,
            effective_agents(stored.planning, site.published.split, site.demand.grid),
        )
        for site in stored.sites
    )


class _Reader:
    """Rows as states; each unknown name is reported once, where it first stands."""

    def __init__(
        self, file: str, planning: PlanningData, params: AdherenceParams, findings: Findings
    ) -> None:
        self._file = file
        self._params = params
        self._findings = findings
        zones = site_zones(planning)
        self._zone_of = {agent.agent: zones[agent.site] for agent in planning.agents}
        self._queues = {queue.queue for queue in planning.queues}
        self._reported: set[tuple[str, str]] = set()
        self._last: dict[str, datetime] = {}

    def events(self, rows: Sequence[Row]) -> list[StateEvent]:
        if not rows:
            return []
        if {"start", "end"} <= set(rows[0].cells):
            found = [self._event(row, "start", "end") for row in rows]
            return [event for event in found if event and event.end > event.start]
        if "time" in rows[0].cells:
            found = [self._event(row, "time", None) for row in rows]
            opened = [event for event in found if event]
            closed, issues = close_open_states(self._file, opened, self._params.until)
            self._findings.issues += issues
            return closed
        expected = "the columns agent,start,end,state or agent,time,state"
        self._findings.issues.append(
            Issue(self._file, "a column is missing", 1, "start", expected=expected)
        )
        return []

    def _event(self, row: Row, start: str, end: str | None) -> StateEvent | None:
        agent, queue = row.cells["agent"], row.cells.get("queue", "")
        zone = self._zone_of.get(agent)
        state = self._state(row)
        if queue and queue not in self._queues:
            self._report(row, "queue", "no such queue", _known(queue, self._queues))
        if zone is None:
            self._report(row, "agent", "no such agent", _known(agent, self._zone_of))
            return None
        begin = self._read(row, start, zone, self._last.get(agent))
        finish = begin if end is None else self._read(row, end, zone, begin)
        if begin is None or finish is None or state is None:
            return None
        if finish < begin:
            place = str(end)
            self._findings.add(row, place, "it lies before start", f"after {row.cells[start]}")
            return None
        self._last[agent] = finish
        return StateEvent(agent, begin, finish, state, row.number, queue)

    def _read(
        self, row: Row, column: str, zone: ZoneInfo, after: datetime | None
    ) -> datetime | None:
        parse = _moment_parser(zone, after)
        return self._findings.read(row, column, parse, "cannot read the time", _TIME)

    def _state(self, row: Row) -> AgentState | None:
        try:
            return state_named(row.cells["state"], self._params.states)
        except ValueError:
            known = ", ".join(AgentState)
            expected = f"{known}, or a mapping (--map '{row.cells['state']}=on_queue')"
            self._report(row, "state", "unknown state", expected)
            return None

    def _report(self, row: Row, column: str, message: str, expected: str) -> None:
        key = (column, row.cells[column])
        if key not in self._reported:
            self._reported.add(key)
            self._findings.add(row, column, message, expected)


def _moment_parser(zone: ZoneInfo, after: datetime | None) -> Callable[[str], datetime]:
    """Parses an ISO time in UTC. Of an hour that comes twice, a time without an offset is the
    second occurrence where the first would lie before `after`.
    """

    def parse(text: str) -> datetime:
        if len(text) <= 10:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        found = local_to_utc(moment, zone)
        if moment.tzinfo is None and after is not None and found < after:
            second = local_to_utc(moment.replace(fold=1), zone)
            return second if second >= after else found
        return found

    return parse


def _known(name: str, names: Sequence[str] | set[str] | dict[str, ZoneInfo]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return repr(near[0]) if near else "a name of the plan"
