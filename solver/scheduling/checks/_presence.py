"""Agents on queue by skill group and fine interval."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from solver.domain import ON_QUEUE, Activity
from solver.timegrid import TimeGrid


def on_queue_counts(
    rows: Iterable[tuple[int, Activity]], n_groups: int, grid: TimeGrid
) -> NDArray[np.int64]:
    """(G, T) agents of each group on queue at the start of each interval of `grid`.

    `rows` are (group, activity), times aware; breaks are skipped, time outside the grid is cut.
    """
    step, origin, last = grid.interval_minutes * 60, grid.start, grid.n_intervals
    change = np.zeros((n_groups, last + 1), dtype=np.int64)
    groups, starts, ends = [], [], []
    for group, activity in rows:
        if activity.activity == ON_QUEUE and activity.end > activity.start:
            groups.append(group)
            starts.append((activity.start - origin).total_seconds())
            ends.append((activity.end - origin).total_seconds())
    for seconds, sign in ((starts, 1), (ends, -1)):
        index = np.ceil(np.array(seconds, dtype=float) / step).astype(np.int64)
        np.add.at(change, (np.array(groups, dtype=np.int64), index.clip(0, last)), sign)
    return change[:, :-1].cumsum(axis=1)
