"""`staffcast evaluate`: what a schedule edited by hand costs, covers, promises and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import reported_errors
from solver.cli.options import OutputFolder

if TYPE_CHECKING:
    from solver.domain import NamedShift
    from solver.report import StoredPlan, StoredSite
    from solver.scheduling.evaluate import Evaluation

CENT = 0.01


def evaluate_command(
    out: OutputFolder,
    schedule: Annotated[
        Path | None,
        typer.Option(
            "--schedule", help="A schedule.csv or plan.xlsx to judge instead of OUT/schedule.csv."
        ),
    ] = None,
) -> None:
    """Judge the schedule as it stands: cost, coverage, service level, violations, differences.

    The agents on queue are divided over the queues anew. Violations are listed, not refused.
    """
    from solver.cli.comparison import print_comparison
    from solver.report import read_output

    with reported_errors():
        stored = read_output(out)
        edited = None if schedule is None else _shifts_of(schedule, stored)
        found = [_judged(stored, site, _of_site(site, edited)) for site in stored.sites]
        print_comparison(stored, found)
        _print_violations(found)


def _shifts_of(path: Path, stored: StoredPlan) -> Sequence[NamedShift]:
    from solver.report import read_schedule_xlsx
    from solver.report.rows import Findings
    from solver.report.shifts_in import shifts_from_csv

    if path.suffix.lower() == ".xlsx":
        return read_schedule_xlsx(path, stored.planning)
    findings = Findings()
    shifts = shifts_from_csv(path, stored.planning, findings)
    findings.raise_any()
    return shifts


def _of_site(site: StoredSite, edited: Sequence[NamedShift] | None) -> tuple[NamedShift, ...]:
    if edited is None:
        return site.published.shifts
    return tuple(shift for shift in edited if shift.site == site.site)


def _judged(stored: StoredPlan, site: StoredSite, shifts: Sequence[NamedShift]) -> Evaluation:
    """The shifts with the plan's division over the queues where it still fits, else a new one.

    Divisions of equal cost abound; keeping the plan's leaves its service levels comparable.
    """
    from solver.domain import PublishedSchedule
    from solver.scheduling import Evaluation, audit, evaluate

    params = stored.params.scheduling
    anew = evaluate(stored.planning, site.target, shifts, site.site, params)
    kept = PublishedSchedule(site.site, tuple(shifts), site.published.split)
    report = audit(stored.planning, site.target, kept, params)
    if any(violation.rule == "split" for violation in report.violations):
        return anew
    if report.objective > anew.audit.objective + CENT:
        return anew
    return Evaluation(kept, report)


def _print_violations(found: Sequence[Evaluation]) -> None:
    violations = [(one.audit.site, text) for one in found for text in one.audit.violations]
    if not violations:
        typer.echo("violations: none")
        return
    typer.echo(f"violations: {len(violations)}")
    for site, violation in violations:
        typer.echo(f"  site {site}: {violation}")
