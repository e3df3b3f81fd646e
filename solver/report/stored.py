"""A plan as it stands in an output folder, ready for `verify`, `evaluate` and `report`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import PlanningData, PublishedSchedule, StaffingTarget
from solver.plan_result import PlanParams
from solver.requirements.result import Requirements
from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class StoredSite:
    """One internal site. `target` and `demand` share queues and grid.

    `published` comes from schedule.csv and split.csv as they are now, edited or not. The
    `original_*` figures are those of plan.json: objective and terms in money, hours agent-hours.
    """

    site: str
    target: StaffingTarget
    demand: Requirements
    published: PublishedSchedule
    original_objective: float
    original_cost_terms: Mapping[str, float]
    original_paid_hours: float
    original_short_agent_hours: float
    original_over_agent_hours: float


@dataclass(frozen=True)
class StoredPlan:
    """`planning` has no history; `requirements` are those of every site with volume.

    `document` is the whole of plan.json.
    """

    planning: PlanningData
    params: PlanParams
    grid: TimeGrid
    requirements: tuple[Requirements, ...]
    sites: tuple[StoredSite, ...]
    document: Mapping[str, Any]

    def site(self, name: str) -> StoredSite:
        return next(one for one in self.sites if one.site == name)
