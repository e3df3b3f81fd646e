"""The audit: every hard rule and the whole cost of a published schedule, without a solver."""

from __future__ import annotations

from solver.domain import PlanningData, PublishedSchedule, StaffingTarget
from solver.scheduling.audit_report import AuditReport, Violation
from solver.scheduling.checks import CHECKS
from solver.scheduling.checks._context import prepare
from solver.scheduling.checks._cost import coverage_of, preference_weight
from solver.scheduling.params import SchedulingParams

__all__ = ["AuditReport", "Violation", "audit"]


def audit(
    planning: PlanningData,
    target: StaffingTarget,
    published: PublishedSchedule,
    params: SchedulingParams,
) -> AuditReport:
    """Check `published` against every hard rule and recompute its cost.

    Days and weeks are those of `target.grid`, read as local days of the site. Objective, in the
    workspace's currency: wages = sum of paid hours x hourly cost; short and over as in
    `SchedulingParams`, per interval of the split's grid; preferences = `preference_price` x the
    weights of `Preference` incurred.

    Raises `InvalidInputError` when site, queues or grid of target, split and planning data do not
    belong together. A broken rule is a `Violation`, never an exception.
    """
    context = prepare(planning, target, published)
    violations = tuple(found for _, check in CHECKS for found in check(context))
    coverage = coverage_of(context, params)
    wages = sum(s.paid_minutes / 60 * s.agent.hourly_cost for s in context.all_shifts)
    return AuditReport(
        site=target.site,
        violations=violations,
        cost_terms={
            "wages": wages,
            "short": coverage.short_cost,
            "over": coverage.over_cost,
            "preferences": params.preference_price * preference_weight(context),
        },
        short_agent_hours=coverage.short_agent_hours,
        over_agent_hours=coverage.over_agent_hours,
        paid_hours=sum(s.paid_minutes for s in context.all_shifts) / 60,
        shifts=len(published.shifts),
        rules=tuple(name for name, _ in CHECKS),
    )
