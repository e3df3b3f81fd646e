"""`staffcast plan`: the whole walk and every output file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.cli.exits import reported_errors
from solver.cli.options import (
    Deterministic,
    Folder,
    Out,
    ParamsFile,
    ScenarioName,
    Seed,
    Start,
    TimeLimit,
    Weeks,
    Workers,
)
from solver.cli.walking import Request, finish, walk_and_write

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.plan_result import PlanResult


def plan_command(
    folder: Folder,
    out: Out,
    weeks: Weeks = None,
    start: Start = None,
    time_limit: TimeLimit = None,
    workers: Workers = None,
    seed: Seed = None,
    deterministic: Deterministic = False,
    params: ParamsFile = None,
    scenario: ScenarioName = None,
) -> None:
    """Plan a folder: forecast, vendor split, requirements, schedules, audit and report."""
    from solver.cli.summary import print_plan

    flags = {
        "time_limit_s": time_limit,
        "workers": workers,
        "seed": seed,
        "deterministic": deterministic or None,
        "scenario": scenario,
    }
    with reported_errors():
        _check_activity_codes(out)
        request = Request(folder, out, start, weeks, params, flags, whole=True)
        result, stopped = walk_and_write(request, lambda walk: _write(walk, request))
        print_plan(result, out)
        finish([result.allocation.report, *(s.report for s in result.schedules)], stopped)


def _check_activity_codes(out: Path) -> None:
    """Codes that cannot be read are found before the walk, not after its minutes of work."""
    from solver.report.exports import stored_codes

    stored_codes(out)


def _write(walk: Walk, request: Request) -> tuple[PlanResult, bool]:
    from solver.publishing import result_of
    from solver.report import write_plan

    result = result_of(walk)
    assert request.out is not None
    write_plan(result, request.out)
    return result, walk.monitor.stopped_by_caller
