"""Edits of a schedule.csv as a planner makes them by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_one(out: Path, wanted: Callable[[Row], bool], change: Callable[[Row], Row]) -> Row:
    """Change the first row that is wanted in `out/schedule.csv` and return it as it was."""
    path = out / "schedule.csv"
    rows = rows_of(path)
    place = next(number for number, row in enumerate(rows) if wanted(row))
    before = rows[place]
    rows[place] = before | change(before)
    write_rows(path, rows)
    return before


def last_rows(out: Path) -> list[Row]:
    """The last row of every shift."""
    last: dict[tuple[str, str], Row] = {}
    for row in rows_of(out / "schedule.csv"):
        last[row["agent"], row["date"]] = row
    return list(last.values())
