"""The command line: one file a command. Heavy imports stay inside the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from solver.cli.adherence_command import adherence_command
from solver.cli.allocate_command import allocate_command
from solver.cli.compare_command import compare_command
from solver.cli.evaluate_command import evaluate_command
from solver.cli.forecast_command import forecast_command
from solver.cli.init_command import init_command
from solver.cli.plan_command import plan_command
from solver.cli.price_command import price_command
from solver.cli.report_command import report_command
from solver.cli.require_command import require_command
from solver.cli.resolve_command import resolve_command
from solver.cli.schedule_command import schedule_command
from solver.cli.validate_command import validate_command
from solver.cli.verify_command import verify_command
from solver.cli.why_command import why_command

__all__ = ["app", "main"]

app = typer.Typer(
    name="staffcast",
    help="Contact-centre planning: forecast, vendor split, requirements and named schedules.",
    epilog="Exit codes: 0 done, 2 invalid input, 3 infeasible, 4 audit failed, 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("plan")(plan_command)
app.command("init")(init_command)
app.command("validate")(validate_command)
app.command("forecast")(forecast_command)
app.command("allocate")(allocate_command)
app.command("require")(require_command)
app.command("schedule")(schedule_command)
app.command("verify")(verify_command)
app.command("evaluate")(evaluate_command)
app.command("report")(report_command)
app.command("resolve")(resolve_command)
app.command("compare")(compare_command)
app.command("adherence")(adherence_command)
app.command("price")(price_command)
app.command("why")(why_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"staffcast {version('staffcast')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="The version."),
    ] = False,
) -> None:
    """Contact-centre planning: forecast, vendor split, requirements and named schedules."""


def main() -> None:
    """Entry point of `staffcast`."""
    app()
