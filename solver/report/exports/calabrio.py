"""Calabrio's BPO exchange: what a vendor is asked for, and what it answers.

Both files hold local wall-clock times of the centre without an offset. Calabrio reads a row of
the hour that comes twice, when the clock goes back, as holding in both; so the two are written as
one row with their mean, and read the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from solver.domain import PlanningData
from solver.report.rows import Findings, Row, parse_amount, read_csv
from solver.report.table import Cell, Table, rounded, table_of
from solver.requirements.result import Requirements
from solver.timegrid import TimeGrid, local_to_utc

DEMAND_COLUMNS = "skillname,startdatetime,enddatetime,tasks,tasktime,aftertasktime,agents"
STAFFING_COLUMNS = "source,skillcombination,startdatetime,enddatetime,agents"
_DEMAND_TIME = "%Y%m%d %H:%M"
_STAFFING_TIME = "%Y-%m-%d %H:%M"
_DIGITS = 4


@dataclass(frozen=True)
class VendorStaffing:
    """A vendor's answer: mean agents (C, T) on `grid` of each source and combination of queues."""

    sources: tuple[str, ...]
    combinations: tuple[tuple[str, ...], ...]
    grid: TimeGrid
    agents: NDArray[np.float64]


@dataclass(frozen=True)
class _Slot:
    """A local interval and the grid's intervals that it stands for: two in the repeated hour."""

    start: datetime
    end: datetime
    intervals: tuple[int, ...]


def demand_table(name: str, demand: Requirements) -> Table:
    """What a site is asked for, one row a queue and interval with volume or a requirement.

    `tasks` contacts, `tasktime` handling seconds a contact (after-call work is part of it, so
    `aftertasktime` is 0), `agents` required on queue.
    """
    slots = _slots(demand.grid)
    rows = (
        (queue, *_span(slot, _DEMAND_TIME), *_asked(demand, q, slot))
        for q, queue in enumerate(demand.queues)
        for slot in slots
        if _wanted(demand, q, slot)
    )
    return table_of(name, DEMAND_COLUMNS, rows)


def staffing_table(name: str, demand: Requirements) -> Table:
    """The answer that the plan counts on: the vendor staffs what is required of it.

    A vendor overwrites `agents` and sends the file back.
    """
    slots = _slots(demand.grid)
    rows = (
        (demand.site, queue, *_span(slot, _STAFFING_TIME), _asked(demand, q, slot)[-1])
        for q, queue in enumerate(demand.queues)
        for slot in slots
        if _wanted(demand, q, slot)
    )
    return table_of(name, STAFFING_COLUMNS, rows)


def _slots(grid: TimeGrid) -> list[_Slot]:
    step = timedelta(minutes=grid.interval_minutes)
    places: dict[datetime, list[int]] = {}
    for t in range(grid.n_intervals):
        places.setdefault(grid.local(t).replace(tzinfo=None), []).append(t)
    slots = []
    for start, intervals in places.items():
        after = grid.local(intervals[0] + 1).replace(tzinfo=None)
        # Where the clock goes back the next interval's wall time is the earlier one.
        slots.append(_Slot(start, max(after, start + step), tuple(intervals)))
    return slots


def _span(slot: _Slot, form: str) -> tuple[str, str]:
    return f"{slot.start:{form}}", f"{slot.end:{form}}"


def _wanted(demand: Requirements, q: int, slot: _Slot) -> bool:
    return any(demand.volume[q, t] > 0 or demand.required[q, t] > 0 for t in slot.intervals)


def _asked(demand: Requirements, q: int, slot: _Slot) -> tuple[Cell, ...]:
    """Tasks, task time, time after a task and agents, as means over the slot's intervals.

    Figures are first rounded as requirements.csv stores them, so that the file is the same when
    it is written again from there.
    """
    at = list(slot.intervals)
    tasks = np.round(demand.volume[q, at], 6)
    aht_s = np.round(np.nan_to_num(demand.aht_s[q, at]), 4)
    total = float(tasks.sum())
    mean_s = float(tasks @ aht_s) / total if total > 0 else float(aht_s.mean())
    agents = np.round(demand.required[q, at], 4)
    return (
        rounded(float(tasks.mean()), _DIGITS),
        rounded(mean_s, 2),
        0,
        rounded(float(agents.mean()), _DIGITS),
    )


