"""What the planner should know, on stderr, so that stdout holds results alone."""

from __future__ import annotations

from collections.abc import Iterable

import typer


def print_messages(messages: Iterable[str]) -> None:
    for message in messages:
        typer.echo(f"note: {message}", err=True)
