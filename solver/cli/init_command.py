"""`staffcast init`: a planning folder to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from solver.cli.exits import reported_errors


def init_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write a small complete planning folder to edit."""
    from solver.workspace import copy_example

    with reported_errors():
        copy_example(folder)
    typer.echo(f"wrote {folder}: edit its files, then staffcast plan {folder} --out out")
