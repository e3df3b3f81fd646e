"""`staffcast report`: page, workbook, calendars and exports of a stored plan, with edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from solver.cli.exits import ExitCode, reported_errors
from solver.cli.options import EditedSchedule, OutputFolder

if TYPE_CHECKING:
    from solver.report.violations import Broken

LISTED = 20


def report_command(out: OutputFolder, schedule: EditedSchedule = None) -> None:
    """Render page, workbook, calendars, exports, roster and coverage anew from stored files.

    An edited schedule is audited and evaluated first. It stays the plan's unless --schedule is
    given: then OUT/schedule.csv is rewritten too.
    """
    from solver.cli.summary import print_files, print_headline
    from solver.report import rebuild
    from solver.report.violations import broken_rules

    with reported_errors():
        plan = rebuild(out, schedule)
    print_headline(plan.headline, plan.result.planning.center.currency)
    if plan.changed:
        typer.echo("The schedule was edited since planning: the page compares it with the plan.")
    print_files(out)
    _fail_on(broken_rules(plan.result))


def _fail_on(broken: list[Broken]) -> None:
    if not broken:
        return
    for site, violation in broken[:LISTED]:
        typer.echo(f"error: site {site}: {violation}", err=True)
    if len(broken) > LISTED:
        typer.echo(f"error: {len(broken) - LISTED} more, see the page", err=True)
    typer.echo(f"audit failed: {len(broken)} violations; the report is written", err=True)
    raise typer.Exit(ExitCode.AUDIT_FAILED)
