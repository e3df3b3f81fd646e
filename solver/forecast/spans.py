"""From moments of the calendar to intervals of a grid."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from solver.domain import moment_end, moment_start
from solver.timegrid import TimeGrid, local_to_utc


def interval_starts(grid: TimeGrid) -> NDArray[np.float64]:
    """Start of every interval in seconds since the epoch."""
    seconds = 60.0 * grid.interval_minutes
    return np.float64(grid.start.timestamp()) + seconds * np.arange(grid.n_intervals)


def span_mask(grid: TimeGrid, start: date | datetime, end: date | datetime) -> NDArray[np.bool_]:
    """Intervals that begin in [start, end); naive moments are local, a date ends with its day."""
    first = local_to_utc(moment_start(start), grid.zone).timestamp()
    last = local_to_utc(moment_end(end), grid.zone).timestamp()
    starts = interval_starts(grid)
    return np.asarray((starts >= first) & (starts < last))
