"""activity_codes.csv: which Genesys Cloud activity code each activity of a plan has.

The ids belong to a business unit, so a fresh file repeats the activities' own names. Edited ids
are kept whenever the folder is written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from solver.domain import ON_QUEUE, NamedShift, PlanningData
from solver.report.rows import Findings, read_csv
from solver.report.table import Table, table_of

EXPORTS_FOLDER = "exports"
_NAME = "activity_codes"
_COLUMNS = ("activity", "activity_code_id")


def stored_codes(folder: Path) -> dict[str, str]:
    """Activity -> code id of an output folder's exports, empty where there are none yet.

    Raises `InvalidInputError` naming the row of a blank id or an activity that comes twice.
    """
    path = folder / EXPORTS_FOLDER / f"{_NAME}.csv"
    if not path.is_file():
        return {}
    findings = Findings()
    codes: dict[str, str] = {}
    for row in read_csv(path, _COLUMNS, findings):
        activity, code = (row.cells[name] for name in _COLUMNS)
        if activity in codes:
            findings.add(row, "activity", "the activity comes twice", "one row an activity")
        if not code:
            findings.add(row, "activity_code_id", "the id is blank", "an activity code's id")
        codes[activity] = code
    findings.raise_any()
    return codes


def activity_codes(
    planning: PlanningData, shifts: Sequence[NamedShift], stored: Mapping[str, str]
) -> dict[str, str]:
    """A code id for every activity that the shifts or the work plans have."""
    activities = {activity.activity for shift in shifts for activity in shift.activities}
    activities |= {
        activity.kind
        for plan in planning.work_plans
        for template in plan.shifts
        for activity in template.activities
    }
    names = [ON_QUEUE, *sorted(activities - {ON_QUEUE})]
    return {name: stored.get(name, name) for name in names} | dict(stored)


def codes_table(codes: Mapping[str, str]) -> Table:
    return table_of(_NAME, ",".join(_COLUMNS), codes.items())
