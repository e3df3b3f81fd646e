"""A plan as it stands in an output folder, ready for `verify` and `evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.domain import PlanningData, PublishedSchedule, StaffingTarget
from solver.plan_result import PlanParams
from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class StoredSite:
    """One internal site. Arrays are (Q, T) over `target.queues` and `target.grid`.

    `published` comes from schedule.csv and split.csv as they are now, edited or not. The
    `original_*` figures are those of plan.json: objective and terms in money, hours agent-hours.
    `required` on-queue agents, `volume` contacts, `aht_s` seconds (NaN where closed), `open` False
    where closed; `original_scheduled` effective agents and `original_service_level` (NaN where
    undefined) come from coverage.csv.
    """

    site: str
    target: StaffingTarget
    published: PublishedSchedule
    volume: NDArray[np.float64]
    aht_s: NDArray[np.float64]
    open: NDArray[np.bool_]
    required: NDArray[np.float64]
    original_scheduled: NDArray[np.float64]
    original_service_level: NDArray[np.float64]
    original_objective: float
    original_cost_terms: Mapping[str, float]
    original_paid_hours: float
    original_short_agent_hours: float
    original_over_agent_hours: float


@dataclass(frozen=True)
class StoredPlan:
    """`planning` has no history. `document` is the whole of plan.json."""

    planning: PlanningData
    params: PlanParams
    grid: TimeGrid
    sites: tuple[StoredSite, ...]
    document: Mapping[str, Any]

    def site(self, name: str) -> StoredSite:
        return next(one for one in self.sites if one.site == name)
