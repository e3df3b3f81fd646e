"""Shifts from schedule rows, of schedule.csv or of the schedule sheet of an edited workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from solver.domain import Activity, NamedShift, PlanningData
from solver.errors import Issue
from solver.report.rows import (
    Findings,
    Row,
    checked_rows,
    moment_parser,
    parse_bool,
    parse_day,
    read_csv,
)
from solver.report.staff_tables import SCHEDULE_COLUMNS, site_zones

_COLUMNS = SCHEDULE_COLUMNS.split(",")
_TIME = "YYYY-MM-DDTHH:MM with its offset, for example 2026-03-02T08:00+01:00"
ShiftKey = tuple[str, str, date, str]


def shifts_from(path: Path, planning: PlanningData, findings: Findings) -> list[NamedShift]:
    """The shifts of a schedule.csv or of the sheet `schedule` of an edited plan.xlsx.

    What cannot be read goes to `findings`.
    """
    if path.suffix.lower() == ".xlsx":
        return _shifts(_sheet_rows(path, findings), planning, findings)
    return _shifts(read_csv(path, _COLUMNS, findings), planning, findings)


def read_schedule_xlsx(path: Path, planning: PlanningData) -> tuple[NamedShift, ...]:
    """The shifts of the sheet `schedule` of an edited plan.xlsx, all sites together.

    Cells may be text or real dates. Raises `InvalidInputError` naming sheet, row and column.
    """
    findings = Findings()
    shifts = _shifts(_sheet_rows(path, findings), planning, findings)
    findings.raise_any()
    return tuple(shifts)


def _sheet_rows(path: Path, findings: Findings) -> list[Row]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        findings.issues.append(Issue(path.name, "the file is missing", value=str(path)))
        return []
    except (BadZipFile, OSError, KeyError, ValueError) as error:
        findings.issues.append(Issue(path.name, f"cannot read the workbook: {error}"))
        return []
    try:
        if "schedule" not in book.sheetnames:
            expected = "a sheet named schedule"
            found = ", ".join(book.sheetnames)
            findings.issues.append(
                Issue(path.name, "no such sheet", value=found, expected=expected)
            )
            return []
        lines = (
            [_text(cell) for cell in line][: len(_COLUMNS)]
            for line in book["schedule"].iter_rows(values_only=True, max_col=len(_COLUMNS))
        )
        return checked_rows(f"{path.name} [schedule]", lines, _COLUMNS, findings)
    finally:
        book.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _shifts(rows: Sequence[Row], planning: PlanningData, findings: Findings) -> list[NamedShift]:
    """Rows of one site, agent, date and template make one shift.

    Agents, templates and queues that nobody knows are left to the audit, which names them.
    """
    zones = site_zones(planning)
    parsers = {one.site: moment_parser(zones[one.site]) for one in planning.internal_sites}
    grouped: dict[ShiftKey, list[Activity]] = {}
    for row in rows:
        site = row.cells["site"]
        if site not in parsers:
            known = ", ".join(sorted(parsers))
            findings.add(row, "site", "no such internal site", f"one of {known}")
            continue
        day = findings.read(row, "date", parse_day, "not a date", "YYYY-MM-DD")
        activity = _activity(row, parsers[site], findings)
        if not row.cells["agent"]:
            findings.add(row, "agent", "the agent is blank", "an agent's name")
        if day is not None and activity is not None:
            key = (site, row.cells["agent"], day, row.cells["shift"])
            grouped.setdefault(key, []).append(activity)
    return [
        NamedShift(agent, site, day, template, tuple(sorted(found, key=lambda a: a.start)))
        for (site, agent, day, template), found in grouped.items()
    ]


def _activity(row: Row, parse: Any, findings: Findings) -> Activity | None:
    start = findings.read(row, "start", parse, "cannot read the time", _TIME)
    end = findings.read(row, "end", parse, "cannot read the time", _TIME)
    paid = findings.read(row, "paid", parse_bool, "neither true nor false", "true or false")
    name = row.cells["activity"]
    if not name:
        findings.add(row, "activity", "the activity is blank", "on_queue or the kind of a break")
    if start is not None and end is not None and end <= start:
        findings.add(row, "end", "it does not lie after start", f"after {row.cells['start']}")
        return None
    if start is None or end is None or paid is None or not name:
        return None
    queues = tuple(part.strip() for part in row.cells["queues"].split("|") if part.strip())
    return Activity(start, end, name, paid, queues)
