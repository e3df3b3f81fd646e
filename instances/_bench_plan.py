"""Benchmark of the whole walk, and of the vendor split inside it."""

from __future__ import annotations

from instances._bench_rows import OURS, Row, measured, public_data, row
from instances.generate import generate
from instances.readers import bank_calls
from instances.registry import DEMO, DEMO_SEED
from solver.domain import PlanningData

CASES = ("demo", "bank_calls")
SHORT = CASES
COLUMNS = (
    "case",
    "site",
    "status",
    "objective",
    "bound",
    "gap",
    "hard_violations",
    "short_agent_hours",
    "over_agent_hours",
    "seconds",
    "cpu_seconds",
    "peak_mib",
)


def planning_of(case: str) -> PlanningData:
    if case == "demo":
        return generate(DEMO, DEMO_SEED)
    return bank_calls.read(public_data("forecast/bank_calls_5min.csv"))[0]


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """One row for each scheduled site; seconds are those of the walk."""
    from solver import PlanParams, plan
    from solver.scheduling import SchedulingParams

    planning = planning_of(case)
    scheduling = SchedulingParams(seed=seed)
    if time_limit_s is not None:
        scheduling = scheduling.model_copy(update={"time_limit_s": time_limit_s})
    with measured() as effort:
        result = plan(planning, PlanParams(scheduling=scheduling))
    return [
        row(
            case,
            OURS,
            seed,
            effort,
            site=audit.site,
            status=schedule.report.status.value,
            objective=schedule.report.objective,
            bound=schedule.report.bound,
            gap=schedule.report.gap,
            hard_violations=len(audit.violations),
            short_agent_hours=audit.short_agent_hours,
            over_agent_hours=audit.over_agent_hours,
        )
        for schedule, audit in zip(result.schedules, result.audits, strict=True)
    ]
