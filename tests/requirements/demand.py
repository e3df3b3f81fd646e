"""Small requirement inputs, built by name."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from solver.domain import Queue
from solver.requirements import Load
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


class Demand(NamedTuple):
    """What `require` takes first: `require(*demand(...))`."""

    load: Load
    goals: tuple[Queue, ...]

    @property
    def open(self) -> np.ndarray:
        return self.load.open

    @property
    def volume(self) -> np.ndarray:
        return self.load.volume

    @property
    def grid(self) -> TimeGrid:
        return self.load.grid


def demand(
    queues: Queue | list[Queue],
    volume: Any,
    aht_s: Any = 360.0,
    *,
    n_days: int = 1,
    interval_minutes: int = 30,
    presence: float = 1.0,
    time_zone: str = "UTC",
) -> Demand:
    """`volume` and `aht_s` broadcast to (Q, T); queues are open by their opening hours."""
    several = queues if isinstance(queues, list) else [queues]
    grid = TimeGrid(time_zone, interval_minutes, DAY, n_days)
    shape = (len(several), grid.n_intervals)
    load = Load(
        site="home",
        queues=tuple(queue.queue for queue in several),
        grid=grid,
        volume=np.broadcast_to(np.asarray(volume, dtype=float), shape).copy(),
        aht_s=np.broadcast_to(np.asarray(aht_s, dtype=float), shape).copy(),
        open=np.array(
            [grid.open_mask(queue.opening_hours) for queue in several], dtype=bool
        ).reshape(shape),
        presence=presence,
    )
    return Demand(load, tuple(several))


def at_hours(n_days: int, arrivals: dict[float, float]) -> np.ndarray:
    """Volume per half-hour with `arrivals` by hour since the grid's start."""
    volume = np.zeros(48 * n_days)
    for hour, count in arrivals.items():
        volume[int(hour * 2)] += count
    return volume
