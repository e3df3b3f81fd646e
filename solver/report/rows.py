"""Reading result tables back: rows as text with their place, and parsers that report it."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from solver.errors import InvalidInputError, Issue
from solver.timegrid import local_to_utc

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of a table; `number` counts as a spreadsheet does."""

    file: str
    number: int
    cells: dict[str, str]


@dataclass
class Findings:
    """Collects every issue of a folder, to raise them together."""

    issues: list[Issue] = field(default_factory=list)

    def add(self, row: Row, column: str, message: str, expected: str | None = None) -> None:
        value = row.cells[column]
        self.issues.append(Issue(row.file, message, row.number, column, value, expected))

    def raise_any(self) -> None:
        if self.issues:
            raise InvalidInputError(self.issues)

    def read(
        self, row: Row, column: str, parse: Callable[[str], T], message: str, expected: str
    ) -> T | None:
        """The parsed cell, or `None` and an issue where `parse` raises `ValueError`."""
        try:
            return parse(row.cells[column])
        except ValueError:
            self.add(row, column, message, expected)
            return None


def read_csv(path: Path, columns: Sequence[str], findings: Findings) -> list[Row]:
    """Rows of a CSV that has at least `columns`; blank lines are skipped.

    A missing file, a missing column and a line with too few or too many cells are issues.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return checked_rows(path.name, csv.reader(lines), columns, findings)
    except FileNotFoundError:
        findings.issues.append(Issue(path.name, "the file is missing", value=str(path)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        findings.issues.append(Issue(path.name, f"cannot read the file: {error}"))
    return []


def checked_rows(
    file: str, lines: Iterable[Sequence[str]], columns: Sequence[str], findings: Findings
) -> list[Row]:
    """Lines as rows, the first of them being the header."""
    numbered = enumerate(lines, start=1)
    header = [name.strip() for name in next(numbered, (1, []))[1]]
    missing = [column for column in columns if column not in header]
    for column in missing:
        near = difflib.get_close_matches(column, header, n=1)
        hint = f"the column {column}" + (f" (is it {near[0]!r}?)" if near else "")
        findings.issues.append(Issue(file, "a column is missing", 1, column, expected=hint))
    if missing:
        return []
    rows = []
    for number, line in numbered:
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(header):
            expected = f"{len(header)} cells as in the header"
            found = str(len(line))
            findings.issues.append(
                Issue(file, "the row has another number of cells", number, None, found, expected)
            )
            continue
        cells = {name: cell.strip() for name, cell in zip(header, line)}
        rows.append(Row(file, number, cells))
    return rows


def parse_number(text: str) -> float:
    """A finite number; raises `ValueError` otherwise."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def parse_amount(text: str) -> float:
    """A finite number, not negative; raises `ValueError` otherwise."""
    number = parse_number(text)
    if number < 0:
        raise ValueError(text)
    return number


def parse_number_or_nan(text: str) -> float:
    return parse_number(text) if text else math.nan


def parse_bool(text: str) -> bool:
    """`true`/`false`, also `yes`/`no` and `1`/`0`, in any case."""
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def parse_day(text: str) -> date:
    """A date; a midnight that a spreadsheet appended is tolerated."""
    return datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)


def moment_parser(zone: ZoneInfo) -> Callable[[str], datetime]:
    """Parses an ISO time in UTC; without an offset it is local in `zone`."""

    def parse(text: str) -> datetime:
        if len(text) <= 10:
            raise ValueError(text)
        return local_to_utc(datetime.fromisoformat(text), zone)

    return parse
