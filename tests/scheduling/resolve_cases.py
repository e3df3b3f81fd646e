"""Small published schedules and their re-solves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from schedule_builders import (
    day,
    make_agent,
    make_plan,
    make_planning,
    make_queue,
    make_shift,
    make_target,
    make_template,
)

from solver.domain import NamedShift, PlanningData, StaffingTarget, TimeOff
from solver.scheduling.check import AuditReport, audit
from solver.scheduling.params import SchedulingParams
from solver.scheduling.resolve import Changes, Resolved, resolve
from solver.scheduling.resolve_params import ResolveParams

PARAMS = SchedulingParams(workers=1)
NAMES = tuple(f"agent{number:02d}" for number in range(8))
WORKED = range(5)


@dataclass(frozen=True)
class Office:
    """Eight agents of one skill, Monday to Friday at 08:00 or 12:00, as published."""

    planning: PlanningData
    target: StaffingTarget
    shifts: tuple[NamedShift, ...]

    def resolve(self, params: ResolveParams | None = None, **changes: Any) -> Resolved:
        settings = params or ResolveParams(time_limit_s=5.0)
        wanted = Changes(**changes)
        return resolve(self.planning, self.target, self.shifts, wanted, PARAMS, settings)


def office(**plan: Any) -> Office:
    """Demand is what the published shifts cover; up to six days of 8 paid hours are allowed."""
    template = make_template(earliest_start="08:00", latest_start="14:00", increment_minutes=60)
    rules = {
        "min_paid_minutes_week": 4 * 480,
        "max_paid_minutes_week": 6 * 480,
        "min_rest_minutes": 660,
        "max_consecutive_days": 6,
        **plan,
    }
    planning = make_planning(
        [make_agent(name) for name in NAMES],
        [make_plan(shifts=[template], **rules)],
        [make_queue(opening_hours="24x7")],
    )
    shifts = tuple(
        make_shift(planning, name, day(number), "08:00" if place % 2 else "12:00")
        for place, name in enumerate(NAMES)
        for number in WORKED
    )
    return Office(planning, demand(planning, shifts), shifts)


def demand(planning: PlanningData, shifts: Sequence[NamedShift]) -> StaffingTarget:
    """A target of what the shifts put on the queue."""
    from solver.scheduling.evaluate import best_split

    empty = make_target(planning, 0.0, interval_minutes=15)
    split = best_split(planning, empty, shifts, empty.site, PARAMS)
    return make_target(planning, split.agents.sum(axis=0), interval_minutes=15)


def away(agent: str, first: date, last: date | None = None) -> TimeOff:
    return TimeOff(agent=agent, start=first, end=last or first, kind="sick")


def audited(found: Resolved, params: SchedulingParams = PARAMS) -> AuditReport:
    return audit(found.planning, found.target, found.schedule.published, params)


def by_cell(shifts: Sequence[NamedShift]) -> dict[tuple[str, date], NamedShift]:
    return {(shift.agent, shift.day): shift for shift in shifts}


def changed_cells(
    before: Sequence[NamedShift], after: Sequence[NamedShift]
) -> set[tuple[str, date]]:
    """Agents and days whose shift, breaks included, is another one."""
    old, new = by_cell(before), by_cell(after)
    return {
        cell
        for cell in {*old, *new}
        if cell not in old or cell not in new or _moments(old[cell]) != _moments(new[cell])
    }


def _moments(shift: NamedShift) -> list[tuple[float, float, str]]:
    return [(a.start.timestamp(), a.end.timestamp(), a.activity) for a in shift.activities]


def start_of(shift: NamedShift) -> tuple[str, float]:
    return shift.template, shift.start.timestamp()


def raised(target: StaffingTarget, on: int, factor: float) -> StaffingTarget:
    """The target with day `on` of another height."""
    agents = np.array(target.agents)
    span = slice(int(target.grid.day_start[on]), int(target.grid.day_start[on + 1]))
    agents[:, span] *= factor
    return StaffingTarget(target.site, target.queues, target.grid, agents)
