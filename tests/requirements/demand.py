"""Small requirement inputs, built by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from solver.domain import Queue
from solver.requirements import RequirementsData
from solver.timegrid import TimeGrid

DAY = date(2026, 3, 2)


def voice(**changes: Any) -> Queue:
    fields = {"queue": "calls", "channel": "voice", "skill": "s"}
    return Queue.model_validate(fields | {"sl_target": 0.8, "sl_seconds": 20} | changes)


def chat(**changes: Any) -> Queue:
    return voice(**({"queue": "chats", "channel": "chat", "concurrency": 2} | changes))


def email(**changes: Any) -> Queue:
    fields = {"queue": "mails", "channel": "email", "skill": "s", "response_hours": 4}
    return Queue.model_validate(fields | changes)


def demand(
    queues: Queue | list[Queue],
    volume: Any,
    aht_s: Any = 360.0,
    *,
    n_days: int = 1,
    interval_minutes: int = 30,
    presence: float = 1.0,
    time_zone: str = "UTC",
) -> RequirementsData:
    """`volume` and `aht_s` broadcast to (Q, T); queues are open by their opening hours."""
    several = queues if isinstance(queues, list) else [queues]
    grid = TimeGrid(time_zone, interval_minutes, DAY, n_days)
    shape = (len(several), grid.n_intervals)
    return RequirementsData(
        site="home",
        queues=tuple(several),
        grid=grid,
        volume=np.broadcast_to(np.asarray(volume, dtype=float), shape).copy(),
        aht_s=np.broadcast_to(np.asarray(aht_s, dtype=float), shape).copy(),
        open=np.array(
            [grid.open_mask(queue.opening_hours) for queue in several], dtype=bool
        ).reshape(shape),
        presence=presence,
    )


def at_hours(n_days: int, arrivals: dict[float, float]) -> np.ndarray:
    """Volume per half-hour with `arrivals` by hour since the grid's start."""
    volume = np.zeros(48 * n_days)
    for hour, count in arrivals.items():
        volume[int(hour * 2)] += count
    return volume