def read_vendor_staffing(path: Path, planning: PlanningData, grid: TimeGrid) -> VendorStaffing:
    """A vendor's answer, averaged over the intervals of `grid`; rows of one place add up.

    `source` must be a site and `skillcombination` queues joined by |. Raises `InvalidInputError`
    with every unreadable cell, unknown name, and time off the plan or skipped by the clock.
    """
    findings = Findings()
    rows = read_csv(path, STAFFING_COLUMNS.split(","), findings)
    found: dict[tuple[str, tuple[str, ...]], NDArray[np.float64]] = {}
    for row in rows:
        key = _source_and_queues(row, planning, findings)
        agents = findings.read(row, "agents", parse_amount, "not a number of agents", "0 or more")
        spans = _spans(row, grid, findings)
        if key is None or agents is None:
            continue
        mean = found.setdefault(key, np.zeros(grid.n_intervals))
        for start, end in spans:
            _add(mean, grid, start, end, agents)
    findings.raise_any()
    keys = sorted(found)
    return VendorStaffing(
        tuple(key[0] for key in keys),
        tuple(key[1] for key in keys),
        grid,
        np.array([found[key] for key in keys]).reshape(len(keys), grid.n_intervals),
    )


def _source_and_queues(
    row: Row, planning: PlanningData, findings: Findings
) -> tuple[str, tuple[str, ...]] | None:
    sites = [site.site for site in planning.sites]
    known = [queue.queue for queue in planning.queues]
    queues = tuple(part.strip() for part in row.cells["skillcombination"].split("|"))
    right = True
    if row.cells["source"] not in sites:
        findings.add(row, "source", "no such site", f"one of {', '.join(sites)}")
        right = False
    if not set(queues) <= set(known):
        expected = f"queues joined by |, of {', '.join(known)}"
        findings.add(row, "skillcombination", "no such queue", expected)
        right = False
    return (row.cells["source"], queues) if right else None


def _spans(row: Row, grid: TimeGrid, findings: Findings) -> list[tuple[datetime, datetime]]:
    """The UTC spans that a row holds in: two where its hour comes twice."""
    form = "YYYY-MM-DD HH:MM, local to the centre"
    columns = ("startdatetime", "enddatetime")
    start, end = (findings.read(row, c, _wall_time, "cannot read the time", form) for c in columns)
    if start is None or end is None:
        return []
    for column, moment in zip(columns, (start, end)):
        if not _instants(moment, grid.zone):
            findings.add(row, column, f"{grid.time_zone} skips this time", "a time that exists")
            return []
    if end <= start:
        findings.add(row, columns[1], "it does not lie after startdatetime", "a later time")
        return []
    spans = list(_elapsed(start, end, grid.zone))
    if any(first < grid.start or last > grid.end for first, last in spans):
        first, last = grid.local(0), grid.local(grid.n_intervals)
        expected = f"{first:{_STAFFING_TIME}} to {last:{_STAFFING_TIME}}"
        findings.add(row, columns[0], "it lies outside the plan", expected)
        return []
    return spans


def _wall_time(text: str) -> datetime:
    for form in (_STAFFING_TIME, _DEMAND_TIME):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)


def _elapsed(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    begins = _instants(start, zone)
    for begin in begins:
        if len(begins) > 1:
            yield begin, begin + (end - start)
        else:
            yield begin, next(e for e in _instants(end, zone) if e > begin)


def _instants(wall: datetime, zone: ZoneInfo) -> Sequence[datetime]:
    """The UTC times at which the clock shows `wall`: none, one or two, in order."""
    both = {local_to_utc(wall.replace(fold=fold), zone) for fold in (0, 1)}
    return sorted(m for m in both if m.astimezone(zone).replace(tzinfo=None, fold=0) == wall)


def _add(
    mean: NDArray[np.float64], grid: TimeGrid, start: datetime, end: datetime, agents: float
) -> None:
    step = timedelta(minutes=grid.interval_minutes)
    first = (start - grid.start) // step
    last = -((grid.start - end) // step)
    for t in range(first, last):
        low, high = max(start, grid.instant(t)), min(end, grid.instant(t + 1))
        mean[t] += agents * ((high - low) / step)
