"""Arguments and options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The planning folder or its JSON.")]
OutputFolder = Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a plan.")]
EditedSchedule = Annotated[
    Path | None,
    typer.Option(
        "--schedule", help="A schedule.csv or plan.xlsx to take instead of OUT/schedule.csv."
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Where the results go.")]
Weeks = Annotated[int | None, typer.Option("--weeks", help="Weeks to plan (default: center.toml).")]
Start = Annotated[
    datetime | None,
    typer.Option(
        "--start",
        formats=["%Y-%m-%d"],
        help="First day (default: center.toml, else the week after the history).",
    ),
]
ParamsFile = Annotated[
    Path | None, typer.Option("--params", help="Settings, one TOML table a stage.")
]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", help="A scenario of scenarios.toml.")
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit", help="Seconds for the scheduling of all sites together (default 150)."
    ),
]
Workers = Annotated[
    int | None, typer.Option("--workers", help="Solver threads or processes (default 2).")
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of every random choice.")]
Deterministic = Annotated[
    bool,
    typer.Option(
        "--deterministic",
        help="Work limits instead of the clock: the same seed and workers give the same answer.",
    ),
]
