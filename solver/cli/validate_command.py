"""`staffcast validate`: everything wrong with a planning folder, at once."""

from __future__ import annotations

import typer

from solver.cli.exits import reported_errors
from solver.cli.options import Folder


def validate_command(folder: Folder) -> None:
    """Read a planning folder and report every problem in it."""
    from solver.workspace import read

    with reported_errors():
        planning = read(folder)
    typer.echo(
        f"{folder} is valid: {len(planning.queues)} queues, {len(planning.sites)} sites,"
        f" {len(planning.agents)} agents, {len(planning.history)} rows of history"
    )
