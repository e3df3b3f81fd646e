"""What the requirements engine runs on: the contacts to serve, beside the goals of the queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.requirements.shrinkage import Shrinkage
from solver.timegrid import TimeGrid

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Load:
    """Contacts of one pool of agents: `volume`, `aht_s`, `open` are (Q, T) arrays on `grid`.

    `queues` names the rows. `site` is a label. `presence` is the share of a scheduled agent that
    is really on queue (absence and adherence of the site). What is known of the volume's
    uncertainty: `quantiles` (L, Q, T) at the probabilities `levels` (L,), rising; `paths`
    (P, Q, T), equally likely. `shrinkage` by interval replaces the queues' own shares.
    """

    site: str
    queues: tuple[str, ...]
    grid: TimeGrid
    volume: Array
    aht_s: Array
    open: NDArray[np.bool_]
    presence: float = 1.0
    levels: tuple[float, ...] = ()
    quantiles: Array | None = None
    paths: Array | None = None
    shrinkage: Shrinkage | None = None


@dataclass(frozen=True)
class Case:
    """A load with the goal of each of its rows."""

    load: Load
    goals: tuple[Queue, ...] = field(repr=False)

    @property
    def interval_s(self) -> float:
        return self.load.grid.interval_minutes * 60.0


def goals_in_order(load: Load, goals: Sequence[Queue]) -> tuple[Queue, ...]:
    """The queues' goals in the order of the load's rows; `KeyError` names one that has none."""
    by_name = {queue.queue: queue for queue in goals}
    return tuple(by_name[name] for name in load.queues)
