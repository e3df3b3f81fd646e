"""The schedule as it stands, in the engine's terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.domain import ON_QUEUE, NamedShift
from solver.errors import InvalidInputError, Issue
from solver.scheduling.data import PlacedShift, ScheduleData
from solver.scheduling.person_rules import OFF
from solver.timegrid import local_to_utc


@dataclass(frozen=True)
class Present:
    """`row` (N, D) holds shapes or `OFF`, `breaks` (N, D, B) their offsets, -1 for none.

    `foreign` are agents and days whose shift the work plan does not know (another length, a start
    off its increments, a second shift of the day); they stand as free days. `bent` are those
    whose breaks lie outside their windows; the offsets are the nearest inside.
    """

    row: NDArray[np.int64]
    breaks: NDArray[np.int64]
    foreign: tuple[tuple[int, int], ...]
    bent: tuple[tuple[int, int], ...]

    def shifts(self) -> tuple[PlacedShift, ...]:
        found = []
        for agent, day in np.argwhere(self.row != OFF).tolist():
            offsets = tuple(int(o) for o in self.breaks[agent, day] if o >= 0)
            found.append(PlacedShift(agent, day, int(self.row[agent, day]), offsets))
        return tuple(found)


def present_of(data: ScheduleData, shifts: Sequence[NamedShift]) -> Present:
    """Shifts of the site by agent and day.

    Raises `InvalidInputError` for an agent the site does not have and for a day outside the
    horizon.
    """
    agents = {name: number for number, name in enumerate(data.agents)}
    days = {day: number for number, day in enumerate(data.site_grid.days)}
    _refuse_unknown(shifts, agents, days)
    most = max((len(t.breaks) for t in data.templates), default=0)
    row = np.full((len(agents), len(days)), OFF, dtype=np.int64)
    breaks = np.full((*row.shape, max(1, most)), -1, dtype=np.int64)
    foreign, bent = set(), set()
    for shift in shifts:
        cell = agents[shift.agent], days[shift.day]
        shape = _shape(data, *cell, shift)
        if shape is None or row[cell] != OFF:
            foreign.add(cell)
            continue
        row[cell] = shape
        offsets = _offsets(data, shape, shift)
        inside = _inside(data, shape, offsets)
        breaks[cell][: len(inside)] = inside
        if inside != offsets:
            bent.add(cell)
    return Present(row, breaks, tuple(sorted(foreign)), tuple(sorted(bent)))


def _refuse_unknown(
    shifts: Sequence[NamedShift], agents: dict[str, int], days: dict[date, int]
) -> None:
    issues = []
    for name in dict.fromkeys(s.agent for s in shifts if s.agent not in agents):
        expected = "an agent of the site"
        issues.append(Issue("schedule.csv", "unknown agent", None, "agent", name, expected))
    for day in dict.fromkeys(s.day for s in shifts if s.day not in days):
        span = f"a day from {min(days)} to {max(days)}"
        message = "the day lies outside the horizon"
        issues.append(Issue("schedule.csv", message, None, "date", day.isoformat(), span))
    if issues:
        raise InvalidInputError(issues)


def _shape(data: ScheduleData, agent: int, day: int, shift: NamedShift) -> int | None:
    """The shape of the agent's work plan with the shift's template, start and length."""
    step = timedelta(minutes=data.step_minutes)
    zone = data.site_grid.zone
    begin = (local_to_utc(shift.start, zone) - data.grid.start) / step
    length = (local_to_utc(shift.end, zone) - local_to_utc(shift.start, zone)) / step
    for template in data.templates:
        if template.plan != data.plan[agent] or template.name != shift.template:
            continue
        for shape in template.shapes:
            if data.begin[day, shape] == begin and template.length == length:
                return shape
    return None


def _offsets(data: ScheduleData, shape: int, shift: NamedShift) -> tuple[int, ...]:
    """Where the shift's pauses begin, in intervals, in their order."""
    step, start = timedelta(minutes=data.step_minutes), shift.start
    pauses = sorted(a.start for a in shift.activities if a.activity != ON_QUEUE)
    return tuple(round((pause - start) / step) for pause in pauses)


def _inside(data: ScheduleData, shape: int, offsets: Iterable[int]) -> tuple[int, ...]:
    """The template's breaks, each at the offset nearest to the shift's own."""
    template = data.templates[data.shape_template[shape]]
    own = list(offsets)
    wanted = own if len(own) == len(template.breaks) else [b.offsets[0] for b in template.breaks]
    return tuple(
        min(max(offset, pause.offsets[0]), pause.offsets[-1])
        for offset, pause in zip(wanted, template.breaks, strict=True)
    )
