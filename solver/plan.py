"""The whole walk: forecast, vendor split, requirements, named schedules, audit, coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from solver import handover, pools
from solver.allocation import Allocation, allocate, allocation_data
from solver.coverage import site_coverage
from solver.domain import PlanningData
from solver.forecast import Forecast, forecast, forecast_data
from solver.plan_result import PlanParams, PlanResult, SiteCoverage
from solver.progress import Monitor
from solver.publishing import AuditedSchedule, result_of, schedule_site
from solver.requirements import Requirements, hours_per_contact, require
from solver.timegrid import TimeGrid


def plan(
    planning: PlanningData,
    params: PlanParams | None = None,
    start: date | None = None,
    weeks: int | None = None,
    monitor: Monitor | None = None,
) -> PlanResult:
    """Everything from the history to audited schedules of `weeks` weeks from `start`.

    Raises `InvalidInputError` for input that cannot be planned and `AuditFailedError` for a
    schedule that breaks a rule. What is infeasible says so in the result's reports and messages.
    """
    handover.refuse_invalid(planning)
    grid = handover.horizon_grid(planning, start, weeks)
    return result_of(Walk(planning, params or PlanParams(), grid, monitor or Monitor()))


@dataclass(frozen=True)
class Walk:
    """The steps in their order; asking for one takes those before it, each once."""

    planning: PlanningData
    params: PlanParams
    grid: TimeGrid
    monitor: Monitor = field(default_factory=Monitor)

    @cached_property
    def forecast(self) -> Forecast:
        params = handover.scenario_params(self.planning, self.params)
        data = forecast_data(self.planning, self.grid)
        return forecast(data, params, overrides=self.planning.overrides, monitor=self.monitor)

    @cached_property
    def allocation(self) -> Allocation:
        demand = pools.whole_demand(self.planning, self.forecast)
        needed = require(demand, self.planning.queues, self.params.requirements)
        weeks, contacts = handover.weekly_contacts(self.forecast)
        params = self.params.allocation
        data = allocation_data(self.planning, weeks, contacts, hours_per_contact(needed), params)
        return allocate(data, params, self.monitor)

    @cached_property
    def requirements(self) -> tuple[Requirements, ...]:
        found = pools.pools(self.planning, self.forecast, self.allocation)
        asked = (self.planning.queues, self.params.requirements, self.monitor)
        pooled = [require(pool.demand, *asked) for pool in found]
        return handover.site_requirements(self.planning, found, pooled)

    @cached_property
    def audited(self) -> tuple[AuditedSchedule, ...]:
        targets = handover.staffing_targets(self.planning, self.requirements)
        params = self.params.scheduling
        return tuple(schedule_site(self.planning, one, params, self.monitor) for one in targets)

    @cached_property
    def coverage(self) -> tuple[SiteCoverage, ...]:
        published = [one.schedule.published for one in self.audited]
        demands = handover.site_demands(self.requirements)
        return site_coverage(self.planning, demands, published, self.params.requirements)
