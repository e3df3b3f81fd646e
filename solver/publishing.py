"""The gate that every schedule passes before it leaves the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.domain import PlanningData, StaffingTarget
from solver.errors import AuditFailedError
from solver.plan_result import PlanResult
from solver.progress import Monitor
from solver.scheduling import audit, schedule, schedule_data
from solver.scheduling.check import AuditReport
from solver.scheduling.params import SchedulingParams
from solver.scheduling.result import Schedule

if TYPE_CHECKING:
    from solver.plan import Walk

RELATIVE_TOLERANCE = 1e-4
ABSOLUTE_TOLERANCE = 0.01


@dataclass(frozen=True)
class AuditedSchedule:
    """A schedule and the audit it passed; without a solution the audit is of an empty schedule."""

    schedule: Schedule
    audit: AuditReport


def schedule_site(
    planning: PlanningData, target: StaffingTarget, params: SchedulingParams, monitor: Monitor
) -> AuditedSchedule:
    """The site's audited schedule; its part of the time limit goes by its number of agents."""
    everyone = sum(len(planning.agents_of(site.site)) for site in planning.internal_sites)
    share = len(planning.agents_of(target.site)) / everyone if everyone else 1.0
    limit = max(1.0, params.time_limit_s * share)
    own = params.model_copy(update={"time_limit_s": limit})
    clock = monitor.limited(None if params.deterministic else limit)
    solved = schedule(schedule_data(planning, target, own), own, clock)
    return publish(solved, planning, target, own)


def publish(
    solved: Schedule, planning: PlanningData, target: StaffingTarget, params: SchedulingParams
) -> AuditedSchedule:
    """The schedule with the audit's objective in the place of the solver's.

    The solver's own stays in `report.details["solver_objective"]`. Raises `AuditFailedError` when
    a hard rule is broken, the two objectives differ by more than 0.01 % + 0.01, or the bound lies
    above the objective by more than that.
    """
    report = solved.report
    found = audit(planning, target, solved.published, params)
    if not report.status.has_solution:
        return AuditedSchedule(solved, found)
    failures = [str(violation) for violation in found.violations]
    slack = ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * abs(found.objective)
    claimed = report.objective
    if claimed is None or abs(claimed - found.objective) > slack:
        failures.append(f"the solver's objective is {claimed}, the audit's {found.objective:.2f}")
    if report.bound is not None and report.bound > found.objective + slack:
        failures.append(f"the bound {report.bound:.2f} is above the cost {found.objective:.2f}")
    if failures:
        raise AuditFailedError(f"site {target.site}: {failure}" for failure in failures)
    published = replace(
        report,
        objective=found.objective,
        cost_terms=dict(found.cost_terms),
        details={**report.details, "solver_objective": claimed},
    )
    return AuditedSchedule(replace(solved, report=published), found)


def result_of(walk: Walk) -> PlanResult:
    """The walk's results as one."""
    schedules = tuple(one.schedule for one in walk.audited)
    return PlanResult(
        planning=walk.planning,
        params=walk.params,
        grid=walk.grid,
        forecast=walk.forecast,
        allocation=walk.allocation,
        requirements=walk.requirements,
        schedules=schedules,
        audits=tuple(one.audit for one in walk.audited),
        coverage=walk.coverage,
        seconds={
            "forecast": walk.forecast.seconds,
            "allocation": walk.allocation.report.seconds,
            "requirements": sum(one.seconds for one in walk.requirements),
            "scheduling": sum(one.report.seconds for one in schedules),
            "total": walk.monitor.elapsed_s(),
        },
    )
