"""What a covering is asked of and what it answers; imported by its audit, so without a solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.status import SolveReport, SolveStatus


@dataclass(frozen=True)
class CoverShift:
    """A shift of `length` periods from period `start` on, at work in all but those of `off`.

    `off` counts periods from the shift's start: a break in a day of hours, a free day in a stretch
    of days.
    """

    start: int
    length: int
    off: tuple[int, ...] = ()


@dataclass(frozen=True)
class Covering:
    """How many agents of an anonymous pool work each shift.

    `counts` (P,) in the order of the shifts, `None` without a solution. Where no shift covers a
    period that needs somebody, the status is infeasible and `uncovered` names those periods.
    """

    counts: NDArray[np.int64] | None
    report: SolveReport
    uncovered: tuple[int, ...] = ()

    @property
    def status(self) -> SolveStatus:
        return self.report.status

    @property
    def objective(self) -> float | None:
        return self.report.objective

    @property
    def bound(self) -> float | None:
        return self.report.bound

    @property
    def gap(self) -> float | None:
        return self.report.gap
