"""`staffcast require`: agents needed per site, queue and interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from solver.cli.exits import reported_errors
from solver.cli.messages import print_messages
from solver.cli.options import (
    Deterministic,
    Folder,
    Out,
    ParamsFile,
    ScenarioName,
    Seed,
    Start,
    Weeks,
    Workers,
)
from solver.cli.walking import Request, write_stage

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.report.table import Table
    from solver.status import SolveReport


def require_command(
    folder: Folder,
    out: Out,
    weeks: Weeks = None,
    start: Start = None,
    workers: Workers = None,
    seed: Seed = None,
    deterministic: Deterministic = False,
    params: ParamsFile = None,
    scenario: ScenarioName = None,
) -> None:
    """Agents that each site needs per queue and interval: requirements.csv."""
    flags = {
        "workers": workers,
        "seed": seed,
        "deterministic": deterministic or None,
        "scenario": scenario,
    }
    with reported_errors():
        write_stage(Request(folder, out, start, weeks, params, flags), _take)


def _take(walk: Walk) -> tuple[Sequence[Table], Sequence[SolveReport]]:
    from solver.report.demand_tables import requirements_table

    print_messages(walk.allocation.messages)
    for site in walk.requirements:
        print_messages(site.messages)
    return [requirements_table(walk.requirements)], [walk.allocation.report]
