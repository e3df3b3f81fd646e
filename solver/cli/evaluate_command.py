"""`staffcast evaluate`: what a schedule edited by hand costs, covers, promises and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from solver.cli.exits import reported_errors
from solver.cli.options import EditedSchedule, OutputFolder

if TYPE_CHECKING:
    from solver.scheduling.evaluate import Evaluation


def evaluate_command(out: OutputFolder, schedule: EditedSchedule = None) -> None:
    """Judge the schedule as it stands: cost, coverage, service level, violations, differences.

    Where other agents are on queue than planned, they are divided over the queues anew.
    Violations are listed, not refused.
    """
    from solver.cli.comparison import print_comparison
    from solver.report import read_output
    from solver.report.judge import judged

    with reported_errors():
        stored = read_output(out, schedule)
        found = [judged(stored, site) for site in stored.sites]
        print_comparison(stored, found)
        _print_violations(found)


def _print_violations(found: Sequence[Evaluation]) -> None:
    violations = [(one.audit.site, text) for one in found for text in one.audit.violations]
    if not violations:
        typer.echo("violations: none")
        return
    typer.echo(f"violations: {len(violations)}")
    for site, violation in violations:
        typer.echo(f"  site {site}: {violation}")
