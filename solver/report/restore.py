"""An output folder as a plan again: what the stages said, and the schedule as it stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.coverage import site_coverage
from solver.handover import site_demands
from solver.plan_result import PlanResult
from solver.report.demand_in import (
    stored_allocation,
    stored_forecast,
    stored_history,
    stored_report,
)
from solver.report.headline import Headline, QueueService, SiteHeadline, headline_of
from solver.report.judge import judged
from solver.report.reader import garbled_document, read_output
from solver.report.rows import Findings
from solver.report.stored import StoredPlan, StoredSite
from solver.scheduling import AuditReport, Evaluation
from solver.scheduling.result import Message, Schedule
from solver.status import SolveReport, SolveStatus

COST_TOLERANCE = 0.01
RELATIVE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class RestoredPlan:
    """`result` and `headline` are those of the schedule now, `planned` those of plan.json."""

    result: PlanResult
    headline: Headline
    planned: Headline

    @property
    def changed(self) -> bool:
        """Whether the schedule costs or covers something else than the plan's, or breaks a rule."""
        return any(
            _differs(now.objective, was.objective) or now.violations != was.violations
            for now, was in zip(self.headline.sites, self.planned.sites, strict=True)
        )


def restore_plan(folder: Path, schedule: Path | None = None) -> RestoredPlan:
    """The plan of an output folder with the schedule evaluated anew.

    `schedule`, a CSV or an edited plan.xlsx, stands in for the folder's schedule.csv. The history
    is that of the days that the page shows. Raises `InvalidInputError` for a folder that cannot
    be read.
    """
    stored = read_output(folder, schedule)
    findings = Findings()
    with garbled_document():
        result = _result(folder, stored, findings)
        planned = stored_headline(stored.document["headline"])
    headline = headline_of(result)
    # What no schedule changes stays the plan's own to the last digit, which the CSVs round.
    headline = replace(
        headline,
        services=_with_promises(headline.services, planned.services),
        vendor_cost=planned.vendor_cost,
        contacts=planned.contacts,
        unserved=planned.unserved,
    )
    return RestoredPlan(result, headline, planned)


def stored_headline(content: Mapping[str, Any]) -> Headline:
    """The headline figures as plan.json has them."""
    return Headline(
        services=tuple(QueueService(**one) for one in content["services"]),
        sites=tuple(SiteHeadline(**one) for one in content["sites"]),
        wages=float(content["wages"]),
        vendor_cost=float(content["vendor_cost"]),
        contacts=float(content["contacts"]),
        unserved=float(content["unserved"]),
    )


def _with_promises(
    now: Sequence[QueueService], planned: Sequence[QueueService]
) -> tuple[QueueService, ...]:
    promised = {service.queue: service.promised for service in planned}
    return tuple(replace(one, promised=promised.get(one.queue, one.promised)) for one in now)


def _result(folder: Path, stored: StoredPlan, findings: Findings) -> PlanResult:
    document, grid = stored.document, stored.grid
    forecast = stored_forecast(
        folder / "forecast.csv", document["forecast"], grid, stored.requirements, findings
    )
    allocation = stored_allocation(
        folder / "allocation.csv", document["allocation"], grid, findings
    )
    history = stored_history(document, grid)
    findings.raise_any()
    planning = stored.planning.model_copy(update={"history": history})
    evaluations = [judged(stored, site) for site in stored.sites]
    return PlanResult(
        planning=planning,
        params=stored.params,
        grid=grid,
        forecast=forecast,
        allocation=allocation,
        requirements=stored.requirements,
        schedules=tuple(
            _schedule(*parts)
            for parts in zip(document["schedules"], stored.sites, evaluations, strict=True)
        ),
        audits=tuple(one.audit for one in evaluations),
        coverage=site_coverage(
            stored.planning,
            site_demands(stored.requirements),
            [one.published for one in evaluations],
            stored.params.requirements,
        ),
        seconds=dict(document["seconds"]),
    )


def _schedule(stored: Mapping[str, Any], site: StoredSite, now: Evaluation) -> Schedule:
    report = stored_report(stored["report"])
    unsolved = not report.status.has_solution and not now.published.shifts
    broken = len(now.audit.violations) != len(stored["audit"]["violations"])
    if not unsolved and (broken or _differs(now.audit.objective, site.original_objective)):
        report = _edited(report, now.audit)
    messages = tuple(Message(**message) for message in stored["messages"])
    return Schedule(now.published, report, messages)


def _edited(report: SolveReport, audit: AuditReport) -> SolveReport:
    """The solve's report on an edited schedule; what breaks a rule has no bound to be near."""
    return replace(
        report,
        status=SolveStatus.FEASIBLE,
        objective=audit.objective,
        bound=report.bound if audit.passed else None,
        cost_terms=dict(audit.cost_terms),
    )


def _differs(now: float, before: float) -> bool:
    """Beyond a cent and the rounding of targets and split in the files."""
    return abs(now - before) > COST_TOLERANCE + RELATIVE_TOLERANCE * abs(before)
