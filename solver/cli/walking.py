"""What the commands that solve have in common: input, progress, stopping, exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from solver.cli.exits import ExitCode

if TYPE_CHECKING:
    from solver.domain import PlanningData
    from solver.errors import Issue
    from solver.plan import Walk
    from solver.plan_result import PlanParams
    from solver.progress import Monitor
    from solver.report.table import Table
    from solver.status import SolveReport

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Request:
    """What the command line asks for; `whole` is every output of a plan, not one stage's.

    Without `out` nothing is written.
    """

    folder: Path
    out: Path | None
    start: datetime | None
    weeks: int | None
    params_file: Path | None
    flags: Mapping[str, Any]
    whole: bool = False

    def params(self) -> PlanParams:
        """The params file, then the flags over it."""
        from solver.params_file import read_params, with_flags
        from solver.plan_result import PlanParams

        base = read_params(self.params_file) if self.params_file else PlanParams()
        return with_flags(base, self.flags)

    def read(self) -> tuple[PlanningData, PlanParams]:
        """Folder and settings; the problems of both are reported at once."""
        from solver.errors import InvalidInputError
        from solver.workspace import read

        issues: list[Issue] = [] if self.out is None else _out_issues(self.out, self.whole)
        found: list[Any] = []
        for load in (lambda: read(self.folder), self.params):
            try:
                found.append(load())
            except InvalidInputError as error:
                issues.extend(error.issues)
        if issues:
            raise InvalidInputError(issues)
        return found[0], found[1]


def walk_and_write(request: Request, write: Callable[[Walk], Answer]) -> Answer:
    """Run `write` on the walk asked for, in the background, with progress and Ctrl-C.

    The walk is lazy: `write` takes from it the steps whose results it needs.
    """
    from solver.cli.progress import drawn_progress
    from solver.cli.stopping import run_stoppable
    from solver.handover import horizon_grid
    from solver.plan import Walk

    planning, params = request.read()
    first = request.start.date() if request.start else None
    grid = horizon_grid(planning, first, request.weeks)

    def work(monitor: Monitor) -> Answer:
        return write(Walk(planning, params, grid, monitor))

    with drawn_progress() as callback:
        return run_stoppable(work, callback)


def write_stage(
    request: Request, take: Callable[[Walk], tuple[Sequence[Table], Sequence[SolveReport]]]
) -> None:
    """Write the tables of one stage into the output folder, and leave with its exit code."""
    from solver.cli.tables import write_tables

    assert request.out is not None
    out = request.out

    def write(walk: Walk) -> tuple[list[Path], Sequence[SolveReport], bool]:
        tables, reports = take(walk)
        return write_tables(tables, out), reports, walk.monitor.stopped_by_caller

    paths, reports, stopped = walk_and_write(request, write)
    for path in paths:
        typer.echo(f"wrote {path}")
    finish(reports, stopped)


def finish(reports: Sequence[SolveReport], stopped: bool) -> None:
    """Leave with the exit code of what was found; return when all went well."""
    if stopped:
        typer.echo("stopped by Ctrl-C: what was found until then is kept", err=True)
        raise typer.Exit(ExitCode.STOPPED)
    if any(not report.status.has_solution for report in reports):
        typer.echo("infeasible: the messages above say what cannot be met", err=True)
        raise typer.Exit(ExitCode.INFEASIBLE)


def _out_issues(out: Path, whole: bool) -> list[Issue]:
    """Why the output folder cannot be written, before any work is done for it."""
    from solver.errors import Issue
    from solver.workspace.atomic import OUTPUT_MARKER

    nearest = out.absolute()
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return [Issue(str(out), "a file stands in the way of the output folder", None, "--out")]
    if not os.access(nearest, os.W_OK | os.X_OK):
        wanted = "a folder with write permission"
        return [Issue(str(out), "cannot be written", None, "--out", str(nearest), wanted)]
    names = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
    if OUTPUT_MARKER in names and not whole:
        wanted = "another folder, because one table would no longer fit the others"
        return [Issue(str(out), "the folder holds a whole plan", None, "--out", expected=wanted)]
    if whole and names and OUTPUT_MARKER not in names:
        wanted = "a new or empty folder, or one of an earlier plan"
        return [Issue(str(out), "the folder holds other files", None, "--out", min(names), wanted)]
    return []
