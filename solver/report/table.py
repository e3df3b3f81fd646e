"""A result table: one header, rows of plain values, and its CSV form."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from solver.timegrid import TimeGrid

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Table:
    """`name` is the file's stem and the sheet's title; every row is as long as `header`."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def rounded(value: float, digits: int) -> float | None:
    """A plain float of `digits` decimals without negative zero; `None` for NaN and infinity."""
    number = float(value)
    if not math.isfinite(number):
        return None
    return round(number, digits) + 0.0


def cell_text(value: Cell) -> str:
    """The one text of a value: blank for unknown, `true`/`false`, no trailing `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        return f"{value:.12f}".rstrip("0") if "e" in text else text
    return str(value)


def csv_text(table: Table) -> str:
    """The table as CSV with `\\n` line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([cell_text(value) for value in row] for row in table.rows)
    return buffer.getvalue()


def write_csv(table: Table, folder: Path) -> Path:
    """Write `folder/<name>.csv` in UTF-8 and give its path."""
    path = folder / f"{table.name}.csv"
    path.write_bytes(csv_text(table).encode())
    return path


def interval_starts(grid: TimeGrid) -> list[str]:
    """Local ISO start of every interval, offset included, to the minute."""
    return [grid.local(i).isoformat(timespec="minutes") for i in range(grid.n_intervals)]


def table_of(name: str, header: str, rows: Iterable[tuple[Cell, ...]]) -> Table:
    """A table whose header is written as in the file: names with commas between."""
    return Table(name, tuple(header.split(",")), tuple(rows))
