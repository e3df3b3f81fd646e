"""Reads an output folder back, edited or not; everything wrong with it is reported at once."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
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
from solver.report.rows import (
    Findings,
    Row,
    moment_parser,
    parse_amount,
    parse_number,
    parse_number_or_nan,
    read_csv,
)
from solver.report.shifts_in import shifts_from_csv
from solver.report.staff_tables import SPLIT_COLUMNS
from solver.report.stored import StoredPlan, StoredSite
from solver.timegrid import TimeGrid

ModelT = TypeVar("ModelT", bound=BaseModel)

_REQUIREMENTS = ["site", "queue", "start", "volume", "aht_s", "required", "to_schedule", "binding"]
_COVERAGE = ["site", "queue", "start", "scheduled", "service_level"]


def read_output(folder: Path) -> StoredPlan:
    """The plan of an output folder: plan.json, schedule.csv, split.csv, requirements.csv and
    coverage.csv.

    Raises `InvalidInputError` with every unreadable cell's file, row, column and value. Whether
    the schedule keeps the rules is the audit's business, not the reader's.
    """
    document = _document(folder / "plan.json")
    try:
        planning = _validated(PlanningData, document, "planning")
        params = _validated(PlanParams, document, "params")
        grid = _grid(document["grid"])
        wanted = {str(one["site"]): one for one in document["schedules"]}
        findings = Findings()
        tables = _Tables(folder, planning, wanted, findings)
        sites = tuple(tables.site(name) for name in wanted)
    except (KeyError, TypeError, ValueError) as error:
        message = f"the document lacks or garbles {error}"
        raise InvalidInputError([Issue("plan.json", message)]) from None
    findings.raise_any()
    return StoredPlan(planning, params, grid, sites, document)


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


def _grid(content: Mapping[str, Any]) -> TimeGrid:
    first = date.fromisoformat(content["first_day"])
    return TimeGrid(
        content["time_zone"], int(content["interval_minutes"]), first, int(content["n_days"])
    )


class _Tables:
    """The folder's tables, each read once and cut by site."""

    def __init__(
        self,
        folder: Path,
        planning: PlanningData,
        wanted: Mapping[str, Mapping[str, Any]],
        findings: Findings,
    ) -> None:
        self._wanted = wanted
        self._findings = findings
        shifts = shifts_from_csv(folder / "schedule.csv", planning, findings)
        self._shifts: dict[str, list[NamedShift]] = {name: [] for name in wanted}
        for shift in shifts:
            self._shifts.setdefault(shift.site, []).append(shift)
        self._requirements = self._rows(folder / "requirements.csv", _REQUIREMENTS)
        self._coverage = self._rows(folder / "coverage.csv", _COVERAGE)
        self._split = self._rows(folder / "split.csv", SPLIT_COLUMNS.split(","))

    def _rows(self, path: Path, columns: Sequence[str]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in read_csv(path, columns, self._findings):
            found.setdefault(row.cells["site"], []).append(row)
        return found

    def site(self, name: str) -> StoredSite:
        stored = self._wanted[name]
        audit = stored["audit"]
        grid, queues = _grid(stored["target_grid"]), tuple(stored["coverage_queues"])
        demand = _Filler(self._requirements.get(name, []), queues, grid, self._findings)
        cover = _Filler(self._coverage.get(name, []), queues, grid, self._findings)
        target = StaffingTarget(
            name, queues, grid, demand.numbers("to_schedule", 0.0, parse_amount)
        )
        split = self._read_split(name, stored["split"])
        return StoredSite(
            site=name,
            target=target,
            published=PublishedSchedule(name, tuple(self._shifts[name]), split),
            volume=demand.numbers("volume", 0.0, parse_amount),
            aht_s=demand.numbers("aht_s", math.nan, parse_number_or_nan),
            open=demand.numbers("binding", 0.0, lambda text: float(text != "closed")) > 0,
            required=demand.numbers("required", 0.0),
            original_scheduled=cover.numbers("scheduled", 0.0),
            original_service_level=cover.numbers("service_level", math.nan, parse_number_or_nan),
            original_objective=float(audit["objective"]),
            original_cost_terms={k: float(v) for k, v in audit["cost_terms"].items()},
            original_paid_hours=float(audit["paid_hours"]),
            original_short_agent_hours=float(audit["short_agent_hours"]),
            original_over_agent_hours=float(audit["over_agent_hours"]),
        )

    def _read_split(self, name: str, stored: Mapping[str, Any]) -> SkillSplit:
        groups, queues = tuple(stored["groups"]), tuple(stored["queues"])
        grid = _grid(stored["grid"])
        agents = np.zeros((len(groups), len(queues), grid.n_intervals))
        by_group: dict[str, list[Row]] = {group: [] for group in groups}
        for row in self._split.get(name, []):
            if row.cells["group"] in by_group:
                by_group[row.cells["group"]].append(row)
            else:
                known = "a skill group of the plan, skill:proficiency joined by |"
                self._findings.add(row, "group", "unknown skill group", known)
        for g, group in enumerate(groups):
            rows = _Filler(by_group[group], queues, grid, self._findings)
            agents[g] = rows.numbers("agents", 0.0, parse_amount)
        return SkillSplit(name, groups, queues, grid, agents)


class _Filler:
    """Puts a column of rows with queue and start into a (Q, T) array."""

    def __init__(
        self, rows: Sequence[Row], queues: Sequence[str], grid: TimeGrid, findings: Findings
    ) -> None:
        self._shape = (len(queues), grid.n_intervals)
        self._findings = findings
        self._placed: list[tuple[Row, int, int]] = []
        seen: set[tuple[int, int]] = set()
        instants = {grid.instant(t): t for t in range(grid.n_intervals)}
        parse = moment_parser(grid.zone)
        on_grid = (
            f"a time on the {grid.interval_minutes}-minute grid from {grid.local(0).isoformat()}"
        )
        for row in rows:
            if row.cells["queue"] not in queues:
                findings.add(row, "queue", "unknown queue", f"one of {', '.join(queues)}")
                continue
            q = queues.index(row.cells["queue"])
            t = findings.read(
                row,
                "start",
                lambda text: _index(instants, parse(text)),
                "not the start of an interval of the plan",
                on_grid,
            )
            if t is not None and (q, t) in seen:
                findings.add(row, "start", "the interval stands twice", "one row an interval")
            elif t is not None:
                seen.add((q, t))
                self._placed.append((row, q, t))

    def numbers(
        self, column: str, missing: float, parse: Callable[[str], float] = parse_number
    ) -> NDArray[np.float64]:
        """The column's numbers, `missing` where no row stands."""
        values = np.full(self._shape, missing)
        for row, q, t in self._placed:
            number = self._findings.read(
                row, column, parse, "not such a number", "a finite number, not negative"
            )
            if number is not None:
                values[q, t] = number
        return values


def _index(instants: Mapping[Any, int], moment: Any) -> int:
    if moment not in instants:
        raise ValueError(moment)
    return instants[moment]
