"""What the schedules cover and what service that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import PlanningData, Pooling, PublishedSchedule, SiteKind, SkillSplit
from solver.domain.base import parse_skills
from solver.plan_result import SiteCoverage
from solver.requirements import service_levels
from solver.requirements.data import Load
from solver.requirements.params import RequirementsParams
from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class SiteDemand:
    """What one site is asked for, (Q, T) on the forecast's grid; `aht_s` NaN where closed."""

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    volume: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    open: NDArray[np.bool_]
    required: NDArray[np.float64]
    target: NDArray[np.float64]
    in_office: NDArray[np.float64]


def site_coverage(
    planning: PlanningData,
    demands: Sequence[SiteDemand],
    published: Sequence[PublishedSchedule],
    params: RequirementsParams,
) -> tuple[SiteCoverage, ...]:
    """Coverage of every published site, in their order; `demands` holds each of them.

    Agents on queue = scheduled x presence x (1 - in-office shrinkage). Sites with virtual pooling
    answer as one: their service is that of all their agents on all their volume, vendors among
    them taken to staff exactly what is required of them.
    """
    demand_of = {demand.site: demand for demand in demands}
    scheduled = {
        one.site: effective_agents(planning, one.split, demand_of[one.site].grid)
        for one in published
    }
    found = []
    for site, agents in scheduled.items():
        own = demand_of[site]
        partners = [own, *(d for d in demands if d is not own and _pooled(planning, d, own))]
        on_queue = [_on_queue(planning, d, scheduled.get(d.site)) for d in partners]
        goals = tuple(planning.queue(queue) for queue in own.queues)
        service = service_levels(_joint(partners), goals, np.sum(on_queue, axis=0), params)
        found.append(
            SiteCoverage(site, own.queues, own.grid, own.required, own.target, agents, service)
        )
    return tuple(found)


def effective_agents(
    planning: PlanningData, split: SkillSplit, grid: TimeGrid
) -> NDArray[np.float64]:
    """Proficiency x agents of the split, averaged over the intervals of `grid` (Q, T)."""
    skills = [parse_skills(group) for group in split.groups]
    level = np.array(
        [[s.get(planning.queue(queue).skill, 0.0) for queue in split.queues] for s in skills]
    ).reshape(len(split.groups), len(split.queues))
    fine = np.einsum("gq,gqt->qt", level, split.agents)
    parts = grid.interval_minutes // split.grid.interval_minutes
    mean: NDArray[np.float64] = fine.reshape(*fine.shape[:1], grid.n_intervals, parts).mean(axis=2)
    return mean


def _pooled(planning: PlanningData, one: SiteDemand, other: SiteDemand) -> bool:
    sites = planning.site(one.site), planning.site(other.site)
    return all(site.pooling is Pooling.VIRTUAL for site in sites)


def _on_queue(
    planning: PlanningData, demand: SiteDemand, scheduled: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    site = planning.site(demand.site)
    if scheduled is None:
        return demand.required if site.kind is SiteKind.BPO else np.zeros_like(demand.required)
    return scheduled * site.presence * (1.0 - demand.in_office)


def _joint(partners: Sequence[SiteDemand]) -> Load:
    """The partners' volume as one, with their mean AHT; the first one's where there is none."""
    first = partners[0]
    volume = np.sum([d.volume for d in partners], axis=0)
    load = np.sum([d.volume * np.nan_to_num(d.aht_s) for d in partners], axis=0)
    return Load(
        site=first.site,
        queues=first.queues,
        grid=first.grid,
        volume=volume,
        aht_s=np.divide(load, volume, out=first.aht_s.copy(), where=volume > 0),
        open=np.any([d.open for d in partners], axis=0),
    )
