"""`staffcast resolve`: a stored plan repaired after absences, with locks, at least disruption."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import ExitCode, reported_errors
from solver.cli.options import EditedSchedule, Out, OutputFolder, Seed

if TYPE_CHECKING:
    from solver.plan_result import PlanResult
    from solver.progress import Monitor
    from solver.resolving import ResolvedPlan
    from solver.scheduling.disruption import Disruption

Absences = Annotated[
    Path | None,
    typer.Option("--absences", help="A CSV as time_off.csv: agent, start, end, kind, paid."),
]
Locks = Annotated[
    Path | None,
    typer.Option("--locks", help="A CSV: agent, start, end, what (all, days, starts, breaks)."),
]
Added = Annotated[
    Path | None, typer.Option("--agents", help="A CSV as agents.csv of agents who are new.")
]
LockTexts = Annotated[
    list[str] | None,
    typer.Option("--lock", help="AGENT[,FROM[,TO]][,WHAT]; repeat for more."),
]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Days before it stay as they are."),
]
Days = Annotated[str | None, typer.Option("--days", help="Change these days alone: D1 or D1..D2.")]
BreaksOnly = Annotated[bool, typer.Option("--breaks-only", help="Move breaks, no shift.")]
Everywhere = Annotated[
    bool,
    typer.Option("--everywhere", help="Days that no change touches may change too."),
]
Limit = Annotated[float, typer.Option("--time-limit", help="Seconds for all sites together.")]
Price = Annotated[
    float,
    typer.Option("--disruption-price", help="Of a changed shift, in mean hourly agent costs."),
]


def resolve_command(
    out: OutputFolder,
    new: Out,
    absences: Absences = None,
    locks: Locks = None,
    lock: LockTexts = None,
    agents: Added = None,
    start: From = None,
    days: Days = None,
    breaks_only: BreaksOnly = False,
    everywhere: Everywhere = False,
    schedule: EditedSchedule = None,
    time_limit: Limit = 20.0,
    disruption_price: Price = 2.0,
    seed: Seed = None,
) -> None:
    """Repair the schedule of OUT and write it as a new output folder.

    Starts from OUT's schedule as it stands, edits included, or from --schedule.
    """
    from solver.cli.progress import drawn_progress
    from solver.cli.resolve_input import ResolveFiles, ScopeTexts, read_changes
    from solver.cli.stopping import run_stoppable
    from solver.report.restore import restore_plan
    from solver.resolving import resolve_plan
    from solver.scheduling.resolve_params import ResolveParams

    with reported_errors():
        files = ResolveFiles(absences, locks, tuple(lock or ()), agents)
        scope = ScopeTexts(start.date() if start else None, days, breaks_only)
        changes = read_changes(files, scope, everywhere)
        params = ResolveParams(
            disruption_price=disruption_price,
            time_limit_s=time_limit,
            seed=1 if seed is None else seed,
        )
        present = restore_plan(out, schedule).result

        def work(monitor: Monitor) -> tuple[ResolvedPlan, bool]:
            return resolve_plan(present, changes, params, monitor), monitor.stopped_by_caller

        with drawn_progress() as callback:
            resolved, stopped = run_stoppable(work, callback)
        _finish(present, resolved, new, stopped)


def _finish(present: PlanResult, resolved: ResolvedPlan, new: Path, stopped: bool) -> None:
    """Say what changed and write the folder; without a solution write nothing."""
    from solver.cli.difference_table import print_difference
    from solver.cli.messages import print_messages
    from solver.cli.summary import print_files
    from solver.cli.walking import finish
    from solver.report import write_plan
    from solver.scheduling.compare import compare
    from solver.scheduling.evaluate import Evaluation

    fresh = resolved.result
    for schedule in fresh.schedules:
        print_messages(message.text for message in schedule.messages)
    reports = [schedule.report for schedule in fresh.schedules]
    if any(not report.status.has_solution for report in reports):
        typer.echo("nothing was written", err=True)
        raise typer.Exit(ExitCode.INFEASIBLE)
    for number, schedule in enumerate(fresh.schedules):
        if schedule.published.site in resolved.disruptions:
            before, after = (
                Evaluation(plan.schedules[number].published, plan.audits[number])
                for plan in (present, fresh)
            )
            print_difference(compare(before, after))
            _print_disruption(resolved.disruptions[schedule.published.site])
    write_plan(fresh, new)
    print_files(new)
    finish(reports, stopped)


def _print_disruption(found: Disruption) -> None:
    typer.echo(
        f"{found.lost} shifts had to go; of the {found.untouched} others"
        f" {found.removed + found.moved} moved ({100 * found.moved_share:.2f} %) and"
        f" {found.breaks_moved} have other breaks; {found.added} days off are worked"
    )
