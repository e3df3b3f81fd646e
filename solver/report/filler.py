"""Columns of a table with queue and start, put into (Q, T) arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from solver.errors import Issue
from solver.report.rows import Findings, Row, moment_parser, parse_number
from solver.timegrid import TimeGrid


class Filler:
    """Puts columns of rows with queue and start into (Q, T) arrays."""

    def __init__(
        self, rows: Sequence[Row], queues: Sequence[str], grid: TimeGrid, findings: Findings
    ) -> None:
        self._shape = (len(queues), grid.n_intervals)
        self._findings = findings
        self._placed: list[tuple[Row, int, int]] = []
        self._place(rows, queues, grid)

    def _place(self, rows: Sequence[Row], queues: Sequence[str], grid: TimeGrid) -> None:
        seen: set[tuple[int, int]] = set()
        instants = {grid.instant(t): t for t in range(grid.n_intervals)}
        parse = moment_parser(grid.zone)
        on_grid = (
            f"a time on the {grid.interval_minutes}-minute grid from {grid.local(0).isoformat()}"
        )
        for row in rows:
            if row.cells["queue"] not in queues:
                self._findings.add(row, "queue", "unknown queue", f"one of {', '.join(queues)}")
                continue
            q = queues.index(row.cells["queue"])
            t = self._findings.read(
                row,
                "start",
                lambda text: _index(instants, parse(text)),
                "not the start of an interval of the plan",
                on_grid,
            )
            if t is not None and (q, t) in seen:
                self._findings.add(row, "start", "the interval stands twice", "one row an interval")
            elif t is not None:
                seen.add((q, t))
                self._placed.append((row, q, t))

    def demand_all(self, file: str, whose: str) -> None:
        """An issue where a queue and interval has no row; other issues come first."""
        wanted = self._shape[0] * self._shape[1]
        if len(self._placed) < wanted and not self._findings.issues:
            expected = f"{wanted} rows, one a queue and interval"
            found = str(len(self._placed))
            message = f"rows of {whose} are missing"
            self._findings.issues.append(Issue(file, message, value=found, expected=expected))

    def numbers(
        self,
        column: str,
        missing: float,
        parse: Callable[[str], float] = parse_number,
        expected: str = "a finite number, not negative",
    ) -> NDArray[np.float64]:
        """The column's numbers, `missing` where no row stands."""
        values = np.full(self._shape, missing)
        for row, q, t in self._placed:
            number = self._findings.read(row, column, parse, "cannot be used", expected)
            if number is not None:
                values[q, t] = number
        return values


def _index(instants: Mapping[datetime, int], moment: datetime) -> int:
    if moment not in instants:
        raise ValueError(moment)
    return instants[moment]
