"""A whole plan re-solved: each internal site repaired, audited and covered anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from solver import handover
from solver.coverage import site_coverage
from solver.domain import PlanningData, StaffingTarget
from solver.plan_result import PlanResult
from solver.progress import Monitor
from solver.publishing import AuditedSchedule, publish
from solver.scheduling import audit
from solver.scheduling.disruption import Disruption
from solver.scheduling.resolve import Changes, resolve
from solver.scheduling.resolve_params import ResolveParams
from solver.scheduling.result import Schedule


@dataclass(frozen=True)
class ResolvedPlan:
    """`result` holds the new schedules; `disruptions` by site, those left alone without one."""

    result: PlanResult
    disruptions: Mapping[str, Disruption]


def resolve_plan(
    plan: PlanResult,
    changes: Changes,
    params: ResolveParams | None = None,
    monitor: Monitor | None = None,
) -> ResolvedPlan:
    """`plan`, its schedules as they stand, repaired after `changes`; without targets in them.

    Absences, agents and locks go to their sites; where there are any, a site without is left
    alone. Raises `InvalidInputError` as `resolve` does and `AuditFailedError` for a schedule that
    breaks a rule; a site without solution says so in its report and messages.
    """
    params = params or ResolveParams()
    monitor = monitor or Monitor()
    targets = {t.site: t for t in handover.staffing_targets(plan.planning, plan.requirements)}
    planning = changes.applied_to(plan.planning)
    found: list[AuditedSchedule] = []
    disruptions: dict[str, Disruption] = {}
    for schedule in plan.schedules:
        site = schedule.published.site
        own = _of_site(planning, changes, site, whole=len(plan.schedules) == 1)
        if own is None:
            found.append(_as_it_stands(planning, targets[site], schedule, plan))
            continue
        audited, disruption = _site(plan, targets[site], schedule, own, params, monitor)
        found.append(audited)
        disruptions[site] = disruption
    return ResolvedPlan(_result(plan, planning, found), disruptions)


def _site(
    plan: PlanResult,
    target: StaffingTarget,
    schedule: Schedule,
    changes: Changes,
    params: ResolveParams,
    monitor: Monitor,
) -> tuple[AuditedSchedule, Disruption]:
    everyone = sum(len(one.published.shifts) for one in plan.schedules) or 1
    share = max(0.05, len(schedule.published.shifts) / everyone)
    own = params.model_copy(update={"time_limit_s": params.time_limit_s * share})
    scheduling = plan.params.scheduling
    shifts = schedule.published.shifts
    solved = resolve(plan.planning, target, shifts, changes, scheduling, own, monitor)
    audited = publish(solved.schedule, solved.planning, solved.target, scheduling)
    return audited, solved.disruption


def _as_it_stands(
    planning: PlanningData, target: StaffingTarget, schedule: Schedule, plan: PlanResult
) -> AuditedSchedule:
    found = audit(planning, target, schedule.published, plan.params.scheduling)
    return AuditedSchedule(schedule, found)


def _of_site(planning: PlanningData, changes: Changes, site: str, *, whole: bool) -> Changes | None:
    """What concerns one site, agents that nobody knows included, so that they are refused.

    `None` where the changes name agents and none of the site's.
    """
    if whole:
        return changes
    foreign = {agent.agent for agent in planning.agents if agent.site != site}
    own = replace(
        changes,
        time_off=tuple(row for row in changes.time_off if row.agent not in foreign),
        agents=tuple(agent for agent in changes.agents if agent.agent not in foreign),
        locks=tuple(lock for lock in changes.locks if lock.agent not in foreign),
    )
    named = changes.time_off or changes.agents
    return None if named and not (own.time_off or own.agents) else own


def _result(plan: PlanResult, planning: PlanningData, found: list[AuditedSchedule]) -> PlanResult:
    schedules = tuple(one.schedule for one in found)
    seconds = {**plan.seconds, "scheduling": sum(s.report.seconds for s in schedules)}
    return replace(
        plan,
        planning=planning,
        schedules=schedules,
        audits=tuple(one.audit for one in found),
        coverage=site_coverage(
            planning,
            handover.site_demands(plan.requirements),
            [one.published for one in schedules],
            plan.params.requirements,
        ),
        seconds=seconds,
    )
