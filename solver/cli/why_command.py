"""`staffcast why`: what a shift is worth, and what the agent could do instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from solver.cli.exits import reported_errors
from solver.cli.options import EditedSchedule, OutputFolder

if TYPE_CHECKING:
    from solver.scheduling.why_here import Choice, WhyHere

SHOWN = 8

AgentName = Annotated[str, typer.Option("--agent", help="An agent of agents.csv.")]
Day = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="A planned day.")]


def why_command(
    out: OutputFolder, agent: AgentName, date: Day, schedule: EditedSchedule = None
) -> None:
    """Why an agent works a shift, or has the day off: its marginal cost and the alternatives."""
    from solver.report import read_output
    from solver.report.why import explained

    with reported_errors():
        stored = read_output(out, schedule)
        found = explained(stored, agent, date.date())
        _print(found, f"{date:%a %Y-%m-%d}", stored.planning.center.currency)


def _print(found: WhyHere, day: str, currency: str) -> None:
    from rich.console import Console
    from rich.table import Table

    typer.echo(f"{found.agent}, {day}: {_choice(found.present)}")
    if found.present.template is not None:
        typer.echo(
            f"costs {found.wage:,.2f} in wages and {found.wishes:,.2f} in wishes not met, changes"
            f" short and over staffing by {found.coverage:+,.2f}: {found.present.cost:+,.2f}"
            f" {currency} in all"
        )
    best = found.cheapest
    if best is None:
        typer.echo("no alternative keeps the rules")
    else:
        typer.echo(f"cheapest alternative: {_choice(best)}, {best.extra:+,.2f} {currency}")
    table = Table(title=f"Alternatives, {currency} against the present", title_justify="left")
    table.add_column("choice")
    table.add_column("extra", justify="right")
    table.add_column("would break")
    for choice in found.alternatives[:SHOWN]:
        table.add_row(_choice(choice), f"{choice.extra:+,.2f}", ", ".join(choice.broken))
    Console().print(table)


def _choice(choice: Choice) -> str:
    if choice.template is None or choice.start is None:
        return "day off"
    return f"{choice.template} at {choice.start:%H:%M}"
