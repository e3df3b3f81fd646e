"""The figures a reader looks for first, computed once for the page, the workbook and the JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import PlanningData, Queue, SiteKind
from solver.plan_result import PlanResult
from solver.scheduling.check import AuditReport
from solver.scheduling.result import Schedule
from solver.status import SolveStatus, relative_gap


@dataclass(frozen=True)
class QueueService:
    """Service level of a queue, each the mean over intervals weighted by volume.

    `promised` what the requirements hold at every site together; `scheduled` what the schedules
    of the internal sites hold. `None` where a queue has no service level (email, no volume).
    """

    queue: str
    goal: str
    target: float | None
    promised: float | None
    scheduled: float | None


@dataclass(frozen=True)
class SiteHeadline:
    """One internal site's schedule in figures: money in the workspace's currency, agent-hours.

    `gap_above_floor` = (objective - bound) / (objective - labour floor): the gap on the part of
    the cost that planning can change.
    """

    site: str
    status: str
    objective: float
    bound: float | None
    gap: float | None
    gap_above_floor: float | None
    labour_floor: float | None
    cost_terms: Mapping[str, float]
    short_agent_hours: float
    over_agent_hours: float
    bound_short_agent_hours: float | None
    bound_over_agent_hours: float | None
    paid_hours: float
    shifts: int
    agents: int
    fte: float
    audit_passed: bool
    violations: int

    @property
    def solved(self) -> bool:
        """Whether there is a schedule at all."""
        return SolveStatus(self.status).has_solution


@dataclass(frozen=True)
class Headline:
    """`wages` are those of the scheduled shifts, `vendor_cost` what the BPO sites charge.

    `unserved` counts contacts that no site takes.
    """

    services: tuple[QueueService, ...]
    sites: tuple[SiteHeadline, ...]
    wages: float
    vendor_cost: float
    contacts: float
    unserved: float

    @property
    def cost(self) -> float:
        return self.wages + self.vendor_cost

    @property
    def fte(self) -> float:
        return sum(site.fte for site in self.sites)

    @property
    def audit_passed(self) -> bool:
        return all(site.audit_passed for site in self.sites)

    @property
    def gap(self) -> float | None:
        """Gap of all sites' schedules together; `None` when one of them has no bound."""
        bounds = [site.bound for site in self.sites]
        if not bounds or any(bound is None for bound in bounds):
            return None
        objective = sum(site.objective for site in self.sites)
        return relative_gap(objective, sum(bound for bound in bounds if bound is not None))

    @property
    def gap_above_floor(self) -> float | None:
        """The sites' joint gap on the cost above the labour floors."""
        objective = bound = 0.0
        for site in self.sites:
            if site.bound is None or site.labour_floor is None:
                return None
            objective += site.objective - site.labour_floor
            bound += site.bound - site.labour_floor
        return relative_gap(objective, bound) if self.sites else None


def headline_of(result: PlanResult) -> Headline:
    """Every headline figure of a plan."""
    allocation = result.allocation
    bpo = {site.site for site in result.planning.sites if site.kind is SiteKind.BPO}
    outside = [s for s, site in enumerate(allocation.sites) if site in bpo]
    return Headline(
        services=_services(result),
        sites=tuple(
            _site_headline(result, schedule, audit)
            for schedule, audit in zip(result.schedules, result.audits, strict=True)
        ),
        wages=sum(audit.cost_terms.get("wages", 0.0) for audit in result.audits),
        vendor_cost=float(allocation.site_cost[outside].sum()),
        contacts=float(np.nansum(result.forecast.mean)),
        unserved=float(allocation.unserved.sum()),
    )


