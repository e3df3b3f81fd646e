"""Counts by 5 minutes of weekdays 07:00-21:00, checked and summed to half hours."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from solver.errors import InvalidInputError, Issue

FIRST_MINUTE = 420
SLOTS = 168
COLUMNS = ["ds", "y"]


def _problem(file: str, row: int, column: str, value: str, expected: str) -> Issue:
    return Issue(file, "cannot be used", row=row, column=column, value=value, expected=expected)


def _slot(text: str) -> tuple[date, int] | None:
    """Day and 5-minute slot after 07:00 of a stamp; `None` when it is not such a stamp."""
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    slot, rest = divmod(stamp.hour * 60 + stamp.minute - FIRST_MINUTE, 5)
    on_grid = rest == 0 and stamp.second == 0 and stamp.tzinfo is None
    inside = 0 <= slot <= SLOTS and stamp.weekday() < 5
    return (stamp.date(), slot) if on_grid and inside else None


def _count(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _records(path: Path) -> Iterator[tuple[int, str, str]]:
    """Rows as (row number, ds, y); raises on a missing file or other columns."""
    file = path.name
    if not path.is_file():
        raise InvalidInputError(
            [Issue(file, "the file is missing", value=str(path), expected="a CSV of calls")]
        )
    with path.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        if header != COLUMNS:
            found = ",".join(header)
            raise InvalidInputError(
                [Issue(file, "wrong columns", row=1, value=found, expected=",".join(COLUMNS))]
            )
        for row, cells in enumerate(reader, start=2):
            stamp, calls = [*cells, "", ""][:2]
            yield row, stamp, calls


def read_half_hours(path: Path) -> dict[date, NDArray[np.float64]]:
    """28 half-hour counts (07:00-21:00) of each weekday in the file.

    Raises `InvalidInputError` with every stamp off the grid, repeated or out of order, every
    count that is not a number of at least 0, and every day with slots missing.
    """
    file = path.name
    issues: list[Issue] = []
    days: dict[date, NDArray[np.float64]] = {}
    previous: tuple[date, int] | None = None
    for row, stamp, calls in _records(path):
        place, count = _slot(stamp), _count(calls)
        if place is None:
            expected = "a weekday's time from 07:00 to 21:00 on the 5-minute grid"
            issues.append(_problem(file, row, "ds", stamp, expected))
        elif previous is not None and place <= previous:
            issues.append(_problem(file, row, "ds", stamp, "a time after the row before it"))
        if count is None:
            issues.append(_problem(file, row, "y", calls, "a number of calls of 0 or more"))
        if place is not None:
            previous = place
            slots = days.setdefault(place[0], np.full(SLOTS + 1, np.nan))
            slots[place[1]] = 0.0 if count is None else count
    issues += _gaps(file, days)
    if not days and not issues:
        issues.append(Issue(file, "no calls in the file", expected="rows below the header"))
    if issues:
        raise InvalidInputError(issues)
    return {day: slots[:SLOTS].reshape(28, 6).sum(axis=1) for day, slots in days.items()}


def _gaps(file: str, days: dict[date, NDArray[np.float64]]) -> list[Issue]:
    found = {day: int(np.isfinite(slots[:SLOTS]).sum()) for day, slots in days.items()}
    return [
        Issue(
            file,
            f"{day.isoformat()} is not complete",
            column="ds",
            value=f"{count} slots",
            expected=f"all {SLOTS} slots of 5 minutes from 07:00",
        )
        for day, count in found.items()
        if count < SLOTS
    ]
