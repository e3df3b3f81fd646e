"""`staffcast forecast`: volumes and handle times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from solver.cli.exits import reported_errors
from solver.cli.options import Folder, Out, ParamsFile, ScenarioName, Seed, Start, Weeks
from solver.cli.walking import Request, write_stage

if TYPE_CHECKING:
    from solver.plan import Walk
    from solver.report.table import Table
    from solver.status import SolveReport


def forecast_command(
    folder: Folder,
    out: Out,
    weeks: Weeks = None,
    start: Start = None,
    seed: Seed = None,
    params: ParamsFile = None,
    scenario: ScenarioName = None,
) -> None:
    """Forecast contacts and handle times: forecast.csv."""
    with reported_errors():
        flags = {"seed": seed, "scenario": scenario}
        write_stage(Request(folder, out, start, weeks, params, flags), _take)


def _take(walk: Walk) -> tuple[Sequence[Table], Sequence[SolveReport]]:
    from solver.report.demand_tables import forecast_table

    return [forecast_table(walk.forecast)], []
