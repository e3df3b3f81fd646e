"""Forecast and vendor split read back from forecast.csv, allocation.csv and plan.json."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.allocation.result import Allocation
from solver.domain import HistoryRow
from solver.errors import Issue
from solver.forecast.result import Forecast, MethodScore
from solver.report.demand_charts import history_grid
from solver.report.filler import Filler
from solver.report.rows import (
    Findings,
    Row,
    parse_amount,
    parse_day,
    parse_number_or_nan,
    read_csv,
)
from solver.requirements.result import BINDING_GOALS, Requirements
from solver.status import SolveReport, SolveStatus
from solver.timegrid import TimeGrid

_FORECAST = ("queue", "start", "offered_mean", "statistical_mean", "aht_s")
_ALLOCATION = ("week", "kind", "queue", "site", "contacts", "hours", "shortfall_hours", "cost")
_CLOSED = BINDING_GOALS.index("closed")
Place = tuple[str, str, str, str]


def stored_forecast(
    path: Path,
    stored: Mapping[str, Any],
    grid: TimeGrid,
    requirements: Sequence[Requirements],
    findings: Findings,
) -> Forecast:
    """The forecast of forecast.csv; `stored` is its entry in plan.json.

    A queue counts as open where contacts are expected or a site needs staff for it.
    """
    rows = read_csv(path, _FORECAST, findings)
    queues = tuple(stored["methods"])
    names = [name for name in rows[0].cells if _level(name) is not None] if rows else []
    found = Filler(rows, queues, grid, findings)
    found.demand_all(path.name, "the forecast")
    mean = found.numbers("offered_mean", 0.0, parse_amount)
    bands = [found.numbers(name, math.nan, parse_number_or_nan) for name in names]
    return Forecast(
        queues=queues,
        grid=grid,
        mean=mean,
        statistical_mean=found.numbers("statistical_mean", math.nan, parse_number_or_nan),
        levels=tuple(level for name in names if (level := _level(name)) is not None),
        quantiles=np.array(bands).reshape(len(names), *mean.shape),
        aht_s=found.numbers("aht_s", math.nan, parse_number_or_nan),
        open=(mean > 0) | _staffed(queues, mean.shape, requirements),
        methods=dict(stored["methods"]),
        scores=tuple(MethodScore(**score) for score in stored["scores"]),
        messages=tuple(stored["messages"]),
        seconds=float(stored["seconds"]),
        seed=int(stored["seed"]),
        input_hash=str(stored["input_hash"]),
    )


def _level(column: str) -> float | None:
    """The quantile of a column such as `q05` or `q97.5`."""
    digits = column[1:].replace(".", "", 1)
    return float(column[1:]) / 100 if column.startswith("q") and digits.isdecimal() else None


def _staffed(
    queues: Sequence[str], shape: tuple[int, ...], requirements: Sequence[Requirements]
) -> NDArray[np.bool_]:
    staffed = np.zeros(shape, dtype=bool)
    for one in requirements:
        for q, queue in enumerate(one.queues):
            if queue in queues and one.binding.shape[1] == shape[1]:
                staffed[queues.index(queue)] |= one.binding[q] != _CLOSED
    return staffed


def stored_history(document: Mapping[str, Any], grid: TimeGrid) -> tuple[HistoryRow, ...]:
    """The days of history before the horizon `grid` that plan.json keeps for the page."""
    before = history_grid(grid)
    return tuple(
        HistoryRow(queue=queue, start=before.instant(t), offered=offered)
        for queue, values in document.get("recent_history", {}).items()
        for t, offered in enumerate(values[: before.n_intervals])
        if offered is not None
    )


def stored_report(stored: Mapping[str, Any]) -> SolveReport:
    """A solve's report as plan.json has it."""
    fields = {key: value for key, value in stored.items() if key not in ("gap", "status")}
    fields["bound_relaxes"] = tuple(fields["bound_relaxes"])
    return SolveReport(status=SolveStatus(stored["status"]), **fields)


def stored_allocation(
    path: Path, stored: Mapping[str, Any], grid: TimeGrid, findings: Findings
) -> Allocation:
    """The vendor split of allocation.csv, without the internal groups' hours.

    `stored` is its entry in plan.json.
    """
    found = _AllocationRows(read_csv(path, _ALLOCATION, findings), grid.days[::7], findings)
    queues, sites = found.queues, found.sites
    per_queue = [(q, s) for q in queues for s in sites]
    shape = (len(queues), len(sites), grid.n_days // 7)
    report = stored_report(stored["report"])
    return Allocation(
        queues=queues,
        sites=sites,
        weeks=tuple(grid.days[::7]),
        contacts=found.numbers("contacts", "contacts", per_queue).reshape(shape),
        unserved=found.numbers("unserved", "contacts", [(q, "") for q in queues]),
        hours=found.numbers("contacts", "hours", per_queue).reshape(shape),
        group_hours=np.zeros((0, len(queues), grid.n_days // 7)),
        shortfall_hours=found.numbers("site_cost", "shortfall_hours", [("", s) for s in sites]),
        site_cost=found.numbers("site_cost", "cost", [("", s) for s in sites]),
        report=report,
        messages=tuple(stored["messages"]),
    )


class _AllocationRows:
    """Rows of allocation.csv by kind, queue, site and week."""

    def __init__(self, rows: Sequence[Row], weeks: Sequence[date], findings: Findings) -> None:
        self._findings = findings
        self._weeks = [week.isoformat() for week in weeks]
        self._rows: dict[Place, Row] = {}
        known = " or ".join(self._weeks)
        for row in rows:
            week = findings.read(row, "week", parse_day, "not a date", "YYYY-MM-DD")
            if week is None:
                continue
            place = (row.cells["kind"], row.cells["queue"], row.cells["site"], week.isoformat())
            if place[3] not in self._weeks:
                findings.add(row, "week", "not a week of the plan", known)
            elif place in self._rows:
                findings.add(row, "kind", "the row stands twice", "one row a kind and place")
            self._rows[place] = row
        contacts = [place for place in self._rows if place[0] == "contacts"]
        self.queues = tuple(dict.fromkeys(place[1] for place in contacts))
        self.sites = tuple(dict.fromkeys(place[2] for place in contacts))

    def numbers(
        self, kind: str, column: str, places: Sequence[tuple[str, str]]
    ) -> NDArray[np.float64]:
        """The column at the places (queue, site) of a kind, (places, weeks)."""
        values = np.zeros((len(places), len(self._weeks)))
        for p, (queue, site) in enumerate(places):
            for w, week in enumerate(self._weeks):
                row = self._rows.get((kind, queue, site, week))
                if row is not None:
                    expected = "a finite number, not negative"
                    number = self._findings.read(
                        row, column, parse_amount, "cannot be used", expected
                    )
                    values[p, w] = number or 0.0
                elif not self._findings.issues:
                    where = ", ".join(part for part in (kind, queue, site, week) if part)
                    message = "a row is missing"
                    self._findings.issues.append(Issue("allocation.csv", message, expected=where))
        return values
