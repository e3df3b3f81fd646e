"""Benchmark of the vendor split of the planning folders at hand."""

from __future__ import annotations

from instances._bench_plan import CASES, SHORT, planning_of
from instances._bench_rows import OURS, Row, measured, row

__all__ = ["CASES", "COLUMNS", "SHORT", "run"]

COLUMNS = (
    "case",
    "method",
    "status",
    "objective",
    "bound",
    "gap",
    "hard_violations",
    "unserved_contacts",
    "no_rules_bound",
    "seconds",
    "peak_mib",
)


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """`no_rules_bound` is what the volume would cost if only price and capability counted."""
    from solver import PlanParams, handover, pools
    from solver.allocation import allocate, allocation_data, baseline_cost, check_allocation
    from solver.plan import Walk
    from solver.progress import Monitor
    from solver.requirements import hours_per_contact, require

    planning = planning_of(case)
    params = PlanParams().allocation.model_copy(update={"seed": seed})
    if time_limit_s is not None:
        params = params.model_copy(update={"time_limit_s": time_limit_s})
    forecast = Walk(planning, PlanParams(), handover.horizon_grid(planning, None, None)).forecast
    whole = require(pools.whole_demand(planning, forecast), planning.queues)
    weeks, contacts = handover.weekly_contacts(forecast)
    data = allocation_data(planning, weeks, contacts, hours_per_contact(whole), params)
    with measured() as effort:
        result = allocate(data, params, Monitor())
    audit = check_allocation(data, params, result)
    return [
        row(
            case,
            OURS,
            seed,
            effort,
            status=result.report.status.value,
            objective=result.report.objective,
            bound=result.report.bound,
            gap=result.report.gap,
            hard_violations=len(audit.violations),
            unserved_contacts=float(result.unserved.sum()),
            no_rules_bound=baseline_cost(data, params),
        )
    ]
