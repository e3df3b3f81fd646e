"""Benchmark of the requirements stage: how many queue-intervals a second it settles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from instances._bench_rows import OURS, Row, measured, row
from instances._bench_schedule import staffing_demand
from instances.generate import generate
from instances.registry import CASES as REGISTERED

CASES = ("center-60x28", "center-500x28", "center-500x42-24x7")
SHORT = ("center-60x28", "center-500x28")
COLUMNS = ("case", "method", "rows", "rows_per_s", "agent_hours", "seconds", "peak_mib")


def run(case: str, seed: int, time_limit_s: float | None) -> list[Row]:
    """The second of two runs counts: the first may compile."""
    from solver.requirements import require

    instance = REGISTERED[case]
    demand = staffing_demand(instance, generate(replace(instance.spec, history_weeks=1), seed))
    require(demand)
    with measured() as effort:
        needed = require(demand)
    rows = demand.volume.size
    hours = float(np.nansum(needed.required)) * demand.grid.interval_minutes / 60
    return [
        row(
            case,
            OURS,
            seed,
            effort,
            rows=rows,
            rows_per_s=round(rows / effort.seconds),
            agent_hours=hours,
        )
    ]
