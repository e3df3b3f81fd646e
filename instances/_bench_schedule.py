"""Benchmark of scheduling: a centre's staffing target of known tightness to named shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from instances._bench_rows import OURS, Row, measured, note, row
from instances._bench_target import staffing_target, staffing_targets
from instances.generate import generate
from instances.registry import CASES as REGISTERED
from instances.registry import Case
from solver.domain import PlanningData

if TYPE_CHECKING:
    from solver.publishing import AuditedSchedule
    from solver.scheduling import SchedulingParams

__all__ = [
    "CASES",
    "COLUMNS",
    "SHORT",
    "baselines",
    "case_params",
    "planning_of",
    "run",
    "staffing_target",
]

CASES = tuple(REGISTERED)
SHORT = ("center-60x28",)
COLUMNS = (
    "case",
    "method",
    "detail",
    "status",
    "objective",
    "bound",
    "gap",
    "gap_above_floor",
    "hard_violations",
    "short_agent_hours",
    "over_agent_hours",
    "seconds",
    "cpu_seconds",
    "peak_mib",
)
TIME_LIMIT_S = 120.0
# The first plan that the engine has, before anything is searched.
BASELINE = "greedy_day_by_day"
FLOOR_GAP = "gap_above_labour_floor"


def planning_of(case: Case, seed: int) -> PlanningData:
    """The centre of a case; its history has no part in scheduling and is one week long."""
    return generate(replace(case.spec, history_weeks=1), seed)


def case_params(case: Case, seed: int, time_limit_s: float | None) -> SchedulingParams:
    from solver.scheduling import SchedulingParams

    return SchedulingParams.model_validate(
        {**case.costs, "time_limit_s": time_limit_s or TIME_LIMIT_S, "seed": seed}
    )


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """`seed` draws the centre and starts the solver; the gap is of the cost the audit found.

    Sites are scheduled one after another, each in its part of the time limit; the row sums them.
    """
    from solver.progress import Monitor, ProgressEvent
    from solver.publishing import schedule_site

    instance = REGISTERED[case]
    planning = planning_of(instance, seed)
    targets = staffing_targets(instance, planning)
    params = case_params(instance, seed, time_limit_s)
    first: dict[str, float] = {}
    audited = []
    with measured() as effort:
        for target in targets:

            def keep(event: ProgressEvent, site: str = target.site) -> None:
                if event.incumbent is not None:
                    first.setdefault(site, event.incumbent)

            audited.append(schedule_site(planning, target, params, Monitor(keep)))
    ours = _figures(audited)
    rows = [row(case, OURS, seed, effort, **ours)]
    if len(first) == len(targets):
        clockless = {"seconds": None, "cpu_seconds": None, "bound": ours["bound"]}
        objective = sum(first.values())
        gap = _gap(objective, ours["bound"])
        rows.insert(0, row(case, BASELINE, seed, effort, objective=objective, gap=gap, **clockless))
    return rows


def baselines(case: str, seed: int) -> list[Row]:
    """Plain methods and peer libraries on the same instance, or notes on why they cannot."""
    from instances._bench_plain import plain_cp_sat
    from instances._bench_roster_peer import peer_rows

    instance = REGISTERED[case]
    planning = planning_of(instance, seed)
    targets = staffing_targets(instance, planning)
    if len(targets) > 1:
        return [note(case, "no baselines: they take one site")]
    params = case_params(instance, seed, None)
    return [
        *plain_cp_sat(case, seed, planning, targets[0], params),
        *peer_rows(case, seed, planning, targets[0]),
    ]


def _gap(objective: float | None, bound: float | None) -> float | None:
    from solver.status import relative_gap

    return relative_gap(objective, bound)


def _total(values: Sequence[Any]) -> float | None:
    return None if None in values else float(sum(values))


def _figures(audited: Sequence[AuditedSchedule]) -> Row:
    """Sums over the sites. Gaps are of the sums."""
    reports = [one.schedule.report for one in audited]
    objective = _total([report.objective for report in reports])
    bound = _total([report.bound for report in reports])
    worst = max((report.status for report in reports), key=list(type(reports[0].status)).index)
    floor = _total([report.details.get("labour_floor") for report in reports])
    above = None if objective is None or floor is None else objective - floor
    known = objective is not None and bound is not None and above is not None and above > 0
    return {
        "status": worst.value,
        "objective": objective,
        "bound": bound,
        "gap": _gap(objective, bound),
        "gap_above_floor": max(0.0, objective - bound) / above if known else None,  # type: ignore[operator]
        **_stage_gaps(reports, objective),
        **(_audit_sums(audited) if objective is not None else {}),
    }


def _audit_sums(audited: Sequence[AuditedSchedule]) -> Row:
    return {
        "hard_violations": sum(len(one.audit.violations) for one in audited),
        "short_agent_hours": sum(one.audit.short_agent_hours for one in audited),
        "over_agent_hours": sum(one.audit.over_agent_hours for one in audited),
    }


def _stage_gaps(reports: Sequence[Any], objective: float | None) -> dict[str, float]:
    """The part of each stage in the gap: the money named `gap_...` in `report.details` over the
    objective, so that the parts sum to the gap.
    """
    if not objective:
        return {}
    found: dict[str, float] = {}
    for report in reports:
        for name, value in report.details.items():
            if name.startswith("gap_") and name != FLOOR_GAP and isinstance(value, int | float):
                found[name] = found.get(name, 0.0) + value / objective
    return found
