"""The whole walk's settings and its result, as the report, the CLI and the API read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from solver.allocation.params import AllocationParams
from solver.allocation.result import Allocation
from solver.domain import PlanningData
from solver.forecast.params import ForecastParams
from solver.forecast.result import Forecast
from solver.requirements.params import RequirementsParams
from solver.requirements.result import Requirements, ServiceLevels
from solver.scheduling.check import AuditReport
from solver.scheduling.params import SchedulingParams
from solver.scheduling.result import Schedule
from solver.timegrid import TimeGrid


class PlanParams(BaseModel):
    """Settings of every stage; loadable from a TOML file with one table a stage.

    `time_limit_s` bounds the scheduling of all sites together; the other stages take seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: int = Field(default=1, ge=1, le=1)
    scenario: str | None = None
    forecast: ForecastParams = ForecastParams()
    requirements: RequirementsParams = RequirementsParams()
    allocation: AllocationParams = AllocationParams()
    scheduling: SchedulingParams = SchedulingParams()


@dataclass(frozen=True)
class SiteCoverage:
    """What a site's schedule covers, (Q, T) on the forecast's grid.

    `required` on-queue agents; `target` agents to schedule; `scheduled` effective agents of the
    split, averaged over the interval; `service` what the scheduled agents really present hold.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    required: NDArray[np.float64]
    target: NDArray[np.float64]
    scheduled: NDArray[np.float64]
    service: ServiceLevels

    @property
    def net(self) -> NDArray[np.float64]:
        return self.scheduled - self.target


@dataclass(frozen=True)
class PlanResult:
    """Every stage's result. `requirements` hold one entry a site with volume, BPO included;
    `schedules`, `audits` and `coverage` one an internal site, in the same order.
    """

    planning: PlanningData
    params: PlanParams
    grid: TimeGrid
    forecast: Forecast
    allocation: Allocation
    requirements: tuple[Requirements, ...]
    schedules: tuple[Schedule, ...]
    audits: tuple[AuditReport, ...]
    coverage: tuple[SiteCoverage, ...]
    seconds: Mapping[str, float]
