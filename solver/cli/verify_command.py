"""`staffcast verify`: the audit of an output folder as it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from solver.cli.exits import ExitCode, reported_errors
from solver.cli.options import OutputFolder

if TYPE_CHECKING:
    from solver.report import StoredPlan, StoredSite

COST_TOLERANCE = 0.01


def verify_command(out: OutputFolder) -> None:
    """Check every hard rule and the cost of a plan's schedules, without a solver."""
    from solver.report import read_output

    with reported_errors():
        stored = read_output(out)
        failures = [failure for site in stored.sites for failure in _failures(stored, site)]
    for failure in failures:
        typer.echo(f"error: {failure}", err=True)
    if failures:
        typer.echo(f"audit failed: {len(failures)} violations", err=True)
        raise typer.Exit(ExitCode.AUDIT_FAILED)
    unsolved = [one["site"] for one in stored.document["schedules"] if not _solved(one)]
    if unsolved:
        typer.echo(f"no schedule to verify at {', '.join(unsolved)}", err=True)
        raise typer.Exit(ExitCode.INFEASIBLE)
    shifts = sum(len(site.published.shifts) for site in stored.sites)
    typer.echo(f"audit passed: {len(stored.sites)} sites, {shifts} shifts")


def _failures(stored: StoredPlan, site: StoredSite) -> list[str]:
    """Broken rules, and a cost that is not the published one."""
    from solver.scheduling.check import audit

    report = next(one for one in stored.document["schedules"] if one["site"] == site.site)
    if not _solved(report):
        return []
    found = audit(stored.planning, site.target, site.published, stored.params.scheduling)
    failures = [f"site {site.site}: {violation}" for violation in found.violations]
    if abs(found.objective - site.original_objective) > _tolerance(site.original_objective):
        failures.append(
            f"site {site.site}: [cost] the schedule costs {found.objective:.2f},"
            f" plan.json says {site.original_objective:.2f}"
        )
    return failures


def _solved(stored: object) -> bool:
    from solver.status import SolveStatus

    assert isinstance(stored, dict)
    return SolveStatus(stored["report"]["status"]).has_solution


def _tolerance(objective: float) -> float:
    """A cent, and the rounding of targets and split in the files."""
    return COST_TOLERANCE + 1e-6 * abs(objective)
