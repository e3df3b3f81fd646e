"""Renders an output folder anew from its stored files, after an edit of its schedule."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from solver.plan_result import PlanResult
from solver.report.exports import stored_codes
from solver.report.restore import RestoredPlan, restore_plan
from solver.report.staff_tables import coverage_table, roster_table, schedule_table, split_table
from solver.report.table import Cell, Table, cell_text, write_csv
from solver.report.why import plan_unmet_table
from solver.report.writer import write_views
from solver.workspace.atomic import replace_folder

REBUILT = frozenset(
    {
        "calendars",
        "coverage.csv",
        "exports",
        "plan.xlsx",
        "report.html",
        "roster.csv",
        "unmet.csv",
    }
)
_KEPT = ("forecast", "requirements", "allocation")
_TEXT = frozenset({"binding", "kind", "method", "queue", "site", "start", "week"})
_KEY = 3
_DIGITS = {"asa_s": 2}
_DEFAULT_DIGITS = 4


def rebuild(folder: Path, schedule: Path | None = None) -> RestoredPlan:
    """Render report.html, plan.xlsx, roster.csv, coverage.csv, calendars and exports anew.

    The schedule is that of schedule.csv as it stands, or of `schedule`, a CSV or an edited
    plan.xlsx, from which schedule.csv is then rewritten. Everything else in the folder stays:
    plan.json and split.csv remain those of the plan, so that the edit can be compared with it.
    A schedule that breaks rules is rendered too, and the page says so. Raises
    `InvalidInputError` for what cannot be read or written; the folder is then as before.
    """
    plan = restore_plan(folder, schedule)
    owned = REBUILT | ({"schedule.csv"} if schedule is not None else frozenset())
    tables = _tables(plan.result, folder)
    planned = plan.planned if plan.changed else None
    codes = stored_codes(folder)
    with replace_folder(folder, owned=owned) as staging:
        for table in tables:
            if f"{table.name}.csv" in owned:
                write_csv(table, staging)
        write_views(plan.result, plan.headline, tables, staging, planned, codes)
    return plan


def _tables(result: PlanResult, folder: Path) -> tuple[Table, ...]:
    """What the schedule decides from the result, the rest as it is stored."""
    planning = result.planning
    shifts = [shift for one in result.schedules for shift in one.published.shifts]
    return (
        *(_stored_table(folder / f"{name}.csv") for name in _KEPT),
        schedule_table(planning, shifts),
        roster_table(planning, shifts, result.grid.days),
        settled(coverage_table(result.coverage), folder / "coverage.csv"),
        settled(plan_unmet_table(result), folder / "unmet.csv"),
        split_table([one.published.split for one in result.schedules]),
    )


def _stored_table(path: Path) -> Table:
    header, *rows = _csv_rows(path)
    numeric = [name not in _TEXT for name in header]
    cells = (tuple(map(_cell, row, numeric)) for row in rows if any(row))
    return Table(path.stem, tuple(header), tuple(cells))


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [[cell.strip() for cell in row] for row in csv.reader(lines)]


def _cell(text: str, numeric: bool) -> Cell:
    if not numeric:
        return text or None
    try:
        return float(text) if text else None
    except ValueError:
        return text


def settled(fresh: Table, path: Path) -> Table:
    """The table with the stored value wherever the two differ by rounding alone.

    Volumes and targets are stored rounded, so what is computed from them may move in its last
    digit; rows that an edit does not touch then keep their text.
    """
    try:
        header, *rows = _csv_rows(path)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        return fresh
    if tuple(header) != fresh.header:
        return fresh
    stored = {tuple(row[:_KEY]): row for row in rows if len(row) == len(header)}
    return Table(
        fresh.name, fresh.header, tuple(_settled_row(fresh, r, stored) for r in fresh.rows)
    )


def _settled_row(
    fresh: Table, row: tuple[Cell, ...], stored: Mapping[tuple[str, ...], list[str]]
) -> tuple[Cell, ...]:
    old = stored.get(tuple(cell_text(cell) for cell in row[:_KEY]))
    if old is None:
        return row
    figures = zip(fresh.header[_KEY:], row[_KEY:], old[_KEY:], strict=True)
    return (*row[:_KEY], *(_settled_cell(name, value, text) for name, value, text in figures))


def _settled_cell(name: str, value: Cell, text: str) -> Cell:
    """The stored figure if it is within one unit of its last digit, or 1e-5 of its size."""
    before = _cell(text, True)
    if not isinstance(before, float) or not isinstance(value, float):
        return value
    unit = 10.0 ** -_DIGITS.get(name, _DEFAULT_DIGITS)
    return before if abs(value - before) <= 1.01 * unit + 1e-5 * abs(before) else value
