"""`staffcast schedule`: named shifts with breaks, audited."""

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
    TimeLimit,
    Weeks,
    Workers,
)
from solver.cli.walking import Request, write_stage

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.report.table import Table
    from solver.status import SolveReport


def schedule_command(
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
    """Named schedules: schedule.csv, roster.csv, coverage.csv and split.csv."""
    flags = {
        "time_limit_s": time_limit,
        "workers": workers,
        "seed": seed,
        "deterministic": deterministic or None,
        "scenario": scenario,
    }
    with reported_errors():
        write_stage(Request(folder, out, start, weeks, params, flags), _take)


def _take(walk: Walk) -> tuple[Sequence[Table], Sequence[SolveReport]]:
    from solver.report import staff_tables

    schedules = [one.schedule for one in walk.audited]
    for one in schedules:
        print_messages(message.text for message in one.messages)
    shifts = [shift for one in schedules for shift in one.published.shifts]
    tables = [
        staff_tables.schedule_table(walk.planning, shifts),
        staff_tables.roster_table(walk.planning, shifts, walk.grid.days),
        staff_tables.coverage_table(walk.coverage),
        staff_tables.split_table([one.published.split for one in schedules]),
    ]
    return tables, [walk.allocation.report, *(one.report for one in schedules)]