def goal_text(queue: Queue) -> str:
    """The service goal as planners say it: `80 % in 20 s`."""
    parts = []
    if queue.channel.is_backlog and queue.response_hours is not None:
        parts.append(f"reply in {queue.response_hours:g} h")
    if queue.channel.is_backlog and queue.response_days is not None:
        days = "day" if queue.response_days == 1 else "days"
        parts.append(f"reply in {queue.response_days} opening {days}")
    if queue.sl_target is not None and queue.sl_seconds is not None:
        parts.append(f"{100 * queue.sl_target:g} % in {queue.sl_seconds:g} s")
    if queue.asa_s is not None:
        parts.append(f"ASA {queue.asa_s:g} s")
    if queue.abandon_max is not None:
        parts.append(f"abandoned at most {100 * queue.abandon_max:g} %")
    if queue.max_occupancy is not None:
        parts.append(f"occupancy at most {100 * queue.max_occupancy:g} %")
    return ", ".join(parts)


def weighted_mean(
    values: Sequence[NDArray[np.float64]], weights: Sequence[NDArray[np.float64]]
) -> float | None:
    """Mean of the known values by weight over several arrays; `None` without any."""
    total = weight = 0.0
    for value, share in zip(values, weights, strict=True):
        known = np.isfinite(value) & (share > 0)
        total += float((value[known] * share[known]).sum())
        weight += float(share[known].sum())
    return total / weight if weight > 0 else None


def _services(result: PlanResult) -> tuple[QueueService, ...]:
    volume = {one.site: one for one in result.requirements}
    found = []
    for name in result.forecast.queues:
        queue = result.planning.queue(name)
        required = [(r, r.queues.index(name)) for r in result.requirements if name in r.queues]
        covered = [
            (c, c.queues.index(name))
            for c in result.coverage
            if name in c.queues and c.site in volume
        ]
        promised = weighted_mean(
            [r.promised.service_level[q] for r, q in required],
            [r.volume[q] for r, q in required],
        )
        scheduled = weighted_mean(
            [c.service.service_level[q] for c, q in covered],
            [volume[c.site].volume[volume[c.site].queues.index(name)] for c, _ in covered],
        )
        found.append(QueueService(name, goal_text(queue), queue.sl_target, promised, scheduled))
    return tuple(found)


def _number(details: Mapping[str, object], key: str) -> float | None:
    value = details.get(key)
    return float(value) if isinstance(value, (int, float, np.number)) else None


def _site_headline(result: PlanResult, schedule: Schedule, audit: AuditReport) -> SiteHeadline:
    report = schedule.report
    floor = _number(report.details, "labour_floor")
    above = None
    if floor is not None and report.bound is not None:
        above = relative_gap(audit.objective - floor, report.bound - floor)
    return SiteHeadline(
        site=audit.site,
        status=report.status.value,
        objective=audit.objective,
        bound=report.bound,
        gap=relative_gap(audit.objective, report.bound),
        gap_above_floor=above,
        labour_floor=floor,
        cost_terms=dict(audit.cost_terms),
        short_agent_hours=audit.short_agent_hours,
        over_agent_hours=audit.over_agent_hours,
        bound_short_agent_hours=_number(report.details, "bound_short_agent_hours"),
        bound_over_agent_hours=_number(report.details, "bound_over_agent_hours"),
        paid_hours=audit.paid_hours,
        shifts=audit.shifts,
        agents=len(result.planning.agents_of(audit.site)),
        fte=_fte(result.planning, schedule, result.grid.n_days / 7),
        audit_passed=audit.passed,
        violations=len(audit.violations),
    )


def _fte(planning: PlanningData, schedule: Schedule, weeks: float) -> float:
    """Paid hours over the weekly hours that each agent's work plan calls full time.

    An edited schedule may name agents that nobody knows; the audit says so, and they count as 0.
    """
    plans = {plan.work_plan: plan.fte_hours_week for plan in planning.work_plans}
    hours = {agent.agent: plans[agent.work_plan] for agent in planning.agents}
    return sum(
        shift.paid_minutes / 60 / (hours[shift.agent] * weeks)
        for shift in schedule.published.shifts
        if shift.agent in hours
    )
