"""Exit codes, and how errors reach the user: all of them, one a line, without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer


class ExitCode(IntEnum):
    DONE = 0
    INVALID_INPUT = 2
    INFEASIBLE = 3
    AUDIT_FAILED = 4
    STOPPED = 130


@contextmanager
def reported_errors() -> Iterator[None]:
    """Turns the library's errors into lines on stderr and an exit code."""
    from solver.errors import AuditFailedError, InvalidInputError

    try:
        yield
    except InvalidInputError as error:
        for issue in error.issues:
            typer.echo(f"error: {issue}", err=True)
        count = len(error.issues)
        problems = "problem" if count == 1 else "problems"
        typer.echo(f"invalid input: {count} {problems}, nothing was written", err=True)
        raise typer.Exit(ExitCode.INVALID_INPUT) from None
    except AuditFailedError as error:
        for failure in error.failures:
            typer.echo(f"error: {failure}", err=True)
        typer.echo("the audit failed: the schedule is not published", err=True)
        raise typer.Exit(ExitCode.AUDIT_FAILED) from None
