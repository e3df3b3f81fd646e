"""From placed shifts to the published schedule and its cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from solver.domain import ON_QUEUE, Activity, NamedShift, PublishedSchedule, SkillSplit
from solver.scheduling.data import PlacedShift, ScheduleData
from solver.scheduling.placement import Placement
from solver.scheduling.split import optimal_split

SPLIT_DECIMALS = 6


@dataclass(frozen=True)
class CostedSchedule:
    """A published schedule with the engine's own account of its cost."""

    published: PublishedSchedule
    cost_terms: dict[str, float]

    @property
    def objective(self) -> float:
        return sum(self.cost_terms.values())


def assemble(data: ScheduleData, placement: Placement) -> CostedSchedule:
    """Shifts with local times, the optimal split and the cost of both."""
    shifts = placement.shifts
    split = optimal_split(data.target, placement.on_queue, data.proficiency, data.prices)
    agents = np.round(split.agents, SPLIT_DECIMALS)
    short, over = _short_over(data, agents)
    wages = sum(
        float(data.shape_paid[s.shape]) / 60 * float(data.hourly_cost[s.agent]) for s in shifts
    )
    wishes = sum(float(data.preference[s.agent, s.day, s.shape]) for s in shifts)
    return CostedSchedule(
        PublishedSchedule(
            site=data.site,
            shifts=tuple(_named(data, shift) for shift in shifts),
            split=SkillSplit(data.site, data.groups, data.queues, data.grid, agents),
        ),
        {
            "wages": wages,
            "short": short,
            "over": over,
            "preferences": data.preference_price * wishes,
        },
    )


def _short_over(data: ScheduleData, agents: np.ndarray) -> tuple[float, float]:
    effective = np.einsum("gq,gqt->qt", data.proficiency, agents)
    short = np.maximum(0.0, data.target - effective)
    shallow = np.minimum(short, data.prices.shallow_share * data.target)
    over = np.maximum(0.0, effective - data.target)
    return (
        float(data.prices.short * shallow.sum() + data.prices.deep_short * (short - shallow).sum()),
        float(data.prices.over * over.sum()),
    )


def _named(data: ScheduleData, shift: PlacedShift) -> NamedShift:
    """The shift's activities: on queue between its breaks."""
    template = data.templates[data.shape_template[shift.shape]]
    begin = int(data.begin[shift.day, shift.shape])
    group = data.group[shift.agent]
    serves = tuple(q for i, q in enumerate(data.queues) if data.proficiency[group, i] > 0)
    zone, step = data.site_grid.zone, timedelta(minutes=data.step_minutes)

    def activity(first: int, last: int, kind: str, paid: bool) -> Activity:
        start, end = (data.grid.start + step * t for t in (first, last))
        queues = serves if kind == ON_QUEUE else ()
        return Activity(start.astimezone(zone), end.astimezone(zone), kind, paid, queues)

    activities, cursor = [], begin
    for pause, offset in zip(template.breaks, shift.breaks, strict=True):
        if begin + offset > cursor:
            activities.append(activity(cursor, begin + offset, ON_QUEUE, True))
        cursor = begin + offset + pause.length
        activities.append(activity(begin + offset, cursor, pause.kind, pause.paid))
    if begin + template.length > cursor:
        activities.append(activity(cursor, begin + template.length, ON_QUEUE, True))
    return NamedShift(
        data.agents[shift.agent],
        data.site,
        data.site_grid.day(shift.day),
        template.name,
        tuple(activities),
    )
