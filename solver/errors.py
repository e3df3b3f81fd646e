"""Errors a caller can meet.

StaffcastError
├── InvalidInputError   the input is wrong; carries every issue found, not only the first
└── AuditFailedError    a result broke a hard rule or its cost could not be reproduced

Infeasible is a result (`SolveStatus.INFEASIBLE`), never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    """One fact about the input that is wrong, where it stands and what would be right.

    `row` counts as a spreadsheet does: the header is row 1. In JSON documents and TOML files,
    `file` is the file's name (or "document") and `column` the key's path.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        text = f"{place}: {self.message}"
        if self.value is not None:
            text += f" (found {self.value!r})"
        if self.expected is not None:
            text += f"; expected {self.expected}"
        return text


class StaffcastError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidInputError(StaffcastError):
    """The input cannot be used. `issues` lists everything found wrong with it."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        if not self.issues:
            raise ValueError("an InvalidInputError needs at least one issue")
        super().__init__("\n".join(str(issue) for issue in self.issues))


class AuditFailedError(StaffcastError):
    """A result did not pass its independent audit and is not published."""

    def __init__(self, failures: Iterable[str]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(self.failures))
