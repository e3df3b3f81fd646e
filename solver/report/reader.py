"""Reads an output folder back, edited or not; everything wrong with it is reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from solver.domain import (
    NamedShift,
    PlanningData,
    PublishedSchedule,
    SkillSplit,
    StaffingTarget,
)
from solver.errors import InvalidInputError, Issue
from solver.plan_result import PlanParams
from solver.report.document import PLAN_SCHEMA_VERSION
from solver.report.filler import Filler
from solver.report.requirements_in import REQUIREMENTS_COLUMNS, stored_requirements
from solver.report.rows import Findings, Row, parse_amount, read_csv
from solver.report.shifts_in import shifts_from
from solver.report.staff_tables import SPLIT_COLUMNS
from solver.report.stored import StoredPlan, StoredSite
from solver.requirements.result import Requirements
from solver.timegrid import TimeGrid

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_output(folder: Path, schedule: Path | None = None) -> StoredPlan:
    """The plan of an output folder: plan.json, schedule.csv, split.csv and requirements.csv.

    `schedule`, a CSV or an edited plan.xlsx, stands in for the folder's schedule.csv. Raises
    `InvalidInputError` with every unreadable cell's file, row, column and value. Whether the
    schedule keeps the rules is the audit's business, not the reader's.
    """
    document = _document(folder / "plan.json")
    findings = Findings()
    with garbled_document():
        planning = _validated(PlanningData, document, "planning")
        params = _validated(PlanParams, document, "params")
        grid = stored_grid(document["grid"])
        tables = _Tables(folder, schedule or folder / "schedule.csv", planning, document, findings)
        requirements = tables.requirements(grid)
        sites = tuple(tables.site(name, requirements) for name in tables.scheduled)
    findings.raise_any()
    return StoredPlan(planning, params, grid, tuple(requirements.values()), sites, document)


@contextmanager
def garbled_document() -> Iterator[None]:
    """Turns what a plan.json of another form brings about into an input error."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        message = f"the document lacks or garbles {error}"
        raise InvalidInputError([Issue("plan.json", message)]) from None


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        expected = "an output folder of staffcast plan"
        issue = Issue(path.name, "the file is missing", value=str(path), expected=expected)
        raise InvalidInputError([issue]) from None
    except (OSError, ValueError) as error:
        raise InvalidInputError([Issue(path.name, f"not readable as JSON: {error}")]) from None
    if not isinstance(document, dict):
        raise InvalidInputError([Issue(path.name, "not a plan", expected="a JSON object")])
    found = document.get("schema_version")
    if found != PLAN_SCHEMA_VERSION:
        text = str(PLAN_SCHEMA_VERSION)
        raise InvalidInputError(
            [Issue(path.name, "unknown version", None, "schema_version", str(found), text)]
        )
    return document


def _validated(model: type[ModelT], document: Mapping[str, Any], key: str) -> ModelT:
    try:
        return model.model_validate(document[key])
    except ValidationError as error:
        issues = [
            Issue(
                "plan.json",
                problem["msg"],
                column=".".join(str(part) for part in (key, *problem["loc"])),
                value=str(problem["input"])[:100],
            )
            for problem in error.errors()
        ]
    raise InvalidInputError(issues)


def stored_grid(content: Mapping[str, Any]) -> TimeGrid:
    first = date.fromisoformat(content["first_day"])
    return TimeGrid(
        content["time_zone"], int(content["interval_minutes"]), first, int(content["n_days"])
    )


class _Tables:
    """The folder's tables, each read once and cut by site."""

    def __init__(
        self,
        folder: Path,
        schedule: Path,
        planning: PlanningData,
        document: Mapping[str, Any],
        findings: Findings,
    ) -> None:
        self._planning = planning
        self._findings = findings
        self._demanded = document["requirements"]
        self.scheduled = {str(one["site"]): one for one in document["schedules"]}
        self._shifts: dict[str, list[NamedShift]] = {name: [] for name in self.scheduled}
        for shift in shifts_from(schedule, planning, findings):
            self._shifts.setdefault(shift.site, []).append(shift)
        columns = REQUIREMENTS_COLUMNS.split(",")
        self._requirements = self._rows(folder / "requirements.csv", columns)
        self._split = self._rows(folder / "split.csv", SPLIT_COLUMNS.split(","))

    def _rows(self, path: Path, columns: Sequence[str]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in read_csv(path, columns, self._findings):
            found.setdefault(row.cells["site"], []).append(row)
        return found

    def requirements(self, grid: TimeGrid) -> dict[str, Requirements]:
        """What is required of every site, vendors included."""
        known = {queue.queue for queue in self._planning.queues}
        found = {}
        for stored in self._demanded:
            name = str(stored["site"])
            rows = self._requirements.get(name, [])
            own = self.scheduled.get(name)
            named = dict.fromkeys(row.cells["queue"] for row in rows)
            queues = [q for q in named if q in known] if own is None else own["coverage_queues"]
            span = grid if own is None else stored_grid(own["target_grid"])
            found[name] = stored_requirements(stored, rows, queues, span, self._findings)
        return found

    def site(self, name: str, requirements: Mapping[str, Requirements]) -> StoredSite:
        stored = self.scheduled[name]
        audit = stored["audit"]
        demand = requirements[name]
        split = self._read_split(name, stored["split"])
        return StoredSite(
            site=name,
            target=StaffingTarget(name, demand.queues, demand.grid, demand.to_schedule),
            demand=demand,
            published=PublishedSchedule(name, tuple(self._shifts[name]), split),
            original_objective=float(audit["objective"]),
            original_cost_terms={k: float(v) for k, v in audit["cost_terms"].items()},
            original_paid_hours=float(audit["paid_hours"]),
            original_short_agent_hours=float(audit["short_agent_hours"]),
            original_over_agent_hours=float(audit["over_agent_hours"]),
        )

    def _read_split(self, name: str, stored: Mapping[str, Any]) -> SkillSplit:
        groups, queues = tuple(stored["groups"]), tuple(stored["queues"])
        grid = stored_grid(stored["grid"])
        agents = np.zeros((len(groups), len(queues), grid.n_intervals))
        by_group: dict[str, list[Row]] = {group: [] for group in groups}
        for row in self._split.get(name, []):
            if row.cells["group"] in by_group:
                by_group[row.cells["group"]].append(row)
            else:
                known = "a skill group of the plan, skill:proficiency joined by |"
                self._findings.add(row, "group", "unknown skill group", known)
        for g, group in enumerate(groups):
            rows = Filler(by_group[group], queues, grid, self._findings)
            agents[g] = rows.numbers("agents", 0.0, parse_amount)
        return SkillSplit(name, groups, queues, grid, agents)
